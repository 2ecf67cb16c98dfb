export { setReminders } from './made-up.ts'
export { reminderCycle } from './reminder-cycle.ts'
export { example } from './room.ts'

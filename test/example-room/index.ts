export { countReminders } from './count-reminders.ts'
export { setReminders } from './made-up.ts'
export { reminderCycle } from './reminder-cycle.ts'
export { example } from './room.ts'

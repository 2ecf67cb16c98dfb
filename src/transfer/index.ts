export { BANDS } from './bands.ts'
export { checkStays } from './check-stays.ts'
export { joined, totalsOf } from './clock.ts'
export { countBands, type ToldBands, toldBands } from './count-bands.ts'
export { countTotals, SPLITS, type ToldRow } from './count-totals.ts'
export { decimal } from './fraction.ts'
export { STATES } from './list-filter.ts'
export { type ClockLook, lookAtClock } from './look-at-clock.ts'
<<<<<<< HEAD
export { type Leaving, lookAtLeaving, STATES } from './look-at-list.ts'
export { makeReturn, RETURNS } from './make-return.ts'
=======
export { type Leaving, lookAtLeaving } from './look-at-list.ts'
>>>>>>> main
export { minuteOf, shared, written } from './minute.ts'
export { transfer } from './room.ts'
export { taskWords } from './task-kind.ts'
export { troubleWords } from './trouble.ts'

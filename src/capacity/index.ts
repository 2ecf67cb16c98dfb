export { type Activity, activityWords } from './activity.ts'
export { capacity } from './room.ts'
export {
  BY_THE_PERSON,
  type NoPrice,
  type Price,
  priceOf,
  type UnitCost,
  unitCosts,
} from './unit-cost.ts'

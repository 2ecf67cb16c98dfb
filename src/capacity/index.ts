export type { Activity } from './activity.ts'
export { capacity } from './room.ts'
export {
  type NoPrice,
  type Price,
  priceOf,
  type UnitCost,
  unitCosts,
} from './unit-cost.ts'

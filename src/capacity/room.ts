import type { Room } from '../room.ts'
import { unitCostKind } from './unit-cost-kind.ts'

/** What there is to be given, and what it costs: so far unit costs. */
export const capacity: Room = {
  name: 'capacity',
  kinds: [unitCostKind],
}

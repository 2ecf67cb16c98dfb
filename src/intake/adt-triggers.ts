import type { VisitKind } from './visit.ts'

/** What a kind of message does. Ranks order what carries the same second: what follows what. */
export type Trigger = {
  rank: number
  does: 'person' | 'visit' | 'merge' | 'link' | 'unlink' | 'move'
  /** what has become of the visit */
  state?: 'active' | 'finished' | 'cancelled'
  /** what has become of its planning, which says nothing of a visit that has begun */
  plan?: 'planned' | 'cancelled'
  begins?: true
  /** the kind of visit where no message says its class */
  usually?: VisitKind
  /** the kind that the visit is from now on */
  becomes?: VisitKind
  /** PV1-3 is where the person is going to be, or may be: it is not read */
  elsewhere?: true
  /** a field that is what the message is about, and that is not read */
  unread?: string
  leave?: 'begins' | 'ends'
  /** expected discharge (PV2-9, EVN-3) */
  expected?: 'set' | 'cancelled'
}

const BEGINS = { does: 'visit', begins: true } as const
const MERGES = { rank: 8, does: 'merge' } as const
const UPDATES = { rank: 4, does: 'visit' } as const

/** HL7 table 0003, the ADT messages of versions 2.2 to 2.6 that say something of people or visits. */
export const TRIGGERS: ReadonlyMap<string, Trigger> = new Map<string, Trigger>([
  ['A01', { ...BEGINS, rank: 1, state: 'active', usually: 'stay' }],
  ['A02', { rank: 2, does: 'visit' }],
  ['A03', { rank: 5, does: 'visit', state: 'finished' }],
  ['A04', { ...BEGINS, rank: 1, state: 'active', usually: 'contact' }],
  ['A05', { ...BEGINS, rank: 0, plan: 'planned', usually: 'stay' }],
  ['A06', { rank: 2, does: 'visit', state: 'active', becomes: 'stay' }],
  ['A07', { rank: 2, does: 'visit', state: 'active', becomes: 'contact' }],
  ['A08', UPDATES],
  ['A09', { rank: 2, does: 'visit', elsewhere: true }],
  ['A10', { rank: 2, does: 'visit' }],
  ['A11', { rank: 7, does: 'visit', state: 'cancelled' }],
  ['A12', { rank: 3, does: 'visit' }],
  ['A13', { rank: 6, does: 'visit', state: 'active' }],
  ['A14', { ...BEGINS, rank: 0, plan: 'planned', usually: 'stay' }],
  ['A15', { ...UPDATES, unread: 'PV1-42' }],
  ['A16', { ...UPDATES, expected: 'set' }],
  ['A17', { rank: 2, does: 'visit' }],
  ['A18', MERGES],
  ['A21', { ...UPDATES, leave: 'begins' }],
  ['A22', { rank: 5, does: 'visit', leave: 'ends' }],
  ['A23', { rank: 7, does: 'visit', state: 'cancelled' }],
  ['A24', { rank: 8, does: 'link' }],
  ['A25', { rank: 5, does: 'visit', expected: 'cancelled' }],
  ['A26', { ...UPDATES, unread: 'PV1-42' }],
  ['A27', { rank: 7, does: 'visit', plan: 'cancelled' }],
  ['A28', { rank: 4, does: 'person' }],
  ['A30', MERGES],
  ['A31', { rank: 4, does: 'person' }],
  ['A32', { rank: 3, does: 'visit' }],
  ['A33', { rank: 3, does: 'visit' }],
  ['A34', MERGES],
  ['A36', MERGES],
  ['A37', { rank: 9, does: 'unlink' }],
  ['A38', { rank: 7, does: 'visit', plan: 'cancelled' }],
  ['A39', MERGES],
  ['A40', MERGES],
  ['A41', MERGES],
  ['A42', { rank: 8, does: 'move' }],
  ['A44', { rank: 8, does: 'move' }],
  ['A45', { rank: 8, does: 'move' }],
  ['A46', MERGES],
  ['A47', MERGES],
  ['A49', { rank: 8, does: 'move' }],
  ['A50', { rank: 8, does: 'move' }],
  ['A51', { rank: 8, does: 'move' }],
  ['A52', { rank: 5, does: 'visit', leave: 'ends' }],
  ['A53', { ...UPDATES, unread: 'A53' }],
  ['A54', UPDATES],
  ['A55', UPDATES],
  ['A60', { rank: 4, does: 'person' }],
  ['A61', UPDATES],
  ['A62', UPDATES],
])

/** MRG of such a message names the number that the visit had before. */
export function renumbersVisits(event: string, { does }: Trigger): boolean {
  return does === 'move' || event === 'A06' || event === 'A07'
}

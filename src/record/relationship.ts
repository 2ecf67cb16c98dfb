import type { Proof } from '../access/index.ts'
import type { Actor } from '../kernel/index.ts'
import type { SourcePerson } from '../people/index.ts'
import type { KnownEvent } from './known-event.ts'
import { isOpen } from './occurrence.ts'
import { waitProof } from './wait-fields.ts'
import type { WaitRule } from './wait-rule.ts'
import { type KnownOf, waitsOf } from './waits.ts'

export type Relationship =
  | 'admitted-here'
  | 'in-our-hospital'
  | 'open-case-here'
  | 'placed-here'
  | 'registered-here'
  | 'waits-for-us'
  | 'is-the-person'

/** What the record can prove, and how. */
const PROVED = {
  'admitted-here': 'An open stay on the actor’s own ward or unit is found in the feeds',
  'in-our-hospital': 'An open stay anywhere in the actor’s organisation is found in the feeds',
  'open-case-here':
    'An open request, assessment or service of the organisation is found in the feeds',
  'placed-here':
    'An open service that another arranged and the organisation gives is found in the feeds',
  'registered-here': 'The practice that a person is registered with is found in the feeds',
  'waits-for-us':
    'A stay that only the organisation can end, or an outcome of its own that nothing followed, is found in the feeds',
  'is-the-person': 'A resident is matched to their own record by their verified NHS number',
} satisfies Record<Relationship, string>

export const RELATIONSHIPS = Object.keys(PROVED) as readonly Relationship[]

/** For the room that decides. */
export const relationships: readonly Proof[] = Object.entries(PROVED).map(([id, what]) => ({
  id,
  what,
  ...(id === 'waits-for-us' ? { proves: waitProof } : {}),
}))

const CASE_KINDS = new Set(['request', 'assessment', 'service', 'review'])

/**
 * What stands between an actor and a person, proved by what the feeds say now and never by the actor's
 * word. The rule is the agreement's: what proves a wait, and under which codes feeds know the actor's organisation.
 */
export function relationshipsOf(
  actor: Actor,
  rule: WaitRule,
  { persons, occurrences }: KnownOf,
  now: Date,
): ReadonlySet<Relationship> {
  const codes = rule.codesOf(actor.organisation)
  const found = new Set<Relationship>()
  for (const { event } of occurrences) {
    if (!isOpen(event, now)) continue
    if (isPlacedWith(event, codes)) found.add('placed-here')
    if (event.organisation === undefined || !codes.has(event.organisation)) continue
    if (event.kind === 'stay') {
      found.add('in-our-hospital')
      if (isSameUnit(actor.unit, event)) found.add('admitted-here')
    }
    if (CASE_KINDS.has(event.kind)) found.add('open-case-here')
  }
  if (isRegisteredWith(persons, codes)) found.add('registered-here')
  if (waitsOf(rule, actor.organisation, { persons, occurrences }, now).length > 0)
    found.add('waits-for-us')
  const own = actor.nhsNumber
  if (own !== undefined && persons.some(({ nhsNumber }) => nhsNumber === own))
    found.add('is-the-person')
  return found
}

/** Whether somebody else arranged it and these give it: a place in a care home, visits at home. */
export function isPlacedWith({ kind, detail }: KnownEvent, codes: ReadonlySet<string>): boolean {
  return kind === 'service' && codes.has(detail.providerId ?? '')
}

/** Whether the practice that a person is registered with has one of the codes. */
export function isRegisteredWith(
  persons: readonly SourcePerson[],
  codes: ReadonlySet<string>,
): boolean {
  return persons.some(({ gpPractice }) => codes.has(gpPractice?.code ?? ''))
}

/** `Ward 6` and `WARD 6` are one ward; an actor without a unit is admitted to none. */
function isSameUnit(unit: string | undefined, event: KnownEvent): boolean {
  if (unit === undefined || event.unit === undefined) return false
  return foldUnit(unit) === foldUnit(event.unit)
}

export function foldUnit(unit: string): string {
  return unit.trim().toLowerCase().replace(/\s+/g, ' ')
}

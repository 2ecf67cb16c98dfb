import type { Proof } from '../access/index.ts'
import { type Actor, DAY_MS } from '../kernel/index.ts'
import type { SourcePerson } from '../people/index.ts'
import { isPart } from './data-class.ts'
import type { KnownEvent } from './known-event.ts'
import { leftProof } from './left-proof.ts'
import { isOpen, type Occurrence } from './occurrence.ts'
import type { KnownOf, Ties, ToldOf } from './ties.ts'
import { waitProof } from './wait-fields.ts'
import type { WaitRule } from './wait-rule.ts'
import { homesAt, waitsOf } from './waits.ts'

export type Relationship =
  | 'admitted-here'
  | 'in-our-hospital'
  | 'open-case-here'
  | 'placed-here'
  | 'registered-here'
  | 'waits-for-us'
  | 'left-here'
  | 'served-here'
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
  'left-here':
    'A stay that is over, in the organisation’s hospital or of somebody who is its own, is found in the feeds',
  'served-here':
    'A service of the organisation that goes on, or that ended within a year, is found in the feeds',
  'is-the-person': 'A resident is matched to their own record by their verified NHS number',
} satisfies Record<Relationship, string>

export const RELATIONSHIPS = Object.keys(PROVED) as readonly Relationship[]

/** For the room that decides. */
export const relationships: readonly Proof[] = Object.entries(PROVED).map(([id, what]) => ({
  id,
  what,
  ...(id === 'waits-for-us' ? { proves: waitProof } : {}),
  ...(id === 'left-here' ? { proves: leftProof } : {}),
}))

/** What a service that is over proves, it proves for as long. */
const YEAR_DAYS = 366
const CASE_KINDS = new Set(['request', 'assessment', 'service', 'review'])

/** Each relationship that is proved, with the id of what proves it: an event, or a source's record of the person. */
export type Proved = ReadonlyMap<string, string>

/** By which rules, and by whose word. */
export type TieRules = { readonly rule: WaitRule; readonly ties: Ties }

/** What one viewer's relationship rests on, of what is open and counts for it, the likeliest to be told first. */
type Prover = (
  known: KnownOf & { open: readonly KnownEvent[] },
  asked: { actor: Actor; rule: WaitRule; codes: ReadonlySet<string>; now: Date },
) => string | undefined

const PROVERS: Record<Relationship, Prover> = {
  'admitted-here': ({ open }, { actor, codes }) =>
    open.find((event) => isStayAt(event, codes) && isSameUnit(actor.unit, event))?.eventId,
  'in-our-hospital': ({ open }, { codes }) => open.find((event) => isStayAt(event, codes))?.eventId,
  'open-case-here': ({ open }, { codes }) =>
    open.find(({ kind, organisation = '' }) => CASE_KINDS.has(kind) && codes.has(organisation))
      ?.eventId,
  'placed-here': ({ open }, { codes }) => open.find((event) => isPlacedWith(event, codes))?.eventId,
  'registered-here': ({ persons }, { codes }) =>
    persons.find((person) => isRegisteredWith([person], codes))?.personId,
  'waits-for-us': (known, { actor, rule, now }) =>
    waitsOf(rule, actor.organisation, known, now)[0]?.event.eventId,
  'left-here': (known, { actor, rule, codes, now }) =>
    leftLately(known, rule, now).find((event) => {
      return (
        codes.has(event.organisation ?? '') ||
        homesAt(rule, known.persons, event).includes(actor.organisation)
      )
    })?.eventId,
  'served-here': ({ occurrences }, { codes, now }) =>
    servedLately(occurrences, codes, now)?.eventId,
  'is-the-person': ({ persons }, { actor }) =>
    actor.nhsNumber === undefined
      ? undefined
      : persons.find(({ nhsNumber }) => nhsNumber === actor.nhsNumber)?.personId,
}

/**
 * What stands between an actor and a person, proved by what the feeds say now and never by the actor's
 * word. The rules are the agreement's: by whose word what is proved, what proves a wait, and under which codes feeds
 * know the actor's organisation.
 */
export function relationshipsOf(
  actor: Actor,
  { rule, ties }: TieRules,
  told: ToldOf,
  now: Date,
  wanted: readonly Relationship[] = RELATIONSHIPS,
): Proved {
  const asked = { actor, rule, codes: rule.codesOf(actor.organisation), now }
  const { persons } = ties.countedOf(told)
  const proved = new Map<string, string>()
  for (const one of wanted) {
    const occurrences = ties.provingOf(told, one)
    const open = activeAmong(occurrences).filter((event) => isOpen(event, now))
    const proof = PROVERS[one]({ persons, occurrences, open }, asked)
    if (proof !== undefined) proved.set(one, proof)
  }
  return proved
}

const sorted = new WeakMap<readonly Occurrence[], readonly KnownEvent[]>()

/** What may be named to whoever it is about before what is not hinted at; then what began last. */
function activeAmong(occurrences: readonly Occurrence[]): readonly KnownEvent[] {
  const known = sorted.get(occurrences)
  if (known !== undefined) return known
  const active = occurrences.map(({ event }) => event).filter(({ status }) => status === 'active')
  sorted.set(occurrences, active.sort(plainFirst))
  return active
}

function plainFirst(a: KnownEvent, b: KnownEvent): number {
  const hidden = Number(isPart(b.dataClass)) - Number(isPart(a.dataClass))
  if (hidden !== 0) return hidden
  if (a.startAt !== b.startAt) return (a.startAt ?? '') > (b.startAt ?? '') ? -1 : 1
  return a.eventId < b.eventId ? -1 : 1
}

/**
 * Stays that ended within the days of the clause, the last one first. Of one whose end nobody knows it is when it was
 * last spoken of: whoever can put that right must be able to see it.
 */
function leftLately({ occurrences }: KnownOf, { leftDays }: WaitRule, now: Date): KnownEvent[] {
  const since = now.getTime() - leftDays * DAY_MS
  const ended = ({ endAt, saidAt }: KnownEvent) => Date.parse(endAt ?? saidAt)
  return occurrences
    .map(({ event }) => event)
    .filter((one) => one.kind === 'stay' && one.status === 'finished' && ended(one) > since)
    .filter((one) => ended(one) <= now.getTime())
    .sort((a, b) => ended(b) - ended(a) || plainFirst(a, b))
}

/** The service of a party that began last, of those that have begun and of which no end is a year ago. */
function servedLately(
  occurrences: KnownOf['occurrences'],
  codes: ReadonlySet<string>,
  now: Date,
): KnownEvent | undefined {
  const since = now.getTime() - YEAR_DAYS * DAY_MS
  return occurrences
    .map(({ event }) => event)
    .filter(({ kind, organisation = '' }) => kind === 'service' && codes.has(organisation))
    .filter(({ status }) => status === 'active' || status === 'finished')
    .filter(({ endAt }) => endAt === undefined || Date.parse(endAt) > since)
    .sort(plainFirst)[0]
}

function isStayAt({ kind, organisation = '' }: KnownEvent, codes: ReadonlySet<string>): boolean {
  return kind === 'stay' && codes.has(organisation)
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

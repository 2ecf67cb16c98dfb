import type { GrantRow } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import { formatFullDate } from '../shell/index.ts'
import type { DataClass } from './data-class.ts'
import type { EventKind } from './event.ts'
import type { ProofRow } from './queries-proofs.ts'
import type { Proved } from './relationship.ts'
import type { Sources } from './sources.ts'

/** Whom a look is told: whoever it is about, or somebody who may read of it. */
export type ToldTo = 'you' | 'others'

/** That somebody is who they are needs no proof to be named to them. */
const THEMSELVES = 'is-the-person'

/**
 * What proved that a clause could be used: the event, or the source's record of the person, on which the first of its
 * relationships that holds rests; undefined for a clause that asks for none.
 */
export function becauseOf(
  agreement: Agreement,
  clause: string,
  proved: Proved,
): string | undefined {
  const grant = agreement.table<GrantRow>('grant').find((row) => row.clause === clause)
  const [held] = [...proved].filter(
    ([one]) => one !== THEMSELVES && grant?.relationships.includes(one),
  )
  return held?.[1]
}

/** Of an event, in the words of whoever it is about, and of others. */
const HAPPENED: Partial<Record<EventKind, Record<ToldTo, string>>> = {
  stay: { you: 'you were admitted', others: 'this person was admitted' },
  request: {
    you: 'support was asked for, for you',
    others: 'support was asked for, for this person',
  },
  assessment: { you: 'you were being assessed', others: 'this person was being assessed' },
  service: { you: 'you had support', others: 'this person had support' },
  review: {
    you: 'your support was being reviewed',
    others: 'this person’s support was being reviewed',
  },
}

/**
 * `because the hospital told us on 3 November 2026 that you were admitted`; nothing of what
 * is not hinted at, nor of what whoever reads it may not see, is asked for.
 */
export function becauseOfEvent(
  { kind, source, first_learnt_at }: ProofRow,
  to: ToldTo,
  sources: Pick<Sources, 'callOf'>,
): string | undefined {
  const what = HAPPENED[kind]?.[to]
  if (what === undefined) return undefined
  return `because ${sources.callOf(source)} told us on ${formatFullDate(first_learnt_at)} that ${what}`
}

/** The class of a record that says with whom somebody is registered. */
export const REGISTRATION: DataClass = 'demographics'

/** `because the practice told us that you are registered there` */
export function becauseRegistered(
  source: string,
  to: ToldTo,
  sources: Pick<Sources, 'callOf'>,
): string {
  const who = to === 'you' ? 'you are' : 'this person is'
  return `because ${sources.callOf(source)} told us that ${who} registered there`
}

import type { AgreementRoom } from '../agreement/index.ts'
import {
  DAY_MS,
  type PersonId,
  type Queryable,
  type Refusal,
  refuse,
  type Viewer,
} from '../kernel/index.ts'
import { identityOf, readPersons } from '../people/index.ts'
import type { CommandFacts } from '../trail/index.ts'
import type { DataClass } from './data-class.ts'
import { proverFor, signedInAs } from './decider.ts'
import { allowsOf, type Decisions, decisionsFor } from './decisions.ts'
import { type HandedTie, handedTo } from './handed-ties.ts'
import { occurrencesOf } from './occurrence.ts'
import { standingEvents } from './queries-read.ts'
import { othersShown, type Section } from './section.ts'
import { type HearsFeeds, tiesNow } from './ties-now.ts'
import { waitRuleOf } from './wait-rule.ts'

/** On what somebody stands who writes about a person: read in the transaction of what they do. */
export type Ground = {
  readonly identity: readonly PersonId[]
  readonly proved: ReadonlySet<string>
  readonly decisions: Decisions
}

/**
 * Undefined for nobody, and for whoever the viewer may not see, by the same statements: nobody writes about whom they
 * may not see.
 *
 * @param needs parts of the record, of which one has to be open to the viewer
 */
export async function groundOf(
  tx: Queryable,
  place: HearsFeeds & {
    readonly agreement: Pick<AgreementRoom, 'current'>
    readonly sections?: readonly Section[]
    readonly handed?: readonly HandedTie[]
  },
  viewer: Viewer,
  personId: PersonId,
  now: Date,
  needs: readonly DataClass[] = ['demographics'],
): Promise<Ground | undefined> {
  const agreement = place.agreement.current()
  if (agreement === undefined) return undefined
  const members = await identityOf(tx, personId)
  const identity = members.length === 0 ? [personId] : members
  const since = new Date(now.getTime() - waitRuleOf(agreement).days * DAY_MS)
  const [persons, events] = [
    await readPersons(tx, identity),
    await standingEvents(tx, identity, since),
  ]
  const told = { persons, events, occurrences: occurrencesOf(events) }
  const ties = await tiesNow(place, agreement)
  const handed = await handedTo(tx, { ties: place.handed, agreement, now }, viewer, identity)
  const by = { ties, handed, signedIn: await signedInAs(tx, viewer.actor) }
  // All of them: a power may ask for what no grant does.
  const proved = new Set(proverFor(agreement, by, viewer)(told, now).keys())
  const decisions = decisionsFor(agreement, viewer, proved, othersShown(agreement, place.sections))
  const allows = allowsOf(decisions)
  if (members.length === 0 || !needs.some(allows)) return undefined
  return { identity, proved, decisions }
}

/** By which the power is measured: of whom one may not see, nothing is proved. */
export function factsOn(ground: Ground | undefined): CommandFacts {
  return { relationships: [...(ground?.proved ?? [])] }
}

/** The same for nobody and for whoever is not for this viewer. */
export function noSuchPerson(): Refusal<'no-such-person'> {
  return refuse('no-such-person', 'There is nobody here whom you may see with this id.', {
    next: 'Find the person, and write on their page.',
    at: '/people',
  })
}

export function noSuchNote(): Refusal<'no-such-note'> {
  return refuse('no-such-note', 'There is no note here that you may read with this id.')
}

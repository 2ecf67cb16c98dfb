import { type Agreement, type DisputeOutcome, disputesAbout } from '../agreement/index.ts'
import type { PersonId, Queryable } from '../kernel/index.ts'
import { type Counted, type FactsOfStays, factsOfStays } from '../record/index.ts'
import { type Asking, askingFacts, askingsOf } from './asking.ts'
import { type Contested, type Segment, segmentsOf } from './clock.ts'
import type { TransferRule } from './clock-kind.ts'
import { contestedOf, stayInKey } from './contest.ts'
import { listingOf } from './council-list.ts'
import { type Era, erasOf, inTheirTime, type Texts } from './eras.ts'
import type { Fact, KeptFact } from './fact.ts'
import { feedFacts, listedFacts, type Places } from './feed-facts.ts'
import { type Minute, minuteOf, sureFrom } from './minute.ts'
import { answerRule } from './notice-kind.ts'
import { type AfterLeaving, afterLeaving } from './outcome.ts'
import { factsAbout } from './queries.ts'
import { type Stay, stayOf, type Told } from './stay.ts'

/** The room by whose name disputes about minutes are known. */
export const ROOM = 'transfer'

/** One stay of one identity with all that follows from it, as it is known now or was known at a time. */
export type ReadStay = {
  readonly identityId: PersonId
  readonly members: readonly PersonId[]
  readonly counted: Counted
  /** all that is counted of the person, this stay and what came after it among it */
  readonly known: readonly Counted[]
  /** what came after it, where it is over and they left alive */
  readonly after?: AfterLeaving
  readonly places: Places
  /** of feeds and of people, in the order in which they were learnt */
  readonly facts: readonly Fact[]
  readonly disputes: readonly DisputeOutcome[]
  /** what partners asked each other about it */
  readonly askings: readonly Asking[]
  readonly stay: Stay
  readonly segments: readonly Segment[]
}

type ReadOptions = {
  readonly now: Date
  readonly at?: Date | undefined
  readonly settled?: boolean
  readonly alone?: boolean
  /** the texts that were in effect, by which what passed then is counted; left out, all is counted by the one given */
  readonly texts?: Texts
}

/**
 * All stays of these identities that happened or go on: three statements more than what the record knows takes. It is
 * read under no viewer: nothing of it is shown but through a look. Whose minutes are that partners differ about is left
 * out where `settled` is false; what happened to them beside their stays, where they are read `alone`.
 */
export async function readStays(
  db: Queryable,
  agreement: Agreement,
  rule: TransferRule,
  identityIds: readonly PersonId[],
  { now, at, settled = true, alone = false, texts }: ReadOptions,
): Promise<ReadStay[]> {
  const all = await factsOfStays(db, agreement, identityIds, { at, alone })
  const withStays = all.filter(({ occurrences }) => occurrences.some(isStay))
  const members = withStays.flatMap((one) => one.members)
  const [said, disputes] = [
    await factsAbout(db, members, at),
    settled ? await disputesOf(db, agreement, members, at ?? now) : [],
  ]
  const saidOf = Map.groupBy(said, ({ personId }) => personId)
  const eras = erasOf(agreement, rule, texts)
  return withStays.flatMap((facts) => {
    const own = facts.members.flatMap((id) => saidOf.get(id) ?? [])
    return staysOf(facts, own, disputes, eras, minuteOf(at ?? now))
  })
}

/** They are few in the life of a place. */
async function disputesOf(
  db: Queryable,
  agreement: Agreement,
  members: readonly PersonId[],
  at: Date,
): Promise<DisputeOutcome[]> {
  return disputesAbout(db, agreement, ROOM, members, at)
}

function isStay({ kind, status, gone }: Counted): boolean {
  if (kind !== 'stay' || gone !== undefined) return false
  return status === 'active' || status === 'finished'
}

function staysOf(
  facts: FactsOfStays,
  kept: readonly KeptFact[],
  disputes: readonly DisputeOutcome[],
  eras: readonly Era[],
  now: Minute,
): ReadStay[] {
  const { agreement, rule } = eras.at(-1)!
  const stays = facts.occurrences.filter(isStay)
  const spans = stays.map(toldOf)
  const begun = Map.groupBy(facts.occurrences, (one) => stayOfTask(one, stays))
  return stays.map((counted, place) => {
    const own = new Set(counted.eventIds)
    const places = placesOf(facts, counted, rule, agreement)
    const here = kept.filter(({ stay }) => own.has(stay))
    const opened = begun.get(counted) ?? []
    const askings = askingsOf(here, answerRule(agreement))
    const follow = askingFacts(askings)
    const about = disputes.filter(({ key }) => own.has(stayInKey(key)))
    const worked = eras.map((era) => {
      const there = era.rule === rule ? places : placesOf(facts, counted, era.rule, era.agreement)
      const said = [
        ...feedFacts(counted, opened, there, era.rule, era.agreement),
        ...here,
        ...follow,
      ]
      const all = [...said, ...listedFacts(counted, opened, there, era.rule, era.agreement, said)]
      const others = spans.filter((_, other) => other !== place)
      const contests = about.flatMap((one): Contested[] => contestedOf(one))
      const stay = stayOf({ ...spans[place]!, others, facts: all, contests }, era.rule, now)
      return { era, all, stay }
    })
    const { all, stay } = worked.at(-1)!
    const segments = worked.flatMap((one) =>
      inTheirTime(one.era, segmentsOf(one.stay.waiting, one.era.rule)),
    )
    const { identityId, members } = facts
    const known = facts.occurrences
    const after = afterLeaving(counted, known, facts.died)
    const told = { counted, known, places, facts: all, disputes: about, askings }
    const read = { identityId, members, ...told, stay, segments }
    return after === undefined ? read : { ...read, after }
  })
}

/** What must happen in a stay, or stands on a list of a council's: since when. */
function beganOf(one: Counted): string | undefined {
  const { kind, status, gone, start } = one
  const isTask = kind === 'task' && (status === 'active' || status === 'finished')
  return isTask && gone === undefined ? start : listingOf(one)?.from
}

/** The stay that had begun last when it was opened, and was not over: a task belongs to no other. */
function stayOfTask(one: Counted, stays: readonly Counted[]): Counted | undefined {
  const began = beganOf(one)
  if (began === undefined) return undefined
  const [from, to] = [minuteOf(began), sureFrom(began)]
  return stays
    .filter((stay) => minuteOf(stay.start ?? began) <= to)
    .filter(({ end }) => end === undefined || from <= minuteOf(end))
    .sort((a, b) => ((a.start ?? '') < (b.start ?? '') ? 1 : -1))[0]
}

function toldOf({ id, start, end, status }: Counted): Told {
  return {
    id,
    ...(start === undefined ? {} : { admitted: start }),
    ...(end === undefined ? {} : { left: end }),
    over: status === 'finished',
  }
}

function placesOf(
  facts: FactsOfStays,
  stay: Counted,
  rule: TransferRule,
  agreement: Agreement,
): Places {
  const code = stay.organisation
  const party = agreement.parties.find(({ codes }) => code !== undefined && codes.includes(code))
  const hospital = party?.id ?? code
  const homes = facts.homes.get(stay.id) ?? []
  return {
    ...(hospital === undefined ? {} : { hospital }),
    councils: homes.filter((home) => rule.councils.has(home)),
  }
}

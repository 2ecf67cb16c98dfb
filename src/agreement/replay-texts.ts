import type { Place } from '../room.ts'
import type { Agreement } from './agreement.ts'
import { compareNumbers } from './clause.ts'
import { type ClauseChange, compareAgreements } from './compare.ts'

/** Between which days, both counted. */
export type ReplayedDays = { readonly from: string; readonly to: string }

/** A text run over what was done: what its clauses would have refused, and how their figures would have come out. */
export type Replay = {
  /** the kinds of clause of which it tells */
  readonly of: readonly string[]
  run(place: Place, text: Agreement, days: ReplayedDays): Promise<readonly Replayed[]>
}

/** Something that was done, and that a text would have refused; or a part of a figure that comes out by it. */
export type Replayed = {
  /** of what was done */
  readonly id: string
  /** '' where it is the lack of a clause */
  readonly clause: string
  /** the words in which it would have been refused; of a figure what is counted, the same for all of its parts */
  readonly sentence: string
  /** of a figure: what this adds to it, in the unit that its sentence names. Left out, it is refused */
  readonly adds?: number
}

/** What a clause does under one text and under another: how many things it refuses of what was done, or a figure. */
export type ReplayedClause = {
  readonly clause: string
  readonly room: string
  /** of what is refused the words of the first that only one text refuses; of a figure what is counted */
  readonly what: string
  /** null where no room tells of it */
  readonly before: number | null
  readonly after: number | null
  readonly difference: number | null
  /** of what was done: a few that the texts treat otherwise */
  readonly examples: readonly string[]
}

const EXAMPLES_MAX = 10
/** Parts of a figure can be thirds of a minute: sums are told to so many places. */
const PLACES = 6

type Texts = { readonly before: Agreement; readonly after: Agreement }

/**
 * Runs two texts over what was done between two days, by all that rooms can tell. Every clause that differs is told of:
 * what it changes, that it changes nothing of what was done, or that no room can tell.
 */
export async function replayTexts(
  place: Place,
  texts: Texts,
  days: ReplayedDays,
): Promise<ReplayedClause[]> {
  const told: ReplayedClause[] = []
  const moved = new Set<string>()
  const covered = new Set<string>()
  const { rooms, clauseKinds } = place.house
  const replays = rooms.flatMap(({ name, replays: own = [] }) =>
    own.map((replay) => ({ room: name, replay })),
  )
  for (const { replay, room } of replays) {
    const before = await replay.run(place, texts.before, days)
    const after = await replay.run(place, texts.after, days)
    const rows = rowsOf(before, after, room)
    told.push(...rows)
    for (const kind of replay.of) {
      covered.add(kind)
      if (rows.some(({ difference }) => difference !== 0)) moved.add(kind)
    }
  }
  const silent = compareAgreements(texts.before, texts.after).filter(
    (one) => doesOtherwise(one) && !moved.has(one.kind) && !isTold(told, one),
  )
  const roomOf = (kind: string) => clauseKinds.find((one) => one.kind === kind)?.room ?? 'agreement'
  return [...told, ...silent.map((one) => silence(one, roomOf(one.kind), covered))].sort((a, b) =>
    compareNumbers(a.clause || '0', b.clause || '0'),
  )
}

function doesOtherwise({ change }: ClauseChange): boolean {
  return change === 'added' || change === 'removed' || change === 'changed'
}

function isTold(told: readonly ReplayedClause[], { number, was }: ClauseChange): boolean {
  return told.some(({ clause, difference }) => {
    return difference !== 0 && (clause === number || clause === was)
  })
}

function silence(
  { number, kind }: ClauseChange,
  room: string,
  covered: ReadonlySet<string>,
): ReplayedClause {
  const common = { clause: number, room, examples: [] }
  if (!covered.has(kind)) {
    const what = 'No room can tell what this would have changed.'
    return { ...common, what, before: null, after: null, difference: null }
  }
  const what = 'Nothing that is counted of what was done would have been otherwise.'
  return { ...common, what, before: 0, after: 0, difference: 0 }
}

/** One for all that a clause refuses, and one for each of its figures. */
function rowsOf(
  before: readonly Replayed[],
  after: readonly Replayed[],
  room: string,
): ReplayedClause[] {
  const keyOf = ({ clause, sentence, adds }: Replayed) =>
    JSON.stringify([clause, adds === undefined ? null : sentence])
  const [old, now] = [Map.groupBy(before, keyOf), Map.groupBy(after, keyOf)]
  return [...new Set([...old.keys(), ...now.keys()])].sort().map((key) => {
    const [was, is] = [old.get(key) ?? [], now.get(key) ?? []]
    const [first] = [...is, ...was]
    const common = { clause: first!.clause, room }
    return first!.adds === undefined
      ? { ...common, ...refused(was, is) }
      : { ...common, ...figure(was, is) }
  })
}

type Counted = Omit<ReplayedClause, 'clause' | 'room'>

function refused(before: readonly Replayed[], after: readonly Replayed[]): Counted {
  const ids = (all: readonly Replayed[]) => new Set(all.map(({ id }) => id))
  const [old, now] = [ids(before), ids(after)]
  const apart = [
    ...after.filter(({ id }) => !old.has(id)),
    ...before.filter(({ id }) => !now.has(id)),
  ]
  const [first] = apart.length === 0 ? after : apart
  return {
    what: first?.sentence ?? '',
    before: old.size,
    after: now.size,
    difference: now.size - old.size,
    examples: [...ids(apart)].slice(0, EXAMPLES_MAX),
  }
}

function figure(before: readonly Replayed[], after: readonly Replayed[]): Counted {
  const byId = (all: readonly Replayed[]) => {
    const sums = new Map<string, number>()
    for (const { id, adds = 0 } of all) sums.set(id, (sums.get(id) ?? 0) + adds)
    return sums
  }
  const [old, now] = [byId(before), byId(after)]
  const total = (sums: ReadonlyMap<string, number>) =>
    rounded([...sums.values()].reduce((sum, one) => sum + one, 0))
  const apart = [...new Set([...old.keys(), ...now.keys()])].filter(
    (id) => rounded(old.get(id) ?? 0) !== rounded(now.get(id) ?? 0),
  )
  return {
    what: (after[0] ?? before[0])!.sentence,
    before: total(old),
    after: total(now),
    difference: rounded(total(now) - total(old)),
    examples: apart.slice(0, EXAMPLES_MAX),
  }
}

function rounded(value: number): number {
  return Number(value.toFixed(PLACES))
}

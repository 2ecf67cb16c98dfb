import type { Place } from '../room.ts'
import type { Agreement } from './agreement.ts'
import type { ClauseKind, Replayed, ReplayedDays } from './clause.ts'

/** What a clause would have refused under one text and another, of what was done. */
export type ReplayedClause = {
  readonly clause: string
  readonly room: string
  /** the words of the first that only one of them refuses, or of the first */
  readonly what: string
  readonly before: number
  readonly after: number
  readonly difference: number
  /** of what was done: a few that only one of the texts refuses */
  readonly examples: readonly string[]
}

const EXAMPLES_MAX = 10

/** Runs two texts over what was done between two days, by each kind of clause that can be: what each would refuse. */
export async function replayTexts(
  place: Place,
  kinds: readonly ClauseKind[],
  texts: { readonly before: Agreement; readonly after: Agreement },
  days: ReplayedDays,
): Promise<ReplayedClause[]> {
  const told: ReplayedClause[] = []
  for (const { replay, room } of kinds) {
    if (replay === undefined) continue
    const before = await replay(place, texts.before, days)
    const after = await replay(place, texts.after, days)
    const clauses = [...new Set([...before, ...after].map(({ clause }) => clause))].sort()
    for (const clause of clauses) {
      const of = (all: readonly Replayed[]) => all.filter((one) => one.clause === clause)
      told.push({ clause, room, ...compared(of(before), of(after)) })
    }
  }
  return told
}

function compared(
  before: readonly Replayed[],
  after: readonly Replayed[],
): Omit<ReplayedClause, 'clause' | 'room'> {
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

import type { AuditedLeaf, TrailFault } from './audit.ts'
import type { Hash } from './tree.ts'

/**
 * Where the rows of the log differ from what was signed: collected over the whole log first, because a
 * leaf that is missing here may stand there, and then it was moved, not removed.
 */
const LISTED_MAX = 3

type Strange = { index: number; entryId: string }
type Move = { entryId: string; from: number; to: number }

export class Misplaced {
  readonly #missing = new Map<string, number>()
  readonly #strange = new Map<string, Strange>()

  /** `genuine` are the leaves that the signed root proves, from number `start` on. */
  compare(start: number, genuine: readonly Hash[], rows: readonly AuditedLeaf[]): void {
    const byIndex = new Map(rows.map((row) => [row.index, row]))
    genuine.forEach((leaf, at) => {
      const row = byIndex.get(start + at)
      if (row?.leaf.equals(leaf)) return
      this.#missing.set(leaf.toString('hex'), start + at)
      if (row) this.#strange.set(row.leaf.toString('hex'), row)
    })
  }

  faults(): TrailFault[] {
    const moves: Move[] = []
    const faults: TrailFault[] = []
    const unknown = new Map<number, Strange>()
    for (const [leaf, row] of this.#strange) {
      const from = this.#missing.get(leaf)
      if (from === undefined) unknown.set(row.index, row)
      else moves.push({ entryId: row.entryId, from, to: row.index })
    }
    for (const [leaf, index] of this.#missing) {
      if (this.#strange.has(leaf)) continue
      const instead = unknown.get(index)
      unknown.delete(index)
      faults.push(instead === undefined ? takenOut(index) : rewritten(instead))
    }
    for (const row of unknown.values()) faults.push(putIn(row))
    return [...faults, ...moved(moves)]
  }
}

function takenOut(index: number): TrailFault {
  return { entry: `number ${index}`, what: `Entry number ${index} was taken out of the log.` }
}

function rewritten({ index, entryId }: Strange): TrailFault {
  return {
    entry: entryId,
    what: `It was rewritten: its hash at number ${index} is not the one that was signed.`,
  }
}

function putIn({ index, entryId }: Strange): TrailFault {
  return { entry: entryId, what: `It was put into the log at number ${index} later.` }
}

/** Taking one entry out moves all that follow: told once, not for each of them. */
function moved(moves: readonly Move[]): TrailFault[] {
  const byDistance = Map.groupBy(moves, ({ from, to }) => to - from)
  return [...byDistance].flatMap(([distance, group]) => {
    group.sort((a, b) => a.from - b.from)
    const [first] = group
    if (group.length <= LISTED_MAX) {
      return group.map(({ entryId, from, to }) => ({
        entry: entryId,
        what: `The order was changed: it was recorded as number ${from} and stands at number ${to}.`,
      }))
    }
    const side = distance < 0 ? 'earlier' : 'later'
    return {
      entry: first!.entryId,
      what:
        `The order was changed: ${group.length} entries, this one the first, ` +
        `stand ${Math.abs(distance)} ${side} than they were recorded (from number ${first!.from} on).`,
    }
  })
}

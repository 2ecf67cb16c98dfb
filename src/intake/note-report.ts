import { dayInLondon, isRefusal, newId, type SourceId, type Viewer } from '../kernel/index.ts'
import type { Command } from '../trail/index.ts'
import { checkRow, RETURN_KIND } from './check-return.ts'
import { CldCheck, type ReturnReport } from './cld-check.ts'
import { CLD_COLUMNS } from './cld-columns.ts'
import { referredIn } from './cld-record.ts'
import { place as placeOf } from './cld-row.ts'
import type { Item } from './item.ts'
import { writeReport, writeShared } from './queries-returns.ts'
import { feedClause, type IntakePlace, LOADER } from './receive-items.ts'
import type { OpenReturns } from './returns.ts'
import { SharedReferences, sharedWords } from './shared-references.ts'

/** Faults that are kept one by one; the counts are of all. */
const KEPT_MAX = 1_000

/** What is wrong with a return, found while all of it is taken: the rows that came before as well. */
export class ReportedReturn {
  readonly #check = new CldCheck()
  readonly #source: SourceId
  readonly #returns: OpenReturns
  readonly #shared = new SharedReferences()

  constructor(source: SourceId, returns: OpenReturns) {
    this.#source = source
    this.#returns = returns
  }

  /** @param reasons why those are in quarantine that are, by hash, with the place in the row at their end */
  note(items: readonly Item[], reasons: ReadonlyMap<string, string>): void {
    for (const item of items) {
      const referred = item.bytes && referredIn(item.bytes)
      if (referred !== undefined) this.#shared.take(item, referred)
      const reason = reasons.get(item.hash)
      const column = reason && CLD_COLUMNS.find((one) => reason.endsWith(`(${placeOf(one)})`))
      const where = column === undefined || column === '' ? undefined : placeOf(column)
      checkRow(
        this.#check,
        item,
        reason ? { ok: false, reason, ...(where && { place: where }) } : undefined,
      )
    }
  }

  /** Written down with the return: how many rows are wanting is in the log, what is wrong with them in the report. */
  async end(place: IntakePlace, viewer: Viewer = LOADER): Promise<string[]> {
    const { faults, more, ...told } = this.#check.end(dayInLondon(place.clock.now()))
    const kept = faults.slice(0, KEPT_MAX)
    const report = { ...told, faults: kept, more: more + faults.length - kept.length }
    const { rows, wanting, release } = report
    const input = { source: this.#source, rows, wanting, release }
    const answer = await place.trail.run(note(this.#returns, report, this.#shared.rows), {
      viewer,
      input,
      key: `intake.note-report ${newId()}`,
      under: feedClause(place, this.#source),
    })
    if (isRefusal(answer)) throw new Error(`a report could not be kept: ${answer.code}`)
    return sharedWords(this.#shared.rows)
  }
}

/** The report of a file that is a return, as it is taken. */
export function reportedReturn(
  source: SourceId,
  kind: string,
  returns: OpenReturns | undefined,
): ReportedReturn | undefined {
  if (kind !== RETURN_KIND || returns === undefined) return undefined
  return new ReportedReturn(source, returns)
}

type Input = { source: SourceId; rows: number; wanting: number; release: number }

function note(
  { returns }: OpenReturns,
  report: ReturnReport,
  shared: readonly (readonly number[])[],
): Command<Input, null> {
  return {
    name: 'intake.note-report',
    basis: { under: ['feed'] },
    async run({ tx }, input) {
      for (const one of returns) {
        await writeReport(tx, input.source, one, report)
        await writeShared(tx, input.source, one, shared)
      }
      return { result: null, entry: input }
    },
  }
}

import { basename } from 'node:path'
import type { Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { BookKind } from './book-kinds.ts'
import { type ReadLines, type RefusedRow, readLines } from './book-lines.ts'
import { IMPORT, type Imported, LINES_AT_ONCE } from './import-lines.ts'
import { readPlan } from './plan-lines.ts'
import { type FoundTable, readTable } from './read-table.ts'
import { rulesOf } from './rules.ts'
import { type PlanSet, SET_PLAN } from './set-plan.ts'

/** What became of a file about money. */
export type ImportedFile = {
  readonly path: string
  readonly kind: BookKind
  readonly rows: number
  readonly accepted: number
  /** of the accepted: those that were not here before */
  readonly new: number
  readonly refused: readonly RefusedRow[]
  readonly passed: ReadLines['passed']
  readonly like: Imported['like']
  readonly warnings: readonly string[]
  readonly pence: bigint
}

type How = {
  readonly viewer: Viewer
  readonly under?: string | undefined
  readonly kind?: BookKind | undefined
}

/**
 * Takes in a file about money. What of it is not certain is refused by row and the rest goes in; the same file again
 * changes nothing.
 * @throws Fault where it holds no table that is read here
 */
export async function importFile(place: Place, path: string, how: How): Promise<ImportedFile> {
  const table = await readTable(path, how.kind)
  const { kind, warnings } = table
  const rows = table.rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')).length
  const none = { path, kind, rows, new: 0, passed: [], like: [], warnings }
  if (kind === 'plan') return { ...none, ...(await setPlanOf(place, table, path, how.viewer)) }
  const { lines, refused, passed } = readLines(table)
  const failed: RefusedRow[] = []
  let fresh = 0
  const like: Imported['like'][number][] = []
  for (let at = 0; at < lines.length; at += LINES_AT_ONCE) {
    const some = lines.slice(at, at + LINES_AT_ONCE)
    const said = some.map(({ id, day, pence, said, row }) => ({
      id,
      day,
      pence: String(pence),
      said,
      row,
    }))
    const input = { kind, file: basename(path), lines: said }
    const { viewer, under } = how
    const answer = await place.call(IMPORT, {
      viewer,
      input,
      ...(under === undefined ? {} : { under }),
    })
    if (!answer.ok) {
      const what = whyNot(answer)
      failed.push(...some.map(({ row }) => ({ row, column: '', what })))
      continue
    }
    const imported = answer.result as Imported
    fresh += imported.new
    like.push(...imported.like)
  }
  const pence = lines.reduce((sum, one) => sum + one.pence, 0n)
  const accepted = lines.length - failed.length
  return { ...none, accepted, new: fresh, refused: [...refused, ...failed], passed, like, pence }
}

/** Each fund's part of it is set, or refused, as a whole: a plan by half is none. */
async function setPlanOf(
  place: Place,
  table: FoundTable,
  path: string,
  viewer: Viewer,
): Promise<Pick<ImportedFile, 'accepted' | 'new' | 'refused' | 'pence'>> {
  const rules = rulesOf(place.agreement.current())
  const plan = readPlan(table, rules)
  const refused: RefusedRow[] = [...plan.refused]
  let [accepted, moved] = [plan.accepted, 0]
  for (const [fund, schemes] of plan.funds) {
    const at = rules.funds.get(fund)!.from
    const input = { fund, schemes, reason: `The plan in ${basename(path)}`, at }
    const answer = await place.call(SET_PLAN, { viewer, input })
    if (answer.ok) moved += (answer.result as PlanSet).transfers.length
    else {
      accepted -= schemes.reduce((sum, { lines }) => sum + lines.length, 0)
      refused.push({ row: table.rows[0]?.number ?? 1, column: 'amount', what: whyNot(answer) })
    }
  }
  return { accepted, new: moved, refused, pence: plan.pence }
}

function whyNot(answer: Exclude<Awaited<ReturnType<Place['call']>>, { ok: true }>): string {
  return 'refusal' in answer
    ? answer.refusal.sentence
    : answer.faults.map(({ path, sentence }) => `${path}: ${sentence}`).join(' ')
}

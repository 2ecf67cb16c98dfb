import {
  type Agreement,
  faultLine,
  type ReadAgreement,
  readTexts,
  readVersion,
  type TextFile,
} from '../agreement/index.ts'
import { addDays, dayInLondon, type Queryable, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { plural } from '../shell/index.ts'
import { consultationRule } from './consultation-kind.ts'
import type { Item } from './item.ts'

/** A clause as it stands in its file, or why it is not there. */
export function clauseBlock(files: readonly TextFile[], clause: string): string | undefined {
  return files.map(({ text }) => blockIn(text, clause)?.block).find((one) => one !== undefined)
}

/** The text with one clause as it would stand; undefined where no file has that clause. Pure. */
export function withClause(
  files: readonly TextFile[],
  clause: string,
  becomes: string,
): readonly TextFile[] | undefined {
  const at = files.findIndex(({ text }) => blockIn(text, clause) !== undefined)
  if (at === -1) return undefined
  const { path, text } = files[at]!
  const { start, end } = blockIn(text, clause)!
  const changed = `${text.slice(0, start)}${indented(becomes)}\n${text.slice(end)}`
  return files.map((one, nth) => (nth === at ? { path, text: changed } : one))
}

/** From its number to the number of the next, without the empty lines between. */
function blockIn(text: string, clause: string) {
  const starts = [...text.matchAll(/^ {2}- number: *['"]?([\d.]+)['"]?\s*$/gm)]
  const nth = starts.findIndex(([, number]) => number === clause)
  if (nth === -1) return undefined
  const start = starts[nth]!.index
  const until = starts[nth + 1]?.index ?? text.length
  const block = text.slice(start, until).trimEnd()
  return { start, end: start + block.length + 1, block: block.replaceAll(/^ {2}/gm, '') }
}

function indented(block: string): string {
  return block
    .replaceAll('\r', '')
    .trimEnd()
    .replaceAll(/^(?=.)/gm, '  ')
}

/**
 * What the agreement would be with the drafts of an item; against the text in effect, or the one they were written
 * for.
 */
export async function readDraft(
  place: Pick<Place, 'agreement' | 'house' | 'clock'>,
  db: Queryable,
  drafts: readonly Pick<Item['drafts'][number], 'clause' | 'becomes'>[],
  base: string,
  signatures: readonly TextFile[] = [],
): Promise<ReadAgreement | { readonly fault: string }> {
  const version = await readVersion(db, base)
  if (version === undefined) return { fault: 'The text that it was written for is not known here.' }
  let files: readonly TextFile[] = version.files
  for (const { clause, becomes } of drafts) {
    const changed = withClause(files, clause, becomes)
    if (changed === undefined) return { fault: `The agreement has no clause ${clause}.` }
    files = changed
  }
  const read = readTexts({ files, signatures }, place.house.clauseKinds, place.clock)
  const [fault] = read.faults
  return fault === undefined || signatures.length > 0 ? read : { fault: faultLine(fault) }
}

/** Why a change is not voted on yet: it is public for the days of the clause, and of the text in effect. */
export function whyNotPublic(drafts: Item['drafts'], agreement: Agreement | undefined, now: Date) {
  const last = drafts.at(-1)
  if (last === undefined) return undefined
  if (last.base !== agreement?.hash) {
    return refuse('stale', 'The agreement has changed since this was drafted: draft it again.')
  }
  const rule = consultationRule(agreement)
  const from = addDays(dayInLondon(new Date(last.at)), rule?.days ?? 0)
  if (dayInLondon(now) >= from) return undefined
  const sentence =
    `A change is public for ${plural(rule!.days, 'day')} before it is voted on: this one from ` +
    `${from} on.`
  return refuse('too-early', sentence, { clause: rule!.clause })
}

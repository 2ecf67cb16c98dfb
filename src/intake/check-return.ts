import { dayInLondon, Fault } from '../kernel/index.ts'
import { CldCheck, type ReturnReport } from './cld-check.ts'
import { readRecord } from './cld-record.ts'
import { columnIn } from './cld-row.ts'
import { STANDARD_READING } from './feed-reading.ts'
import { fileItems } from './file-items.ts'
import { inspectFile } from './inspect-file.ts'
import type { Item } from './item.ts'
import type { FileKind } from './kind.ts'
import { readItem } from './read-item.ts'
import { NO_FILE, type ReadContext, Unreadable, type Verdict } from './reading.ts'

export const RETURN_KIND = 'cld-csv'

/** The place of the file's row that an item is. */
export function placeIn({ number = 0, line = 0 }: Pick<Item, 'number' | 'line'>) {
  return { row: number, line }
}

/** One row of a return goes into its check, with the verdict of whoever reads it. */
export function checkRow(check: CldCheck, item: Item, verdict: Verdict | undefined): void {
  const place = placeIn(item)
  try {
    const { cells } = readRecord(item.bytes!)
    const unread = verdict?.ok === false ? verdict : undefined
    const why = unread && { reason: unread.reason, column: columnIn(unread.place) }
    check.take(cells, place, why)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    check.takeUnfit(place, error.message)
  }
}

/**
 * A data-quality report of one return, on which a council can act row by row. Nothing of the file is kept.
 * @throws Fault where it cannot be taken as a whole, or is no return
 */
export async function checkReturn(
  path: string,
  { now, kinds, onRead }: { now: Date; kinds: readonly FileKind[]; onRead?(bytes: number): void },
): Promise<ReturnReport> {
  const found = await inspectFile(path, onRead, NO_FILE, kinds)
  if (found.kind !== RETURN_KIND) {
    const remedy = 'Send the 50 columns of Client Level Data, with their headings.'
    throw new Fault('this is not a return of Client Level Data', path, remedy)
  }
  const check = new CldCheck()
  const told = readContext(found.kind, now)
  for await (const items of fileItems(path, found, onRead, kinds)) {
    for (const item of items)
      checkRow(check, item, readItem(item, { ...told, hash: item.hash }, kinds))
  }
  return check.end(dayInLondon(now))
}

/** As a source that declares nothing sends it, for whoever reads and keeps nothing. */
export function readContext(kind: string, now: Date): Omit<ReadContext, 'hash'> {
  const context = { turn: 0, sequence: 0, file: NO_FILE, feed: STANDARD_READING }
  return { source: 'rehearsal', kind, receivedAt: now.toISOString(), ...context }
}

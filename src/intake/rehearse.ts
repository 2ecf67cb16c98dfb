import { dayInLondon, Fault, toSourceId } from '../kernel/index.ts'
import { asLoadable, type Loadable } from './as-table.ts'
import { type Badge, type JudgedField, judge, worstOf } from './badge.ts'
import { checkRow, placeIn, RETURN_KIND, readContext } from './check-return.ts'
import { CldCheck, type FieldCounts, type ReturnReport } from './cld-check.ts'
import { refuseAhead } from './daily-table.ts'
import { saidOfFile } from './fault-in-file.ts'
import { feedAsAgreed } from './feed-as-agreed.ts'
import { nameableSource, requireKind } from './feed-limit.ts'
import { fileItems } from './file-items.ts'
import { periodsIn } from './file-returns.ts'
import { filesIn } from './files-in.ts'
import { inspectFile } from './inspect-file.ts'
import type { Item } from './item.ts'
import type { Inspection } from './kind.ts'
import { ownKinds } from './own-kinds.ts'
import { readItem } from './read-item.ts'
import { type FileContext, NO_FILE } from './reading.ts'
import type { IntakePlace } from './receive-items.ts'
import { periodKey } from './returns.ts'
import { SharedReferences } from './shared-references.ts'

/** The same thing wrong in one or more items: how often, and where first. */
export type RehearsedFault = {
  readonly rule: string
  readonly sentence: string
  readonly count: number
  /** `row`: the number of the row, message or entry; what a kind does not have is absent */
  readonly first: { readonly row?: number; readonly line?: number; readonly column?: string }
}

export type RehearsedFile = {
  readonly path: string
  /** the id of its kind, or `unreadable` */
  readonly kind: string
  readonly read: number
  readonly usable: number
  readonly faults: readonly RehearsedFault[]
  readonly badge: Badge
  readonly because: readonly string[]
  /** of a return: what `cld check` says of it */
  readonly report?: ReturnReport
}

export type Rehearsal = { readonly files: readonly RehearsedFile[]; readonly badge: Badge }

type RehearsingPlace = Pick<IntakePlace, 'settings' | 'fileKinds' | 'clock' | 'agreement'>

/** Different things wrong with one file that are told one by one. */
const FAULTS_MAX = 200

/**
 * Reads files as they would be read, and keeps nothing of them: no database is asked.
 *
 * @param kind what they should be, as `load` calls it; whatever they are where it is left out
 * @param source as whose they are read; the standard where nobody is named
 * @param mapping how a table of the source's own is read, in place of the one that the place has
 */
export async function rehearse(
  place: RehearsingPlace,
  paths: readonly string[],
  asked: { kind?: string; source?: string; mapping?: string },
): Promise<Rehearsal> {
  const { kind } = asked
  const { fileKinds = ownKinds } = place
  if (kind !== undefined && !fileKinds.some(({ id }) => id === kind)) {
    const known = fileKinds.map(({ id }) => id).join(', ')
    throw new Fault(`no room reads ${kind}`, '--kind', `Give one of ${known}.`)
  }
  if (asked.source !== undefined) nameableSource(asked.source)
  const found = (
    await Promise.all(paths.map((path) => filesIn(path, place.settings?.dataFolder)))
  ).flat()
  const files: RehearsedFile[] = []
  for (const { path, why } of found) {
    files.push(why === undefined ? await rehearseFile(place, path, asked) : unusable(path, why))
  }
  return { files, badge: worstOf(files.map(({ badge }) => badge)) }
}

async function rehearseFile(
  place: RehearsingPlace,
  path: string,
  { kind: wanted, source, mapping }: { kind?: string; source?: string; mapping?: string },
): Promise<RehearsedFile> {
  let file: Loadable | undefined
  try {
    const { fileKinds = ownKinds } = place
    file = await asLoadable(place, toSourceId(source ?? 'rehearsal'), path, mapping)
    const inspection = await inspectFile(file.path, undefined, NO_FILE, fileKinds)
    const { kind } = inspection
    if (wanted !== undefined && kind !== wanted) throw otherKind(kind, wanted, path)
    if (source !== undefined) requireKind(place, toSourceId(source), kind, path)
    const now = place.clock.now()
    const read = new Read(kind)
    const feed = source === undefined ? {} : { source, feed: heardOut(place, source) }
    const { whole, refers } = fileKinds.find(({ id }) => id === kind) ?? {}
    if (whole) {
      for (const { end } of periodsIn(inspection.submissions)) refuseAhead(end, now, path)
    }
    const told = { ...readContext(kind, now), file: contextOf(inspection, now), ...feed }
    let sequence = 0
    for await (const items of fileItems(file.path, inspection, undefined, fileKinds)) {
      for (const item of items) {
        const verdict = readItem(item, { ...told, hash: item.hash, sequence }, fileKinds)
        read.take(item, verdict)
        const referred = item.bytes && refers?.(item.bytes)
        if (referred) read.shared.take(item, referred)
        sequence += 1
      }
    }
    return read.end(path, dayInLondon(now))
  } catch (error) {
    if (!(error instanceof Fault) || error.exitCode === 1) throw error
    return unusable(path, saidOfFile(error, file?.path ?? path, path))
  } finally {
    await file?.drop()
  }
}

/** As if it were received now, and nothing of its periods had come before. */
function contextOf({ context, submissions }: Inspection, now: Date): FileContext {
  const at = now.toISOString()
  const periods = periodsIn(submissions).map(({ scope, start, end }) => {
    return [periodKey(scope, start, end), at] as const
  })
  return { ...context, returns: new Map(periods) }
}

/** A feed that no clause names yet may rehearse too. */
function heardOut(place: RehearsingPlace, source: string) {
  const { held: _, ...feed } = feedAsAgreed(place, source)
  return feed
}

const SHARED = 'The reference stands for more than one person: each would be kept as their own'

/** What of a file has been read so far. */
class Read {
  readonly #kind: string
  readonly #check: CldCheck | undefined
  readonly #faults = new Map<string, RehearsedFault>()
  readonly shared = new SharedReferences()
  #read = 0
  #usable = 0

  constructor(kind: string) {
    this.#kind = kind
    this.#check = kind === RETURN_KIND ? new CldCheck() : undefined
  }

  take(item: Item, verdict: ReturnType<typeof readItem>): void {
    this.#read += 1
    if (verdict.ok) this.#usable += 1
    if (this.#check !== undefined) checkRow(this.#check, item, verdict)
    if (this.#check !== undefined || verdict.ok) return
    const { row, line } = placeIn(item)
    const { reason: sentence, place: column } = verdict
    this.#note('unreadable', sentence, {
      ...(row > 0 && { row }),
      ...(line > 0 && { line }),
      ...(column !== undefined && { column: /^column "(.+)"$/.exec(column)?.[1] ?? column }),
    })
  }

  end(path: string, today: string): RehearsedFile {
    const report = this.#check?.end(today)
    for (const { rule, sentence, row, line, column } of report?.faults ?? []) {
      this.#note(rule, sentence, { row, line, ...(column !== undefined && { column }) })
    }
    for (const [row] of this.shared.rows) this.#note('shared-reference', SHARED, { row: row! })
    const counts = { read: this.#read, usable: this.#usable }
    const fields = report?.fields.map(judgedField) ?? []
    return {
      path,
      kind: this.#kind,
      ...counts,
      faults: [...this.#faults.values()].sort((a, b) => b.count - a.count),
      ...judge({ sent: this.#read, usable: this.#usable, fields }),
      ...(report === undefined ? {} : { report }),
    }
  }

  #note(rule: string, sentence: string, first: RehearsedFault['first']): void {
    const key = [rule, sentence, first.column].join('\n')
    const before = this.#faults.get(key)
    if (before === undefined && this.#faults.size >= FAULTS_MAX) return
    this.#faults.set(key, { rule, sentence, first, ...before, count: (before?.count ?? 0) + 1 })
  }
}

export function judgedField({
  name,
  mandatory,
  missing,
  valid,
  invalid,
  rule,
}: FieldCounts): JudgedField {
  return { name, mandatory, missing, valid, invalid, official: rule.official }
}

function unusable(path: string, sentence: string): RehearsedFile {
  const faults = [{ rule: 'file', sentence, count: 1, first: {} }]
  return {
    path,
    kind: 'unreadable',
    read: 0,
    usable: 0,
    faults,
    badge: 'fail',
    because: [sentence],
  }
}

function otherKind(found: string, wanted: string, path: string): Fault {
  const remedy = `Rehearse it as ${found}, or send the other file.`
  return new Fault(`this file is ${found}, and ${wanted} was to be rehearsed`, path, remedy)
}

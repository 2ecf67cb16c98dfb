import type { PersonId } from '../kernel/index.ts'
import type { DailyRow } from './daily-row.ts'

/**
 * How long the files of a source told a row: from the first that has it to the first whole one after it that has it no
 * more. Files are named by what orders them (`submissionOf`: their day, then when they came), so that a span is the
 * same whatever the order of arrival; a row that is the same from day to day is one span that goes on, and costs
 * nothing.
 */
export type Span = {
  personId: PersonId
  /** what the row is of: its type and reference */
  thing: string
  /** SHA-256 of the row as it is kept, hexadecimal */
  hash: string
  since: string
  until?: string
  row: DailyRow
}

/** A file: whole where all that it lacks is over; one that is not keeps the list of what it tells. */
export type DailyFile = { submission: string; whole: boolean; told?: ToldThings }

/** What a file tells of each thing: the rows' hashes; none of a row that could not be read. */
export type ToldThings = ReadonlyMap<string, readonly string[]>

/** What has to be written: spans that end or begin otherwise, and further ones. */
export type SpanChanges = {
  changed: { before: Span; after: Span }[]
  added: Span[]
}

export function covers({ since, until }: Pick<Span, 'since' | 'until'>, file: string): boolean {
  return since <= file && (until === undefined || file < until)
}

/** The day of a file, YYYY-MM-DD. */
export function dayOf(submission: string): string {
  return submission.slice(0, submission.indexOf('~'))
}

/**
 * A file tells a row that no span of it covers: a span that begins later is now known to begin here, where no whole
 * file lies between the two, else there is a further one.
 */
export function opened(
  row: Omit<Span, 'since' | 'until'>,
  file: string,
  files: readonly DailyFile[],
  spans: readonly Span[],
): SpanChanges {
  const own = spans.filter(({ thing, hash }) => thing === row.thing && hash === row.hash)
  if (own.some((span) => covers(span, file))) return { changed: [], added: [] }
  const next = own.filter(({ since }) => since > file).sort(bySince)[0]
  const denied = files
    .filter(({ submission, whole }) => whole && submission > file)
    .map(({ submission }) => submission)
    .sort()[0]
  if (next !== undefined && (denied === undefined || next.since <= denied)) {
    return { changed: [{ before: next, after: { ...next, since: file } }], added: [] }
  }
  return { changed: [], added: [{ ...row, since: file, ...(denied && { until: denied }) }] }
}

/** What a file lacks of what is told at its place: it says otherwise of the thing, or nothing at all. */
export function lacking(
  file: string,
  told: ToldThings,
  spans: readonly Span[],
): { otherwise: Span[]; silent: Span[] } {
  const missing = spans.filter((span) => {
    const hashes = told.get(span.thing)
    // A row that could not be read may say the same.
    return covers(span, file) && !(hashes?.length === 0 || hashes?.includes(span.hash))
  })
  return {
    otherwise: missing.filter(({ thing }) => told.has(thing)),
    // What somebody wrote stays until a file has told it, or somebody writes that it is over.
    silent: missing.filter(({ thing, row }) => !told.has(thing) && row.byHand !== true),
  }
}

/**
 * Of what was open when a file last closed what it lacked, how much this one lacks: who somebody is is not open. What
 * files told that closed nothing is not counted: it would hide how much is lacking of what they were asked about.
 *
 * @param spans what is told at the place of the file
 */
export function openAt(
  files: readonly DailyFile[],
  file: string,
  spans: readonly Span[],
  silent: readonly Span[],
): { leftOut: number; standing: number } {
  const whole = files.filter(({ submission, ...one }) => one.whole && submission < file)
  const last = whole
    .map(({ submission }) => submission)
    .sort()
    .at(-1)
  const stood = ({ since }: Span) => (last === undefined ? since < file : since <= last)
  return {
    leftOut: openThings(silent.filter(stood)),
    standing: openThings(spans.filter(stood)),
  }
}

export function openThings(spans: readonly Span[]): number {
  const open = spans.filter(({ row }) => row.type !== 'person')
  return new Set(open.map(({ thing }) => thing)).size
}

/** A span ends with a file that lacks it; where a later one tells it still, it goes on from there. */
export function closed(span: Span, file: string, files: readonly DailyFile[]): SpanChanges {
  const { until } = span
  const again = files
    .filter(({ submission }) => submission > file && (until === undefined || submission < until))
    .filter(({ whole, told }) => whole || told?.get(span.thing)?.includes(span.hash) === true)
    .map(({ submission }) => submission)
    .sort()[0]
  const added = again === undefined ? [] : [{ ...span, since: again }]
  return { changed: [{ before: span, after: { ...span, until: file } }], added }
}

function bySince(a: Span, b: Span): number {
  return a.since < b.since ? -1 : 1
}

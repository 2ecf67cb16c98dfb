import type { PersonId } from '../kernel/index.ts'
import type { DailyRow } from './daily-row.ts'
import { closed, covers, dayOf, opened, type Span, type SpanChanges } from './daily-span.ts'
import { personTold } from './daily-told.ts'
import type { KeepContext } from './kind.ts'
import { startOfDay } from './moment.ts'
import * as queries from './queries-daily.ts'

/** A row that its file tells anew: what is kept of it. `file`: what orders it among the source's files. */
export type DailyOwn = { file: string; hash: string; row: DailyRow }

type Keeping = Pick<KeepContext, 'tx' | 'source' | 'tell'>

/** Rows begin to be told, and what follows for whom they are about. The caller holds the source's lock. */
export async function keepDaily(keeping: Keeping, own: readonly DailyOwn[]): Promise<void> {
  const { tx, source } = keeping
  const things = [...new Set(own.map(({ row }) => row.thing))]
  const byHand = own.some(({ row }) => row.byHand)
  const files = await queries.dailyFiles(tx, source, byHand)
  const spans = Map.groupBy(await queries.spansOfThings(tx, source, things), ({ thing }) => thing)
  const changes = own.flatMap(({ file, hash, row }) => {
    const { personId, thing } = row
    const known = spans.get(thing) ?? []
    // What is written anew of a thing ends what was written of it before.
    const before = known.filter(
      (span) => span.row.byHand && covers(span, file) && span.hash !== hash,
    )
    return [
      opened({ personId, thing, hash, row }, file, files, known),
      ...(row.byHand ? before.map((span) => closed(span, file, files)) : []),
    ]
  })
  await write(keeping, changes)
}

/** Spans end with a file that lacks them, and what follows for whom they are about. */
export async function closeSpans(
  keeping: Keeping,
  file: string,
  lacked: readonly Span[],
): Promise<void> {
  const files = await queries.dailyFiles(keeping.tx, keeping.source, true)
  await write(
    keeping,
    lacked.map((span) => closed(span, file, files)),
  )
}

async function write(keeping: Keeping, changes: readonly SpanChanges[]): Promise<void> {
  const { tx, source } = keeping
  const changed = changes.flatMap((one) => one.changed)
  const added = changes.flatMap((one) => one.added)
  await queries.moveSpans(tx, source, changed)
  await queries.insertSpans(tx, source, added)
  const touched = [...changed.map(({ after }) => after), ...added]
  await tellAgain(keeping, [...new Set(touched.map(({ personId }) => personId))])
}

/**
 * Of whoever holds or held a thing that has changed, all is told as it follows from every file: a thing that is
 * somebody else's by now is theirs no longer.
 */
async function tellAgain(
  { tx, source, tell }: Keeping,
  persons: readonly PersonId[],
): Promise<void> {
  if (persons.length === 0) return
  const around = await queries.spansAround(tx, source, persons)
  const all = [...new Set(around.map(({ personId }) => personId))]
  const spans = all.length === persons.length ? around : await queries.spansAround(tx, source, all)
  const newest = [
    ...(await queries.dailyFiles(tx, source)),
    ...spans.map(({ since }) => ({ submission: since })),
  ]
  const stamp = `${startOfDay(newestDay(newest))}~${await turn(tx)}~`
  const ofPerson = Map.groupBy(spans, ({ personId }) => personId)
  const ofThing = Map.groupBy(spans, ({ thing }) => thing)
  await tell(
    all.map((personId) => {
      const things = new Set(ofPerson.get(personId)!.map(({ thing }) => thing))
      const own = [...things].flatMap((thing) => ofThing.get(thing)!)
      const { said, ...told } = personTold(source, personId, own, stamp)
      return { said: [said], ...told }
    }),
  )
}

function newestDay(files: readonly { submission: string }[]): string {
  return dayOf(
    files
      .map(({ submission }) => submission)
      .sort()
      .at(-1)!,
  )
}

/** What is worked out later is the newer word, whatever its day. */
async function turn(tx: Keeping['tx']): Promise<string> {
  return (await queries.nextTurn(tx)).padStart(12, '0')
}

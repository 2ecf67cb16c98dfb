import { hexArray, idArray, type PersonId, type Queryable, type SourceId } from '../kernel/index.ts'
import type { DailyRow } from './daily-row.ts'
import type { DailyFile, Span } from './daily-span.ts'
import { DAILY } from './daily-table.ts'

/** SQL of daily files: which rows are told from when until when, and which files there are. */

type SpanRow = {
  person_id: PersonId
  thing: string
  hash: string
  since: string
  until: string | null
  row: DailyRow
}

const SPAN = `person_id, thing, encode(hash, 'hex') as hash, since, until, row`

/** Of these rows, those that are told already at the place of a file. */
export async function coveredAt(
  db: Queryable,
  source: SourceId,
  file: string,
  hashes: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ hash: string }>({
    text: `select encode(hash, 'hex') as hash from intake.daily_span
      where source = $1 and hash = any($2::bytea[]) and since <= $3 and (until is null or until > $3)`,
    values: [source, hexArray(hashes), file],
  })
  return new Set(rows.map(({ hash }) => hash))
}

/** All that is told at the place of a file. */
export async function spansAt(tx: Queryable, source: SourceId, file: string): Promise<Span[]> {
  const { rows } = await tx.query<SpanRow>({
    text: `select ${SPAN} from intake.daily_span
      where source = $1 and since <= $2 and (until is null or until > $2)
      order by thing, hash, since`,
    values: [source, file],
  })
  return rows.map(toSpan)
}

/** Every span of these things, whoever's they are. */
export async function spansOfThings(
  tx: Queryable,
  source: SourceId,
  things: readonly string[],
): Promise<Span[]> {
  const { rows } = await tx.query<SpanRow>({
    text: `select ${SPAN} from intake.daily_span where source = $1 and thing = any($2)`,
    values: [source, things],
  })
  return rows.map(toSpan)
}

/** Every span of these people, and of the same things of others. */
export async function spansAround(
  tx: Queryable,
  source: SourceId,
  persons: readonly PersonId[],
): Promise<Span[]> {
  const { rows } = await tx.query<SpanRow>({
    text: `select ${SPAN} from intake.daily_span where source = $1 and thing in (
        select thing from intake.daily_span where source = $1 and person_id = any($2))`,
    values: [source, idArray(persons)],
  })
  return rows.map(toSpan)
}

function toSpan({ person_id, until, ...row }: SpanRow): Span {
  return { ...row, personId: person_id, ...(until === null ? {} : { until }) }
}

export async function insertSpans(
  tx: Queryable,
  source: SourceId,
  spans: readonly Span[],
): Promise<void> {
  if (spans.length === 0) return
  await tx.query({
    name: 'intake.insertDailySpans',
    text: `insert into intake.daily_span (source, person_id, thing, hash, since, until, row)
      select $1, s.* from unnest($2::uuid[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::json[]) s
      on conflict do nothing`,
    values: [
      source,
      idArray(spans.map(({ personId }) => personId)),
      spans.map(({ thing }) => thing),
      hexArray(spans.map(({ hash }) => hash)),
      spans.map(({ since }) => since),
      spans.map(({ until }) => until ?? null),
      spans.map(({ row }) => JSON.stringify(row)),
    ],
  })
}

export async function moveSpans(
  tx: Queryable,
  source: SourceId,
  changed: readonly { before: Span; after: Span }[],
): Promise<void> {
  if (changed.length === 0) return
  await tx.query({
    name: 'intake.moveDailySpans',
    text: `update intake.daily_span d set since = n.since, until = n.until
      from unnest($2::uuid[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[])
        n (person_id, thing, hash, was, since, until)
      where d.source = $1 and d.person_id = n.person_id and d.thing = n.thing and d.hash = n.hash
        and d.since = n.was`,
    values: [
      source,
      idArray(changed.map(({ before }) => before.personId)),
      changed.map(({ before }) => before.thing),
      hexArray(changed.map(({ before }) => before.hash)),
      changed.map(({ before }) => before.since),
      changed.map(({ after }) => after.since),
      changed.map(({ after }) => after.until ?? null),
    ],
  })
}

type FileRow = { day: string; at: Date; whole: boolean; told: [string, string[]][] | null }

/** The daily files of a source, in their order; with what each tells, where it is not whole, only if that is asked. */
export async function dailyFiles(
  db: Queryable,
  source: SourceId,
  withTold = false,
): Promise<DailyFile[]> {
  const { rows } = await db.query<FileRow>({
    name: 'intake.dailyFiles',
    text: `select period_end::text as day, at, whole_at is not null as whole, case when $3 then told end as told
      from intake.submission where source = $1 and scope = $2 order by period_end, at`,
    values: [source, DAILY, withTold],
  })
  return rows.map(({ day, at, whole, told }) => ({
    submission: `${day}~${at.toISOString()}`,
    whole,
    ...(told === null ? {} : { told: new Map(told) }),
  }))
}

/** A file that is not whole keeps the list of what it tells; one that has become whole needs none. */
export async function noteTold(
  tx: Queryable,
  source: SourceId,
  { day, at }: { day: string; at: string },
  told: readonly (readonly [string, readonly string[]])[] | undefined,
): Promise<void> {
  await tx.query({
    name: 'intake.noteDailyTold',
    text: `update intake.submission set told = $5
      where source = $1 and scope = $2 and period_end = $3 and at = $4`,
    values: [source, DAILY, day, at, told === undefined ? null : JSON.stringify(told)],
  })
}

/** Orders what is told of one person by when it was worked out. */
export async function nextTurn(tx: Queryable): Promise<string> {
  const { rows } = await tx.query<{ turn: string }>({
    name: 'intake.nextDailyTurn',
    text: `select nextval('intake.daily_turn') as turn`,
    values: [],
  })
  return rows[0]!.turn
}

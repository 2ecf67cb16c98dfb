import type { PersonId, Queryable } from '../kernel/index.ts'
import { entryData } from './entry.ts'
import { type KeptPart, type ListRoot, partData, unpackPart } from './list-parts.ts'
import { entryTexts, type LookRow, lastSteps, looksAt, type TextRow } from './queries.ts'
import { partsAt, timesAgain } from './queries-lists.ts'

/** A look as the person looked at may read it. */
export type Look = {
  entryId: string
  at: string
  actor: { id: string; name: string; role: string; organisation: string; side: string }
  purpose: string
  what: string
  clause: string
  outcome: 'allowed' | 'refused'
  sentence?: string
  /** what proved that it could be shown: the id of an event, or of a source's record of the person */
  because?: string
  number: number
  /** until then only the number and the clause are told */
  withheldUntil?: string
  /** how often it was shown within the hour */
  times: number
}

const NOBODY = { id: '', name: '', role: '', organisation: '', side: '' }

/** What an entry's text says of a look; the columns of the list are caches of it. */
export type LookText = Omit<Look, 'entryId' | 'number' | 'times' | 'withheldUntil'> & {
  withheld?: { clause: string; until: string }
  people?: { person: string; number: number; previous: string | null }[]
  /** of a list: its people stand apart */
  list?: ListRoot
}

/** Newest first; `before` is the entry of the last look already shown. */
export async function listLooks(
  db: Queryable,
  personIds: readonly PersonId[],
  now: Date,
  { limit = 50, before }: { limit?: number; before?: string } = {},
): Promise<Look[]> {
  return tellRows(db, await looksAt(db, personIds, { limit, before }), now)
}

/** A look as it stands in the list, without what it says. */
export type LookStep = {
  person: string
  number: number
  entryId: string
  at: string
  readonly row: LookRow
}

/** The last looks at each of these people, newest first of each: their numbers, so that a missing one shows. */
export async function listSteps(
  db: Queryable,
  personIds: readonly PersonId[],
  limit: number,
): Promise<LookStep[]> {
  const rows = await lastSteps(db, personIds, limit)
  return rows.map((row) => ({
    person: row.person_id,
    number: Number(row.number),
    entryId: row.entry_id,
    at: row.at.toISOString(),
    row,
  }))
}

/** What these say, in their order. */
export function tellSteps(db: Queryable, steps: readonly LookStep[], now: Date): Promise<Look[]> {
  return tellRows(
    db,
    steps.map(({ row }) => row),
    now,
  )
}

async function tellRows(db: Queryable, rows: readonly LookRow[], now: Date): Promise<Look[]> {
  if (rows.length === 0) return []
  const writtenAt = await readWritten(db, rows)
  return rows.map((row) => asLook(row, writtenAt(row), now))
}

type ListedAt = { entryId: string; place: number }
type Written = { entry: TextRow | undefined; part: KeptPart | undefined; times: number }

type WrittenAt = (row: LookRow) => Written

async function readWritten(db: Queryable, rows: readonly LookRow[]): Promise<WrittenAt> {
  const looks = rows.map(({ entry_id, place }) => ({ entryId: entry_id, place }))
  const listed = looks.filter((one): one is ListedAt => one.place !== null)
  const ids = looks.map(({ entryId }) => entryId)
  const [texts, parts, again] = await Promise.all([
    entryTexts(db, ids),
    partsAt(db, listed),
    timesAgain(db, looks),
  ])
  const textOf = new Map(texts.map((text) => [text.id, text]))
  const partOf = new Map(
    parts.map(({ entry_id, place, part }) => [`${entry_id} ${place}`, unpackPart(part)]),
  )
  const timesOf = new Map(again.map(({ look, times }) => [look, Number(times)]))
  return ({ entry_id: id, place }) => ({
    entry: textOf.get(id),
    part: partOf.get(`${id} ${place}`),
    times: 1 + (timesOf.get(id) ?? 0),
  })
}

/** From the entry's text alone. A row that does not fit is a line that says so; the others stand. */
function asLook(row: LookRow, { entry, part, times }: Written, now: Date): Look {
  const common = { entryId: row.entry_id, number: Number(row.number), times }
  const at = row.at.toISOString()
  const nothing = {
    ...common,
    at,
    actor: NOBODY,
    purpose: '',
    outcome: 'allowed',
    clause: '',
  } as const
  // Erased, or taken out by somebody: the number stands, and `trail verify` says which of the two.
  if (entry === undefined) return { ...nothing, what: 'no longer kept' }
  const look = readLookText(entry.text)
  const place = look && placeOf(row, look, entry, part)
  if (look === undefined || place === undefined) {
    return { ...nothing, what: 'not what was written down: somebody has changed it' }
  }
  const own = { ...common, at: look.at, number: place.number }
  if (look.withheld !== undefined && new Date(look.withheld.until) > now) {
    const withheldUntil = new Date(look.withheld.until).toISOString()
    const { clause } = look.withheld
    return { ...nothing, ...own, clause, what: '', withheldUntil }
  }
  const { id, name, role, organisation, side } = look.actor
  const { purpose, what, clause, outcome, sentence } = look
  const because = place.because ?? look.because
  const actor = { id, name, role, organisation, side }
  return { ...own, actor, purpose, what, clause, outcome, sentence, because }
}

/** What the entry says of this person; undefined where it is not what was written down, or says nothing of them. */
function placeOf(
  row: LookRow,
  look: LookText,
  { text, salt, data }: TextRow,
  part: KeptPart | undefined,
): { number: number; because?: string } | undefined {
  const listed = look.list !== undefined
  if (!entryData(salt, text).equals(listed ? data : row.data)) return undefined
  if (!listed) return look.people?.find(({ person }) => person === row.person_id)
  if (part === undefined || 'leaf' in part || part.person !== row.person_id) return undefined
  return partData(part).equals(row.data) ? part : undefined
}

/** Undefined where the text is not that of a look. */
export function readLookText(text: string): LookText | undefined {
  try {
    const look = JSON.parse(text) as Partial<LookText> & { kind?: string }
    const people = Array.isArray(look.people) || typeof look.list?.root === 'string'
    const whole = look.kind === 'look' && people && look.actor && look.at
    return whole ? (look as LookText) : undefined
  } catch {
    return undefined
  }
}

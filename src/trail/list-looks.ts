import type { Queryable } from '../kernel/index.ts'
import { entryData } from './entry.ts'
import { entryTexts, type LookRow, looksAt, type TextRow } from './queries.ts'

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
  people: { person: string; number: number; previous: string | null }[]
}

/** Newest first; `before` is the entry of the last look already shown. */
export async function listLooks(
  db: Queryable,
  personIds: readonly string[],
  now: Date,
  { limit = 50, before }: { limit?: number; before?: string } = {},
): Promise<Look[]> {
  const rows = await looksAt(db, personIds, { limit, before })
  const texts = await entryTexts(
    db,
    rows.map((row) => row.entry_id),
  )
  const byId = new Map(texts.map((text) => [text.id, text]))
  return rows.map((row) => asLook(row, byId.get(row.entry_id), now))
}

/** From the entry's text alone. A row that does not fit is a line that says so; the others stand. */
function asLook(row: LookRow, entry: TextRow | undefined, now: Date): Look {
  const common = { entryId: row.entry_id, number: Number(row.number), times: 1 + Number(row.again) }
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
  const place = look?.people.find(({ person }) => person === row.person_id)
  if (!entryData(entry.salt, entry.text).equals(row.data) || look === undefined || !place) {
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
  const actor = { id, name, role, organisation, side }
  return { ...own, actor, purpose, what, clause, outcome, sentence }
}

/** Undefined where the text is not that of a look. */
export function readLookText(text: string): LookText | undefined {
  try {
    const look = JSON.parse(text) as Partial<LookText> & { kind?: string }
    const whole = look.kind === 'look' && Array.isArray(look.people) && look.actor && look.at
    return whole ? (look as LookText) : undefined
  } catch {
    return undefined
  }
}

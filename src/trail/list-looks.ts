import type { Queryable } from '../kernel/index.ts'
import { entryTexts, type LookRow, looksAt } from './queries.ts'

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

type LookText = Omit<Look, 'entryId' | 'number' | 'times' | 'withheldUntil'> & {
  withheld?: { clause: string; until: string }
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
  const byId = new Map(texts.map(({ id, text }) => [id, text]))
  return rows.map((row) => asLook(row, byId.get(row.entry_id), now))
}

function asLook(row: LookRow, text: string | undefined, now: Date): Look {
  const common = {
    entryId: row.entry_id,
    at: row.at.toISOString(),
    number: Number(row.number),
    times: 1 + Number(row.again),
  }
  const nothing = { ...common, actor: NOBODY, purpose: '', what: '', outcome: 'allowed' } as const
  // Erased, or taken out by somebody: the number stands, and `trail verify` says which of the two.
  if (text === undefined) return { ...nothing, clause: '', what: 'no longer kept' }
  const look = JSON.parse(text) as LookText
  if (row.withheld_until !== null && row.withheld_until > now) {
    const { clause } = look.withheld!
    return { ...nothing, clause, withheldUntil: row.withheld_until.toISOString() }
  }
  const { id, name, role, organisation, side } = look.actor
  const { purpose, what, clause, outcome, sentence } = look
  const actor = { id, name, role, organisation, side }
  return { ...common, actor, purpose, what, clause, outcome, sentence }
}

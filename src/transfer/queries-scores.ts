import {
  column,
  copyRows,
  idArray,
  type PersonId,
  type Queryable,
  rowReader,
  type Transaction,
  textArray,
} from '../kernel/index.ts'
import { HANDOVER_ITEMS, type HandoverItem } from './handover-item.ts'
import type { KeptScore } from './score.ts'

const COLUMNS =
  'person_id, id, stay, asked, found, clause, at, actor, name, role, organisation, side, entry_id'

const readScore = rowReader('transfer.score', {
  person_id: column.personId,
  id: column.text,
  stay: column.text,
  asked: column.texts,
  found: column.texts,
  clause: column.text,
  at: column.moment,
  actor: column.text,
  name: column.text,
  role: column.text,
  organisation: column.text,
  side: column.text,
  entry_id: column.text,
})

/** How the people arrived whose stays these are, as far as it was said at a time. */
export async function scoresAbout(
  db: Queryable,
  personIds: readonly PersonId[],
  at?: Date,
): Promise<KeptScore[]> {
  const { rows } = await db.query({
    name: 'transfer.scoresAbout',
    text: `select ${COLUMNS} from transfer.score
      where person_id = any($1) and ($2::timestamptz is null or at <= $2) order by at, id`,
    values: [idArray(personIds), at ?? null],
  })
  return rows.map((row) => keptScore(row).score)
}

/** Every one, to be held to the log. */
export async function auditedScores(
  db: Queryable,
): Promise<{ entryId: string; score: KeptScore }[]> {
  const { rows } = await db.query(`select ${COLUMNS} from transfer.score order by at, id`)
  return rows.map(keptScore)
}

function keptScore(found: Parameters<typeof readScore>[0]): { entryId: string; score: KeptScore } {
  const row = readScore(found)
  const { name, role, organisation, side } = row
  const score: KeptScore = {
    personId: row.person_id,
    id: row.id,
    stay: row.stay,
    asked: row.asked.filter(isItem),
    found: row.found.filter(isItem),
    clause: row.clause,
    at: row.at.toISOString(),
    actor: row.actor,
    by: { name, role, organisation, side },
  }
  return { entryId: row.entry_id, score }
}

function isItem(text: string): text is HandoverItem {
  return (HANDOVER_ITEMS as readonly string[]).includes(text)
}

export function insertScore(tx: Transaction, score: KeptScore, entryId: string): void {
  const { by } = score
  copyRows(tx, `transfer.score (${COLUMNS})`, [
    [
      ...[score.personId, score.id, score.stay, textArray(score.asked), textArray(score.found)],
      ...[score.clause, score.at, score.actor, by.name, by.role, by.organisation, by.side, entryId],
    ],
  ])
}

import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'

/** SQL of which words of sources so many people share that they name nobody (`record.shared_word`). */

/** Fields in which a source may write what it likes, with the form of a code that names nobody. */
const FIELDS: readonly (readonly [field: string, code?: string])[] = [
  ['organisation'],
  ['unit'],
  ['provider_id'],
  ['delay_reason'],
  ['admission', '^[0-9][0-9A-Z]$'],
  ['admitted_from', '^[0-9][0-9A-Z]$'],
  ['destination', '^[0-9][0-9A-Z]$'],
  ['diagnosis'],
  ['holder'],
  ['waits_for'],
  ['cost_frequency'],
]

/** Each word of each of somebody that is no code. */
const SAID = `select distinct o.identity_id, v.field, v.word from record.occurrence o
  cross join lateral (values ${FIELDS.map(([field, code]) => {
    const word =
      code === undefined ? `o.${field}` : `case when o.${field} !~ '${code}' then o.${field} end`
    return `('${field}', ${word})`
  }).join(', ')}) v (field, word)
  where o.superseded_at is null and v.word is not null`

/** Of a word: it is found again by it, and not read. */
const HASH = `sha256(convert_to(w.word, 'UTF8'))`
const NOT_SHARED = `not exists (select from record.shared_word s where s.field = w.field and s.word = w.word)`

/**
 * Follows what is now said of these identities: whoever says a word that is not shared yet holds it, and once enough do
 * it is. Two at once who say the same word wait for each other.
 */
export async function shareWords(tx: Queryable, identityIds: readonly PersonId[]): Promise<void> {
  const ids = [idArray(identityIds)]
  await tx.query({
    name: 'record.forgetWords',
    text: 'delete from record.word_holder where identity_id = any($1)',
    values: ids,
  })
  const { rowCount } = await tx.query({
    name: 'record.holdWords',
    text: `insert into record.word_holder (identity_id, field, word_hash)
      select w.identity_id, w.field, ${HASH} from (${SAID} and o.identity_id = any($1)) w where ${NOT_SHARED}`,
    values: ids,
  })
  if (rowCount === 0) return
  await tx.query({
    name: 'record.lockWords',
    text: "select pg_advisory_xact_lock(hashtextextended('record.shared_word', 0))",
  })
  await tx.query({
    name: 'record.shareWords',
    text: `insert into record.shared_word (field, word)
      select w.field, w.word from (select distinct field, word from (${SAID} and o.identity_id = any($1)) own) w
      join record.word_holder h on h.field = w.field and h.word_hash = ${HASH}
      group by 1, 2 having count(*) >= (select least from record.classing)
      on conflict do nothing`,
    values: ids,
  })
}

/** The same of everybody, where the text says another number of people: what is shared is found anew. */
export async function shareAllWords(tx: Queryable): Promise<void> {
  await tx.query('delete from record.word_holder')
  await tx.query('delete from record.shared_word')
  await tx.query(`insert into record.shared_word (field, word)
    select w.field, w.word from (${SAID}) w group by 1, 2
    having count(*) >= (select least from record.classing)`)
  await tx.query(`insert into record.word_holder (identity_id, field, word_hash)
    select w.identity_id, w.field, ${HASH} from (${SAID}) w where ${NOT_SHARED}`)
}

import { Client } from 'pg'
import { Fault } from './fault.ts'

const AT_ONCE = 1_000
const CONNECT_MS_MAX = 20_000
const STATEMENT_MS_MAX = 10 * 60_000
const REMEDY = 'See that the database answers, and that its user may read what the query names.'

/**
 * Reads what one statement answers in a database that is not ours, in a transaction that can only read: whatever its
 * text says, nothing is changed there. Each thousand rows are asked for when those before have been used.
 * @param address postgres://user:password@host/database; never said
 * @yields each row as text, the headings first
 * @throws Fault where the database or the statement cannot be used
 */
export async function* readView(address: string, statement: string): AsyncGenerator<string[]> {
  const client = new Client({
    connectionString: address,
    connectionTimeoutMillis: CONNECT_MS_MAX,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('begin transaction read only')
    await client.query(`set local statement_timeout = ${STATEMENT_MS_MAX}`)
    const own = statement.trim().replace(/;$/, '')
    await client.query(one(`declare told no scroll cursor for ${own}`))
    for (let first = true; ; first = false) {
      const { rows, fields } = await client.query<(string | null)[]>({
        ...one(`fetch ${AT_ONCE} from told`),
        rowMode: 'array',
        types: { getTypeParser: () => (text: string | null) => text },
      })
      if (first) yield fields.map(({ name }) => name)
      if (rows.length === 0) return
      for (const row of rows) yield row.map((cell) => cell ?? '')
    }
  } catch (error) {
    if (error instanceof Fault) throw error
    const { code = '', name } = error as Error & { code?: string }
    throw new Fault(`the view could not be read (${code || name})`, '', REMEDY)
  } finally {
    await client.end().catch(() => {})
  }
}

/** Asked so that no second statement can stand behind it. */
function one(text: string) {
  return { text, queryMode: 'extended' as const }
}

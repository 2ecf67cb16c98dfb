import { Client, type ClientConfig } from 'pg'
import { Fault } from './fault.ts'

const SERVER_VERSION_MIN = 150_000
/** Two processes that start at once must not both make the same role or database. */
export const PREPARE_LOCK = '7250116002'
const CONNECT_MS_MAX = 20_000

/** Does something on a connection that is closed behind it. */
export async function connectedTo<T>(
  config: ClientConfig,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionTimeoutMillis: CONNECT_MS_MAX, ...config })
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

export async function refuseOldServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  )
  if (Number(rows[0]!.version) >= SERVER_VERSION_MIN) return
  throw new Fault('the PostgreSQL server is older than 15', 'DATABASE_URL', 'Give a newer server.')
}

/** A fault of the server, in words; one that is said in words already stays as it is. */
export function unreachable(error: unknown): Fault {
  if (error instanceof Fault) return error
  const { code, message } = error as Error & { code?: string }
  return new Fault(
    `the database cannot be used: ${code ?? message}`,
    'DATABASE_URL or the embedded server',
    'Start it, or correct the address and the rights of its user.',
    1,
  )
}

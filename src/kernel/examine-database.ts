import { Client } from 'pg'
import { type Databases, isPlaceThere, openDatabases } from './databases.ts'
import { Fault } from './fault.ts'
import { type Finding, right, wanting } from './finding.ts'
import { loginFaults } from './given-server.ts'
import { openLog } from './log.ts'
import { isMigrated, type RoomSchema } from './migrate.ts'
import { readServer } from './queries.ts'
import type { Settings } from './settings.ts'

const ABOUT = 'database'
const APART_MS_MAX = 5_000
/** Two processes, a command beside them, and what the server keeps for those who rule it. */
const CONNECTIONS_MIN = 100
const LOCAL = ['', 'localhost', '127.0.0.1', '::1']

/**
 * The databases of a place that has some, or everything that keeps them from being opened. Undefined before the first
 * start of a place with the embedded server: looking makes none.
 */
export async function openToExamine(
  settings: Settings,
): Promise<Databases | readonly Fault[] | undefined> {
  if (!isPlaceThere(settings)) return undefined
  const { databaseUrl, databaseSecrets: secretsFolder, mode } = settings
  try {
    const isGiven = databaseUrl !== undefined && mode === 'live'
    const faults = isGiven ? await loginFaults({ databaseUrl, secretsFolder }) : []
    return faults.length > 0 ? faults : await openDatabases(settings, openLog('silent'))
  } catch (error) {
    if (error instanceof Fault) return [error]
    throw error
  }
}

/** Whether the database is there, has what the rooms need and the same time; or why it cannot be used. */
export async function examineDatabase(
  settings: Settings,
  databases: Databases | readonly Fault[] | undefined,
  schemas: readonly RoomSchema[],
): Promise<Finding[]> {
  if (databases === undefined) {
    return [right(ABOUT, 'there is none yet: the first start makes it below the data folder')]
  }
  const openly = readOnTheWay(settings)
  if (!isOpen(databases)) {
    return [...openly, ...databases.map(({ message, remedy }) => wanting(ABOUT, message, remedy))]
  }
  const before = Date.now()
  const server = await readServer(databases.care.short)
  const apart = Math.abs(server.at.getTime() - (before + Date.now()) / 2)
  const migrated = await isMigrated(databases.care.short, schemas)
  return [
    ...openly,
    right(ABOUT, 'the database answers, and each of its logins is let in'),
    migrated
      ? right(ABOUT, 'it has every table of this release')
      : wanting(ABOUT, 'it lacks tables of this release', 'Start the place once: it makes them.'),
    ...(server.keeps
      ? []
      : [
          wanting(
            ABOUT,
            'it forgets what it has confirmed when the power fails (fsync or full_page_writes is off)',
            'Have somebody who rules the server turn both on.',
          ),
        ]),
    server.gives_up
      ? right(ABOUT, 'what takes too long there is given up')
      : wanting(
          ABOUT,
          'the time limits of our sessions do not reach it',
          'Connect to PostgreSQL itself: a pooler before it drops them, and the news of changes too.',
        ),
    server.connections >= CONNECTIONS_MIN
      ? right(ABOUT, `it takes ${server.connections} connections`)
      : wanting(
          ABOUT,
          `it takes ${server.connections} connections, and each process of a place keeps up to 30`,
          `Have max_connections set to ${CONNECTIONS_MIN} at least.`,
        ),
    apart <= APART_MS_MAX
      ? right('clock', 'this machine and the database have the same time')
      : wanting(
          'clock',
          `the clocks of this machine and of the database are ${Math.round(apart / 1000)} s apart`,
          'Let both be set by a time server: timedatectl set-ntp true.',
        ),
  ]
}

/** Whether it is databases, and not why there are none. */
export function isOpen(
  databases: Databases | readonly Fault[] | undefined,
): databases is Databases {
  return databases !== undefined && !Array.isArray(databases)
}

/** What goes over somebody's network to the database is everything about everybody. */
function readOnTheWay({ databaseUrl, mode }: Settings): Finding[] {
  if (databaseUrl === undefined || mode !== 'live') return []
  const { host, ssl } = new Client({ connectionString: databaseUrl })
  if (ssl || LOCAL.includes(host) || host.startsWith('/')) return []
  const how = 'Put ?sslmode=verify-full behind the address in DATABASE_URL.'
  return [wanting(ABOUT, `what goes to the database on ${host} can be read on the way`, how)]
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RoomSchema } from './migrate.ts'

/**
 * The one import order: a room may import the doors of rooms before it, never after. Migrations run
 * in it, and `test/tidy.test.ts` holds every import to it.
 */
export const ROOMS = [
  'kernel',
  'shell',
  'trail',
  'agreement',
  'access',
  'people',
  'record',
  'intake',
  'capacity',
  'transfer',
  'neighbourhood',
  'fund',
  'measure',
  'board',
  'forum',
  'web',
  'cli',
] as const

const SOURCE = join(import.meta.dirname, '..')

/** The schema folders of the rooms that have one, in order. */
export function roomSchemas(): RoomSchema[] {
  return ROOMS.map((room) => ({ room, folder: join(SOURCE, room, 'schema') })).filter(
    ({ folder }) => existsSync(folder),
  )
}

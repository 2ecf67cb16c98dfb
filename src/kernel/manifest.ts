import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RoomSchema } from './migrate.ts'

/** The text of every migration, in order: what a fresh schema is made from. */
export function describeMigrations(rooms: readonly RoomSchema[]): string {
  return rooms
    .flatMap(({ room, folder }) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.sql'))
        .sort()
        .map((name) => `-- ${room}/${name}\n${readFileSync(join(folder, name), 'utf8')}`),
    )
    .join('\n')
}

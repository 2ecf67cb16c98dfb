import { type Action, access, accessKinds } from './access/index.ts'
import type { ClauseKind } from './agreement/index.ts'
import { agreement } from './agreement/index.ts'
import { intake } from './intake/index.ts'
import { record } from './record/index.ts'
import type { Place, Room } from './room.ts'
import type { NamedCommand } from './trail/index.ts'
import { trail } from './trail/index.ts'
import { web } from './web/index.ts'

/** The rooms of the house, in the order in which one may import another. To add one is to add a line here. */
export const rooms: readonly Room[] = [trail, agreement, access, record, intake, web]

/** Every command that can be called by its name. */
export const commands: readonly NamedCommand<Place>[] = rooms.flatMap((room) => room.commands ?? [])

/** Everything that somebody needs a power for: what pages do, and what commands do. */
export const actions: readonly Action[] = actionsOf(rooms)

/** The kinds of clause that the rooms obey, beside those of the agreement itself. */
export const clauseKinds: readonly ClauseKind[] = kindsOf(rooms)

/** What people call a room; its own name where it says nothing else. */
export function roomWords(room: string): string {
  return rooms.find(({ name }) => name === room)?.words ?? room
}

export function kindsOf(all: readonly Room[]): ClauseKind[] {
  return [
    ...accessKinds({
      relationships: all.flatMap(({ relationships = [] }) => relationships),
      dataClasses: all.flatMap(({ dataClasses = [] }) => dataClasses),
      actions: actionsOf(all),
    }),
    ...all.flatMap(({ kinds = [] }) => kinds),
  ]
}

function actionsOf(all: readonly Room[]): Action[] {
  const done = all.flatMap((room) => [
    ...(room.actions ?? []),
    ...(room.commands ?? []).flatMap(({ basis }) =>
      typeof basis === 'string' ? [] : [{ name: basis.action, does: basis.does }],
    ),
  ])
  return [...new Map(done.map((action) => [action.name, action])).values()]
}

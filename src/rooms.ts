import { type Action, access, accessKinds } from './access/index.ts'
import type { ClauseKind } from './agreement/index.ts'
import { agreement } from './agreement/index.ts'
import { board } from './board/index.ts'
import { capacity } from './capacity/index.ts'
import { fund } from './fund/index.ts'
import { type FileKind, intake } from './intake/index.ts'
import { type RoomSchema, roomSchemas } from './kernel/index.ts'
import { measure } from './measure/index.ts'
import { people } from './people/index.ts'
import { record } from './record/index.ts'
import type { Place, Room } from './room.ts'
import type { NamedCommand } from './trail/index.ts'
import { trail } from './trail/index.ts'
import { transfer } from './transfer/index.ts'
import { web } from './web/index.ts'

/** The rooms of the house, in the order in which one may import another. To add one is to add a line here. */
export const rooms: readonly Room[] = [
  trail,
  agreement,
  access,
  people,
  record,
  intake,
  capacity,
  transfer,
  fund,
  measure,
  board,
  web,
]

/** What the rooms of a list hand in, put together kind by kind. */
export type House = {
  readonly rooms: readonly Room[]
  /** every command that can be called by its name */
  readonly commands: readonly NamedCommand<Place>[]
  /** everything that somebody needs a power for: what pages do, and what commands do */
  readonly actions: readonly Action[]
  /** the kinds of clause that the rooms obey, beside those of the agreement itself */
  readonly clauseKinds: readonly ClauseKind[]
  /** the kinds of file that can be loaded; what is handed in last is asked first, because it knows more narrowly */
  readonly fileKinds: readonly FileKind[]
  /** where their tables come from, in order */
  readonly schemas: readonly RoomSchema[]
}

/** @throws Error where two rooms hand in the same name */
export function houseOf(all: readonly Room[]): House {
  const commands = all.flatMap((room) => room.commands ?? [])
  const fileKinds = all.toReversed().flatMap((room) => room.fileKinds ?? [])
  const clauseKinds = kindsOf(all)
  refuseTwice(
    'rooms',
    all.map(({ name }) => name),
  )
  refuseTwice(
    'commands',
    commands.map(({ name }) => name),
  )
  refuseTwice(
    'kinds of file',
    fileKinds.map(({ id }) => id),
  )
  refuseTwice(
    'kinds of clause',
    clauseKinds.map(({ kind }) => kind),
  )
  const own = all.flatMap(({ name, schema }) =>
    schema === undefined ? [] : [{ room: name, folder: schema }],
  )
  const schemas = [...roomSchemas(), ...own]
  return { rooms: all, commands, actions: actionsOf(all), clauseKinds, fileKinds, schemas }
}

function refuseTwice(what: string, names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined) throw new Error(`two ${what} have the same name: ${twice}`)
}

function kindsOf(all: readonly Room[]): ClauseKind[] {
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

/** The house as it stands. */
export const house = houseOf(rooms)
export const { commands, actions, clauseKinds } = house

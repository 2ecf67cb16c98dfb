import { join } from 'node:path'
import { mayDo, powerDecider } from './access/index.ts'
import {
  type Agreement,
  type AgreementRoom,
  type MadeUpHistory,
  openAgreement,
  openFirstHash,
  openMadeUpHistory,
  quorumRule,
} from './agreement/index.ts'
import { type Answer, type Call, callCommand } from './call-command.ts'
import { askedOfRooms, handedUp } from './handed-in.ts'
import {
  checkMappings,
  checkReadings,
  type Feed,
  type FileKind,
  feeds,
  heardFrom,
} from './intake/index.ts'
import {
  type Clock,
  clockOf,
  type Databases,
  type Errands,
  isRefusal,
  type Log,
  migrate,
  type NewsHub,
  openDatabases,
  openErrands,
  openLog,
  openNews,
  type Refusal,
  type Settings,
  type Viewer,
} from './kernel/index.ts'
import { type HandedTie, type Section, stoppedByLeaks } from './record/index.ts'
import type { Concern, Disputed, TodayLine, WhereTo } from './room.ts'
import { type House, house as standingHouse } from './rooms.ts'
import {
  type HeldTables,
  type NamedCommand,
  openTrail,
  type QuorumRule,
  type Trail,
} from './trail/index.ts'

/** Everything a room may be given, built here by hand and in order. */
export type Place = {
  settings: Settings
  clock: Clock
  log: Log
  databases: Databases
  trail: Trail
  agreement: AgreementRoom
  news: NewsHub
  /** what must still follow from what was done */
  errands: Errands
  /** what of its history the made-up place could not say */
  madeUp: MadeUpHistory
  /** every feed of the agreement, and when something last came */
  feeds(): Promise<Feed[]>
  /** when each source last spoke, now or as it was known at a time */
  heard(at?: Date): Promise<ReadonlyMap<string, Date>>
  /** the rooms, and what they hand in */
  house: House
  /** everything that can be done by its name */
  commands: readonly NamedCommand<Place>[]
  /** the kinds of file that can be loaded */
  fileKinds: readonly FileKind[]
  /** what rooms add to the page of a person */
  sections: readonly Section[]
  /** what rooms prove between somebody and a person, beside the record */
  handed: readonly HandedTie[]
  /** the tables of rooms that are held to the log */
  held(): readonly HeldTables[]
  /** what people call a room: `leaving hospital` */
  roomWords(room: string): string
  /** does something by its name */
  call(name: string, call: Call): Promise<Answer>
  /** why somebody may not do something; undefined where they may */
  whyNot(viewer: Viewer, action: string): Refusal | undefined
  /** where a dispute leads, as the room of whose thing it is says it */
  disputedAt(viewer: Viewer, about: Disputed): WhereTo | undefined
  /** what waits for a viewer, as the rooms say it: what they may not open is left out */
  today(viewer: Viewer): Promise<TodayLine[]>
  /** what the rooms say that somebody must look at, with links to what the viewer may open */
  concerns(viewer: Viewer): Promise<Concern[]>
  close(): Promise<void>
}

/** What a test, or a command that shares a server's parts, puts in the place of the usual. */
export type PlaceParts = {
  clock?: Clock
  log?: Log
  databases?: Databases
  /** the rooms, where they are not those of `rooms.ts` */
  house?: House
}

/** Opens the place: database, schema, trail and the agreement in effect. Close it when done. */
export async function openPlace(settings: Settings, parts: PlaceParts = {}): Promise<Place> {
  const clock = parts.clock ?? clockOf(settings)
  const log = parts.log ?? openLog('warn')
  const house = parts.house ?? standingHouse
  const { rooms, commands, clauseKinds, fileKinds } = house
  checkReadings(settings.placeFolder)
  checkMappings(settings.placeFolder, house.fileKinds)
  const databases = obeyingLeaks(parts.databases ?? (await openDatabases(settings, log)))
  try {
    await migrate(databases.owner, house.schemas)
    // The log obeys the agreement, and the agreement stands in the log.
    let agreement: AgreementRoom | undefined
    const current = () => agreement?.current()
    const rule = () => ruleOf(current())
    const decide = powerDecider(current)
    const { care } = databases
    const errands = openErrands(
      rooms.flatMap((room) => room.errands ?? []),
      { care, clock, log, place: () => place },
    )
    const { subscribers } = errands
    const trail = await openTrail({ databases, clock, log, settings, decide, rule, subscribers })
    const news = openNews(care, log, databases.log)
    const { mode, dataFolder, firstAgreement } = settings
    agreement = await openAgreement({
      databases,
      trail,
      kinds: clauseKinds,
      clock,
      log,
      news,
      mode,
      first: openFirstHash(join(dataFolder, 'trail', 'agreement.first'), firstAgreement),
    })
    // A place that nothing was ever adopted in begins with the text of its folder, if both sides have signed it.
    if (current() === undefined) await agreement.adoptFolder(settings.placeFolder).catch(() => {})
    const place: Place = {
      settings,
      clock,
      log,
      databases,
      trail,
      agreement,
      news,
      errands,
      madeUp: openMadeUpHistory(log),
      feeds: () => feeds(databases.care.short, { agreement: current(), now: clock.now() }),
      heard: (at) => heardFrom(databases.care.short, at),
      house,
      commands,
      fileKinds,
      ...handedUp(rooms, () => place),
      held: () => rooms.flatMap((room) => room.held?.(place) ?? []),
      roomWords: (name) => rooms.find((room) => room.name === name)?.words ?? name,
      call: (name, call) => callCommand(place, name, call),
      whyNot: (viewer, name) => whyNotDo(house, current(), viewer, name),
      ...askedOfRooms(() => place),
      async close() {
        await errands.close()
        await news.close()
        await trail.close()
        await databases.close()
      },
    }
    return place
  } catch (error) {
    await databases.close()
    throw error
  }
}

/** Nothing is counted while somebody who opted out is known to be in what is counted. */
function obeyingLeaks(databases: Databases): Databases {
  return { ...databases, planning: stoppedByLeaks(databases.planning, databases.care) }
}

function whyNotDo(
  { actions }: House,
  agreement: Agreement | undefined,
  viewer: Viewer,
  name: string,
): Refusal | undefined {
  const action = actions.find((one) => one.name === name)
  if (action === undefined) throw new Error(`no room declares the action ${name}`)
  const answer = mayDo(agreement, viewer, action)
  return isRefusal(answer) ? answer : undefined
}

function ruleOf(inEffect: Agreement | undefined): QuorumRule | undefined {
  return inEffect && quorumRule(inEffect)
}

import { type AgreementRoom, openAgreement } from './agreement/index.ts'
import { feedKind } from './intake/index.ts'
import {
  type Clock,
  type Databases,
  type Log,
  migrate,
  type NewsHub,
  openDatabases,
  openLog,
  openNews,
  roomSchemas,
  type Settings,
  systemClock,
} from './kernel/index.ts'
import { accessKinds } from './record/index.ts'
import { openTrail, type Trail } from './trail/index.ts'

/** Everything a room may be given, built here by hand and in order. */
export type Place = {
  settings: Settings
  clock: Clock
  log: Log
  databases: Databases
  trail: Trail
  agreement: AgreementRoom
  news: NewsHub
  close(): Promise<void>
}

export type OpenOptions = { clock?: Clock; log?: Log; databases?: Databases }

/** Opens the place: database, schema, trail and the agreement in effect. Close it when done. */
export async function openPlace(settings: Settings, options: OpenOptions = {}): Promise<Place> {
  const clock = options.clock ?? systemClock
  const log = options.log ?? openLog('warn')
  const databases = options.databases ?? (await openDatabases(settings, log))
  try {
    await migrate(databases.owner, roomSchemas())
    const trail = await openTrail({ databases, clock, log, settings })
    const kinds = [...accessKinds, feedKind]
    const agreement = await openAgreement({ databases, trail, kinds, clock, log })
    const news = openNews(databases.care, log)
    const close = async () => {
      await news.close()
      await trail.close()
      await databases.close()
    }
    return { settings, clock, log, databases, trail, agreement, news, close }
  } catch (error) {
    await databases.close()
    throw error
  }
}

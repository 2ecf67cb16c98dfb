import { join } from 'node:path'
import { type AgreementRoom, openAgreement, openFirstHash, quorumRule } from './agreement/index.ts'
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

/** What a test, or a command that shares a server's parts, puts in the place of the usual. */
export type PlaceParts = { clock?: Clock; log?: Log; databases?: Databases }

/** Opens the place: database, schema, trail and the agreement in effect. Close it when done. */
export async function openPlace(settings: Settings, parts: PlaceParts = {}): Promise<Place> {
  const clock = parts.clock ?? systemClock
  const log = parts.log ?? openLog('warn')
  const databases = parts.databases ?? (await openDatabases(settings, log))
  try {
    await migrate(databases.owner, roomSchemas())
    // The log obeys the agreement, and the agreement stands in the log.
    const inEffect: { agreement?: AgreementRoom } = {}
    const rule = () => {
      const current = inEffect.agreement?.current()
      return current && quorumRule(current)
    }
    const trail = await openTrail({ databases, clock, log, settings, rule })
    const news = openNews(databases.care, log)
    const kinds = [...accessKinds, feedKind]
    const { mode, dataFolder, firstAgreement } = settings
    const first = openFirstHash(join(dataFolder, 'trail', 'agreement.first'), firstAgreement)
    const deps = { databases, trail, kinds, clock, log, news, mode, first }
    const agreement = await openAgreement(deps)
    inEffect.agreement = agreement
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

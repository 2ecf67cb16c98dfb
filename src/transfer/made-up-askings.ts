import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { PowerRow } from '../access/index.ts'
import { type Agreement, actedBy, actorAt, MADE_UP_PLACE } from '../agreement/index.ts'
import {
  type Errand,
  Fault,
  openFollowing,
  type PersonId,
  type Queryable,
  readTextFile,
  writeFollowing,
} from '../kernel/index.ts'
import { findIdentities } from '../people/index.ts'
import { IDENTITY, STAYS_COUNTED } from '../record/index.ts'
import type { Place } from '../room.ts'
import { personaById, readPersonas } from '../shell/index.ts'
import { ACKNOWLEDGE } from './acknowledge.ts'
import { transferRule } from './clock-kind.ts'
import { earlyNoticeOf } from './early-notice.ts'
import { noticeRule } from './notice-kind.ts'
import { unreadyStays } from './queries-asking.ts'
import { readStays } from './read-stays.ts'
import { REFER } from './refer.ts'

const AGAIN_MS = 3_000
const HOUR_MS = 3_600_000

const step = z.strictObject({
  by: z.string(),
  does: z.string(),
  reason: z.string().optional(),
  /** from now, of an offer */
  hours: z.int().min(1).optional(),
})
const file = z.strictObject({
  askings: z.array(
    z.strictObject({
      by: z.string(),
      asks: z.record(z.string(), z.unknown()),
      after: z.array(step),
    }),
  ),
  noticed: z.strictObject({ by: z.string(), of: z.int().min(0) }),
})
type Drafts = z.infer<typeof file>

/** What the made-up place shows of what partners asked each other: it follows when all stays are counted. */
export async function showAskings(place: Place): Promise<void> {
  if (readDrafts(place.settings.placeFolder) === undefined) return
  const following = openFollowing()
  following.ask(makeAskings.name, '')
  const rows = writeFollowing([following.gathered], place.clock.now())!
  await place.databases.care.transaction(async (tx) => void tx.post(rows))
}

/**
 * By the commands by which anybody says it, so that the agreement is asked and the log says so; the keys are always the
 * same, so that it is done once. Only of people who are not ready yet: no minute of anybody's is changed by it.
 */
export const makeAskings: Errand<Place> = {
  name: 'transfer.make-askings',
  does: 'say what partners of the made-up place ask each other about leaving hospital',
  async run({ tx, now }, _, place) {
    const agreement = place.agreement.current()
    const rule = transferRule(agreement)
    const drafts = readDrafts(place.settings.placeFolder)
    if (agreement === undefined || rule === undefined || drafts === undefined) return undefined
    if (noticeRule(agreement) === undefined) return undefined
    for (const topic of [IDENTITY, STAYS_COUNTED]) {
      const waits = await place.errands.waitsSince(topic)
      if (waits !== undefined) return new Date(now.getTime() + AGAIN_MS)
    }
    const saying = sayingIn(place, agreement)
    const found = await unreadyStays(tx, await residents(tx, place))
    const ids = found.map(({ identityId }) => identityId)
    const stays = await readStays(tx, agreement, rule, ids, { now, settled: false })
    for (const [number, draft] of drafts.askings.entries()) {
      const stay = found[number]?.stayId
      if (stay === undefined) break
      const began = await saying(draft.by, REFER, { stay, ...draft.asks }, `${number}`)
      if (began === undefined) continue
      const { asking } = began as { asking: string }
      for (const [at, { by, does, hours, ...more }] of draft.after.entries()) {
        const on = hours && new Date(now.getTime() + hours * HOUR_MS).toISOString()
        await saying(by, does, { asking, ...more, ...(on ? { on } : {}) }, `${number} ${at}`)
      }
    }
    const told = stays.flatMap((read) => earlyNoticeOf(read) ?? [])
    for (const { id } of told.slice(0, drafts.noticed.of)) {
      await saying(drafts.noticed.by, ACKNOWLEDGE, { asking: id }, id)
    }
    return undefined
  },
}

/** What somebody reads of themselves when they sign in stays as their story has it. */
async function residents(tx: Queryable, place: Place): Promise<PersonId[]> {
  const people = readPersonas(place.settings.placeFolder).flatMap((group) => group.people)
  const numbers = people.flatMap(({ nhsNumber }) => nhsNumber ?? [])
  const found = await Promise.all(numbers.map((nhsNumber) => findIdentities(tx, { nhsNumber })))
  return found.flat(2)
}

type Saying = (by: string, name: string, input: object, key: string) => Promise<unknown>

/** Undefined where whoever is meant is nobody, or may not. */
function sayingIn(place: Place, agreement: Agreement): Saying {
  const personas = readPersonas(place.settings.placeFolder)
  return async (by, name, input, key) => {
    const persona = personaById(personas, by)
    const power = agreement
      .table<PowerRow>('power')
      .find(({ role, does }) => role === persona?.role && does.includes(name))
    if (persona === undefined || power === undefined) return undefined
    const actor = actedBy(MADE_UP_PLACE, actorAt(agreement, persona))
    const viewer = { actor, purpose: power.purpose }
    const answer = await place.call(name, { viewer, input, key: `made-up ${name} ${key}` })
    return answer.ok ? answer.result : undefined
  }
}

/** The file stands beside the personas: in the place's folder, which may have been given by that of its agreement. */
function readDrafts(placeFolder: string): Drafts | undefined {
  const path = [placeFolder, join(placeFolder, '..')]
    .map((folder) => join(folder, 'asked.yaml'))
    .find((candidate) => existsSync(candidate))
  if (path === undefined) return undefined
  const read = file.safeParse(parse(readTextFile(path), { maxAliasCount: 0 }))
  if (read.success) return read.data
  const issue = read.error.issues[0]!
  const what = `what is asked cannot be read: ${issue.path.join('.')} ${issue.message}`
  throw new Fault(what, path, 'Correct the file.')
}

import { z } from 'zod'
import type { Errand, PersonId, Queryable } from '../kernel/index.ts'
import { findIdentities } from '../people/index.ts'
import type { Place } from '../room.ts'
import { readPersonas } from '../shell/index.ts'
import { ACKNOWLEDGE } from './acknowledge.ts'
import { transferRule } from './clock-kind.ts'
import { earlyNoticeOf } from './early-notice.ts'
import { askToSay, notCountedYet, readToSay, SAID_BEFORE, sayingIn } from './made-up-saying.ts'
import { noticeRule } from './notice-kind.ts'
import { unreadyStays } from './queries-asking.ts'
import { readStays } from './read-stays.ts'
import { REFER } from './refer.ts'

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
  await askToSay(place, makeAskings.name)
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
    const again = await notCountedYet(place, now)
    if (again !== undefined) return again
    const saying = sayingIn(place, agreement)
    const found = await unreadyStays(tx, await residents(tx, place))
    const ids = found.map(({ identityId }) => identityId)
    const stays = await readStays(tx, agreement, rule, ids, { now, settled: false })
    for (const [number, draft] of drafts.askings.entries()) {
      const stay = found[number]?.stayId
      if (stay === undefined) break
      const began = await saying(draft.by, REFER, { stay, ...draft.asks }, `${number}`)
      if (began === undefined || began === SAID_BEFORE) continue
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

function readDrafts(placeFolder: string): Drafts | undefined {
  return readToSay(placeFolder, 'asked.yaml', file)
}

import { z } from 'zod'
import type { MadeUpHistory } from '../agreement/index.ts'
import type { Errand } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { plural } from '../shell/index.ts'
import { joined, type Segment } from './clock.ts'
import { type TransferRule, transferRule } from './clock-kind.ts'
import { CONFIRM_READY } from './confirm-ready.ts'
import { CONTEST, wholeOf } from './contest-minutes.ts'
import { holdersOf } from './feed-facts.ts'
import {
  askToSay,
  notCountedYet,
  readToSay,
  SAID_BEFORE,
  type Saying,
  sayingIn,
} from './made-up-saying.ts'
import { minuteOf } from './minute.ts'
import { PROPOSE_SHARES } from './propose-shares.ts'
import { waitedStays } from './queries-made-up.ts'
import { type ReadStay, readStays } from './read-stays.ts'
import { SCORE_HANDOVER } from './score-handover.ts'

/** Whoever may not see one stay may see the next. */
const TRIED = { mayBeRefused: true } as const
const PROPOSE = 'agreement.propose-settlement'
const ANSWER = 'agreement.answer-settlement'

const file = z.strictObject({
  contests: z.array(
    z.strictObject({
      by: z.string(),
      with: z.string(),
      of: z.enum(['waits', 'left']),
      says: z.string().min(1),
      evidence: z.string().optional(),
      shares: z.record(z.string(), z.int().min(1)).optional(),
      settled: z.string().optional(),
      words: z.string().optional(),
    }),
  ),
  confirmed: z.strictObject({ by: z.string(), of: z.int().min(0) }),
  scored: z.strictObject({
    by: z.array(z.string()),
    of: z.int().min(0),
    found: z.array(z.array(z.string())).min(1),
  }),
})
type Drafts = z.infer<typeof file>
type Draft = Drafts['contests'][number]

/** What the made-up place shows of what partners said to each other: it follows when all stays are counted. */
export async function showLeaving(place: Place): Promise<void> {
  if (readDrafts(place.settings.placeFolder) === undefined) return
  await askToSay(place, makeUp.name)
}

/**
 * By the commands by which anybody says it, so that the agreement is asked and the log says so; the keys are always the
 * same, so that it is done once.
 */
export const makeUp: Errand<Place> = {
  name: 'transfer.make-up',
  does: 'say what partners of the made-up place say about leaving hospital',
  async run({ tx, now }, _, place) {
    const agreement = place.agreement.current()
    const rule = transferRule(agreement)
    const drafts = readDrafts(place.settings.placeFolder)
    if (agreement === undefined || rule === undefined || drafts === undefined) return undefined
    const again = await notCountedYet(place, now)
    if (again !== undefined) return again
    const stays = {
      waits: await staysOf('waits'),
      left: await staysOf('left'),
    }
    const saying = sayingIn(place, agreement)
    for (const [number, draft] of drafts.contests.entries()) {
      const { unsaid } = place.madeUp
      await contest(saying, draft, number, stays[draft.of], { rule, now, unsaid })
    }
    await confirm(saying, drafts.confirmed, stays.waits)
    await score(saying, drafts.scored, await staysOf('home'))
    return undefined

    async function staysOf(of: Draft['of'] | 'home'): Promise<ReadStay[]> {
      const found = await waitedStays(tx, of, now)
      const ids = found.map(({ identityId }) => identityId)
      const read = await readStays(tx, agreement!, rule!, ids, { now })
      return found.flatMap(({ stayId }) => read.filter(({ counted }) => counted.id === stayId))
    }
  },
}

/** Takes the first stay that they may see and of which somebody held something, off those that are left. */
async function contest(
  saying: Saying,
  { by, with: other, says, evidence, shares, settled, words }: Draft,
  number: number,
  stays: ReadStay[],
  { rule, now, unsaid }: { rule: TransferRule; now: Date; unsaid: MadeUpHistory['unsaid'] },
): Promise<void> {
  for (const read of [...stays]) {
    const longest = longestHeld(read, now)
    if (longest === undefined) continue
    const span = { stay: read.counted.id, ...wholeOf(longest, now) }
    const more = evidence === undefined ? {} : { evidence }
    const key = `${number}`
    const opened = await saying(by, CONTEST, { ...span, says, ...more }, key, TRIED)
    if (opened === SAID_BEFORE) return
    if (opened === undefined) continue
    stays.splice(stays.indexOf(read), 1)
    const { dispute } = opened as { dispute: string }
    if (shares !== undefined && settled !== undefined) {
      const parts = partsOf(shares, read, rule)
      await saying(other, PROPOSE_SHARES, { dispute, ...parts, says: settled }, key)
    } else if (words !== undefined) {
      await saying(other, PROPOSE, { dispute, settlement: words }, key)
    } else return
    await saying(by, ANSWER, { dispute, answer: 'accept' }, key)
    return
  }
  if (stays.length > 0)
    unsaid(CONTEST, `Of ${plural(stays.length, 'wait')} none could be contested.`)
}

/** So many of those whom they may see, from the first on. */
async function confirm(
  saying: Saying,
  { by, of }: Drafts['confirmed'],
  stays: readonly ReadStay[],
): Promise<void> {
  let confirmed = 0
  for (const { stay } of stays) {
    if (confirmed === of) return
    const said = await saying(by, CONFIRM_READY, { stay: stay.id }, stay.id, TRIED)
    if (said !== undefined) confirmed += 1
  }
}

/** Whoever may see them says how they arrived, in the order of the file. */
async function score(
  saying: Saying,
  { by, of, found }: Drafts['scored'],
  stays: readonly ReadStay[],
): Promise<void> {
  let scored = 0
  for (const { stay } of stays) {
    const answers = Object.fromEntries(found[scored % found.length]!.map((item) => [item, true]))
    for (const one of by) {
      const score = { stay: stay.id, ...answers }
      const said = await saying(one, SCORE_HANDOVER, score, stay.id, TRIED)
      if (said === undefined) continue
      scored += 1
      break
    }
    if (scored === of) return
  }
}

function longestHeld({ segments }: ReadStay, now: Date): Segment | undefined {
  const at = minuteOf(now)
  const lengthOf = ({ from, to }: Segment) => Math.min(to, at) - from
  return joined(segments)
    .filter((one) => one.state === 'shared' && lengthOf(one) > 0)
    .sort((a, b) => lengthOf(b) - lengthOf(a))[0]
}

function partsOf(shares: NonNullable<Draft['shares']>, read: ReadStay, rule: TransferRule) {
  const named = Object.entries(shares).flatMap(([word, parts]) => {
    return holdersOf([word], read.places).map((holder) => ({ holder, parts }))
  })
  const [first, second] = named.filter(({ holder }) => rule.isParty(holder))
  const rest = second === undefined ? {} : { other: second.holder, other_parts: second.parts }
  return { holder: first?.holder ?? '', parts: first?.parts ?? 1, ...rest }
}

function readDrafts(placeFolder: string): Drafts | undefined {
  return readToSay(placeFolder, 'leaving.yaml', file)
}

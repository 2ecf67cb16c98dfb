import { z } from 'zod'
import { addDays, dayInLondon, instantsInLondon, isWorkingDay } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { readToSay, type Saying, sayingIn } from '../transfer/index.ts'
import { AGREE_ITEM } from './agree-item.ts'
import { APPROVE_MINUTES } from './approve-minutes.ts'
import { bodyNamed } from './bodies.ts'
import { BRING_IN } from './bring-in.ts'
import { CALL_MEETING } from './call-meeting.ts'
import { stepsAhead, stepsHeld } from './made-up-steps.ts'
import { readBoard } from './read-board.ts'

const said = z.strictObject({ by: z.string(), says: z.string() })
const item = z.strictObject({
  title: z.string(),
  motion: z.string().optional(),
  kind: z.enum(['decision', 'discussion', 'to-note']).default('decision'),
  what: z.string().optional(),
  why: z.string().optional(),
  refused: z.string().optional(),
  effect: z.string().optional(),
  evidence: z.string().optional(),
  clause: z.string().optional(),
  concerns: z.string().optional(),
  interest: z.strictObject({ member: z.string(), what: z.string(), regime: z.string() }).optional(),
  measure: z.string().optional(),
  target: z.string().optional(),
  by: z.int().optional(),
  review: z.int().optional(),
  against: z.array(z.string()).default([]),
  dissent: said.optional(),
  action: z
    .strictObject({
      what: z.string(),
      owner: z.string(),
      due: z.int(),
      done: z.string().optional(),
    })
    .optional(),
  again: z.boolean().optional(),
  returns: z.string().optional(),
  privateTitle: z.string().optional(),
  private: z.strictObject({ paragraph: z.string(), test: z.string(), opensIn: z.int() }).optional(),
})
export type DraftItem = z.output<typeof item>

const file = z.strictObject({
  body: z.string(),
  clerk: z.string(),
  chairs: z.array(z.string()),
  where: z.string(),
  behind: z.array(
    z.strictObject({ ago: z.int(), noQuorum: z.string().optional(), items: z.array(item) }),
  ),
  ahead: z.strictObject({
    in: z.int(),
    called: z.int(),
    items: z.array(item),
    waits: z.array(
      z.strictObject({
        ...{ title: z.string(), by: z.string(), kind: z.literal('decision'), what: z.string() },
        ...{ since: z.int(), notYet: said },
      }),
    ),
  }),
  later: z.strictObject({ in: z.int() }),
  questions: z.array(
    z.strictObject({
      ...{ from: z.string(), text: z.string(), ago: z.int(), answer: z.string().optional() },
    }),
  ),
  requests: z.array(
    z.strictObject({
      ...{ rule: z.string(), of: z.string(), from: z.string(), by: z.string(), text: z.string() },
      ...{ ago: z.int(), due: z.int() },
      answer: z
        .strictObject({ by: z.string(), ago: z.int(), stand: z.string(), says: z.string() })
        .optional(),
    }),
  ),
  differ: z.array(
    z.strictObject({
      ...{ room: z.string(), key: z.string(), by: z.string(), about: z.string(), says: z.string() },
      moves: z.boolean().optional(),
    }),
  ),
})
export type Drafts = z.output<typeof file>

/**
 * What the made-up place shows of its board: what was held before it was kept here is brought in by its clerk, and
 * both chairs approve and agree by the commands by which anybody does.
 */
export async function makeUpBoard(place: Place, tell: (text: string) => void): Promise<void> {
  const agreement = place.agreement.current()
  const drafts = readToSay(place.settings.placeFolder, 'board.yaml', file)
  const body = drafts && bodyNamed(agreement, drafts.body)
  if (agreement === undefined || drafts === undefined || body === undefined) return
  if ((await readBoard(place)).last > 0) return
  tell('Bringing in what the board did.')
  const saying = sayingIn(place, agreement)
  const today = dayInLondon(place.clock.now())
  for (const [at, held] of drafts.behind.entries()) {
    const day = workingDay(addDays(today, -held.ago))
    const meeting = {
      on: inLondon(day, '14:00'),
      where: drafts.where,
      called: inLondon(addDays(day, -40), '09:00'),
    }
    const steps = stepsHeld({ drafts, body, today }, held, day)
    const brought = await saying(
      drafts.clerk,
      BRING_IN,
      { body: body.id, file: JSON.stringify({ ...meeting, steps }) },
      `${held.ago}`,
    )
    const approving = at === drafts.behind.length - 1 ? drafts.chairs.slice(0, 1) : drafts.chairs
    for (const chair of approving) {
      const { meeting: id } = (brought ?? {}) as { meeting?: string }
      await saying(chair, APPROVE_MINUTES, { meeting: id }, `${held.ago} ${chair}`)
    }
  }
  await goAhead(place, saying, drafts, today)
  await differ(saying, drafts)
}

async function goAhead(place: Place, saying: Saying, drafts: Drafts, today: string): Promise<void> {
  const { ahead, later, body, clerk, where, chairs } = drafts
  const day = workingDay(addDays(today, ahead.in))
  const meeting = {
    on: inLondon(day, '14:00'),
    where,
    called: inLondon(addDays(today, -ahead.called), '09:00'),
  }
  const steps = stepsAhead(drafts, today)
  await saying(clerk, BRING_IN, { body, file: JSON.stringify({ ...meeting, steps }) }, 'ahead')
  const board = await readBoard(place)
  const waits = new Set(ahead.waits.map(({ title }) => title))
  const items = [...board.items.values()].filter(
    ({ state, title }) => state === 'waits' && !waits.has(title),
  )
  for (const { id } of items) {
    for (const chair of chairs) {
      await saying(chair, AGREE_ITEM, { item: id, answer: 'agree' }, `${id} ${chair}`)
    }
  }
  const left = [...board.items.values()].filter(({ title }) => waits.has(title))
  for (const { id, title } of left) {
    const { by, notYet } = ahead.waits.find((one) => one.title === title)!
    await saying(by, AGREE_ITEM, { item: id, answer: 'agree' }, id)
    await saying(
      notYet.by,
      AGREE_ITEM,
      { item: id, answer: 'not-yet', reason: notYet.says },
      `${id} not yet`,
    )
  }
  const on = workingDay(addDays(today, later.in))
  await saying(clerk, CALL_MEETING, { body, on, at: '14:00', where }, 'later')
}

/** Two things that are not settled; what has moved up a step comes to the board by itself. */
async function differ(saying: Saying, { differ: all }: Drafts): Promise<void> {
  for (const { by, moves, ...one } of all) {
    const opened = await saying(by, 'agreement.open-dispute', one, `board ${one.key}`)
    const { id } = (opened ?? {}) as { id?: string }
    if (!moves || id === undefined) continue
    await saying(
      by,
      'agreement.move-dispute',
      { dispute: id, reason: 'The officers could not agree.' },
      `board ${one.key}`,
    )
  }
}

/** The day itself, or the next on which somebody works. */
function workingDay(day: string): string {
  return isWorkingDay(day) ? day : workingDay(addDays(day, 1))
}

export function inLondon(day: string, time: string): string {
  return new Date(instantsInLondon(Date.parse(`${day}T${time}:00Z`))[0]).toISOString()
}

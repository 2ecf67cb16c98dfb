import assert from 'node:assert/strict'
import type { Answer } from '../src/call-command.ts'
import { checkBooks } from '../src/fund/index.ts'
import { isRefusal, type Viewer } from '../src/kernel/index.ts'
import type { Place } from '../src/main.ts'
import { type Done, inPlace } from '../src/trail/index.ts'
import { FUND, GRANT, MORE, NHS, type PlanLine } from './fund-place.ts'

/** Random commands on the books, from a seed, by several at once; and what must be so afterwards. */
export type Ask = (who: Viewer, name: string, input: unknown, key: string) => Promise<Answer>

export const RANDOM_PLAN: readonly PlanLine[] = [
  [
    'hot',
    'home-care',
    [
      [NHS, '400000'],
      [GRANT, '300000'],
      [MORE, '200000'],
    ],
  ],
  [
    'warm',
    'carers',
    [
      [GRANT, '250000'],
      [MORE, '150000'],
    ],
  ],
  ['cold', 'reablement', [[NHS, '90000']]],
]
const ACTIVITIES = ['home-care', 'carers', 'reablement', 'community-health', 'carriageway repair']
const SCHEMES = RANDOM_PLAN.map(([id]) => id)

/** Numbers below 2^32, always the same for the same seed (mulberry32). */
export function numbersOf(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** Asked of the log itself: a page also waits, so that how long a refusal takes tells nothing. */
export function askLog(place: Place): Ask {
  return async (viewer, verb, given, key) => {
    const command = place.commands.find(({ name }) => name === `fund.${verb}`)!
    const input = command.input.parse(given)
    const answer = await place.trail.done(inPlace(command, place), { viewer, input, key })
    if (isRefusal(answer)) return { ok: false, key, refusal: answer }
    const { entry, result } = answer as Done<unknown>
    return { ok: true, key, entry, result }
  }
}

/** What is known of what was answered: open reservations, and what was posted. */
type Known = { open: string[]; posted: string[]; answered: Map<string, string> }

/** Sends so many commands, `lanes` at a time. Some keys are sent twice: the second answers what the first did. */
export async function sendRandom(
  ask: Ask,
  { count, lanes, seed, by }: { count: number; lanes: number; seed: number; by: readonly Viewer[] },
): Promise<{ done: number; refused: Map<string, number> }> {
  const known: Known = { open: [], posted: [], answered: new Map() }
  const refused = new Map<string, number>()
  let [sent, done] = [0, 0]
  const lane = async (number: number) => {
    const next = numbersOf(seed * 1_000 + number)
    while (sent < count) {
      sent += 1
      const key = `${seed}:${number}:${sent}`
      const { name, input } = commandOf(next, known)
      const who = by[next(by.length)]!
      const twice = next(20) === 0
      const answers = await Promise.all(
        (twice ? [0, 1] : [0]).map(() => ask(who, name, input, key).catch(() => undefined)),
      )
      const [answer, again] = answers
      if (answer === undefined) continue
      if (twice && again !== undefined && answer.ok) {
        assert.ok(again.ok && JSON.stringify(again.result) === JSON.stringify(answer.result), key)
      }
      if (answer.ok) {
        done += 1
        learn(known, name, answer.result)
      } else if ('refusal' in answer) {
        const { code } = answer.refusal
        refused.set(code, (refused.get(code) ?? 0) + 1)
      } else assert.fail(JSON.stringify(answer))
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)))
  return { done, refused }
}

function learn({ open, posted }: Known, name: string, result: unknown): void {
  const {
    reservations = [],
    transfer,
    transfers = [],
  } = result as {
    reservations?: string[]
    transfer?: string
    transfers?: string[]
  }
  open.push(...reservations)
  if (name === 'post' && transfer !== undefined) posted.push(transfer)
  if (name === 'transfer') posted.push(...transfers)
}

function commandOf(
  next: (below: number) => number,
  { open, posted }: Known,
): { name: string; input: object } {
  const pence = String(1 + next(9_000))
  const reason = 'By chance'
  const of = (list: readonly string[]) =>
    list[next(Math.max(1, list.length))] ?? '00000000-0000-7000-8000-000000000000'
  const scheme = SCHEMES[next(SCHEMES.length)]!
  const day = `2026-0${1 + next(3)}-0${1 + next(9)}`
  const what = next(100)
  if (what < 45) {
    const activity = ACTIVITIES[next(ACTIVITIES.length)]!
    const origin = next(3) === 0 ? { origin: [NHS, GRANT, MORE][next(3)] } : {}
    return { name: 'reserve', input: { scheme, activity, pence, reason, at: day, ...origin } }
  }
  if (what < 65) {
    const part = next(2) === 0 ? { pence } : {}
    return { name: 'post', input: { transfer: of(open), reason, at: day, ...part } }
  }
  if (what < 80) return { name: 'void', input: { transfer: of(open), reason } }
  if (what < 90) return { name: 'reverse', input: { transfer: of(posted), pence, reason, at: day } }
  const origin = [NHS, GRANT, MORE][next(3)]!
  const other = SCHEMES[next(SCHEMES.length)]!
  const ends = [`${FUND}:commitment:${origin}:${scheme}`, `${FUND}:commitment:${origin}:${other}`]
  const back = [ends[0]!, `${FUND}:held:${origin}`]
  const [from, to] = next(3) === 0 ? back : ends
  return { name: 'transfer', input: { from, to, pence, reason, at: day } }
}

/** Nothing is wrong in the books, whatever was done to them. */
export async function booksAreRight(place: Parameters<typeof checkBooks>[0]): Promise<number> {
  const { breaches, transfers } = await checkBooks(place)
  assert.deepEqual(breaches.slice(0, 5), [])
  return transfers
}

import fc from 'fast-check'
import type { Contested } from '../src/transfer/clock.ts'
import type { Fact } from '../src/transfer/fact.ts'
import type { Told } from '../src/transfer/stay.ts'

/** Made-up histories of stays with everything that goes wrong: for tests and fault runs. Moments lie within `HOURS`. */
const HOURS = 60
const START = Date.parse('2026-03-28T06:00:00Z')

export const SIDES: ReadonlyMap<string, string> = new Map([
  ['hospital', 'nhs'],
  ['community', 'nhs'],
  ['council', 'local'],
  ['gone', ''],
])
const HOLDERS = [...SIDES.keys(), 'their-family']
const TASKS = ['task-1', 'task-2', 'task-3', 'task-4']
const KINDS = ['therapy-review', 'home-care', 'funding', 'start-care'] as const

export type History = { told: Told; others: Told[]; facts: Fact[]; contests: Contested[] }

function inTime(minutes: number): string {
  return new Date(START + minutes * 60_000).toISOString()
}

const moment = fc.integer({ min: 0, max: HOURS * 60 }).map(inTime)
const by = fc.constantFrom('hospital', 'community', 'council', 'gone').map((organisation) => {
  return { name: organisation, role: 'role', organisation, side: SIDES.get(organisation)! }
})
const holders = fc.uniqueArray(fc.constantFrom(...HOLDERS), { maxLength: 3 })

const said = fc.record({
  kind: fc.constantFrom<Fact['kind']>(
    ...(['review', 'review', 'open', 'open', 'hand-over', 'take', 'close', 'take-back'] as const),
  ),
  at: moment,
  learnt: fc.integer({ min: 0, max: 9_999 }),
  met: fc.boolean(),
  holders,
  by,
  task: fc.nat({ max: TASKS.length - 1 }),
  /** which of the earlier ones it corrects, if any */
  corrects: fc.option(fc.nat({ max: 40 }), { freq: 3 }),
})

/** Mostly as it should be: they came early, and leave after they came if at all. */
const early = fc.integer({ min: 0, max: 15 * 60 }).map(inTime)
const late = fc.integer({ min: 25 * 60, max: HOURS * 60 }).map(inTime)
const told = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ admitted: early, left: fc.option(late), over: fc.constant(false) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ admitted: moment, left: fc.option(moment), over: fc.boolean() }),
  },
)
/** Most are said to be ready at some time. */
const ready = fc.option(fc.tuple(early, by), { freq: 6 })

export const histories: fc.Arbitrary<History> = fc
  .record({
    ready,
    facts: fc.array(said, { minLength: 1, maxLength: 14 }),
    stays: fc.array(told, { minLength: 1, maxLength: 3 }),
    contests: fc.array(
      fc.record({
        from: moment,
        hours: fc.integer({ min: 1, max: 24 }),
        open: fc.boolean(),
        shares: fc.array(
          fc.record({
            holder: fc.constantFrom(...HOLDERS, ''),
            parts: fc.integer({ min: 1, max: 3 }),
          }),
          { maxLength: 3 },
        ),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ ready: first, facts, stays, contests }) => {
    const [own, ...others] = stays.map((stay, at): Told => {
      const left = stay.left ?? undefined
      return {
        id: `stay-${at}`,
        admitted: stay.admitted,
        left,
        over: stay.over || left !== undefined,
      }
    })
    return {
      told: own!,
      others,
      facts: [...(first === null ? [] : [readyFact(...first)]), ...factsOf(facts)],
      contests: contests.map(({ from, hours, open, shares }, at): Contested => {
        const start = Math.floor(Date.parse(from) / 60_000)
        const state = open ? 'open' : 'settled'
        return { dispute: `dispute-${at}`, from: start, to: start + hours * 60, state, shares }
      }),
    }
  })

function readyFact(at: string, said: Fact['by']): Fact {
  const learntAt = inTime(-1)
  return { id: 'fact-ready', stay: 'stay-0', kind: 'review', at, learntAt, by: said, met: false }
}

type Said = typeof said extends fc.Arbitrary<infer T> ? T : never

function factsOf(all: readonly Said[]): Fact[] {
  const ordered = [...all].sort((a, b) => a.learnt - b.learnt)
  const facts: Fact[] = []
  for (const [at, one] of ordered.entries()) {
    const earlier = one.corrects === null ? undefined : ordered[one.corrects % (at + 1)]
    const instead =
      earlier === undefined || earlier === one ? undefined : `fact-${ordered.indexOf(earlier)}`
    const kind =
      instead !== undefined && one.kind !== 'take-back'
        ? facts[ordered.indexOf(earlier!)]!.kind
        : one.kind
    if (kind === 'take-back' && instead === undefined) {
      facts.push(factOf('review', at, one, undefined, facts))
    } else facts.push(factOf(kind, at, one, instead, facts))
  }
  return facts
}

function factOf(
  kind: Fact['kind'],
  at: number,
  one: Said,
  instead: string | undefined,
  before: readonly Fact[],
): Fact {
  const corrected = before.find(({ id }) => id === instead)
  const task = TASKS[one.task]!
  const opened = before.some((fact) => fact.kind === 'open' && fact.task === task)
  // One opening for each task; what opens it again corrects the first.
  const again = kind === 'open' && instead === undefined && opened
  const what = again ? 'take' : kind
  const more = {
    id: `fact-${at}`,
    stay: 'stay-0',
    kind: what,
    at: one.at,
    learntAt: inTime(one.learnt),
    by: one.by,
  }
  const own = instead === undefined ? more : { ...more, instead }
  if (what === 'review') return { ...own, met: one.met }
  if (what === 'take-back') return own
  const named = { ...own, task: corrected?.task ?? task }
  if (what === 'open') {
    return { ...named, what: KINDS[TASKS.indexOf(named.task)]!, holders: one.holders }
  }
  return what === 'hand-over' ? { ...named, holders: one.holders } : named
}

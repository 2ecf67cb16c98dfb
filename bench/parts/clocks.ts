import { segmentsOf, totalsOf } from '../../src/transfer/clock.ts'
import type { Fact } from '../../src/transfer/fact.ts'
import { type StayFacts, stayOf } from '../../src/transfer/stay.ts'
import { TASK_KINDS } from '../../src/transfer/task-kind.ts'
import type { Figure } from './figures.ts'

const HOUR_MS = 3_600_000
const START = Date.parse('2025-04-01T08:00:00Z')
const ROUNDS = 3
const PARTIES = ['mere-general', 'southmere-council', 'southmere-community', 'southmere-icb']
const SIDES = new Map(PARTIES.map((party, at) => [party, at === 1 ? 'council' : 'nhs']))

const RULE = {
  share: 'holders',
  weights: new Map<string, number>(),
  proves: 'named',
  clause: '14.1',
  sideOf: (holder: string) => SIDES.get(holder) ?? '',
  isParty: (holder: string) => SIDES.has(holder),
} as const

/**
 * All clocks of a year of a million people, by the pure functions alone: England's 4,035,716 people who left in a year
 * are 72,000 of a million; 13.5% waited beyond their day, with up to five tasks of several holders, some handed over.
 * Beside it the reading of the same facts from JSON, in turns.
 */
export function clocksOfAYear(stays: number): Figure[] {
  const told = Array.from({ length: stays }, (_, at) => historyOf(at))
  const texts = told.map((one) => JSON.stringify(one))
  const floors: number[] = []
  const clocks: number[] = []
  let minutes = 0
  for (let round = 0; round <= ROUNDS; round++) {
    const floor = cpuOf(() => {
      for (const text of texts) JSON.parse(text)
    })
    minutes = 0
    const clock = cpuOf(() => {
      for (const one of told) {
        const { waiting } = stayOf(one, RULE)
        minutes += totalsOf(segmentsOf(waiting, RULE), {
          from: 0,
          to: Number.MAX_SAFE_INTEGER,
        }).minutes
      }
    })
    if (round > 0) {
      floors.push(floor)
      clocks.push(clock)
    }
  }
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!
  return [
    {
      what: 'floor: reading what all clocks of a year rest on: processor time',
      value: middle(floors),
      unit: 's',
    },
    {
      what: 'all clocks of a year of a million people: processor time',
      value: middle(clocks),
      unit: 's',
    },
    { what: 'minutes that they count', value: minutes, unit: 'minutes' },
  ]
}

/** Seconds of this process. */
function cpuOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000_000
}

function historyOf(at: number): StayFacts {
  const id = `stay-${at}`
  const came = START + (at % 8_760) * HOUR_MS
  const ready = came + (40 + (at % 200)) * HOUR_MS
  const waits = at % 200 < 27
  const left = ready + (waits ? 24 + (at % 300) : at % 12) * HOUR_MS
  const time = (ms: number) => new Date(ms).toISOString()
  const facts: Fact[] = []
  const say = (hours: number, more: Omit<Fact, 'id' | 'stay' | 'at' | 'learntAt' | 'by'>) => {
    const organisation = PARTIES[facts.length % PARTIES.length]!
    const by = { name: organisation, role: 'feed', organisation, side: SIDES.get(organisation)! }
    const when = time(ready + hours * HOUR_MS)
    facts.push({ ...more, id: `${id}-${facts.length}`, stay: id, at: when, learntAt: when, by })
  }
  for (let day = 0; day < 4; day++) say(day * 12 - 40, { kind: 'review', met: true })
  say(0, { kind: 'review', met: false })
  if (waits) say(3, { kind: 'confirm' })
  for (let task = 0; waits && task < 2 + (at % 4); task++) {
    const own = `${id}-task-${task}`
    const what = TASK_KINDS[(at + task) % TASK_KINDS.length]!
    const holders = [PARTIES[(at + task) % 4]!]
    say(task * 5 - 4, { kind: 'open', task: own, what, holders })
    say(task * 5 + 2, { kind: 'take', task: own })
    if (task % 2 === 1)
      say(task * 5 + 9, { kind: 'hand-over', task: own, holders: [PARTIES[at % 4]!] })
    say(task * 5 + 20, { kind: 'close', task: own, outcome: 'done' })
  }
  const told = { id, admitted: time(came), left: time(left), over: true }
  return { ...told, others: [], facts, contests: [] }
}

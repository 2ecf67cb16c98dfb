import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { spcChart } from '../../src/measure/index.ts'
import { ageOn, at, isoDay, onDay } from './calendar.ts'
import { DELAY_REASONS, delayReason } from './delay-reasons.ts'
import type { View } from './dirt.ts'
import { everybody } from './generate.ts'
import { worldOf } from './index.ts'
import type { Life } from './life.ts'
import { AGE_BANDS, LAST_BAND } from './population.ts'
import {
  DIRT,
  type DirtRates,
  type Feed,
  LEFT_ON_READY_DAY,
  MEAN_DELAY_DAYS,
  PATHWAYS_ALL,
} from './rates.ts'
import { AS_OF } from './reading-extracts.ts'
import { isOpen } from './stay.ts'

const PEOPLE = 20_000
const world = worldOf({ people: PEOPLE, seed: 'rates', asOf: AS_OF })

/** Three standard errors of a share, and a little. */
function near(share: number, of: number): number {
  return 3.2 * Math.sqrt((share * (1 - share)) / of) + 0.0005
}

test('the rates of 20,000 people', async (t) => {
  const lives = [...everybody(world)].flat()
  assert.equal(lives.length, PEOPLE)
  await t.test('ages follow England', () => ages(lives))
  await t.test('people leave on the day they are ready as often as in England', () => delays(lives))
  await t.test('adults leave by the pathways by which they leave in England', () => pathways(lives))
  await t.test(
    'who waits now waits on pathways 1 to 3, mostly for one of the commonest reasons',
    () => waitingNow(lives),
  )
  await t.test('each feed is wrong as often as its table says', () => dirt(lives))
  await t.test('as many as England are known to their council', () => council(lives))
  await t.test('there are twins', () => twins(lives))
  await t.test('what changed is found in its months, and what was only talked about is not', () =>
    signals(lives),
  )
  await t.test('some are known to one side only, and everybody to somebody', () => sides(lives))
  await t.test('nobody shares a bed', () => beds(lives))
})

/** Of 10,000 people, as the place has: by the months that are whole. */
function signals(lives: Life[]): void {
  const some = lives.slice(0, 10_000)
  const coming = byMonth(
    some.flatMap(({ attendances }) => attendances.map((one) => [one.arrivedAt, 1])),
  )
  const asked = some.flatMap(({ council: client }) => client?.events ?? [])
  const answered = byMonth(
    asked.flatMap(({ type, start, end }): [number, number][] =>
      type === 'Request' && end !== undefined ? [[at(end, 0), end - start]] : [],
    ),
  )
  const waited = byMonth(
    some.flatMap(({ stays }) =>
      stays.flatMap(({ readyAt, leftAt }): [number, number][] =>
        readyAt === undefined || leftAt === undefined
          ? []
          : [[leftAt, onDay(leftAt) - onDay(readyAt)]],
      ),
    ),
  )
  const latest = (values: number[]) =>
    spcChart(values, { improvement: 'down' }).points.at(-1)!.pointType
  assert.equal(latest(coming.map(({ count }) => count)), 'special_cause_concern')
  assert.equal(latest(answered.map(({ count, sum }) => sum / count)), 'special_cause_improvement')
  assert.equal(latest(waited.map(({ count, sum }) => sum / count)), 'common_cause')
}

function byMonth(said: [minute: number, value: number][]): { count: number; sum: number }[] {
  const months = Map.groupBy(said, ([minute]) => isoDay(onDay(minute)).slice(0, 7))
  return [...months]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(-24, -1)
    .map(([, own]) => ({
      count: own.length,
      sum: own.reduce((sum, [, value]) => sum + value, 0),
    }))
}

function ages(lives: Life[]): void {
  const bands = new Array<number>(AGE_BANDS.length).fill(0)
  for (const { person } of lives) {
    const age = (world.asOf - person.birth) / 365.2425
    bands[Math.min(LAST_BAND, Math.floor(age / 5))]! += 1 / PEOPLE
  }
  AGE_BANDS.forEach(({ share, from }, band) => {
    // Households bind ages together, so the bands scatter more than single draws would.
    assert.ok(
      Math.abs(bands[band]! - share) < 0.006 + near(share, PEOPLE),
      `from ${from}: ${bands[band]} for ${share}`,
    )
  })
}

function delays(lives: Life[]): void {
  const waits = lives
    .flatMap(({ stays }) => stays)
    .filter(({ readyAt, leftAt }) => readyAt !== undefined && leftAt !== undefined)
    .map(({ readyAt, leftAt }) => onDay(leftAt!) - onDay(readyAt!))
  const delayed = waits.filter((days) => days > 0)
  const mean = delayed.reduce((sum, days) => sum + days, 0) / delayed.length
  assert.ok(waits.every((days) => days >= 0))
  assert.ok(
    Math.abs(1 - delayed.length / waits.length - LEFT_ON_READY_DAY) < 0.02,
    `${delayed.length} of ${waits.length}`,
  )
  assert.ok(Math.abs(mean - MEAN_DELAY_DAYS) < 1.3, `${mean} days`)
}

function pathways(lives: Life[]): void {
  const counts = [0, 0, 0, 0]
  for (const { person, stays } of lives) {
    for (const { leftAt, pathway } of stays) {
      if (leftAt === undefined || pathway === undefined) continue
      if (ageOn(person.birth, onDay(leftAt)) >= 18) counts[pathway]! += 1
    }
  }
  const all = counts.reduce((sum, count) => sum + count, 0)
  PATHWAYS_ALL.forEach((share, pathway) => {
    assert.ok(
      Math.abs(counts[pathway]! / all - share) < near(share, all) + 0.003,
      `pathway ${pathway}: ${counts[pathway]} of ${all} for ${share}`,
    )
  })
}

function waitingNow(lives: Life[]): void {
  const waiting = lives
    .flatMap(({ stays }) => stays)
    .filter((stay) => isOpen(stay) && stay.readyAt !== undefined)
  assert.ok(waiting.length >= 12)
  const new1to3 = waiting.filter(({ pathway }) => pathway! > 0).length
  assert.ok(new1to3 / waiting.length > 0.6, `${new1to3} of ${waiting.length}`)
  for (const { delays, pathway } of waiting) {
    const last = delays.at(-1)
    if (last !== undefined) assert.ok(delayReason(last.reason).pathways.includes(pathway!))
  }
}

test('the 37 reasons of the national return, each with its published share', (t) => {
  assert.equal(DELAY_REASONS.length, 37)
  assert.equal(new Set(DELAY_REASONS.map(({ words }) => words)).size, 37)
  for (const { words, pathways } of DELAY_REASONS) {
    const named = /\(Pathway ([\d or-]+)\)$/.exec(words)?.[1]
    if (named === undefined) continue
    const digits = named === '1-3' ? '123' : named.replaceAll(/\D/g, '')
    assert.equal(pathways.join(''), digits, words)
  }
  const policy = join(import.meta.dirname, '../../../shared/domain/policy-2026.md')
  if (!existsSync(policy)) return t.skip('the published shares are not on this machine')
  const published = readFileSync(policy, 'utf8').replaceAll(/ ?\/ ?/g, '/')
  for (const { words, share } of DELAY_REASONS) {
    assert.ok(
      published.includes(`${words} ${share.toFixed(1)}`) || hasNote(published, words, share),
    )
  }
})

/** Some labels carry a note on their separator before the figure. */
function hasNote(published: string, words: string, share: number): boolean {
  const at = published.indexOf(words)
  const after = published.slice(at + words.length, at + words.length + 40)
  return at >= 0 && new RegExp(`^ \\([^)]*\\) ${share.toFixed(1)}`).test(after)
}

function dirt(lives: Life[]): void {
  const views = lives.flatMap(({ gp, hospital, council: client }) => [
    gp,
    ...hospital,
    client?.view,
  ])
  for (const feed of Object.keys(DIRT) as Feed[]) {
    const known = views.filter(
      (view): view is View => view?.feed === feed && !view.dirt.includes('oldList'),
    )
    for (const kind of [
      'nhsNumberMissing',
      'nhsNumberMistyped',
      'givenMistyped',
      'familyMistyped',
      'birthMistyped',
    ] satisfies (keyof DirtRates)[]) {
      const share = known.filter((view) => view.dirt.includes(kind)).length / known.length
      const wanted = DIRT[feed][kind]
      // The stories add a few; a birth date is spoilt only where another date results.
      assert.ok(
        Math.abs(share - wanted) < near(wanted, known.length) + 0.002,
        `${feed} ${kind}: ${share} for ${wanted}`,
      )
    }
  }
}

function council(lives: Life[]): void {
  const old = lives.filter(({ person }) => world.asOf - person.birth >= 65 * 365.25)
  const supported = old.filter(({ council: client }) =>
    client?.events.some(
      ({ serviceType, end }) =>
        serviceType?.startsWith('Long') && (end ?? world.asOf) > world.asOf - 365,
    ),
  )
  assert.ok(
    Math.abs(supported.length / old.length - 0.053) < 0.015,
    `${supported.length} of ${old.length}`,
  )
}

function twins(lives: Life[]): void {
  const births = new Map<string, number>()
  for (const { person } of lives) {
    const key = `${person.household} ${person.birth} ${person.family}`
    births.set(key, (births.get(key) ?? 0) + 1)
  }
  assert.ok([...births.values()].filter((count) => count > 1).length > 20)
}

function sides(lives: Life[]): void {
  const has = (life: Life) => [
    life.gp !== undefined || life.hospital.length > 0,
    life.council !== undefined,
  ]
  const count = (nhs: boolean, side: boolean) =>
    lives.filter((life) => has(life)[0] === nhs && has(life)[1] === side).length
  assert.equal(count(false, false), 0)
  assert.ok(count(true, false) > 1000 && count(true, true) > 500 && count(false, true) > 0)
  assert.ok(lives.filter(({ hospital }) => hospital.length === 2).length > 50)
}

function beds(lives: Life[]): void {
  const taken = new Set<string>()
  const open = lives
    .flatMap(({ stays }) => stays)
    .filter(({ leftAt, cancelledAt }) => (leftAt ?? cancelledAt) === undefined)
  assert.ok(open.length > 15, `${open.length}`)
  for (const { moves } of open) taken.add(JSON.stringify(moves.at(-1)!.location))
  assert.equal(taken.size, open.length)
}

test('memory does not grow with the people', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heap = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  let people = 0
  let early = 0
  for (const lives of everybody(worldOf({ people: PEOPLE, seed: 'memory', asOf: AS_OF }))) {
    assert.ok(lives.length <= 20 || people === 0, 'after the stories one household at a time')
    if (people < 1000 && people + lives.length >= 1000) early = heap()
    people += lives.length
  }
  assert.ok(heap() - early < 3_000_000, `${heap() - early} bytes more`)
})

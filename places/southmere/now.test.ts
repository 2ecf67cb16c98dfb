import assert from 'node:assert/strict'
import test from 'node:test'
import { at, onDay } from './calendar.ts'
import { type CouncilWait, councilWaits } from './council-waits.ts'
import { staysAfter } from './days-after.ts'
import { everybody } from './generate.ts'
import { worldOf } from './index.ts'
import type { Life } from './life.ts'
import type { World } from './person.ts'
import { AS_OF, type Extract, extractOf } from './reading-extracts.ts'
import { reviewsOf } from './reviews.ts'
import { isOpen, type Stay } from './stay.ts'
import { storyOf } from './story-people.ts'
import { inWardsNow, SPECIALTIES } from './wards.ts'

/** At the size of a first start, whatever the seed and the day. */
for (const [seed, asOf] of [
  ['southmere', '2026-11-25'],
  ['southmere', '2026-12-01'],
  ['another', AS_OF],
] as const) {
  test(`10,000 people, seed ${seed}, ${asOf}: wards are wards, and people wait for the council`, () => {
    const world = worldOf({ people: 10_000, seed, asOf })
    const lives = [...everybody(world)].flat()
    for (const ward of ['Ward 3', 'Ward 6']) looksLikeAWard(world, lives, ward)
    const waiting = waitersOf(world, lives)
    assert.ok(waiting.filter(({ waitsFor }) => waitsFor !== 'review').length >= 20)
    assert.ok(waiting.filter(({ waitsFor }) => waitsFor === 'review').length >= 5)
    const inside = waiting.filter(
      ({ stay, waitsFor }) => stay !== undefined && waitsFor !== 'review',
    )
    assert.ok(inside.length >= 5, `${inside.length} in hospital`)
    const stories = ['Barbara Clarke', 'Irene Castle', 'George Whitfield']
    for (const since of [
      ({ stay }: Waiter) => stay!.readyAt ?? Number.POSITIVE_INFINITY,
      (waiter: Waiter) => waiter.since,
    ]) {
      const longest = inside.toSorted((a, b) => since(a) - since(b)).slice(0, 3)
      const names = longest.map(({ life: { person } }) => `${person.given} ${person.family}`)
      assert.deepEqual(names, stories)
    }
    leaveOneByOne(world, lives)
  })
}

/** On the morning of the first start and on any later day some twenty are in, six of them ready and waiting. */
function leaveOneByOne(world: World, lives: readonly Life[]): void {
  for (const days of [0, 1, 4, 9, 20, 45, 100]) {
    const now = at(world.asOf + days, 0)
    const staying = lives
      .flatMap((life) =>
        days === 0 || storyOf(life.person) !== undefined
          ? life.stays
          : staysAfter(world, life, world.asOf + days),
      )
      .filter(({ admittedAt, leftAt = now + 1, cancelledAt }) => {
        return admittedAt < now && leftAt > now && cancelledAt === undefined
      })
    const ready = staying.filter(({ readyAt }) => readyAt !== undefined && readyAt < now)
    const say = `${days} days later: ${staying.length}, ${ready.length} ready`
    assert.ok(staying.length >= 20 && ready.length >= 6, say)
  }
  const now = lives.flatMap((life) => life.stays.filter(isOpen).map((stay) => ({ life, stay })))
  const putOff = now.filter(({ stay }) => stay.expected.length >= 3)
  assert.ok(putOff.length >= 2, `${putOff.length} were put off twice`)
  for (const { stay } of now) {
    const reviews = reviewsOf(stay, world.asOf - 1, world.asOf)
    const days = stay.admittedAt < at(world.asOf - 1, 7) ? 2 : 0
    assert.ok(reviews.length >= days, `${stay.visit}: ${reviews.length} reviews yesterday`)
  }
  const away = now.filter(({ life }) => life.person.away === true)
  assert.ok(away.length >= 1 && away.length <= now.length / 8, `${away.length} live elsewhere`)
  for (const { life } of away) assert.equal(life.gp ?? life.council, undefined)
}

function looksLikeAWard(world: World, lives: readonly Life[], ward: string): void {
  const stays = lives
    .flatMap((life) => life.stays)
    .filter((stay) => isOpen(stay) && stay.moves.at(-1)!.location.ward === ward)
  const say = `${ward}: ${stays.length}`
  assert.ok(stays.length >= 12 && stays.length <= 28, say)
  const ready = stays.filter(({ readyAt }) => readyAt !== undefined)
  assert.ok(ready.length >= 3 && stays.length - ready.length >= 6, `${say}, ${ready.length} ready`)
  assert.ok(new Set(ready.map(({ pathway }) => pathway)).size >= 2, say)
  assert.ok(ready.filter(({ pathway }) => pathway === 0).length * 2 <= ready.length, say)
  assert.ok(stays.filter(({ expected }) => expected.length > 0).length * 2 > stays.length, say)
  const nights = stays.map(({ admittedAt }) => world.asOf - onDay(admittedAt))
  for (const mark of [7, 14, 21]) {
    const over = nights.filter((count) => count >= mark).length
    assert.ok(over >= 1 && over < nights.length, `${say}, ${mark} nights: ${nights}`)
  }
}

type Waiter = CouncilWait & { life: Life; stay?: Stay }

function waitersOf(world: World, lives: readonly Life[]): Waiter[] {
  return lives.flatMap((life) => {
    const stay = life.stays.find(isOpen)
    const waits = life.council === undefined ? [] : councilWaits(world, life.council)
    return waits.map((wait) => ({ ...wait, life, stay }))
  })
}

test('a county of 300,000 has the beds of England, full as England’s', () => {
  const people = 300_000
  const { organisations } = worldOf({ people, seed: '1', asOf: AS_OF })
  const beds = organisations.wards.reduce((sum, ward) => sum + ward.beds, 0)
  const lying = SPECIALTIES.reduce((sum, specialty) => sum + inWardsNow(specialty, people), 0)
  assert.ok(Math.abs((1000 * beds) / people - 1.87) < 0.06, `${beds} beds`)
  assert.ok(Math.abs(lying / beds - 0.911) < 0.03, `${lying} of ${beds}`)
  assert.equal(
    new Set(organisations.wards.map(({ name }) => name)).size,
    organisations.wards.length,
  )
})

test('the truth of the morning follows from the feeds', async (t) => {
  const extract = await extractOf(t, 10_000, 'southmere')
  await t.test('who lies where, ready since when, waiting for what', () => lying(extract))
  await t.test('who waits for the council, for what and since when', () => waiting(extract))
  await t.test('who waits has a worker and a team to ring, and so has whoever has care', () =>
    held(extract),
  )
})

/** The last word of each stay's messages, read by their own rules. */
function lying(extract: Extract): void {
  const stays = new Map<string, Record<string, string>>()
  for (const message of extract.messages()) {
    const visit = message.field('PV1', 19)
    const event = message.field('EVN', 1)
    if (event === 'A03' || event === 'A11') {
      stays.delete(visit)
      continue
    }
    const [ward, bay, bed] = message.field('PV1', 3).split('^')
    const before = stays.get(visit)
    const ready = message.field('ZU1', 2)
    stays.set(visit, {
      source_id: message.field('PID', 3).split('^')[0]!,
      ward: ward!,
      bay: bay!.slice(4),
      bed: bed!.slice(4),
      admitted_on: day(message.field('PV1', 44)),
      method: message.field('PV1', 4),
      expected_on: day(message.field('PV2', 9)) || (before?.expected_on ?? ''),
      ready_on: day(ready) || (before?.ready_on ?? ''),
      pathway: message.field('ZU1', 3) || (before?.pathway ?? ''),
      delay_reason: message.field('ZU1', 4) || (before?.delay_reason ?? ''),
    })
  }
  const now = extract.rows('truth/now.csv')
  assert.equal(now.length, stays.size)
  for (const row of now) {
    const { person_key, visit, delay_family, waits_for, ...told } = row
    assert.deepEqual(stays.get(visit!), told, person_key)
    assert.equal(delay_family !== '' && waits_for !== '', told.delay_reason !== '')
  }
}

function day(time: string): string {
  return time === '' ? '' : `${time.slice(0, 4)}-${time.slice(4, 6)}-${time.slice(6, 8)}`
}

/** Every client's rows in order: what went on, and was not followed by what it went on to. */
function waiting(extract: Extract): void {
  const last = new Map<string, string>()
  const rows = extract
    .councilRows()
    .filter((row) => row['Client Type'] === 'Service user' && row['Event Type'] !== 'Review')
    .map((row) => ({ ...row, key: `${iso(row['Event Start Date']!)} ${row['Event Type']}` }))
    .sort((a, b) => order(a.key).localeCompare(order(b.key)))
  for (const row of rows as Record<string, string>[]) {
    const id = row['LA Person Unique Identifier']!
    const went = /^Progress/.test(row['Event Outcome']!)
    if (row['Event Type'] === 'Service' || !went) last.delete(id)
    else {
      const assess =
        row['Event Type'] === 'Request' && row['Event Outcome']!.includes('to assessment')
      last.set(id, `${assess ? 'assessment' : 'service'} since ${iso(row['Event End Date']!)}`)
    }
    if (row['Date of Death'] !== '') last.delete(id)
  }
  const told = extract.rows('truth/waits.csv').filter((wait) => wait.waits_for !== 'review')
  assert.deepEqual(
    told.map((wait) => `${wait.source_id} ${wait.waits_for} since ${wait.since}`).sort(),
    [...last].map(([id, what]) => `${id} ${what}`).sort(),
  )
}

/** Of one day, what was asked comes before what was found out, and that before what was given. */
function order(key: string): string {
  return key.replace('Request', '1').replace('Assessment', '2').replace('Service', '3')
}

function held(extract: Extract): void {
  const resources = extract.resources('council')
  const teams = resources.filter(({ resourceType }) => resourceType === 'CareTeam')
  const text = JSON.stringify(teams)
  const cases = new Set(teams.map(({ subject }) => (subject as { reference: string }).reference))
  assert.equal(cases.size, teams.length)
  for (const { source_id, waits_for } of extract.rows('truth/waits.csv')) {
    assert.ok(waits_for === 'review' || cases.has(`Patient/${source_id}`), source_id)
  }
  assert.ok(text.includes('"display":"Ana Reid"') && text.includes('Reablement coordinator'))
  const phones = [...text.matchAll(/"system":"phone","value":"([^"]+)"/g)].map(
    ([, value]) => value!,
  )
  assert.equal(phones.length, teams.length)
}

function iso(text: string): string {
  return text.split('/').toReversed().join('-')
}

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { DAY_MS, type PersonId, type Viewer } from '../kernel/index.ts'
import { type SourcePerson, savePeople } from '../people/index.ts'
import { testNumber, testPerson } from '../people/testing.ts'
import type { Place } from '../room.ts'
import { inPlace } from '../trail/index.ts'
import { alertsTold } from './alert-words.ts'
import { closeAlert } from './close-alert.ts'
import { judgeLooks, judgeWithheldLook } from './judge-looks.ts'
import type { StaffMember } from './take-staff-list.ts'
import { takeStaffList } from './take-staff-list.ts'
import { storeEvents, TEST_NOW, testPlace, told, viewerOf } from './testing.ts'
import { watchPerson } from './watch-person.ts'

const PEOPLE = 4_000
const STAFF = 40
const ORDINARY = 5_000
const DAYS = 25
const SYSTEM = viewerOf({ id: 'os:test', name: 'test', role: 'operator' }, '')
const JOAN = viewerOf(
  {
    ...{ id: 'joan.marsh', name: 'Joan Marsh', role: 'governance-lead' },
    ...{ organisation: 'southmere-council', side: 'council' },
  },
  'governance',
)
const NAMES = {
  role: (id: string) => id,
  party: (id: string) => id,
  purpose: (id: string) => id,
}

type County = Awaited<ReturnType<typeof county>>

test('of forty looks that should not have been all are found, of 5,000 ordinary ones few; each says why', async (t) => {
  const { place, people, staff, look, judge, clock } = await county(t)
  const seeded: { rule: string; actor: string; person?: PersonId }[] = []
  const bad = async (rule: string, by: number, at: SourcePerson) => {
    await look(viewerOfStaff(by), at)
    seeded.push({ rule, actor: `staff.${by}`, person: at.personId })
  }
  const next = numbers(20_260_303)
  const tied = PEOPLE - 100
  for (let day = 0; day < DAYS; day++) {
    clock.set(new Date(Date.parse(TEST_NOW) + day * DAY_MS).toISOString())
    const looks = Array.from({ length: ORDINARY / DAYS }, () => {
      return look(viewerOfStaff(next(STAFF)), people[STAFF * 2 + next(tied - STAFF * 2)]!)
    })
    await Promise.all(looks)
    if (day === 3) for (let by = 0; by < 9; by++) await bad('own-record', by, people[by]!)
    if (day === 5) for (let by = 9; by < 18; by++) await bad('household', by, people[by + STAFF]!)
    if (day === 7) for (let by = 18; by < 24; by++) await bad('family-near', by, near(by, people))
    if (day === 9) for (let by = 24; by < 31; by++) await bad('colleague', by, mate(by, people))
    if (day === 11) {
      const famous = people[tied - 1]!
      await look(viewerOfStaff(31), famous)
      await run(place, watchPerson, JOAN, { person: famous.personId, reason: 'Was on television' })
      for (let by = 31; by < 34; by++) await bad('in-the-news', by, famous)
    }
    if (day === 12) {
      for (let by = 34; by < 37; by++) await bad('no-event', by, people[tied + by]!)
    }
    if (day === 20) {
      for (let by = 37; by < 40; by++) {
        const all = people.slice(500 + by * 40, 536 + by * 40)
        await Promise.all(all.map((at) => look(viewerOfStaff(by), at)))
        seeded.push({ rule: 'volume', actor: `staff.${by}` })
      }
    }
    await judge()
  }
  clock.set(new Date(Date.parse(TEST_NOW) + (DAYS + 31) * DAY_MS).toISOString())
  await judge()
  const alerts = await alertsTold(place, false, NAMES)
  assert.equal(seeded.length, 40)
  const isSeeded = ({ rule, actor, persons }: (typeof alerts)[number]) =>
    seeded.some(
      (one) =>
        one.rule === rule &&
        one.actor === actor.id &&
        (one.person === undefined || persons.includes(one.person)),
    )
  const found = seeded.filter(({ rule, actor, person }) =>
    alerts.some(
      (one) =>
        one.rule === rule &&
        one.actor.id === actor &&
        (person === undefined || one.persons.includes(person)),
    ),
  )
  assert.deepEqual(
    seeded.filter((one) => !found.includes(one)),
    [],
  )
  const others = alerts.filter((one) => !isSeeded(one))
  assert.ok(
    others.length < 10,
    `${others.length} of ${ORDINARY}: ${others.map(({ rule }) => rule)}`,
  )
  for (const { says } of alerts) assert.match(says, /^[A-Z].*\.$/)
  // What is kept of staff is nothing that can be read.
  const { rows } = await place.databases.care.short.query<{ text: string }>(
    'select row_to_json(s)::text as text from record.staff s',
  )
  const kept = rows.map(({ text }) => text.toLowerCase()).join()
  for (const { account, nhsNumber, family } of staff) {
    for (const word of [account, nhsNumber!, family!]) {
      assert.ok(!kept.includes(word.toLowerCase()), word)
    }
  }
  await assert.rejects(
    async () => place.databases.care.short.query('select * from record.staff_key'),
    { code: '42501' },
  )
})

test('a look is judged once, a watch ends, and what became of one is said by somebody else, once', async (t) => {
  const { place, people, look, judge, clock } = await county(t, 60)
  const [famous] = people.slice(-1) as [SourcePerson]
  await run(place, watchPerson, JOAN, { person: famous.personId, reason: 'In the news', days: 2 })
  const again = { person: famous.personId, reason: 'Still in the news' }
  assert.deepEqual(await codeOf(place, watchPerson, JOAN, again), 'watched-already')
  const [a, b] = [viewerOfStaff(1), viewerOfStaff(2)]
  await look(a, famous)
  await look(a, famous)
  await judge()
  await judge()
  clock.set(new Date(Date.parse(TEST_NOW) + 3 * DAY_MS).toISOString())
  await look(b, famous)
  await judge()
  const [alert, ...others] = await alertsTold(place, true, NAMES)
  assert.deepEqual(others, [], 'the same look shown again is one, and the watch is over')
  assert.equal(alert!.actor.id, a.actor.id)
  const input = { alert: alert!.id, found: 'wrong', words: 'She was spoken to by her manager.' }
  const own = { ...JOAN, actor: { ...JOAN.actor, id: a.actor.id } }
  assert.equal(await codeOf(place, closeAlert, own, input), 'own-look')
  assert.equal(await codeOf(place, closeAlert, a, input), 'no-power')
  await run(place, closeAlert, JOAN, input)
  assert.equal(await codeOf(place, closeAlert, JOAN, input), 'closed-already')
  assert.deepEqual(await alertsTold(place, true, NAMES), [])
  const [closed] = await alertsTold(place, false, NAMES)
  assert.deepEqual(closed!.closed!.words, input.words)
  const deeds = await place.trail.deedsAbout([famous.personId])
  assert.deepEqual(deeds.map(({ command }) => command).sort(), [
    'record.close-alert',
    'record.watch',
  ])
})

test('of a look that is told later no alert tells before', async (t) => {
  const { place, people, judge, clock } = await county(t, 60)
  const until = new Date(Date.parse(TEST_NOW) + 40 * DAY_MS)
  const withheld = { clause: '10.9', until: until.toISOString() }
  const [own] = people as [SourcePerson]
  const told = { what: 'person page', outcome: 'allowed', clause: '6.1' } as const
  await place.trail.look(viewerOfStaff(0), [{ identity: [own.personId], ...told, withheld }])
  const [asked, ...others] = await judge()
  assert.deepEqual(others, [])
  assert.deepEqual(await alertsTold(place, false, NAMES), [])
  assert.equal(asked!.at?.toISOString(), until.toISOString())
  clock.set(until.toISOString())
  await judge(asked!.key)
  assert.deepEqual(
    (await alertsTold(place, false, NAMES)).map(({ rule }) => rule),
    ['own-record'],
  )
})

/** People, each with something that happens to them but for the last hundred; the first of them are staff. */
async function county(t: TestContext, many = PEOPLE) {
  const place = (await testPlace(t)) as unknown as Place
  const clock = place.clock as unknown as { set(at: string): void; now(): Date }
  const people = Array.from({ length: many }, (_, at) => {
    // Whoever lives with the first staff stands after them; families and postcodes are shared by few others.
    const home = at < STAFF * 2 ? at % STAFF : at
    return testPerson(`P${at}`, {
      nhsNumber: testNumber(at + 1),
      family: `Family${at < STAFF * 2 ? at % STAFF : at % 700}`,
      given: [`Given${at}`],
      birthDate: `19${50 + (at % 50)}-0${1 + (at % 9)}-1${at % 10}`,
      address: { lines: [`${home} High Street`], postcode: `ZM${home % 900} 1AB` },
    })
  })
  const { care } = place.databases
  await care.transaction((tx) => savePeople(tx, people, new Date(TEST_NOW)))
  const busy = many < PEOPLE ? people : people.slice(0, PEOPLE - 100)
  await care.transaction(async (tx) => {
    const events = busy.map(({ personId }, at) => ({
      ...told(`e${at}`),
      personId,
      kind: 'service' as const,
      status: 'active' as const,
      startAt: '2026-01-01',
      label: 'Home care',
      detail: {},
      numbers: [],
    }))
    await storeEvents(tx, 'southmere-council', new Date(TEST_NOW), events)
  })
  const staff = people.slice(0, Math.min(STAFF, many)).map(
    (person, at): StaffMember => ({
      ...person,
      account: `staff.${at}`,
      team: `team ${Math.floor(at / 4)}`,
      // Those of whom a relative is looked at live a door on.
      ...(at >= 18 && at < 24
        ? { address: { lines: ['Garden flat'], postcode: `ZM${at} 1AB` } }
        : {}),
    }),
  )
  await takeStaffList(place, SYSTEM, { party: 'southmere-council', staff })
  const look = (viewer: Viewer, { personId }: SourcePerson) => {
    const told = { what: 'person page', outcome: 'allowed', clause: '6.1' } as const
    return place.trail.look(viewer, [{ identity: [personId], ...told }])
  }
  /** everything that is new, as the errand goes on by itself; answers what it asks for later */
  const judge = async (withheld?: string) => {
    await place.trail.sequence()
    const later: { key: string; at?: Date }[] = []
    const ask = (_: string, key: string, at?: Date) => void later.push({ key, ...(at && { at }) })
    const nothing = { announce() {}, follow() {}, ask }
    const errand = withheld === undefined ? judgeLooks : judgeWithheldLook
    if (!('run' in errand)) throw new Error('not run one by one')
    for (let due: Date | undefined = clock.now(); due !== undefined && due <= clock.now(); ) {
      due = await care.transaction((tx) =>
        errand.run({ tx, now: clock.now(), ...nothing }, withheld ?? '', place),
      )
    }
    return later
  }
  return { place, people, staff, look, judge, clock }
}

/** Of the family of a member of staff, at their postcode and not at their door. */
function near(by: number, people: County['people']): SourcePerson {
  return people[STAFF + by]!
}

/** The one beside them in their team of four. */
function mate(by: number, people: County['people']): SourcePerson {
  return people[by % 4 === 3 ? by - 1 : by + 1]!
}

function viewerOfStaff(by: number): Viewer {
  const actor = { id: `staff.${by}`, name: `Staff ${by}`, role: 'social-worker' }
  return viewerOf({ ...actor, organisation: 'southmere-council', side: 'council' }, 'direct-care')
}

async function run(
  place: Place,
  command: typeof watchPerson,
  viewer: Viewer,
  input: object,
): Promise<unknown> {
  const answer = await place.trail.run(inPlace(command, place), {
    viewer,
    input,
    key: JSON.stringify([input, viewer.actor.id]),
  })
  assert.ok(!('code' in (answer as object)), JSON.stringify(answer))
  return answer
}

async function codeOf(place: Place, command: typeof watchPerson, viewer: Viewer, input: object) {
  const key = JSON.stringify([input, viewer.actor.id, 'again'])
  const answer = await place.trail.run(inPlace(command, place), { viewer, input, key })
  return (answer as { code?: string }).code
}

/** Always the same row of numbers below a limit, one after the other. */
function numbers(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

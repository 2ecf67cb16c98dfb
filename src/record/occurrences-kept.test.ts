import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Databases, PersonId } from '../kernel/index.ts'
import { emptyTables, testDatabases } from '../kernel/testing.ts'
import { identityIdsOf, savePeople } from '../people/index.ts'
import { testNumber, testPerson } from '../people/testing.ts'
import { type CareEvent, eventIdOf } from './event.ts'
import { countedKnownAt } from './occurrence-history.ts'
import { occurrencesOfIdentities } from './queries-occurrences.ts'
import { eventVersions } from './queries-read.ts'
import { rebuildOccurrences, spansOf } from './rebuild-occurrences.ts'
import { withdrawEvents } from './store-events.ts'
import { storeEvents } from './testing.ts'

const START = Date.parse('2026-03-02T09:00:00Z')
/** Four source persons of two sources, none linked by a name: which are one follows from their NHS numbers. */
const PERSONS = [0, 1, 2, 3].map((at) =>
  testPerson(
    `P${at}`,
    { birthDate: undefined },
    at % 2 === 0 ? 'mere-general' : 'southmere-council',
  ),
)
const IDS = PERSONS.map(({ personId }) => personId)
const NUMBERS = [testNumber(1), testNumber(2), undefined]

type Telling = { who: number; visit: number; form: 'message' | 'resource' }
type Step =
  | (Telling & { do: 'tell'; status: CareEvent['status']; ready: number })
  | (Telling & { do: 'take back' })
  | { do: 'number'; who: number; number: number }

const telling = {
  who: fc.nat(3),
  visit: fc.nat(2),
  form: fc.constantFrom('message' as const, 'resource' as const),
}
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('tell' as const),
      ...telling,
      status: fc.constantFrom('active' as const, 'finished' as const, 'cancelled' as const),
      ready: fc.nat(3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('take back' as const), ...telling }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('number' as const), who: fc.nat(3), number: fc.nat(2) }),
  },
)
/** A history: each step with how many minutes it comes after the one before, and whether it is counted then. */
const history = fc.array(fc.tuple(step, fc.integer({ min: 1, max: 5 }), fc.boolean()), {
  minLength: 10,
  maxLength: 20,
})
type History = readonly (readonly [Step, number, boolean])[]

function eventOf({ who, visit, form }: Telling): CareEvent {
  const { personId, source } = PERSONS[who]!
  return {
    personId,
    eventId: eventIdOf(source, form, `V${visit} ${who}`),
    kind: 'stay',
    status: 'active',
    form,
    startAt: `2026-03-0${visit + 1}T10:00:00Z`,
    organisation: 'RXS',
    label: 'Hospital stay',
    detail: {},
    numbers: [`V${visit}`],
    saidAt: '2026-03-01T10:00:00Z',
  }
}

async function clear(db: Databases): Promise<void> {
  const people = [
    'person',
    'person_history',
    'link',
    'link_history',
    'known_by',
    'common_key',
    'doubt',
    'found_by',
  ]
  const tables = ['record.event', 'record.occurrence', ...people.map((name) => `people.${name}`)]
  await emptyTables(db, tables)
}

/** Answers the times at which something was learnt. */
async function play(db: Databases, steps: History, everyTime: boolean): Promise<string[]> {
  const dirty = new Set<PersonId>()
  const times: string[] = []
  let now = START
  const save = async (who: number, number: number) => {
    const nhsNumber = NUMBERS[number]
    const person = { ...PERSONS[who]!, ...(nhsNumber === undefined ? {} : { nhsNumber }) }
    const saved = await db.care.transaction((tx) => savePeople(tx, [person], new Date(now)))
    for (const id of saved) dirty.add(id)
  }
  for (const who of PERSONS.keys()) await save(who, 2)
  for (const [one, minutes, counted] of steps) {
    now += minutes * 60_000
    const at = new Date(now)
    times.push(at.toISOString())
    if (one.do === 'number') await save(one.who, one.number)
    else {
      await db.care.transaction(async (tx) => {
        if (one.do === 'take back') await withdrawEvents(tx, [eventOf(one)], at)
        else {
          const detail: Record<string, string> =
            one.ready === 0 ? {} : { readyAt: `2026-03-0${one.ready + 3}T12:00:00Z` }
          const event = { ...eventOf(one), status: one.status, detail, saidAt: at.toISOString() }
          await storeEvents(tx, PERSONS[one.who]!.source, at, [event])
        }
        for (const id of await identityIdsOf(tx, [IDS[one.who]!])) dirty.add(id)
      })
    }
    if (everyTime || counted) await count(db, dirty)
  }
  await count(db, dirty)
  return times
}

async function count(db: Databases, dirty: Set<PersonId>): Promise<void> {
  await db.care.transaction((tx) => rebuildOccurrences(tx, [...dirty]))
  dirty.clear()
}

test('what is kept equals the pure function, now and as known at each time, whenever it was counted', async (t) => {
  const db = await testDatabases(t)
  let several = 0
  let corrected = 0
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      await clear(db)
      const times = await play(db, steps, false)
      const spans = await spansOf(db.care.short, IDS)
      const versions = await eventVersions(db.care.short, IDS)
      several += [...spans.values()].flat().filter(({ members }) => members.length > 1).length
      for (const at of [new Date(START).toISOString(), ...times, '2030-01-01T00:00:00.000Z']) {
        const kept = await occurrencesOfIdentities(db.care.short, IDS, new Date(at))
        for (const id of IDS) {
          const pure = countedKnownAt(versions, spans.get(id) ?? [], at)
          assert.deepEqual(plainly(kept.get(id)!), plainly(pure), `${id} at ${at}`)
        }
      }
      const now = await occurrencesOfIdentities(db.care.short, IDS)
      const last = await occurrencesOfIdentities(db.care.short, IDS, new Date('2030-01-01'))
      assert.deepEqual(now, last)
      corrected += versions.filter(({ supersededAt }) => supersededAt !== undefined).length
    }),
    { numRuns: 60 },
  )
  assert.ok(
    several > 10 && corrected > 10,
    `${several} identities of several, ${corrected} corrections`,
  )
})

test('counted after each step, or now and then, the same history is kept', async (t) => {
  const db = await testDatabases(t)
  const kept = async () => {
    const { rows } = await db.care.short.query<{ all: string }>(
      `select coalesce(string_agg(row(o.*)::text, e'\\n' order by identity_id, occurrence_id, version), '') as all
        from record.occurrence o`,
    )
    return rows[0]!.all
  }
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      await clear(db)
      await play(db, steps, true)
      const every = await kept()
      await clear(db)
      await play(db, steps, false)
      assert.equal(await kept(), every)
    }),
    { numRuns: 25 },
  )
})

test('a word that is learnt late counts from when it is known, and what stands at the end is right', async (t) => {
  const db = await testDatabases(t)
  const [one] = PERSONS
  const at = (minute: number) => new Date(START + minute * 60_000)
  const telling = { who: 0, visit: 0, form: 'message' as const }
  const store = (more: Partial<CareEvent>, minute: number) =>
    db.care.transaction((tx) =>
      storeEvents(tx, one!.source, at(minute), [{ ...eventOf(telling), ...more }]),
    )
  await db.care.transaction((tx) => savePeople(tx, [one!], at(0)))
  await store({}, 5)
  await count(db, new Set(IDS))
  // Another load was taken up before that one, and is done after it.
  await store({ ...eventOf({ ...telling, visit: 1 }) }, 3)
  await count(db, new Set(IDS))
  const known = async (minute: number) =>
    (await occurrencesOfIdentities(db.care.short, IDS, at(minute))).get(IDS[0]!)!.length
  assert.deepEqual(await Promise.all([known(2), known(4), known(5), known(6)]), [0, 0, 2, 2])
})

function plainly<T extends { id: string }>(all: readonly T[]): T[] {
  return (JSON.parse(JSON.stringify(all)) as T[]).sort((a, b) => (a.id < b.id ? -1 : 1))
}

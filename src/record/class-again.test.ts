import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { PersonId, Transaction } from '../kernel/index.ts'
import { personIdOf, savePeople } from '../people/index.ts'
import type { Place } from '../room.ts'
import { CLASS_AGAIN, classAgain } from './class-again.ts'
import { type Classing, classingOf } from './classing.ts'
import { classingInEffect } from './classing-in-effect.ts'
import type { CareEvent } from './event.ts'
import { keepClassing } from './keep-classing.ts'
import { rebuildOccurrences } from './rebuild-occurrences.ts'
import type { ParsedResource } from './resource.ts'
import { storeEvents } from './store-events.ts'
import { storeResources } from './store-resources.ts'
import { STAMP, sensitiveIn, testPlace, told } from './testing.ts'

const SOUTHMERE = join(import.meta.dirname, '../../places/southmere')
const COUNCIL = 'southmere-council'
const NO_RULES = classingOf({ classes: [], feeds: [], lists: new Map() })
const AT = new Date('2026-03-03T10:15:00Z')

function personOf(at: number): PersonId {
  return personIdOf(COUNCIL, `C${at}`)
}

function review(at: number, reason: string): CareEvent {
  const kind = 'review' as const
  const detail = { reason, outcome: 'Met' }
  return {
    personId: personOf(at),
    ...told(`R${at}`),
    kind,
    status: 'finished',
    label: 'Review',
    detail,
  }
}

function flag(at: number): ParsedResource {
  const content = {
    resourceType: 'Flag',
    status: 'active',
    code: { text: 'See the MARAC lead' },
    x: 1,
  }
  return { type: 'Flag', sourceId: `F${at}`, personId: personOf(at), stamp: STAMP, content }
}

async function openStored(t: TestContext, people: number, classing: Classing) {
  const place = await testPlace(t)
  const ids = Array.from({ length: people }, (_, at) => at)
  const asked: string[] = []
  await place.databases.care.transaction(async (tx) => {
    const person = {
      source: COUNCIL,
      authority: '',
      given: [],
      phones: [],
      emails: [],
      identifiers: [],
    }
    await savePeople(
      tx,
      ids.map((at) => ({ ...person, sourceId: `C${at}`, personId: personOf(at) })),
      AT,
    )
    await keepClassing(tx, classing, (name) => void asked.push(name))
    await storeEvents(
      tx,
      COUNCIL,
      AT,
      ids.map((at) => review(at, 'Safeguarding')),
      classing,
    )
    await storeResources(tx, COUNCIL, AT, ids.map(flag), classing)
  })
  const settings = { placeFolder: SOUTHMERE }
  const run = async (key = '') => {
    const followed: string[] = []
    const again: string[] = []
    const due = await place.databases.care.transaction((tx) =>
      (classAgain as Extract<typeof classAgain, { run: unknown }>).run(
        {
          tx,
          now: AT,
          announce: () => {},
          follow: (_, keys) => void followed.push(...keys),
          ask: (name) => void again.push(name),
        },
        key,
        { agreement: place.agreement, settings } as Place,
      ),
    )
    return { due, followed, again }
  }
  const classes = async () => {
    const { rows } = await place.databases.owner.short.query<{ is: string; count: string }>(
      `select data_class || coalesce(' ' || apart::text, '') as is, count(*) from (
          select data_class, apart from record.event union all select data_class, apart from record.resource
        ) stored group by 1 order by 1`,
    )
    return Object.fromEntries(rows.map(({ is, count }) => [is, Number(count)]))
  }
  return { ...place, run, classes, asked }
}

test('what was stored under other rules is classed again, a part of the people at a time', async (t) => {
  const { run, classes, asked, databases, agreement } = await openStored(t, 201, NO_RULES)
  assert.deepEqual(asked, [])
  assert.deepEqual(await classes(), { 'council-care': 402 })
  const first = await run()
  assert.deepEqual([first.due, first.followed.length], [AT, 200])
  // A process that is killed here leaves the rest to whoever comes next.
  assert.deepEqual(await classes(), {
    'council-care': 2,
    'council-care {"reason":"safeguarding"}': 200,
    safeguarding: 200,
  })
  const second = await run()
  assert.deepEqual([second.due, second.followed.length], [undefined, 1])
  assert.deepEqual(await classes(), {
    'council-care {"reason":"safeguarding"}': 201,
    safeguarding: 201,
  })
  assert.deepEqual(await run(), { due: undefined, followed: [], again: [] })
  const { rows } = await databases.care.short.query<{ id: string }>(
    "select id from record.data_class where sensitive and id <> 'opt-outs' order by id",
  )
  assert.deepEqual(
    rows.map(({ id }) => id),
    sensitiveIn(agreement.current()!).sort(),
  )
})

test('what is stored late, under rules that no longer hold, is classed again too', async (t) => {
  const { run, classes, databases, agreement } = await openStored(t, 1, NO_RULES)
  await run()
  const late: string[] = []
  const store = (tx: Transaction, classing: Classing) => async () => {
    await keepClassing(tx, classing, (name, key) => void late.push(`${name} ${key}`))
    await storeEvents(tx, COUNCIL, AT, [review(2, 'MARAC')], classing)
  }
  await databases.care.transaction((tx) => store(tx, NO_RULES)())
  assert.deepEqual(late, [`${CLASS_AGAIN} ${NO_RULES.digest}`])
  assert.equal((await classes())['council-care'], 1)
  assert.deepEqual((await run(NO_RULES.digest)).again, [CLASS_AGAIN])
  await run()
  assert.equal((await classes())['council-care'], undefined)
  // Under the rules that hold nothing is asked for.
  const now = classingInEffect(agreement.current(), SOUTHMERE)
  await databases.care.transaction((tx) => store(tx, now)())
  assert.equal(late.length, 1)
})

test('of no class that is not known to be plain is anything in the views of planning', async (t) => {
  const { databases, run } = await openStored(t, 12, NO_RULES)
  const ids = Array.from({ length: 12 }, (_, at) => personOf(at))
  const counted = async () => {
    await databases.care.transaction(async (tx) => {
      await rebuildOccurrences(tx, ids)
    })
    const { rows } = await databases.owner.short.query<{ kept: string; open: string }>(
      `select (select count(*) from record.occurrence where superseded_at is null) as kept,
        (select count(*) from record.occurrence where superseded_at is null
          and data_class in (select id from record.data_class where not sensitive)) as open`,
    )
    return [Number(rows[0]!.kept), Number(rows[0]!.open)]
  }
  assert.deepEqual(await counted(), [12, 0])
  await run()
  assert.deepEqual(await counted(), [12, 12])
})

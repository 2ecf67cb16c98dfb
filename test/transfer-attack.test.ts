import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { readMailbox } from '../src/access/index.ts'
import type { Viewer } from '../src/kernel/index.ts'
import { lookAtPerson } from '../src/record/index.ts'
import type { SplitBy } from '../src/transfer/count-totals.ts'
import { checkStays, countTotals, lookAtAskings, SPLITS } from '../src/transfer/index.ts'
import { DAY_MINUTES } from '../src/transfer/minute.ts'
import { audited, listed, lookedAt } from './transfer-looks.ts'
import {
  GEORGE,
  type Message,
  openTransferPlace,
  type Patient,
  type TransferPlace,
} from './transfer-place.ts'
import { ANA, LEE, MAYA, OLIVE, PRIYA, TOM } from './written-here.ts'

/** What somebody tries who wants hours to be another's, or to know more than is told. */
const CAME = '2026-03-09 08:00'
const came: Message = { code: 'A01', of: GEORGE, at: CAME, came: CAME }
const ready: Message = {
  ...{ ...came, code: 'A08', at: '2026-03-09 10:00', ready: '2026-03-09 10:00' },
  pathway: '3',
}

async function begin(t: TestContext) {
  const place = await openTransferPlace(t)
  await place.tell(came, ready)
  const [george] = await listed(place, LEE)
  return { ...place, stay: george!.stay }
}

async function done(place: TransferPlace, who: Viewer, name: string, input: object) {
  const answer = await place.does(who, name, input)
  assert.ok(answer.ok, `${name}: ${JSON.stringify(answer)}`)
  return answer.result as { asking: string }
}

async function codeOf(place: TransferPlace, who: Viewer, name: string, input: object) {
  const answer = await place.does(who, name, input)
  assert.ok(!answer.ok, `${name} was done`)
  return answer.code
}

async function linksTo(place: TransferPlace, to: string) {
  const mails = await readMailbox(place.place, { limit: 9, to })
  return mails.map(({ mail }) => new URL(mail.links[0]!).pathname)
}

test('a link proves that its own message came, and nothing of what was sent after it', async (t) => {
  const place = await begin(t)
  const ask = { stay: place.stay, task: 'care-home', to: 'the-limes' }
  const { asking } = await done(place, LEE, 'transfer.refer', ask)
  const [first] = await linksTo(place, 'manager@the-limes.example')
  await done(place, OLIVE, 'transfer.offer', { asking, on: '2026-03-11 11:00' })
  await done(place, LEE, 'transfer.accept-offer', { asking })
  const app = await place.serve()
  const old = await app.inject({ method: 'POST', url: first!, payload: {} })
  assert.equal(old.statusCode, 409)
  assert.match(old.body, /has been said already/)
  const messages = async () => {
    const { rows } = await lookAtAskings(place.place, LEE, 'what was asked')
    return rows.find((row) => row.asking.id === asking)!.asking.messages
  }
  assert.equal((await messages()).at(-1)!.delivered, undefined)
  const links = await linksTo(place, 'manager@the-limes.example')
  const newest = links.find((link) => link !== first)!
  assert.equal((await app.inject({ method: 'POST', url: newest, payload: {} })).statusCode, 200)
  await place.settle()
  assert.equal((await messages()).at(-1)!.delivered!.way, 'link')
})

test('what a message asks changes hands by no word of anybody, and what follows is not put right', async (t) => {
  const place = await begin(t)
  const { stay } = place
  const { asking } = await done(place, LEE, 'transfer.refer', {
    ...{ stay, task: 'care-home', to: 'southmere-council' },
  })
  const read = async () => (await lookAtAskings(place.place, LEE, 'what was asked')).rows
  const { read: one } = (await read()).find((row) => row.asking.id === asking)!
  const opening = one.facts.find((fact) => fact.kind === 'open' && fact.asking === asking)!
  const task = opening.task!
  assert.equal(
    await codeOf(place, LEE, 'transfer.hand-over', { task, holder: 'southmere-council' }),
    'asked',
  )
  assert.equal(await codeOf(place, LEE, 'transfer.take-back', { stay, fact: opening.id }), 'closed')
  const instead = { stay, task: 'housing', holder: 'southmere-districts', instead: opening.id }
  assert.equal(await codeOf(place, LEE, 'transfer.open-task', instead), 'closed')

  await done(place, MAYA, 'transfer.refuse', { asking, reason: 'not-ours' })
  await done(place, LEE, 'transfer.acknowledge', { asking })
  const { tasks } = (await listed(place, LEE))[0]!
  assert.deepEqual(tasks.find((one) => one.task === 'care-home')!.holders, ['mere-general'])
  await done(place, LEE, 'transfer.hand-over', { task, holder: 'southmere-community' })
})

test('no minute is counted before it has passed, as of whatever time it is asked', async (t) => {
  const place = await begin(t)
  const now = await lookedAt(place, LEE, place.stay)
  const ahead = await lookedAt(place, LEE, place.stay, new Date('2027-01-01T00:00:00Z'))
  assert.equal(now.totals.minutes, 23 * 60)
  assert.deepEqual(ahead, now)
})

test('whoever said something, when, of whom and to whom is held to the log like what they said', async (t) => {
  const place = await begin(t)
  const ask = { stay: place.stay, task: 'care-home', to: 'the-limes' }
  await done(place, LEE, 'transfer.refer', ask)
  await done(place, MAYA, 'transfer.confirm-ready', { stay: place.stay })
  const { owner } = place.place.databases
  const audit = () => audited(place, 'transfer.open-task')
  assert.deepEqual(await audit(), [])
  const changes = [
    "side = 'nhs' where kind = 'confirm'",
    "organisation = 'the-limes' where kind = 'confirm'",
    "name = 'Somebody Else' where kind = 'confirm'",
    "learnt_at = learnt_at - interval '1 day' where kind = 'confirm'",
    "person_id = '00000000-0000-8000-8000-000000000000' where kind = 'confirm'",
    `message = '{"from":"mere-general","to":"southmere-council"}' where kind = 'send'`,
  ]
  for (const change of changes) {
    const kept = await owner.short.query('select * from transfer.fact')
    await owner.short.query(`update transfer.fact set ${change}`)
    assert.match((await audit()).join(), /the log says otherwise/, change)
    await owner.short.query(
      `update transfer.fact f set side = k.side, organisation = k.organisation, name = k.name,
        learnt_at = k.learnt_at, person_id = k.person_id, message = k.message
      from json_populate_recordset(null::transfer.fact, $1) k where k.id = f.id`,
      [JSON.stringify(kept.rows)],
    )
    assert.deepEqual(await audit(), [])
  }
  const breaches = async () => (await checkStays(place.place)).breaches.length
  assert.equal(await breaches(), 0)
  const stale = [
    ["left_at = '2026-03-09'", 'left_at = null'],
    ["unit = 'Ward 3'", "unit = 'Ward 6'"],
    ["stay_id = '00000000-0000-8000-8000-000000000000'", `stay_id = '${place.stay}'`],
  ]
  for (const [change, back] of stale) {
    await owner.short.query(`update transfer.stay set ${change}`)
    assert.ok((await breaches()) > 0, change)
    await owner.short.query(`update transfer.stay set ${back}`)
    assert.equal(await breaches(), 0)
  }
  await assert.rejects(owner.short.query("update transfer.fact set receiver = 'the-limes'"))
})

test('of two who do the same at once, one is told that it is done', async (t) => {
  const place = await begin(t)
  const { stay } = place
  const twice = async (who: Viewer, name: string, input: object) => {
    const both = await Promise.all([1, 2].map(() => place.does(who, name, input)))
    return both.map((one) => (one.ok ? 'done' : one.code)).sort()
  }
  const ask = { stay, task: 'care-home', to: 'the-limes' }
  assert.deepEqual(await twice(LEE, 'transfer.refer', ask), ['asked-already', 'done'])
  const { rows } = await lookAtAskings(place.place, OLIVE, 'what was asked')
  const asking = rows[0]!.asking.id
  await done(place, OLIVE, 'transfer.offer', { asking, on: '2026-03-10 11:00' })
  assert.deepEqual(await twice(LEE, 'transfer.accept-offer', { asking }), ['closed', 'done'])
  const care = { stay, holder: 'southmere-council' }
  assert.deepEqual(await twice(LEE, 'transfer.start-without-prejudice', care), [
    ...['done', 'started-already'],
  ])
  const contest = { stay, from: '2026-03-09 10:00', to: '2026-03-09 12:00', says: 'Not ours.' }
  assert.deepEqual(await twice(MAYA, 'transfer.contest', contest), ['done', 'stale'])
  assert.deepEqual(await twice(MAYA, 'transfer.confirm-ready', { stay }), ['closed', 'done'])
})

test('an offer whose time is over is not accepted for then; a home that cannot keep one says so', async (t) => {
  const place = await begin(t)
  const ask = { stay: place.stay, task: 'care-home', to: 'the-limes' }
  const { asking } = await done(place, LEE, 'transfer.refer', ask)
  await done(place, OLIVE, 'transfer.offer', { asking, on: '2026-03-10 11:00' })
  place.clock.set('2026-03-10T12:00:00Z')
  assert.equal(await codeOf(place, LEE, 'transfer.accept-offer', { asking }), 'past')
  await done(place, LEE, 'transfer.accept-offer', { asking, on: '2026-03-11 11:00' })

  // Whoever accepted withdraws; whoever offered says no, and is told of the person no more.
  const person = (await listed(place, LEE))[0]!.person
  const sees = async () => (await lookAtPerson(place.place, OLIVE, person)).outcome
  assert.equal(await sees(), 'allowed')
  const no = { asking, reason: 'no-room' }
  assert.equal(await codeOf(place, LEE, 'transfer.refuse', no), 'not-yours')
  await done(place, OLIVE, 'transfer.refuse', no)
  assert.equal(await sees(), 'refused')
  await done(place, LEE, 'transfer.acknowledge', { asking })
  const { tasks } = (await listed(place, LEE))[0]!
  assert.deepEqual(tasks.find(({ task }) => task === 'care-home')!.holders, ['mere-general'])
})

test('hours say no more of a few than bed days do, and no two periods differ by what is of few', async (t) => {
  const place = await openTransferPlace(t)
  const many = Array.from({ length: 13 }, (_, at): Patient => {
    return { id: `H${at + 10}`, name: `Person^Number${at}`, ward: 'Ward 6' }
  })
  const reason = 'Other home-based social care service not yet available (Pathway 1)'
  await place.tell(
    ...many.flatMap((of, at): Message[] => {
      const since = at < 12 ? '2026-03-02 00:00' : '2026-03-06 00:00'
      const told = { of, came: since, code: 'A01', at: since }
      const ready = { ...told, code: 'A08', ready: since, pathway: '1' }
      const left = at < 12 ? '2026-03-09 00:00' : '2026-03-07 00:00'
      return [
        told,
        { ...ready, ...(at < 3 ? {} : { reason }) },
        { ...ready, code: 'A03', at: left, left, went: '19' },
      ]
    }),
  )
  place.clock.set('2026-04-02T09:00:00Z')
  const told = async (from: string, to: string, by: SplitBy) => {
    const period = { from: new Date(`${from}T00:00:00Z`), to: new Date(`${to}T00:00:00Z`) }
    return (await countTotals(place.place, { ...period, by }))!
  }
  const [row] = (await told('2026-01-01', '2026-04-02', 'ward')).rows
  assert.deepEqual(row!.minutes, { about: 85 * DAY_MINUTES })
  assert.deepEqual(row!.bedDays, { about: 85 })
  assert.deepEqual(row!.unresolved, { tooFew: true })
  // The last of them was there for one day: no two periods and no split differ by that day, or by any other.
  const days = ['2026-01-01', '2026-03-01', '2026-03-06', '2026-03-07', '2026-03-31', '2026-04-02']
  for (const by of SPLITS) {
    const whole = await told('2025-10-01', '2026-04-02', by)
    for (const [at, from] of days.entries()) {
      for (const to of days.slice(at + 1)) {
        const part = await told(from, to, by)
        const isWhole = from === days[0] && to === days.at(-1)
        assert.deepEqual(part, isWhole ? whole : { quarters: [], rows: [] }, `${from} ${to} ${by}`)
      }
    }
  }
  // Of a quarter that goes on, of which tomorrow tells more, nothing is told.
  place.clock.set('2026-03-31T09:00:00Z')
  assert.deepEqual((await told('2026-01-01', '2026-04-02', 'ward')).rows, [])
})

test('whoever may know when somebody leaves is not told of what they are ill', async (t) => {
  const place = await begin(t)
  const { stay } = place
  await done(place, LEE, 'transfer.tell-family', { stay, address: 'son@example.org', agreed: true })
  const tasks = ['fast-track', 'infection-control', 'mental-capacity', 'aftercare']
  for (const task of tasks) {
    await done(place, LEE, 'transfer.open-task', { stay, task, holder: 'southmere-community' })
  }
  const [link] = await linksTo(place, 'son@example.org')
  const { body } = await (await place.serve()).inject(link!)
  assert.match(body, /being arranged for them/)
  assert.doesNotMatch(body, /end of life|infection|decide|section 117/)
})

test('each door of an asking opens to whose it is; by a link or a feed nobody answers for another', async (t) => {
  const place = await begin(t)
  const { stay } = place
  const ask = { stay, task: 'care-home', to: 'the-limes' }
  const { asking } = await done(place, LEE, 'transfer.refer', ask)
  const other = await done(place, LEE, 'transfer.refer', { ...ask, to: 'southmere-council' })
  const on = '2026-03-11 11:00'
  const says = new Map<string, object>([
    ['transfer.acknowledge', {}],
    ['transfer.assess', { pathway: '3' }],
    ['transfer.offer', { on }],
    ['transfer.accept-offer', {}],
    ['transfer.refuse', { reason: 'no-room' }],
    ['transfer.withdraw', { reason: 'no-longer-needed' }],
  ])
  // Whose asking it is not: the council's people, and a ward on which he is not.
  for (const who of [MAYA, ANA, TOM]) {
    for (const [name, more] of says) {
      const code = await codeOf(place, who, name, { asking, ...more })
      assert.ok(
        ['no-power', 'no-such-asking', 'not-yours', 'has-it-already', 'closed'].includes(code),
        `${name} by ${who.actor.id}: ${code}`,
      )
    }
  }
  // What only the other of the two says.
  assert.equal(await codeOf(place, LEE, 'transfer.offer', { asking, on }), 'not-yours')
  assert.equal(await codeOf(place, PRIYA, 'transfer.acknowledge', { asking }), 'not-yours')
  assert.equal(
    await codeOf(place, OLIVE, 'transfer.withdraw', { asking, reason: 'too-late' }),
    'no-power',
  )
  // Whoever has the link of one has it for its own message, of its own party, by its own command.
  const link = (await linksTo(place, 'manager@the-limes.example'))[0]!
  const app = await place.serve()
  assert.match((await app.inject(link)).body, /Say that you have it|something waits/i)
  const posted = { asking: other.asking, message: other.asking, on, reason: 'no-room' }
  const byLink = {
    ...LEE.actor,
    id: 'link:x',
    role: 'link',
    via: 'link' as const,
    organisation: 'the-limes',
  }
  for (const [name, more] of says) {
    if (name === 'transfer.acknowledge') continue
    const forged = { actor: byLink, purpose: '' }
    for (const under of [undefined, '16.1']) {
      const call = { viewer: forged, input: { asking, ...more }, key: `${name} ${under}`, under }
      assert.ok(!(await place.place.call(name, call)).ok, `${name} under ${under}`)
    }
  }
  const read = async (id: string) => {
    const { rows } = await lookAtAskings(place.place, LEE, 'what was asked')
    return rows.find((row) => row.asking.id === id)!.asking
  }
  assert.equal((await app.inject({ method: 'POST', url: link, payload: posted })).statusCode, 200)
  await place.settle()
  assert.equal((await read(asking)).messages[0]!.delivered!.way, 'link')
  assert.equal((await read(other.asking)).messages[0]!.delivered, undefined)
  assert.equal((await app.inject({ method: 'POST', url: link, payload: {} })).statusCode, 200)
  // A feed that sends the task back as done, under the number by which it was asked, ends no asking.
  const back = {
    ...{ resourceType: 'Task', id: '1', identifier: [{ value: asking }], status: 'completed' },
    ...{ intent: 'order', code: { text: 'a place in a care home' } },
    for: { identifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value: GEORGE.nhs } },
    ...{ authoredOn: '2026-03-09T12:00:00Z', lastModified: '2026-03-09T13:00:00Z' },
  }
  await place.load('mere-general', [JSON.stringify(back)], 'tasks.ndjson')
  const still = await read(asking)
  assert.deepEqual([still.state, still.awaits?.whom], ['asked', 'the-limes'])
  // The task of an asking is closed by whoever may close tasks: that ends it, for both alike.
  const tasks = (await lookAtAskings(place.place, LEE, 'what was asked')).rows[0]!.read.stay.tasks
  const task = tasks.find((one) => one.asking === asking)!.id
  await done(place, PRIYA, 'transfer.close-task', { task, outcome: 'not-needed' })
  const ended = await read(asking)
  assert.deepEqual(
    [ended.state, ended.ended?.outcome, ended.awaits],
    ['ended', 'not-needed', undefined],
  )
  assert.equal(await codeOf(place, OLIVE, 'transfer.offer', { asking, on }), 'no-such-asking')
})

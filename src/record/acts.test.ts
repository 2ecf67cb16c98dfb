import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  ANA,
  BEN,
  COUNCIL,
  codeOf,
  JOAN,
  MARTHA,
  MERE,
  NOBODY,
  openWritten,
  PRACTICE,
  PRIYA,
  RUTH,
  TOM,
  viewer,
} from '../../test/written-here.ts'
import type { Viewer } from '../kernel/index.ts'
import { testPerson } from '../people/testing.ts'
import { pageTestApp } from '../shell/testing.ts'
import { verifyPlace } from '../trail/index.ts'
import { eventIdOf } from './event.ts'
import { everyLook } from './every-look.ts'
import { lookAtPerson } from './look-at-person.ts'
import { registerPages } from './register-pages.ts'

const DAVID = viewer(
  'david.osei',
  { role: 'governance-lead', organisation: 'mere-general', side: 'nhs' },
  'governance',
)
const REASON = 'She is brought to us unconscious and nobody knows what she takes.'

async function opened(t: TestContext) {
  const written = await openWritten(t)
  const { place } = written
  const page = async (who: Viewer, path: string) => {
    const app = await pageTestApp({ viewer: who })
    registerPages(app, place)
    const { body, statusCode } = await app.inject(path)
    return { status: statusCode, text: body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ') }
  }
  return {
    ...written,
    page,
    see: async (who: Viewer) => (await lookAtPerson(place, who, MERE)).outcome,
    looks: async () => {
      const read = await everyLook(place, MARTHA, MERE)
      return read.outcome === 'allowed' ? read.looks : []
    },
  }
}

function resultOf(answer: Awaited<ReturnType<Awaited<ReturnType<typeof openWritten>>['call']>>) {
  assert.ok(answer.ok, JSON.stringify(answer))
  return answer.result as Record<string, string>
}

test('a glass opens a record for an hour, both sides and she are told, another organisation checks', async (t) => {
  const { place, clock, call, settle, see, looks, page } = await opened(t)
  assert.equal(await see(TOM), 'refused')
  assert.match((await page(TOM, `/people/${MERE}`)).text, /break the glass/)
  assert.equal(
    codeOf(await call('break-glass', PRIYA, { person: MERE, reason: REASON })),
    'open-already',
  )
  assert.equal(
    codeOf(await call('break-glass', JOAN, { person: MERE, reason: REASON })),
    'no-power',
  )
  assert.equal(codeOf(await call('break-glass', TOM, { person: MERE, reason: ' ' })), 'faults')
  const { glass } = resultOf(await call('break-glass', TOM, { person: MERE, reason: REASON }))
  await settle()
  const opens = await lookAtPerson(place, TOM, MERE)
  assert.equal(opens.outcome, 'allowed')
  // Through the council's record of her too: it is one person.
  assert.equal((await lookAtPerson(place, TOM, PRACTICE)).outcome, 'allowed')
  assert.equal(await see({ ...TOM, actor: { ...TOM.actor, id: 'another.one' } }), 'refused')
  const told = await looks()
  assert.ok(
    told.some(
      ({ what, name, clause }) =>
        what === 'broke the glass' && name === 'tom ellis' && clause === '20.2',
    ),
  )
  assert.ok(told.some(({ clause, outcome }) => clause === '20.3' && outcome === 'allowed'))
  const mail = await place.databases.care.short.query(
    "select address from access.link where post = 'the privacy officer' order by address",
  )
  assert.deepEqual(
    mail.rows.map(({ address }) => address),
    ['privacy@southmere-icb.example', 'privacy@southmere.example'],
  )
  assert.match(
    (await page(MARTHA, '/me')).text,
    /tom ellis.*opened this record in need.*unconscious/,
  )
  assert.deepEqual(
    (await place.today(DAVID)).filter(({ what }) => /in need/.test(what)),
    [],
  )
  assert.equal(
    (await place.today(JOAN)).filter(({ what }) => /1 record was opened in need/.test(what)).length,
    1,
  )
  assert.equal(
    codeOf(await call('check-glass', DAVID, { glass, found: 'right', words: 'Yes.' })),
    'own-organisation',
  )

  clock.set('2026-03-10T10:00:01Z')
  assert.equal(await see(TOM), 'refused')
  clock.set('2026-03-14T09:00:00Z')
  assert.match((await page(JOAN, '/public/questions')).text, /Mere General 0 0 0 1/)
  assert.equal(
    codeOf(await call('check-glass', JOAN, { glass, found: 'wrong', words: 'She was awake.' })),
    'ok',
  )
  assert.equal(
    codeOf(await call('check-glass', JOAN, { glass, found: 'right', words: 'No.' })),
    'checked-already',
  )
  assert.match(
    (await page(MARTHA, '/me')).text,
    /should not have been opened.*She was awake.*checked late/,
  )
  assert.match((await page(JOAN, '/public/questions')).text, /Mere General 0 1 0 0/)
})

test('a resident asks about a look with one tap, and the side that looked answers on a public clock', async (t) => {
  const { place, clock, call, see, looks, page } = await opened(t)
  await see(TOM)
  const look = (await looks()).find(({ name }) => name === 'tom ellis')!
  assert.match((await page(MARTHA, '/me')).text, /Ask why/)
  const asks = { person: MERE, look: look.entry }
  assert.equal(codeOf(await call('ask-about-look', RUTH, asks)), 'no-power')
  const { question } = resultOf(await call('ask-about-look', MARTHA, asks))
  assert.equal(codeOf(await call('ask-about-look', MARTHA, asks)), 'asked-already')
  const own = (await looks()).find(({ name }) => name === 'martha okello')!
  assert.equal(
    codeOf(await call('ask-about-look', MARTHA, { ...asks, look: own.entry })),
    'own-look',
  )
  assert.match((await page(MARTHA, '/me')).text, /Why tom ellis, ward coordinator, asked to look/)
  const says = {
    question,
    became: 'not-in-order',
    words: 'He had the wrong bed. He has been spoken with.',
  }
  assert.equal(codeOf(await call('answer', JOAN, says)), 'other-side')
  clock.set('2026-03-25T09:00:00Z')
  assert.match((await page(JOAN, '/public/questions')).text, /Mere General 0 0 0 1/)
  assert.equal(codeOf(await call('answer', DAVID, says)), 'ok')
  assert.match((await page(MARTHA, '/me')).text, /It should not have been.*the wrong bed/)

  const wrong = { person: MERE, source: 'southmere-council', words: 'I have no stairs.' }
  resultOf(await call('correct', MARTHA, wrong))
  assert.match(
    (await page(JOAN, '/questions')).text,
    /Asked of Southmere Council “I have no stairs.”/,
  )
  assert.doesNotMatch((await page(DAVID, '/questions')).text, /stairs/)

  // Who counts is told of both, in versions, and of nobody.
  const { rows } = await place.databases.planning.short.query<{ told: string }>(
    `select concat_ws(' ', setting, organisation, status, end_at > expected_at, superseded_at is null) as told
      from planning.resident_question order by start_at, learnt_at`,
  )
  assert.deepEqual(
    rows.map(({ told }) => told),
    [
      'about a look mere-general active f',
      'about a look mere-general finished t t',
      'that something is wrong southmere-council active t',
    ],
  )
})

test('a daughter reads for her mother what the clause opens to a carer, until either of them ends it', async (t) => {
  const { place, clock, call, page } = await opened(t)
  const names = { person: MERE, as: 'carer-for', name: 'Ruth Okello', nhsNumber: '999 012 3462' }
  assert.equal((await page(RUTH, `/for/${MERE}`)).status, 403)
  assert.equal(codeOf(await call('name-proxy', RUTH, names)), 'no-power')
  assert.equal(
    codeOf(await call('name-proxy', MARTHA, { ...names, as: 'attorney-for' })),
    'not-theirs',
  )
  assert.equal(
    codeOf(await call('name-proxy', MARTHA, { ...names, nhsNumber: '9990123454' })),
    'own-number',
  )
  assert.equal(
    codeOf(await call('name-proxy', MARTHA, { ...names, nhsNumber: '123' })),
    'no-number',
  )
  assert.equal(codeOf(await call('name-proxy', MARTHA, { ...names, until: '2026-03-01' })), 'over')
  const { proxy } = resultOf(await call('name-proxy', MARTHA, names))
  assert.equal(codeOf(await call('name-proxy', MARTHA, names)), 'named-already')
  const read = await page(RUTH, `/for/${MERE}`)
  assert.equal(read.status, 200)
  assert.match(read.text, /Hospital stay/)
  assert.match((await page(RUTH, '/me')).text, /Nothing is held about you here/)
  assert.match((await page(MARTHA, '/me')).text, /record, read for them by their carer/)
  const look = await lookAtPerson(place, RUTH, MERE)
  assert.ok(look.outcome === 'allowed' && !look.view.opens.includes('health-record'))
  assert.ok(place.whyNot(RUTH, 'record.find'))

  assert.equal(codeOf(await call('end-proxy', TOM, { proxy })), 'no-power')
  assert.equal(codeOf(await call('end-proxy', RUTH, { proxy })), 'ok')
  assert.equal((await page(RUTH, `/for/${MERE}`)).status, 403)
  assert.equal(codeOf(await call('end-proxy', MARTHA, { proxy })), 'ended-already')
  resultOf(await call('name-proxy', MARTHA, { ...names, until: '2026-03-20' }))
  assert.equal((await page(RUTH, `/for/${MERE}`)).status, 200)
  clock.set('2026-03-20T00:00:00Z')
  assert.equal((await page(RUTH, `/for/${MERE}`)).status, 403)
  // A day ends where people live: in summer an hour before it does by the world's clock.
  resultOf(await call('name-proxy', MARTHA, { ...names, until: '2026-04-20' }))
  clock.set('2026-04-19T22:59:59Z')
  assert.equal((await page(RUTH, `/for/${MERE}`)).status, 200)
  clock.set('2026-04-19T23:00:00Z')
  assert.equal((await page(RUTH, `/for/${MERE}`)).status, 403)
})

test('a glass that is broken on an id that is nobody’s is told to the officers, and opens nothing', async (t) => {
  const { place, call, settle, page } = await opened(t)
  const tried = { person: NOBODY, reason: REASON }
  const before = await lookAtPerson(place, TOM, NOBODY)
  const preview = await call('break-glass', TOM, tried, { dryRun: true })
  assert.equal(
    codeOf(preview),
    codeOf(await call('break-glass', TOM, { ...tried, person: MERE }, { dryRun: true })),
  )
  const { glass } = resultOf(await call('break-glass', TOM, tried))
  await settle()
  assert.deepEqual(await lookAtPerson(place, TOM, NOBODY), before)
  const mail = await place.databases.care.short.query(
    "select address from access.link where post = 'the privacy officer' order by address",
  )
  assert.equal(mail.rows.length, 2)
  assert.match((await page(JOAN, '/questions')).text, new RegExp(REASON))
  assert.equal(
    codeOf(await call('check-glass', JOAN, { glass, found: 'wrong', words: 'There is nobody.' })),
    'ok',
  )
})

test('a parent acts until the child is as old as the clause says, by what is known of the child then', async (t) => {
  const { clock, call, page, tell } = await opened(t)
  const child = testPerson('H9', { nhsNumber: '9990131013', birthDate: '2013-04-20' })
  const { personId } = child
  await tell([child])
  clock.set('2026-03-11T09:00:00Z')
  const said = { person: personId, as: 'parent-of', name: 'Ruth Okello', nhsNumber: '9990123462' }
  resultOf(await call('name-proxy', DAVID, said))
  assert.equal((await page(RUTH, `/for/${personId}`)).status, 200)
  await tell([{ ...child, birthDate: '2013-03-11' }])
  assert.equal((await page(RUTH, `/for/${personId}`)).status, 403)
  await tell([{ ...child, birthDate: '2013-03-12' }])
  clock.set('2026-03-11T23:59:59Z')
  assert.equal((await page(RUTH, `/for/${personId}`)).status, 200)
  clock.set('2026-03-12T00:00:00Z')
  assert.equal((await page(RUTH, `/for/${personId}`)).status, 403)
})

test('each act is held to the log, in both directions', async (t) => {
  const { place, clock, call, settle } = await opened(t)
  const { glass } = resultOf(await call('break-glass', TOM, { person: MERE, reason: REASON }))
  await call('check-glass', JOAN, { glass, found: 'right', words: 'She was.' })
  await settle()
  clock.set('2026-03-10T09:05:00Z')
  const { short } = place.databases.owner
  const found = async () => {
    const { faults } = await verifyPlace(place)
    return faults.map(({ what }) => what).filter((what) => /about somebody/.test(what))
  }
  assert.deepEqual(await found(), [])
  await short.query('create table public.kept as select * from record.act')
  for (const change of [
    `update record.act set says = says || '{"reason": "None."}' where kind = 'glass'`,
    `update record.act set until = until - interval '1 day' where kind = 'glass'`,
    `update record.act set due = due + interval '9 days' where kind = 'glass'`,
    `update record.act set actor = 'lee.carter', at = at where kind = 'glass'`,
    `update record.act set person_id = '${NOBODY}' where kind = 'glass'`,
    `update record.act set says = says || '{"found": "wrong"}' where kind = 'glass-check'`,
  ]) {
    await short.query(change)
    assert.match((await found()).join(' '), /the log says otherwise/, change)
    await short.query('delete from record.act')
    assert.match((await found()).join(' '), /was removed/)
    await short.query('insert into record.act select * from public.kept')
    assert.deepEqual(await found(), [])
  }
  const { care } = place.databases
  for (const change of ['update record.act set due = due', 'delete from record.act']) {
    await assert.rejects(care.short.query(change), /permission denied/)
  }
})

test('how to get in is shown for ten minutes to whoever is due at the door today, and to nobody else', async (t) => {
  const { place, clock, call, settle, tell, looks } = await opened(t)
  const opens = async (who: Viewer) => {
    const look = await lookAtPerson(place, who, MERE)
    return look.outcome === 'allowed' && look.view.opens.includes('home-entry')
  }
  const visit = {
    personId: COUNCIL,
    eventId: eventIdOf('southmere-council', '', 'W1'),
    kind: 'visit' as const,
    status: 'planned' as const,
    form: 'message' as const,
    startAt: '2026-03-11T08:00:00Z',
    organisation: 'E10000099',
    label: 'Home care visit',
    detail: {},
    saidAt: '2026-03-09T10:00:00Z',
  }
  await tell([], [visit])
  assert.equal(codeOf(await call('reveal-entry', ANA, { person: MERE })), 'no-visit-today')
  clock.set('2026-03-11T07:50:00Z')
  assert.equal(await opens(ANA), false)
  assert.equal(codeOf(await call('reveal-entry', PRIYA, { person: MERE })), 'no-power')
  assert.equal(codeOf(await call('reveal-entry', ANA, { person: NOBODY })), 'no-such-person')
  assert.equal(codeOf(await call('reveal-entry', ANA, { person: MERE })), 'ok')
  await settle()
  assert.equal(await opens(ANA), true)
  assert.equal(await opens(BEN), false)
  const shown = (await looks()).filter(({ what }) => what === 'was shown how to get into the home')
  assert.equal(shown.length, 1)
  clock.set('2026-03-11T08:00:01Z')
  assert.equal(await opens(ANA), false)
})

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readMailbox } from '../src/access/index.ts'
import { loadFiles } from '../src/intake/index.ts'
import { lookAtOwnRecord, lookAtPerson, lookAtWaiting } from '../src/record/index.ts'
import { type OpenedPlace, openTestPlace } from './open-place.ts'

/**
 * The council's half, live: what a day's file says is on the pages of that day, and over with the file that lacks it.
 */
const SOURCE = 'southmere-council-daily'
const COLUMNS = [
  ...['record_type', 'la_person_id', 'nhs_number', 'given_name', 'family_name', 'date_of_birth'],
  ...['reference', 'kind', 'start', 'due', 'team', 'worker', 'worker_phone', 'reason', 'as_of'],
]
const GRACE = {
  ...{ la_person_id: 'P-1', nhs_number: '9990000018', given_name: 'Grace', family_name: 'Okello' },
  date_of_birth: '1970-05-05',
}
const REQUEST = {
  ...{ ...GRACE, record_type: 'request', reference: 'R-1', start: '2026-03-09' },
  ...{ reason: 'Cares for her mother and cannot go on', team: 'East', worker: 'Ana Reid' },
  worker_phone: '01632 960801',
}

function viewer(role: string, more: { organisation?: string; purpose?: string } = {}) {
  const { organisation = 'southmere-council', purpose = 'direct-care' } = more
  const side = organisation === 'mere-general' ? 'nhs' : 'council'
  const actor = { id: role, name: role, role, organisation, side, via: 'web' as const }
  return { actor, purpose }
}

let files = 0

async function load(
  { place, dataFolder }: OpenedPlace,
  day: string,
  rows: readonly Record<string, string>[],
) {
  const person = { record_type: 'person', la_person_id: 'P-0', family_name: 'Nobody' }
  const lines = [person, ...rows].map((row: Record<string, string>) =>
    COLUMNS.map((column) => (column === 'as_of' ? day : (row[column] ?? ''))).join(','),
  )
  const path = join(dataFolder, `daily-${files++}.csv`)
  writeFileSync(path, `${[COLUMNS.join(','), ...lines].join('\n')}\n`)
  const elsewhere = { ...place, settings: { ...place.settings, dataFolder: join(dataFolder, 'x') } }
  const { files: loaded } = await loadFiles(elsewhere, [path], SOURCE)
  assert.equal(loaded[0]!.fault, undefined)
  return loaded[0]!
}

async function todayOf({ place }: OpenedPlace, at?: string) {
  const { people } = await lookAtWaiting(place, viewer('social-worker'), { what: 'test' })
  return people
    .filter(({ cases }) => at === undefined || cases.some(({ kind }) => kind === at))
    .map(({ person, cases }) => [
      person.who.name,
      cases.map(({ kind, since }) => `${kind} ${since}`).join(),
    ])
}

test('a request of Monday is on Today on Monday, and closes with the file that lacks it', async (t) => {
  const opened = await openTestPlace(t, { at: '2026-03-09T09:00:00Z' })
  await load(opened, '2026-03-09', [REQUEST])
  await opened.settle()
  assert.deepEqual(await todayOf(opened), [['Grace Okello', 'assessment 2026-03-09']])
  const { place, clock } = opened
  const [person] = (await lookAtWaiting(place, viewer('social-worker'), { what: 'test' })).people
  const [id] = person!.person.identity
  const own = await lookAtPerson(place, viewer('social-worker'), id!)
  assert.equal(own.outcome, 'allowed')
  clock.set('2026-03-10T09:00:00Z')
  await load(opened, '2026-03-10', [REQUEST])
  assert.equal((await todayOf(opened)).length, 1)
  clock.set('2026-03-11T09:00:00Z')
  assert.equal((await load(opened, '2026-03-11', [])).closed, 1)
  assert.deepEqual(await todayOf(opened), [])
  const after = await lookAtPerson(place, viewer('social-worker'), id!)
  assert.equal(after.outcome, 'refused')
})

test('who waits is told with since when and why, and is no longer when the list lacks them', async (t) => {
  const opened = await openTestPlace(t, { at: '2026-03-09T09:00:00Z' })
  const waiting = {
    ...{ ...GRACE, record_type: 'waiting', reference: 'W-1', kind: 'home care' },
    ...{ start: '2026-02-20', reason: 'No carer free near her' },
  }
  await load(opened, '2026-03-09', [waiting])
  assert.deepEqual(await todayOf(opened), [['Grace Okello', 'service 2026-02-20']])
  opened.clock.set('2026-03-10T09:00:00Z')
  await load(opened, '2026-03-10', [])
  assert.deepEqual(await todayOf(opened), [])
})

const UNTOLD = {
  ...{ ...GRACE, record_type: 'do-not-tell', reference: 'D-1', kind: 'her former husband' },
  ...{ start: '2026-01-05', reason: 'where she lives' },
}

test('what a silent feed listed was last known on its day, and what must not be done still stands', async (t) => {
  const opened = await openTestPlace(t, { at: '2026-03-08T09:00:00Z' })
  const { place, clock } = opened
  await load(opened, '2026-03-08', [REQUEST, UNTOLD])
  clock.set('2026-03-09T09:00:00Z')
  await load(opened, '2026-03-09', [REQUEST, UNTOLD])
  const [found] = (await lookAtWaiting(place, viewer('social-worker'), { what: 'test' })).people
  const seenAt = async (at: string) => {
    clock.set(at)
    const [own] = found!.person.identity
    const seen = await lookAtPerson(place, viewer('social-worker'), own!)
    assert.ok(seen.outcome === 'allowed')
    const { requests, lastKnown, team, alerts } = seen.view.now
    const told = [...requests, ...lastKnown, ...team, ...alerts]
    assert.deepEqual([...new Set(told.map(({ asAt }) => asAt))], ['2026-03-09'])
    const { length } = lastKnown
    return { requests: requests.length, lastKnown: length, alerts: alerts.length }
  }
  // Each day, and a day that it may take: until then it is so.
  const known = { requests: 1, lastKnown: 0, alerts: 1 }
  assert.deepEqual(await seenAt('2026-03-10T23:00:00Z'), known)
  assert.deepEqual(await seenAt('2026-03-11T09:00:00Z'), { requests: 0, lastKnown: 2, alerts: 1 })
  await load(opened, '2026-03-11', [REQUEST, UNTOLD])
  const { people } = await lookAtWaiting(place, viewer('social-worker'), { what: 'test' })
  const again = await lookAtPerson(place, viewer('social-worker'), people[0]!.person.identity[0]!)
  assert.ok(again.outcome === 'allowed')
  assert.deepEqual(
    again.view.now.requests.map(({ asAt }) => asAt),
    ['2026-03-11'],
  )
})

test('who may not be told is told to whoever cares, and stands in no record that is read as one’s own', async (t) => {
  const opened = await openTestPlace(t, { at: '2026-03-09T09:00:00Z' })
  await load(opened, '2026-03-09', [REQUEST, UNTOLD])
  const { place } = opened
  const [found] = (await lookAtWaiting(place, viewer('social-worker'), { what: 'test' })).people
  const [id] = found!.person.identity
  const seen = await lookAtPerson(place, viewer('social-worker'), id!)
  assert.ok(seen.outcome === 'allowed')
  assert.deepEqual(
    seen.view.now.alerts.map(({ what }) => what),
    ['Do not tell her former husband: where she lives'],
  )
  assert.match(JSON.stringify(seen.view.now.team), /Ana Reid.*01632 960801/)
  const { actor } = viewer('resident')
  const resident = { ...actor, organisation: '', side: '', nhsNumber: GRACE.nhs_number }
  const own = await lookAtOwnRecord(place, { actor: resident, purpose: 'own-record' }, 'test')
  assert.ok(own.outcome === 'allowed', JSON.stringify(own))
  assert.doesNotMatch(JSON.stringify(own.view), /former husband|do-not-tell/)
})

test('a file that would close most is asked about by mail and on Today, and answered once, by its party', async (t) => {
  const opened = await openTestPlace(t, { at: '2026-03-09T09:00:00Z' })
  const { place, clock } = opened
  const others = ['R-2', 'R-3'].map((reference) => ({ ...REQUEST, reference, start: '2026-03-01' }))
  await load(opened, '2026-03-09', [REQUEST, ...others])
  clock.set('2026-03-10T09:00:00Z')
  assert.equal((await load(opened, '2026-03-10', [REQUEST])).closed, 0)
  await opened.settle()
  const app = await opened.serve()
  const mails = await readMailbox(place, { to: 'data-desk@southmere.example', limit: 10 })
  const pages = await Promise.all(
    mails.map(({ mail }) => app.inject(new URL(mail.links[0]!).pathname)),
  )
  const asking = pages.filter(({ body }) => /lacks 2 of the 3 things that are open/.test(body))
  assert.equal(asking.length, 1)
  const lead = viewer('governance-lead', { purpose: 'governance' })
  const lines = await place.today(lead)
  assert.ok(lines.some(({ what }) => /lacks 2 of the 3 things that are open/.test(what)))
  const input = { feed: SOURCE, day: '2026-03-10', meant: 'yes' }
  const call = (by: typeof lead) => place.call('intake.say-meant', { viewer: by, input })
  const nhs = await call(
    viewer('governance-lead', { organisation: 'mere-general', purpose: 'governance' }),
  )
  assert.equal(!nhs.ok && 'refusal' in nhs && nhs.refusal.code, 'not-yours')
  const yes = await call(lead)
  assert.deepEqual(yes.ok && yes.result, { closed: 2 })
  const again = await call(lead)
  assert.equal(!again.ok && 'refusal' in again && again.refusal.code, 'not-asked')
  const [waits, ...rest] = await todayOf(opened)
  assert.deepEqual([waits, rest], [['Grace Okello', 'assessment 2026-03-09'], []])
})

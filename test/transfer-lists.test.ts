import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Viewer } from '../src/kernel/index.ts'
import { issueToken } from '../src/shell/index.ts'
import { GEORGE, type Message, openTransferPlace, type Patient, WREN } from './transfer-place.ts'
import { ANA, LEE, MAYA, PRIYA, TOM } from './written-here.ts'

/** The list as wards, hubs and teams look at it: narrowed, kept, reviewed, handed over, on a wall. */
const CAME = '2026-03-01 08:00'
const HOME = 'Other home-based social care service not yet available (Pathway 1)'
const THERAPY = 'Awaiting therapy review of need for supported discharge'
const DOE: Patient = { id: 'H3', name: 'Doe^Jane', ward: 'Ward 6' }
const NAMES = /href="\/transfer\/[0-9a-f-]+">([^<]+)</g

function come(of: Patient, more: Partial<Message> = {}): Message {
  const came = of === DOE ? '2026-03-02 08:00' : CAME
  return { code: 'A01', of, at: came, came, ...more }
}

async function open(t: TestContext) {
  const opened = await openTransferPlace(t)
  const app = await opened.serve()
  const ready = { code: 'A08', at: '2026-03-05 09:00', ready: '2026-03-03 10:00' }
  await opened.tell(
    ...[come(GEORGE), come(WREN), come(DOE)],
    come(GEORGE, { ...ready, pathway: '1', reason: HOME }),
    come(WREN, { ...ready, ready: '2026-03-09 10:00', pathway: '2', reason: THERAPY }),
    come(DOE, { code: 'A08', at: '2026-03-05 09:00', expected: '2026-03-12 12:00' }),
  )
  const asks = async (who: Viewer, url: string, form?: Record<string, string | string[]>) => {
    const token = await issueToken(opened.place, who, 600)
    const headers = { accept: 'text/html', authorization: `Bearer ${token}` }
    if (form === undefined) return app.inject({ url, headers })
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const pairs = Object.entries(form).flatMap(([name, said]) =>
      [said].flat().map((one) => [name, one] as [string, string]),
    )
    const payload = new URLSearchParams(pairs).toString()
    return app.inject({ url, method: 'POST', headers: { ...headers, ...type }, payload })
  }
  const page = async (who: Viewer, url: string) => {
    const answer = await asks(who, url)
    assert.equal(answer.statusCode, 200, url)
    return answer.body.replaceAll('<!-- -->', '').replaceAll('&amp;', '&')
  }
  const named = async (who: Viewer, query: string) =>
    [...(await page(who, `/transfer?${query}`)).matchAll(NAMES)].map(([, name]) => name)
  const ticks = async (who: Viewer) => {
    const html = await page(who, '/transfer')
    return [...html.matchAll(/name="stay" value="([^"]+)"/g)].map(([, value]) => value!)
  }
  return { ...opened, app, asks, page, named, ticks }
}

test('each choice of the address narrows the list, and the address says it to a colleague', async (t) => {
  const { named, page } = await open(t)
  const [george, barbara, jane] = ['George Whitfield', 'Barbara Wren', 'Jane Doe']
  for (const [query, names] of [
    ['', [george, barbara, jane]],
    ['order=bed', [barbara, george, jane]],
    ['order=expected', [jane, george, barbara]],
    ['ward=ward++6', [george, jane]],
    ['ward=Ward+9', []],
    ['show=ready', [george, barbara]],
    ['holder=ours', [barbara]],
    ['holder=southmere-council', [george]],
    ['holder=none', []],
    ['pathway=2', [barbara]],
    ['pathway=none', [jane]],
    ['task=home-care', [george]],
    ['waits=3', [george]],
    ['council=southmere-council', [george, barbara, jane]],
    ['council=none', []],
    ['ward=Ward+6&show=ready', [george]],
    // What there is not is the list as usual.
    ['pathway=constructor&task=__proto__&holder=nobody&waits=-1', [george, barbara, jane]],
  ] as const) {
    assert.deepEqual(await named(LEE, query), names, query)
  }
  assert.match(
    await page(LEE, '/transfer?waits=3&order=bed'),
    /Has waited: more than 3 days; order: Ward and bed/,
  )
  assert.match(
    await page(MAYA, '/transfer'),
    /Southmere Council: ring the hospital social work team, 01632/,
  )
  const round = await page(LEE, '/transfer/round?ward=Ward+6')
  assert.deepEqual(
    [...round.matchAll(NAMES)].map(([, name]) => name),
    [george, jane],
  )
  assert.match(round, /Found on the round/)
})

test('a list is kept under a name by whoever chose it, is theirs alone, and is dropped', async (t) => {
  const place = await open(t)
  const kept = await place.does(LEE, 'transfer.keep-list', {
    name: 'Long waits',
    chosen: 'waits=3',
  })
  assert.ok(kept.ok)
  assert.match(
    await place.page(LEE, '/transfer'),
    /<a[^>]*href="\/transfer\?waits=3"[^>]*>Long waits</,
  )
  assert.match(await place.page(LEE, '/transfer?waits=3'), /You keep this list as Long waits/)
  assert.doesNotMatch(await place.page(MAYA, '/transfer'), /Long waits/)
  for (const chosen of ['//elsewhere', 'waits=3#x', 'a=<b>', 'waits=3&&']) {
    const odd = await place.does(LEE, 'transfer.keep-list', { name: 'Odd', chosen })
    assert.equal(odd.ok ? '' : odd.code, 'faults', chosen)
  }
  assert.ok((await place.does(LEE, 'transfer.drop-list', { name: 'Long waits' })).ok)
  const again = await place.does(LEE, 'transfer.drop-list', { name: 'Long waits' })
  assert.equal(again.ok ? '' : again.code, 'no-such-list')
  const none = await place.does(TOM, 'transfer.drop-list', { name: 'constructor' })
  assert.equal(none.ok ? '' : none.code, 'no-such-list')
})

test('a review that changes nothing is said of all who were ticked, and moves no minute', async (t) => {
  const place = await open(t)
  const before = await place.page(PRIYA, '/transfer')
  assert.match(before, /2 are still to be reviewed/)
  assert.match(before, /Not reviewed since Tue 3 Mar 10:00, Mere General/)
  assert.match(before, /Never reviewed/)
  const ticked = await place.ticks(PRIYA)
  assert.deepEqual(
    ticked.map((one) => one.split(' ')[1]),
    ['ready', 'stays'],
  )
  // Meanwhile somebody says that George needs to stay: of him nothing is said.
  const [george] = ticked.map((one) => one.split(' ')[0]!)
  await place.does(LEE, 'transfer.mark-ready', { stay: george, met: true })
  const form = { stay: ticked, back: '/transfer', key: 'once' }
  const answer = await place.asks(PRIYA, '/transfer/reviewed', form)
  await place.settle()
  assert.match(answer.body, /1 person reviewed, no change/)
  assert.match(answer.body, /1 person not marked as reviewed/)
  assert.match(answer.body, /Since you saw the list, somebody has said otherwise/)
  const after = await place.page(PRIYA, '/transfer')
  assert.match(after, /Reviewed Tue 10 Mar 09:00, priya shah/)
  assert.doesNotMatch(after, /still to be reviewed/)
  assert.deepEqual(await place.named(PRIYA, 'reviewed=due'), [])
  // In the afternoon they are to be reviewed again.
  place.clock.set('2026-03-10T12:30:00Z')
  assert.match(await place.page(PRIYA, '/transfer'), /2 are still to be reviewed/)
  assert.deepEqual((await place.named(PRIYA, 'reviewed=due')).length, 2)
  const nobody = await place.asks(PRIYA, '/transfer/reviewed', { back: '/transfer' })
  assert.equal(nobody.statusCode, 422)
  const refused = await place.asks(ANA, '/transfer/reviewed', form)
  assert.equal(refused.statusCode, 403)
  // Whom somebody may not see is not told from nobody.
  const theirs = await place.asks(TOM, '/transfer/reviewed', { stay: `${george} stays` })
  assert.match(theirs.body, /Nobody was marked as reviewed/)
  assert.doesNotMatch(theirs.body, /George/)
})

test('what is written for the next shift stands in the row, for whom it was meant', async (t) => {
  const place = await open(t)
  const html = await place.page(PRIYA, '/transfer?ward=Ward+6')
  const [, person] = /do\/record\.note\?person=([0-9a-f-]+)/.exec(html)!
  const text = 'His sister comes at five with the key.'
  assert.ok((await place.does(PRIYA, 'record.note', { person, text, audience: 'team' })).ok)
  assert.match(await place.page(PRIYA, '/transfer'), /His sister comes at five[\s\S]*priya shah/)
  assert.doesNotMatch(await place.page(MAYA, '/transfer'), /His sister/)
  place.clock.set('2026-03-11T10:00:00Z')
  assert.doesNotMatch(await place.page(PRIYA, '/transfer'), /His sister/)
})

test('a wall shows no name, looks in the name of who started it, and goes blank after 90 minutes', async (t) => {
  const place = await open(t)
  assert.match(await place.page(PRIYA, '/transfer/wall?ward=Ward+6'), /in your name/)
  const begun = await place.asks(PRIYA, '/transfer/wall?ward=Ward+6', {})
  assert.equal(begun.statusCode, 303)
  const { location } = begun.headers
  assert.equal(location, '/transfer/wall/screen?ward=Ward+6')
  const [cookie] = String(begun.headers['set-cookie']).split(';')
  const wall = async () =>
    (await place.app.inject({ url: String(location), headers: { cookie, accept: 'text/html' } }))
      .body
  const shown = await wall()
  assert.match(shown, /G\.W\./)
  assert.match(shown, /Care at home: <b>Southmere Council<\/b>/)
  assert.doesNotMatch(shown, /George|Whitfield|H1|999 013|cc-header__top/)
  // By it nothing else is opened.
  for (const url of ['/transfer', '/people', '/']) {
    const other = await place.app.inject({ url, headers: { cookie, accept: 'text/html' } })
    assert.equal(other.statusCode, 303, url)
  }
  const [george] = (await place.ticks(PRIYA)).map((one) => one.split(' ')[0]!)
  const person = /\/people\/([0-9a-f-]+)/.exec(await place.page(PRIYA, `/transfer/${george}`))![1]
  const looks = await place.place.trail.looksAt([person as never], { limit: 20 })
  assert.ok(looks.some(({ what, actor }) => /wall/.test(what) && actor.id === 'priya.shah'))
  place.clock.set('2026-03-10T10:29:00Z')
  assert.match(await wall(), /G\.W\./)
  place.clock.set('2026-03-10T10:30:01Z')
  const blank = await wall()
  assert.match(blank, /This screen is blank[\s\S]*its 90 minutes are over/)
  assert.doesNotMatch(blank, /G\.W\./)
  const nobody = await place.app.inject({ url: String(location), headers: { accept: 'text/html' } })
  assert.match(nobody.body, /Nobody has started it here/)
})

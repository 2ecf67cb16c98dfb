import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Viewer } from '../../kernel/index.ts'
import { personIdOf, savePeople } from '../../people/index.ts'
import { pageTestApp } from '../../shell/testing.ts'
import { registerPages } from '../register-pages.ts'
import { MARTHA, PRIYA, TOM, testPlace, viewerOf } from '../testing.ts'

const NUMBER = '9990123454'
const martha = personIdOf('mere-general', 'H1')
const DAVID = viewerOf(
  {
    id: 'david.osei',
    name: 'David Osei',
    role: 'governance-lead',
    organisation: 'mere-general',
    side: 'nhs',
  },
  'governance',
)

/** Priya has looked at Martha, and Tom was refused her. */
async function southmere(t: TestContext, viewer: Viewer) {
  const place = await testPlace(t)
  await place.databases.care.transaction(async (tx) => {
    const common = { source: 'mere-general', sourceId: 'H1', authority: '', personId: martha }
    const who = { family: 'Okello', given: ['Martha'], birthDate: '1944-03-12' }
    const nothing = { identifiers: [], phones: [], emails: [] }
    await savePeople(tx, [{ ...common, ...who, ...nothing, nhsNumber: NUMBER }], new Date())
  })
  const look = { identity: [martha], what: 'person page', clause: '6.1' }
  await place.trail.look(PRIYA, [{ ...look, outcome: 'allowed' }])
  await place.trail.look(TOM, [{ ...look, outcome: 'refused', sentence: 'Not on Ward 3.' }])
  const app = await pageTestApp({ viewer, deps: { clock: place.clock } })
  registerPages(app, place)
  t.after(() => app.close())
  const get = async (url: string) => {
    const answer = await app.inject({ url, headers: { accept: 'text/html' } })
    const main = /<main[\s\S]*<\/main>/.exec(answer.body)![0]
    const rows = [...main.matchAll(/<tr[\s>][\s\S]*?<\/tr>/g)].slice(1).map(([row]) => row)
    return { status: answer.statusCode, main, rows }
  }
  const post = (number: string) =>
    app.inject({
      method: 'POST',
      url: '/looks',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
      payload: new URLSearchParams({ 'nhs-number': number, outcome: 'refused' }).toString(),
    })
  return { place, get, post }
}

test('a governance lead finds looks by person, staff, outcome, time and purpose', async (t) => {
  const { get, post } = await southmere(t, DAVID)
  const all = await get('/looks')
  assert.equal(all.status, 200)
  assert.equal(all.rows.length, 2)
  assert.doesNotMatch(all.main, /Okello|1944|999 ?012/)
  const staff = await get('/looks?staff=tom.ellis')
  assert.equal(staff.rows.length, 1)
  assert.match(staff.rows[0]!, /Tom Ellis[\s\S]*Refused[\s\S]*Not on Ward 3\./)
  assert.match(staff.main, /Looks by Tom Ellis from 25 Feb 2026 to 3 Mar 2026\./)
  const refused = (rows: readonly string[]) => rows.filter((row) => /Refused/.test(row)).length
  const outcome = await get('/looks?outcome=refused')
  assert.deepEqual([outcome.rows.length, refused(outcome.rows)], [1, 1])
  assert.equal((await get('/looks?from=2026-03-01&to=2026-03-02')).rows.length, 0)
  assert.equal((await get('/looks?purpose=safeguarding')).rows.length, 0)
  const sent = await post('999 012 3454')
  const address = String(sent.headers.location)
  assert.equal(sent.statusCode, 303)
  assert.doesNotMatch(address, /999|Okello/)
  assert.match(address, new RegExp(`outcome=refused.*person=${martha}`))
  assert.equal(refused((await get(address)).rows), 1)
})

test('that somebody asked is an act under a power, and whoever it was about reads it', async (t) => {
  const { place, get } = await southmere(t, DAVID)
  await get(`/looks?person=${martha}&staff=priya.shah`)
  const [deed] = await place.trail.deedsAbout([martha])
  assert.deepEqual(
    [deed!.command, deed!.actor.name, deed!.clause],
    ['record.find-looks', 'David Osei', '12.11'],
  )
  const [look] = await place.trail.looksAt([martha])
  assert.deepEqual(
    [look!.actor.id, look!.what, look!.clause],
    ['david.osei', 'list of looks', '6.11'],
  )
  const { rows } = await place.databases.owner.short.query<{ text: string }>(
    `select text from trail.entry where kind = 'command' and text like '%record.find-looks%'`,
  )
  const { entry } = JSON.parse(rows[0]!.text)
  assert.deepEqual([entry.person, entry.staff], [martha, 'priya.shah'])
})

test('a number that nobody has leads to the looks of nobody; one that is none is said', async (t) => {
  const { get, post } = await southmere(t, DAVID)
  const nobody = await get(String((await post('999 012 3462')).headers.location))
  assert.match(nobody.main, /No look was found/)
  const wrong = await post('999 012 3455')
  assert.equal(wrong.statusCode, 422)
  assert.match(wrong.body, /check digit is wrong/)
})

test('whoever no clause lets is shown nothing, and that they asked is written down', async (t) => {
  for (const viewer of [PRIYA, MARTHA]) {
    const { place, get } = await southmere(t, viewer)
    const { status, rows, main } = await get('/looks')
    assert.deepEqual([status, rows.length], [403, 0])
    assert.doesNotMatch(main, /Tom Ellis/)
    const { rows: entries } = await place.databases.owner.short.query(
      `select from trail.entry where text like '%record.find-looks%' and text like '%"refused"%'`,
    )
    assert.equal(entries.length, 1)
  }
})

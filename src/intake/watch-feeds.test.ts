import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type OpenedPlace, openTestPlace } from '../../test/open-place.ts'
import { readMailbox } from '../access/index.ts'
import type { FeedRow } from './feed-kind.ts'
import { loadFiles } from './load-files.ts'

const HOUR_MS = 3_600_000
const LINK = /\/link\/[\w-]{43}$/

test('a feed that is late writes to its party once for each lateness, and not while it comes', async (t) => {
  const opened = await openTestPlace(t)
  const { clock, settle, place } = opened
  // Nothing has ever come, so all are late from the start, and of each whoever answers for it is asked once.
  await settle()
  const feeds = place.agreement.current()!.table<FeedRow>('feed')
  const all = feeds.filter(({ answers }) => answers !== undefined).length
  const first = await asked(opened)
  assert.equal(first.length, all)
  assert.equal(first.filter((to) => to === 'data-desk@mere-general.example').length, 1)
  await hours(opened, 48)
  assert.equal((await asked(opened)).length, all)

  await arrive(opened, 1)
  await settle()
  const timers = await place.errands.waiting({ limit: 10 })
  const own = timers.filter(({ name }) => name === 'intake.watch-feed')
  assert.equal(own[0]!.key, 'mere-general')
  await hours(opened, 23)
  await arrive(opened, 2)
  await hours(opened, 23)
  assert.equal((await asked(opened)).length, all, 'what came moved the timer')
  await hours(opened, 2)
  assert.equal((await asked(opened)).length, all + 1)
  await hours(opened, 72)
  assert.equal((await asked(opened)).length, all + 1)
  // A clock that is set back asks nobody again.
  clock.set('2026-03-10T09:00:00Z')
  await settle()
  await hours(opened, 200)
  assert.equal((await asked(opened)).length, all + 1)
})

test('what the party answers by the link stands beside the feed, until the feed comes', async (t) => {
  const opened = await openTestPlace(t)
  await opened.settle()
  const app = await opened.serve()
  const url = await linkOf(opened, 'data-desk@mere-general.example')
  assert.match((await hospital(opened)).explained!, /^Asked why on .*; no answer yet/)
  const page = await app.inject(url)
  assert.equal(page.statusCode, 200)
  assert.match(page.body, /this feed is late/)
  assert.match(page.body, /the data desk of Mere General/)
  const empty = await post(app, url, {})
  assert.equal(empty.statusCode, 422)
  assert.match(empty.body, /<a href="#says">What happened: it is missing<\/a>/)
  const noDay = await post(app, url, { says: 'A router failed.', ...day('31', '2', '2026') })
  assert.equal(noDay.statusCode, 422)
  assert.match(noDay.body, /A router failed\./, 'what was typed is kept')
  const thanks = await post(app, url, { says: 'A router failed.', ...day('11', '3', '2026') })
  assert.match(thanks.body, /Thank you/)
  assert.equal(
    (await hospital(opened)).explained,
    'The data desk says: “A router failed.” Expected on 11 Mar 2026.',
  )
  const { rows } = await opened.place.databases.care.short.query<{ text: string }>(
    `select text from trail.entry where text like '%"command":"intake.answer-late"%'`,
  )
  const entry = JSON.parse(rows[0]!.text)
  assert.equal(rows.length, 1)
  assert.deepEqual([entry.actor.via, entry.clause], ['link', '9.1'])
  await arrive(opened, 1)
  assert.deepEqual(
    [(await hospital(opened)).late, (await hospital(opened)).explained],
    [false, undefined],
  )
})

test('a link that is altered, used, over, sent twice or by two at once is answered in words', async (t) => {
  const opened = await openTestPlace(t)
  await opened.settle()
  const app = await opened.serve()
  const url = await linkOf(opened, 'data-desk@mere-general.example')
  const other = await linkOf(opened, 'data-desk@southmere.example')
  for (const altered of [`${url}x`, url.slice(0, -1), `${url.slice(0, -2)}AA`, '/link/__proto__']) {
    const answer = await app.inject(altered)
    assert.equal(answer.statusCode, 404)
    assert.match(answer.body, /This is not a link of ours/)
  }
  const both = await Promise.all([
    post(app, url, { says: 'One says this.' }),
    post(app, url, { says: 'Another says that.' }),
  ])
  assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [200, 410])
  const said = (await hospital(opened)).explained!
  const mine = both[0]!.statusCode === 200 ? 'One says this.' : 'Another says that.'
  assert.ok(said.includes(mine))
  const again = await post(app, url, { says: mine })
  assert.match(again.body, /Thank you/, 'the same once more is the same answer')
  const changed = await post(app, url, { says: 'On second thoughts.' })
  assert.equal(changed.statusCode, 410)
  assert.match(changed.body, /This link has been used/)
  const later = await app.inject(url)
  assert.equal(later.statusCode, 410)
  assert.match(later.body, /somebody else has the link/)
  assert.equal((await hospital(opened)).explained, said)

  const sneaked = await post(app, other, { says: 'x', feed: 'mere-general' })
  assert.equal(sneaked.statusCode, 200, 'what the link fixes is not taken from the form')
  assert.equal((await hospital(opened)).explained, said)
  const third = await linkOf(opened, 'data-desk@southmere-icb.example')
  await arrive(opened, 3, 'southmere-gp')
  const needless = await post(app, third, { says: 'It is on its way.' })
  assert.equal(needless.statusCode, 409)
  assert.match(needless.body, /The feed has come meanwhile/)
  opened.clock.set('2026-03-25T09:00:00Z')
  const fourth = await linkOf(opened, 'data-desk@southmere-community.example')
  for (const over of [await app.inject(fourth), await post(app, fourth, { says: 'Too late.' })]) {
    assert.equal(over.statusCode, 410)
    assert.match(over.body, /This link has ended/)
  }
})

test('those who watch over the party’s side of it answer too; another party is refused, by the clause', async (t) => {
  const opened = await openTestPlace(t)
  const by = (id: string, organisation: string, side: string) => ({
    actor: { id, name: id, role: 'governance-lead', organisation, side, via: 'web' as const },
    purpose: 'governance',
  })
  const input = { feed: 'mere-general', says: 'We know.' }
  const call = (viewer: ReturnType<typeof by>) =>
    opened.place.call('intake.answer-late', { viewer, input })
  const joan = await call(by('joan.marsh', 'southmere-council', 'council'))
  assert.deepEqual(joan.ok ? '' : 'refusal' in joan && [joan.refusal.code, joan.refusal.clause], [
    'not-yours',
    '9.1',
  ])
  assert.equal((await call(by('david.osei', 'mere-general', 'nhs'))).ok, true)
  assert.match((await hospital(opened)).explained!, /We know\./)
})

test('news that a feed has come goes to those who may see something that it gives', async (t) => {
  const opened = await openTestPlace(t)
  const { intake } = await import('./room.ts')
  const [live] = intake.news!
  const ward = {
    actor: {
      id: 'p',
      name: 'p',
      role: 'ward-coordinator',
      organisation: 'mere-general',
      side: 'nhs',
      via: 'web' as const,
    },
    purpose: 'direct-care',
  }
  const hears = (purpose: string, source: string) =>
    live!.hears!(opened.place, { ...ward, purpose }, source)
  assert.equal(hears('direct-care', 'mere-general'), true)
  assert.equal(hears('governance', 'mere-general'), false)
  assert.equal(hears('direct-care', 'of no clause'), false)
})

async function hospital({ place }: OpenedPlace) {
  return (await place.feeds()).find(({ feed }) => feed === 'mere-general')!
}

async function asked({ place }: OpenedPlace): Promise<string[]> {
  const mails = await readMailbox(place, { limit: 100 })
  return mails.map(({ mail }) => mail.to).sort()
}

async function linkOf({ place }: OpenedPlace, to: string): Promise<string> {
  const [held] = await readMailbox(place, { to, limit: 1 })
  return LINK.exec(held!.mail.links[0]!)![0]
}

/** An hour at a time, so that what is due between is done when it is due. */
async function hours({ clock, settle }: OpenedPlace, count: number): Promise<void> {
  for (let hour = 0; hour < count; hour += 1) {
    clock.set(new Date(clock.now().getTime() + HOUR_MS).toISOString())
    await settle()
  }
}

async function arrive(
  { place, dataFolder }: OpenedPlace,
  number: number,
  source = 'mere-general',
): Promise<void> {
  const file = join(dataFolder, `${number}.ndjson`)
  writeFileSync(
    file,
    `${JSON.stringify({ resourceType: 'Patient', id: `p${number}`, birthDate: '1950-01-01' })}\n`,
  )
  // Files below the data folder itself are nobody's feed.
  const elsewhere = { ...place, settings: { ...place.settings, dataFolder: join(dataFolder, 'x') } }
  const { files } = await loadFiles(elsewhere, [file], source)
  assert.deepEqual(
    files.map((one) => [one.new, one.fault]),
    [[1, undefined]],
  )
}

function post(
  app: Awaited<ReturnType<OpenedPlace['serve']>>,
  url: string,
  body: Record<string, string>,
) {
  return app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    payload: new URLSearchParams(body).toString(),
  })
}

function day(d: string, m: string, y: string): Record<string, string> {
  return { 'expectedOn-day': d, 'expectedOn-month': m, 'expectedOn-year': y }
}

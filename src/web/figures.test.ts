import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Actor } from '../kernel/index.ts'
import { savePeople } from '../people/index.ts'
import { testPerson } from '../people/testing.ts'
import { type CareEvent, planEverybody } from '../record/index.ts'
import { rebuildOccurrences, storeEvents, testPlace, told, viewerOf } from '../record/testing.ts'
import { pageTestApp } from '../shell/testing.ts'
import { register as registerFigures } from './pages/figures.tsx'
import { register } from './pages/today.tsx'

/** The five figures on Today: for whom they are there, and what they never show. */
const LEARNT = new Date('2026-03-02T10:00:00Z')
const NOW = '2026-03-03T08:00:00Z'
const KIT = { role: 'analyst', organisation: 'southmere-icb', side: 'nhs' }
const RUTH = { role: 'co-chair', organisation: 'southmere-icb', side: 'nhs' }
const HEARD = ['mere-general', 'southmere-council'].map((feed) => {
  return { feed, name: feed, late: false, lastArrivedAt: NOW }
})

type Place = Awaited<ReturnType<typeof testPlace>>

async function today(
  t: TestContext,
  place: Place,
  [actor, purpose]: [Pick<Actor, 'role' | 'organisation' | 'side'>, string],
  feeds: typeof HEARD = HEARD,
  url = '/',
): Promise<string> {
  const viewer = viewerOf({ id: 'somebody', name: 'Somebody', ...actor }, purpose)
  const app = await pageTestApp({ viewer, deps: { clock: place.clock } })
  const nothing = async () => []
  const deps = { ...place, feeds: async () => feeds, today: nothing, concerns: nothing }
  register(app, deps)
  registerFigures(app, deps)
  t.after(() => app.close())
  const { statusCode, body } = await app.inject({ url, headers: { accept: 'text/html' } })
  assert.equal(statusCode, 200)
  return /<main[\s\S]*<\/main>/.exec(body)![0]
}

function wordsOf(html: string): string {
  return html
    .replace(/<svg[\s\S]*?<\/svg>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', '’')
    .replace(/\s+/g, ' ')
}

/** So many in hospital; of them so many ready, each of another age. */
async function inHospital(t: TestContext, size: number, ready: number): Promise<Place> {
  const place = await testPlace(t)
  const people = Array.from({ length: size }, (_, at) =>
    testPerson(`H${at}`, { family: `Family${at}`, birthDate: `${1930 + (at % 60)}-05-01` }),
  )
  const events = people.map(
    ({ personId }, at): CareEvent => ({
      personId,
      ...told(`${at}`),
      kind: 'stay',
      status: 'active',
      startAt: '2026-02-20T10:00:00Z',
      organisation: 'RXS',
      label: 'Hospital stay',
      detail: at < ready ? { readyAt: '2026-02-27T09:00:00Z', pathway: '1' } : {},
    }),
  )
  await place.databases.care.transaction(async (tx) => {
    await savePeople(tx, people, LEARNT)
    await storeEvents(tx, 'mere-general', LEARNT, events)
    await rebuildOccurrences(
      tx,
      people.map(({ personId }) => personId),
    )
  })
  await planEverybody(place.databases.care, place.agreement.current())
  return place
}

test('who watches over the partnership sees its five figures, each as a number, a chart and a table', async (t) => {
  const place = await inHospital(t, 63, 21)
  const html = await today(t, place, [KIT, 'planning'])
  const words = wordsOf(html)
  assert.match(words, /65 in hospital now 20 ready and waiting/)
  assert.match(words, /About 65 people are in a hospital bed now\./)
  assert.match(words, /rounded to the nearest 5.*fewer than 10 people \( ?clause 3\.14/)
  assert.match(words, /opted out is not counted \( ?clause 3\.12 , clause 3\.13/)
  assert.match(words, /but looks are counted at everybody’s record\./)
  assert.match(html, /role="img" aria-label="In hospital at this time of the week: a bar chart/)
  assert.match(html, /<style nonce="nonce">/)
  assert.doesNotMatch(html.replace(/<style[\s\S]*?<\/style>/g, ''), / style="/)
  assert.equal(
    await today(t, place, [RUTH, 'partnership'])
      .then(wordsOf)
      .then((w) => /65 in hospital/.test(w)),
    true,
  )
})

test('no figure of few people is in the page, its charts or its words', async (t) => {
  for (const [size, ready] of [
    [63, 4],
    [63, 60],
    [8, 5],
    [14, 12],
  ] as const) {
    const html = await today(t, await inHospital(t, size, ready), [KIT, 'planning'])
    const figures = /<section aria-labelledby="figures">[\s\S]*/.exec(html)![0]
    const cells = [...figures.matchAll(/<td[^>]*class="cc-number"[^>]*>([^<]*)</g)].map(
      ([, cell]) => cell!,
    )
    assert.ok(cells.length > 30)
    assert.deepEqual(
      cells.filter((cell) => !isTold(cell)),
      [],
    )
    const strip = [...html.matchAll(/cc-strip__value">([^<]*)</g)].map(([, value]) => value!)
    assert.equal(strip.length, 5)
    assert.deepEqual(
      strip.filter((value) => !isTold(value)),
      [],
    )
    // A bar is as high as what is told: there are as many heights as numbers, and none for what is hidden.
    for (const chart of figures.split('class="cc-chart"').slice(1)) {
      const [beside] = chart.split('</table>')
      const numbers = [...beside!.matchAll(/class="cc-number"[^>]*>[\d,]+</g)].length
      assert.equal([...beside!.matchAll(/<rect /g)].length, numbers, `${size} and ${ready}`)
    }
  }
})

function isTold(value: string): boolean {
  if (/^(too few to show|not known)$/.test(value)) return true
  const number = Number(value.replaceAll(',', ''))
  return number >= 10 && number % 5 === 0
}

test('nothing counted, and nothing heard, are not known; neither is a nought', async (t) => {
  const empty = wordsOf(await today(t, await testPlace(t), [KIT, 'planning']))
  assert.match(empty, /not known in hospital now not known ready and waiting/)
  assert.match(empty, /No figure can be told now\./)
  assert.doesNotMatch(empty, /\b0 in hospital/)
  const place = await inHospital(t, 63, 0)
  const undated = wordsOf(await today(t, place, [KIT, 'planning']))
  assert.match(undated, /65 in hospital now not known ready and waiting not known bed days/)
  assert.match(undated, /No hospital has given anybody a ready date\./)
  const silent = wordsOf(await today(t, place, [KIT, 'planning'], []))
  assert.match(
    silent,
    /Nothing has come from a hospital yet\..*Nothing has come from a council yet\./,
  )
  const late = HEARD.map((feed) => ({ ...feed, late: true }))
  assert.match(
    wordsOf(await today(t, place, [KIT, 'planning'], late)),
    /Mere-general: late\. Last heard/,
  )
})

test('whoever has nothing waiting sees them, and who has something, or no power, does not', async (t) => {
  const place = await inHospital(t, 63, 21)
  const ana = { role: 'social-worker', organisation: 'highfell-council', side: 'council' }
  assert.match(
    wordsOf(await today(t, place, [ana, 'direct-care'])),
    /The partnership in five figures/,
  )
  const priya = {
    role: 'ward-coordinator',
    organisation: 'mere-general',
    side: 'nhs',
    unit: 'Ward 6',
  }
  assert.doesNotMatch(wordsOf(await today(t, place, [priya, 'direct-care'])), /five figures/)
  // For safeguarding too, since clause 12.9; a purpose for which no clause lets somebody see them shows none.
  const grace = { role: 'safeguarding-lead', organisation: 'southmere-council', side: 'council' }
  assert.match(wordsOf(await today(t, place, [grace, 'safeguarding'])), /five figures/)
  const clerk = { role: 'clerk', organisation: 'southmere-icb', side: 'nhs' }
  assert.doesNotMatch(wordsOf(await today(t, place, [clerk, 'planning'])), /five figures/)
})

test('the figures as known when a day was over stand on a page of their own, which says so', async (t) => {
  const place = await inHospital(t, 63, 21)
  const at = (query: string) => today(t, place, [KIT, 'planning'], HEARD, `/figures${query}`)
  const now = await at('')
  assert.match(wordsOf(now), /65 in hospital now 20 ready and waiting/)
  assert.match(now, /<form action="\/figures" method="get">/)
  assert.match(now, /<input[^>]*max="2026-03-02"/)
  assert.match(now, /<input[^>]*type="date"/)
  assert.match(await today(t, place, [KIT, 'planning']), /action="\/figures"/)
  const then = wordsOf(await at('?known-at=2026-03-02'))
  assert.match(then, /As they were known at the end of Mon 2 Mar\./)
  assert.match(then, /65 in hospital now 20 ready and waiting/)
  assert.match(wordsOf(await at('?known-at=2026-03-01')), /Nothing that is counted was known then/)
  for (const inVain of ['2026-03-03', '2030-01-01', 'yesterday', '2026-02-30'])
    assert.match(wordsOf(await at(`?known-at=${inVain}`)), /These are the figures as they are now/)
})

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { renderToStaticMarkup } from 'react-dom/server'
import {
  checkAccessibleIn,
  openBrowser,
  openWindow,
  WIDE_AND_NARROW,
} from '../../../test/browser.ts'
import { DAY_MS, type Viewer } from '../../kernel/index.ts'
import { personIdOf, type SourcePerson, savePeople } from '../../people/index.ts'
import { pageTestApp } from '../../shell/testing.ts'
import type { CareEvent } from '../event.ts'
import type { FeedState } from '../feed-state.ts'
import { lookAtBeds } from '../look-at-beds.ts'
import { lookAtPerson } from '../look-at-person.ts'
import { registerPages } from '../register-pages.ts'
import type { ParsedResource } from '../resource.ts'
import {
  MARTHA,
  PRIYA,
  STAMP,
  searchAddress,
  storeEvents,
  storeResources,
  TOM,
  testPlace,
  told,
  viewerOf,
} from '../testing.ts'
import { PersonPage } from './person.tsx'

const HOSPITAL = 'mere-general'
const COUNCIL = 'southmere-council'
const GP = 'southmere-gp'
const learnt = new Date('2026-03-01T10:15:00Z')
const LATE: FeedState = {
  feed: 'community',
  name: 'Community caseload',
  lastArrivedAt: '2026-02-14T02:00:00Z',
  late: true,
}
const NADIA = viewerOf(
  {
    id: 'nadia.khan',
    name: 'Nadia Khan',
    role: 'gp',
    organisation: 'mere-street-surgery',
    side: 'nhs',
  },
  'direct-care',
)

function person(source: string, sourceId: string, more: Partial<SourcePerson> = {}): SourcePerson {
  return {
    source,
    sourceId,
    authority: '',
    personId: personIdOf(source, sourceId),
    nhsNumber: '9990123454',
    nhsNumberStatus: '01',
    identifiers: [],
    family: 'Okello',
    given: ['Martha', 'Akello'],
    birthDate: '1944-03-12',
    phones: ['01632 960144'],
    emails: [],
    address: { lines: ['7 Orchard Row'], city: 'Eastmere', postcode: 'ZM1 4QT' },
    gpPractice: { code: 'Y90001', name: 'Mere Street Surgery' },
    ...more,
  }
}

const martha = person(HOSPITAL, 'H1')
const atCouncil = person(COUNCIL, 'C1', { given: ['Marta'], nhsNumberStatus: undefined })
const atGp = person(GP, 'G1')

const EVENTS: Record<string, CareEvent[]> = {
  [HOSPITAL]: [
    {
      personId: martha.personId,
      ...told('V2'),
      kind: 'stay',
      status: 'active',
      startAt: '2026-02-25T10:12:00Z',
      organisation: 'RXS',
      unit: 'Ward 6',
      label: 'Hospital stay',
      detail: {
        reason: 'Fall',
        readyAt: '2026-03-01T09:00:00Z',
        delayReason: 'Home care to restart',
      },
    },
    {
      personId: martha.personId,
      ...told('A1'),
      kind: 'attendance',
      status: 'finished',
      startAt: '2025-06-01T23:40:00Z',
      endAt: '2025-06-02T03:10:00Z',
      organisation: 'RXS',
      label: 'Visit to A&E',
      detail: {},
    },
  ],
  [COUNCIL]: [
    {
      personId: atCouncil.personId,
      ...told('S1'),
      kind: 'service',
      status: 'active',
      startAt: '2026-02-01',
      organisation: 'E10000099',
      label: 'Home care',
      detail: { visits: '4 visits a day', provider: 'Kindhand Home Care' },
    },
    {
      personId: atCouncil.personId,
      ...told('S0'),
      kind: 'service',
      status: 'finished',
      startAt: '2025-12-01',
      endAt: '2026-01-12',
      organisation: 'E10000099',
      label: 'Reablement',
      detail: { outcome: 'Support ended as planned' },
    },
  ],
}

function coded(type: string, sourceId: string, text: string, more = {}): ParsedResource {
  const content = { resourceType: type, id: sourceId, code: { text }, ...more }
  return { type, sourceId, personId: atGp.personId, stamp: STAMP, content }
}

const RESOURCES: ParsedResource[] = [
  coded('Condition', 'C1', 'Heart failure', { onsetDateTime: '2019-05-01' }),
  coded('Condition', 'C2', 'COPD', { onsetDateTime: '2021-02-01' }),
  coded('AllergyIntolerance', 'A1', 'Penicillin', { recordedDate: '2001-01-01' }),
  ...Array.from({ length: 9 }, (_, at) => ({
    type: 'MedicationRequest',
    sourceId: `M${at}`,
    personId: atGp.personId,
    stamp: STAMP,
    content: {
      resourceType: 'MedicationRequest',
      status: 'active',
      medicationCodeableConcept: { text: `Medicine ${at}` },
    },
  })),
]

async function southmere(t: TestContext, viewer: Viewer | undefined, feeds: FeedState[] = []) {
  const place = await testPlace(t)
  await place.databases.care.transaction(async (tx) => {
    await savePeople(tx, [martha, atCouncil, atGp], learnt)
    for (const [source, events] of Object.entries(EVENTS))
      await storeEvents(tx, source, learnt, events)
    await storeResources(tx, GP, learnt, RESOURCES)
  })
  const app = await pageTestApp({ viewer, deps: { clock: place.clock } })
  registerPages(app, { ...place, feeds: async () => feeds })
  t.after(() => app.close())
  const get = async (url: string) => {
    const answer = await app.inject({ url, headers: { accept: 'text/html' } })
    return { status: answer.statusCode, text: textOf(answer.body), html: answer.body, answer }
  }
  const find = async (words: string) => get(await searchAddress(app, words))
  return { place, app, get, find, save: place.databases.care.transaction }
}

/** The words of the main part, as somebody reads them. */
function textOf(html: string): string {
  return (/<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html)
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
}

const PATH = `/people/${martha.personId}`

test('the person page answers who, where, what now and who is caring, with source and dates', async (t) => {
  const { get } = await southmere(t, PRIYA, [LATE])
  const { status, text, html } = await get(PATH)
  assert.equal(status, 200)
  for (const words of [
    'Martha Okello',
    '81, born 12 Mar 1944',
    'NHS 999 012 3454 (verified)',
    'In hospital',
    'Allergic to Penicillin',
    'Mere General, Ward 6',
    'since 2019',
    'ready to leave for 2 days 3 h',
    'Home care , 4 visits a day, by Kindhand Home Care',
    'Reablement',
    'ended Mon 12 Jan',
    'Heart failure',
    '9 medicines',
    'learnt Sun 1 Mar 10:15',
    'Not reached: Community caseload (last heard Sat 14 Feb 02:00)',
    'The practice and the hospital say Martha Okello',
    'The council says Marta Okello',
    '1 person this month',
  ]) {
    assert.ok(text.includes(words), `${words}\n${text}`)
  }
  assert.match(html, /role="img" aria-label="The last two years: 1 hospital stay, 2 services/)
  assert.ok(html.length < 100_000, `${html.length} bytes`)
})

test('parts that the agreement keeps back are named with the clause; sensitive ones are not', async (t) => {
  const { get, place } = await southmere(t, PRIYA)
  const { text } = await get(PATH)
  assert.doesNotMatch(text, /Not shown to you/)
  assert.doesNotMatch(text, /safeguarding/i)
  const look = await lookAtPerson(place, PRIYA, martha.personId)
  assert.ok(look.outcome === 'allowed')
  const kept = { words: 'family and carers', clause: '6.1', sentence: 'It is not one of them.' }
  const view = { ...look.view, withheld: [kept] }
  const html = renderToStaticMarkup(PersonPage({ view, query: { page: 1 }, path: PATH }))
  assert.match(
    textOf(html),
    /Not shown to you: family and carers .*It is not one of them\. Clause 6\.1/i,
  )
})

test('the timeline is filtered by the address, by the sides of the agreement', async (t) => {
  const { get } = await southmere(t, PRIYA)
  const council = (await get(`${PATH}?side=council`)).text
  assert.ok(!council.includes('Visit to A&E'))
  assert.ok((await get(`${PATH}?side=nhs`)).text.includes('Visit to A&E'))
  assert.equal((await get(`${PATH}?side=nonsense&page=99999`)).status, 200)
})

test('a refusal says what was asked, why, by which clause, what to do, and that it is noted', async (t) => {
  const { get } = await southmere(t, TOM)
  const { status, text } = await get(PATH)
  assert.equal(status, 403)
  const order = [
    'You asked to see',
    'It is not shown',
    'Ward 3',
    'Clause 6.1:',
    'What you can do',
    'Ask ',
    'noted',
  ]
  const places = order.map((words) => text.indexOf(words))
  assert.deepEqual(
    [...places].sort((a, b) => a - b),
    places,
    text,
  )
  assert.ok(!places.includes(-1), text)
  assert.doesNotMatch(text, /Okello|999 012/)
})

test('an address that nobody has is answered as one that is not yours; one that is none, in words', async (t) => {
  const { get } = await southmere(t, TOM)
  const nobodys = await get(`/people/${personIdOf('x', 'y')}`)
  const hers = await get(PATH)
  assert.equal(nobodys.status, 403)
  assert.deepEqual([nobodys.status, nobodys.text], [hers.status, hers.text])
  assert.equal((await get('/people/12')).status, 404)
})

test('whoever is not signed in is led to sign in', async (t) => {
  const { get, app } = await southmere(t, undefined)
  for (const url of ['/people', PATH, `${PATH}/looks`, '/me', '/me/bundle']) {
    const { status, answer } = await get(url)
    assert.equal(status, 303)
    assert.match(String(answer.headers.location), /^\/sign-in/)
  }
  assert.match(await searchAddress(app, '999 012 3454'), /^\/sign-in/)
})

test('search: nothing typed, what is wrong, found, and the same answer for not yours', async (t) => {
  const { get, find } = await southmere(t, PRIYA)
  assert.match((await get('/people')).text, /Find a person/)
  const wrong = await find('Okello 31/2/1944')
  assert.equal(wrong.status, 422)
  assert.match(wrong.html, /href="#words"/)
  assert.match(wrong.html, /value="Okello 31\/2\/1944"/)
  assert.equal((await find('')).status, 422)
  assert.equal((await find('999 012 3455')).status, 422)
  const found = await find('Mattie okello 12/3/44')
  assert.match(found.html, new RegExp(`href="${PATH.slice(0, 8)}[0-9a-f-]+"[^>]*>Martha Okello`))
  assert.match((await find('9990123454')).text, /1 person found/)
})

test('nobody and not yours read the same', async (t) => {
  const { find } = await southmere(t, TOM)
  const hers = await find('999 012 3454')
  const nobodys = await find('999 999 9999')
  assert.equal(hers.status, 200)
  assert.equal(hers.text, nobodys.text)
})

test('a resident reads their record and who has looked, and takes the proof home', async (t) => {
  const { get, place } = await southmere(t, MARTHA)
  await place.trail.look(TOM, [
    {
      identity: [martha.personId],
      what: 'person page',
      outcome: 'refused',
      clause: '6.1',
      sentence: 'Not on Ward 3.',
    },
  ])
  await lookAtBeds(place, PRIYA, { unit: 'Ward 6', what: 'ward list' })
  const { status, text, html } = await get('/me')
  assert.equal(status, 200)
  for (const words of [
    'because the hospital told us on 1 Mar 2026 that you were admitted',
    'Your record',
    'Tom Ellis',
    'ward coordinator',
    'Refused',
    'Home care',
    'direct care',
  ]) {
    assert.ok(text.includes(words), `${words}\n${text}`)
  }
  assert.match(html, /href="\/agreement\/part\/6#clause-6\.1"/)
  assert.doesNotMatch(text, /missing/i)
  await place.databases.owner.short.query('delete from trail.look where number = 1')
  assert.match((await get('/me')).text, /missing from the log/)
})

test('the proof of looks is a file', async (t) => {
  const { get } = await southmere(t, MARTHA)
  await get('/me')
  const { answer } = await get('/me/bundle')
  assert.equal(answer.statusCode, 200)
  assert.match(String(answer.headers['content-disposition']), /attachment/)
  assert.equal(JSON.parse(answer.body).format, 'concordat-looks/1')
})

test('a resident whose number stands on two people, and name on neither, is told so', async (t) => {
  const unnamed = { ...MARTHA, actor: { ...MARTHA.actor, name: 'M.' } }
  const { get, save } = await southmere(t, unnamed)
  const other = { family: 'Quill', given: ['Edwin'], birthDate: '1951-07-30', sex: 'male' as const }
  const stranger = person(GP, 'G9', { ...other, address: undefined })
  await save((tx) => savePeople(tx, [stranger], learnt))
  for (const path of ['/me', '/me/bundle']) {
    assert.match((await get(path)).text, /Your record is being put right/, path)
  }
})

test('a resident of whom nothing is known is told so', async (t) => {
  const stranger = { ...MARTHA, actor: { ...MARTHA.actor, nhsNumber: '9990123462' } }
  const { get } = await southmere(t, stranger)
  assert.match((await get('/me')).text, /Nothing is held about you/)
})

test('somebody of whom nothing but the name is known; somebody who has died', async (t) => {
  const { get, save } = await southmere(t, NADIA)
  const bare = person(GP, 'G2', {
    nhsNumber: undefined,
    family: 'Reid',
    given: ['Ana'],
    phones: [],
  })
  const dead = person(GP, 'G3', { nhsNumber: undefined, family: 'Shah', deathDate: '2026-02-20' })
  await save((tx) => savePeople(tx, [bare, dead], learnt))
  const empty = (await get(`/people/${bare.personId}`)).text
  for (const words of [
    'NHS number not recorded',
    'Allergies are not recorded',
    'Care at home is not recorded',
    'Next of kin is not recorded',
    'Nothing is open now',
    'Nothing has been learnt yet',
  ]) {
    assert.ok(empty.includes(words), empty)
  }
  const died = (await get(`/people/${dead.personId}`)).text
  for (const words of ['died aged 81', 'Died 20 Feb 2026', 'Has died'])
    assert.ok(died.includes(words), died)
})

test('a life of two thousand items folds its years, and any month is two clicks away', async (t) => {
  const { get, save } = await southmere(t, PRIYA)
  const many = Array.from({ length: 2_000 }, (_, at): CareEvent => {
    const day = new Date(Date.UTC(2026, 1, 1) - at * 43_200_000).toISOString()
    return {
      ...EVENTS[HOSPITAL]![1]!,
      kind: 'contact',
      ...told(`X${at}`),
      startAt: day,
      endAt: day,
      label: `Contact ${at}`,
    }
  })
  await save((tx) => storeEvents(tx, HOSPITAL, learnt, many))
  const first = await get(PATH)
  assert.match(first.text, /Home care/)
  assert.match(first.text, /1 to 50 of 65/)
  for (const year of ['2026', '2025', '2024', '2023'])
    assert.ok(first.html.includes(`${PATH}?year=${year}#timeline`), year)
  assert.ok(Buffer.byteLength(first.html) < 100_000)
  const year = await get(`${PATH}?year=2024`)
  assert.match(year.text, /1 to 50 of 732/)
  assert.match(year.html, /<h3 id="month-2024-12"/)
  // The months of the year lead to the page that each of them begins on.
  const [, href] = /href="([^"]*#month-2024-03)"/.exec(year.html)!
  const march = await get(href!.replaceAll('&amp;', '&'))
  assert.match(march.html, /<h3 id="month-2024-03"/)
  assert.match((await get(`${PATH}?year=1999`)).text, /1 to 50 of 65/)
  assert.match((await get(`${PATH}?year=2024&side=council`)).text, /Home care/)
})

test('a resident pages through what happened and through who has looked, each by itself', async (t) => {
  const { get, save, place } = await southmere(t, MARTHA)
  const many = Array.from({ length: 60 }, (_, at): CareEvent => {
    const startAt = new Date(Date.UTC(2026, 1, 1) - at * DAY_MS).toISOString()
    return {
      ...EVENTS[HOSPITAL]![1]!,
      kind: 'contact',
      ...told(`X${at}`),
      startAt,
      label: `Contact ${at}`,
    }
  })
  await save((tx) => storeEvents(tx, HOSPITAL, learnt, many))
  for (let at = 0; at < 60; at += 1) {
    const look = { what: `page ${at}`, outcome: 'allowed', clause: '6.1' } as const
    await place.trail.look(PRIYA, [{ identity: [martha.personId], ...look }])
  }
  const { html } = await get('/me')
  assert.match(html, /href="\/me\?year=2025#timeline"/)
  assert.match(html, /href="\/me\?looks=2#looks"/)
  const second = (await get('/me?year=2025')).text
  assert.match(second, /Contact 59/)
  assert.match(second, /1 to 50 of 61/)
  assert.match((await get('/me?looks=2')).text, /51 to 61 of 61/)
})

test('every page passes the accessibility rules, wide and narrow', async (t) => {
  const { app, place } = await southmere(t, PRIYA, [LATE])
  const resident = await pageTestApp({ viewer: MARTHA, deps: { clock: place.clock } })
  registerPages(resident, { ...place, feeds: async () => [LATE] })
  const stranger = await pageTestApp({ viewer: TOM, deps: { clock: place.clock } })
  registerPages(stranger, { ...place, feeds: async () => [LATE] })
  t.after(() => Promise.all([resident.close(), stranger.close()]))
  const [ward, own, other] = await Promise.all(
    [app, resident, stranger].map((one) => one.listen({ port: 0, host: '127.0.0.1' })),
  )
  const browser = await openBrowser()
  t.after(() => browser.close())
  const page = await (await openWindow(browser, ward!)).newPage()
  for (const url of [
    `${ward}/people`,
    `${ward}${PATH}`,
    `${ward}${PATH}/looks`,
    `${own}/me`,
    `${other}${PATH}`,
    `${ward}/people/12`,
  ]) {
    await page.goto(url)
    await checkAccessibleIn(page, WIDE_AND_NARROW)
  }
})

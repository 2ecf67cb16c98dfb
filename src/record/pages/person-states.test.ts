import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { checkAccessible, checkFits, openBrowser, openWindow } from '../../../test/browser.ts'
import type { Viewer } from '../../kernel/index.ts'
import { personIdOf, type SourcePerson, savePeople } from '../../people/index.ts'
import { pageTestApp } from '../../shell/testing.ts'
import type { CareEvent } from '../event.ts'
import type { FeedState } from '../feed-state.ts'
import { lookAtPerson } from '../look-at-person.ts'
import { recordInWords } from '../record-in-words.ts'
import { registerPages } from '../register-pages.ts'
import type { JsonObject, ParsedResource } from '../resource.ts'
import {
  MARTHA,
  PRIYA,
  STAMP,
  searchAddress,
  storeEvents,
  storeResources,
  testPlace,
  told,
  viewerOf,
} from '../testing.ts'

/** The states of pages.md, each as somebody meets it: unknown, disagreeing, old, late, restricted, kept. */
const [HOSPITAL, GP, COUNCIL] = ['mere-general', 'southmere-gp', 'southmere-council'] as const
const learnt = new Date('2026-03-01T10:15:00Z')

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
    given: ['Martha'],
    birthDate: '1944-03-12',
    sex: 'female',
    phones: [],
    emails: [],
    ...more,
  }
}

const place = { lines: ['7 Orchard Row'], city: 'Eastmere', postcode: 'ZM1 4QT' }
const atHospital = person(HOSPITAL, 'H1', { address: place, phones: ['01632960144'] })
const atGp = person(GP, 'G1', { gpPractice: { code: 'Y90001', name: 'Mere Street Surgery' } })
const PATH = `/people/${atHospital.personId}`

function stay(more: Partial<CareEvent> = {}): CareEvent {
  return {
    personId: atHospital.personId,
    ...told('V1'),
    kind: 'stay',
    status: 'active',
    startAt: '2026-02-25T10:12:00Z',
    organisation: 'RXS',
    unit: 'Ward 6',
    label: 'Hospital stay',
    detail: {},
    ...more,
  }
}

function resource(type: string, sourceId: string, content: JsonObject): ParsedResource {
  const { personId } = atGp
  return {
    type,
    sourceId,
    personId,
    stamp: STAMP,
    content: { resourceType: type, id: sourceId, ...content },
    trueAt: '2026-02-10',
  }
}

type Given = {
  people?: readonly SourcePerson[]
  events?: readonly [string, CareEvent][]
  resources?: readonly [string, ParsedResource][]
  feeds?: readonly FeedState[]
  viewer?: Viewer
}

async function southmere(t: TestContext, given: Given = {}) {
  const { people = [atHospital, atGp], events = [[HOSPITAL, stay()]], resources = [] } = given
  const opened = await testPlace(t)
  await opened.databases.care.transaction(async (tx) => {
    await savePeople(tx, people, learnt)
    for (const [source, event] of events) await storeEvents(tx, source, learnt, [event])
    for (const [source, one] of resources) await storeResources(tx, source, learnt, [one])
  })
  const deps = { ...opened, feeds: async () => given.feeds ?? [] }
  const app = await pageTestApp({ viewer: given.viewer ?? PRIYA, deps: { clock: opened.clock } })
  registerPages(app, deps)
  t.after(() => app.close())
  const get = async (url: string) => {
    const { statusCode, body } = await app.inject({ url, headers: { accept: 'text/html' } })
    return { status: statusCode, text: textOf(body), html: body }
  }
  return { place: deps, app, get }
}

function textOf(html: string): string {
  return (/<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html)
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&#x27;', '’')
    .replace(/\s+/g, ' ')
}

function has(text: string, ...words: string[]): void {
  for (const one of words) assert.ok(text.includes(one), `${one}\n${text}`)
}

/** What stands from one heading to the next. */
function under(text: string, heading: string, next: string): string {
  return text.slice(text.indexOf(` ${heading} `), text.indexOf(` ${next} `))
}

const PENICILLIN = resource('AllergyIntolerance', 'A1', { code: { text: 'Penicillin' } })

test('unknown: nobody has said, somebody says none, and nobody was there to ask', async (t) => {
  const gp: FeedState = { feed: GP, name: 'the practices’ records', late: false }
  const silent = { ...gp, late: true, lastArrivedAt: '2026-02-14T02:00:00Z' }
  const none = resource('AllergyIntolerance', 'A1', {
    code: {
      coding: [{ system: 'http://snomed.info/sct', code: '716186003' }],
      text: 'No known allergy',
    },
    recordedDate: '2026-02-02',
  })
  const nobody = await (await southmere(t, { feeds: [gp] })).get(PATH)
  has(
    nobody.text,
    'Allergies are not recorded',
    'Alerts are not recorded',
    'Next of kin is not recorded',
  )
  has(nobody.text, 'When they are ready to leave is not recorded', 'Care at home is not recorded')
  const said = await (await southmere(t, { feeds: [gp], resources: [[GP, none]] })).get(PATH)
  has(said.text, 'No known allergy (the practices’ records, Mon 2 Feb)')
  const unheard = await (await southmere(t, { feeds: [silent] })).get(PATH)
  has(unheard.text, 'Allergies are not known; not reached: the practices’ records (last heard')
  has(unheard.text, 'Not reached: the practices’ records (last heard Sat 14 Feb 02:00)')
  // The first screen: before anything that has to be scrolled to.
  assert.ok(unheard.text.indexOf('Not reached:') < unheard.text.indexOf(' Now '))
})

test('sources that disagree stand side by side at the top, on the page, in JSON and in words', async (t) => {
  const medicine = (id: string, text: string, authoredOn: string) =>
    resource('MedicationRequest', id, {
      status: 'active',
      intent: 'order',
      authoredOn,
      medicationCodeableConcept: { text: 'Warfarin 1mg tablets' },
      dosageInstruction: [{ text }],
    })
  const hospital = {
    ...medicine('M2', '8 mg once a day', '2026-02-22'),
    personId: atHospital.personId,
  }
  const reaction = [{ manifestation: [{ text: 'Anaphylaxis' }] }]
  const worse = resource('AllergyIntolerance', 'A2', { code: { text: 'Penicillin' }, reaction })
  const { get, place: deps } = await southmere(t, {
    people: [{ ...atHospital, given: ['Mattie'] }, atGp],
    resources: [
      [GP, medicine('M1', '3 mg once a day', '2026-02-01')],
      [HOSPITAL, hospital],
      [GP, PENICILLIN],
      [HOSPITAL, { ...worse, personId: atHospital.personId }],
    ],
  })
  const { text } = await get(PATH)
  const [doses, reactions] = [
    /The hospital says 8 mg once a day Mere General, prescribed Sun 22 Feb The practice says 3 mg once a day/,
    /Allergic to Penicillin: the sources do not agree The hospital says Anaphylaxis .* The practice says no reaction/,
  ]
  assert.match(text, reactions)
  assert.match(under(text, '2 medicines', 'Timeline'), doses)
  assert.match(
    text,
    /Name: the sources do not agree The practice says Martha Okello .* The hospital says Mattie Okello/,
  )
  const look = await lookAtPerson(deps, PRIYA, atHospital.personId)
  assert.ok(look.outcome === 'allowed')
  assert.deepEqual(look.view.now.medicines.map(({ more }) => more).sort(), [
    '3 mg once a day',
    '8 mg once a day',
  ])
  const words = recordInWords(look).join('\n')
  for (const { sentence } of look.view.now.differences) assert.ok(words.includes(sentence), words)
})

const oldReturn = { scope: 'E10000099', asAt: '2025-06-30', submission: '2025-06-30~1' }
const council = person(COUNCIL, 'C1')
const homeCare: CareEvent = {
  personId: council.personId,
  ...told('S1'),
  form: 'return',
  told: oldReturn,
  kind: 'service',
  status: 'active',
  startAt: '2025-02-01',
  organisation: 'E10000099',
  label: 'Home care',
  detail: { visits: '4 visits a day' },
}

test('what an old return says is last known, dated, and nowhere under Now', async (t) => {
  const people = [atHospital, council]
  const events: [string, CareEvent][] = [
    [HOSPITAL, stay()],
    [COUNCIL, homeCare],
  ]
  const { get, place: deps } = await southmere(t, { people, events })
  const { text } = await get(PATH)
  assert.doesNotMatch(under(text, 'Now', 'Last known'), /Home care/)
  assert.match(
    under(text, 'Last known', 'Timeline'),
    /Home care , 4 visits a day, since .* As at Mon 30 Jun 2025: Southmere Council/,
  )
  has(text, 'Sat 1 Feb 2025, still so as at Mon 30 Jun 2025')
  const look = await lookAtPerson(deps, PRIYA, council.personId)
  assert.ok(look.outcome === 'allowed')
  assert.deepEqual(look.view.now.services, [])
  assert.match(recordInWords(look).join('\n'), /Last known\n {2}Home care, .*as at Mon 30 Jun 2025/)
})

test('somebody who has died is shown as dead without a date too, on their page and in a list', async (t) => {
  const { get, app } = await southmere(t, { people: [{ ...atHospital, dead: true }] })
  const { text } = await get(PATH)
  has(text, 'Has died; the day is not recorded (Mere General). A stay is still open on Ward 6')
  assert.doesNotMatch(text, /\b81\b/)
  const found = await get(await searchAddress(app, '9990123454'))
  has(found.text, 'Has died', 'Female')
})

test('that one source says somebody has died is said as its word, and closes nothing', async (t) => {
  const people = [{ ...atHospital, deathDate: '2026-02-27' }, atGp]
  const { get } = await southmere(t, { people })
  const { text } = await get(PATH)
  has(text, 'Died 27 Feb 2026 (Mere General). A stay is still open on Ward 6. One source says so;')
  has(text, 'others who know them do not (the practices’ records). Nothing is closed until it is')
  has(text, '81, born 12 Mar 1944', 'In hospital: Mere General')
})

test('a restricted person is marked, and where they are is shown by no source’s word', async (t) => {
  const carer = resource('RelatedPerson', 'R1', {
    name: [{ text: 'Ruth Okello' }],
    telecom: [{ system: 'phone', value: '07700900123' }],
  })
  const visit = stay({
    ...told('V2'),
    personId: atGp.personId,
    kind: 'contact',
    status: 'finished',
    organisation: undefined,
    unit: undefined,
    organisationName: 'Mere Street Surgery',
    label: 'Appointment',
  })
  const hidden = { ...atGp, restricted: true, emails: ['martha@example.org'] }
  const { get, app } = await southmere(t, {
    people: [atHospital, hidden],
    events: [
      [HOSPITAL, stay()],
      [GP, visit],
    ],
    resources: [[GP, carer]],
  })
  const search = await get(await searchAddress(app, '9990123454'))
  for (const html of [(await get(PATH)).html, search.html]) {
    assert.doesNotMatch(html, /Orchard|ZM1|01632 960144|Mere Street|example\.org|07700/)
    assert.match(html, /Restricted/)
  }
  has((await get(PATH)).text, 'Ruth Okello', 'Appointment')
})

test('somebody else on the ward with a like name is marked, and has it in their log', async (t) => {
  const other = person(HOSPITAL, 'H2', {
    nhsNumber: '9990123462',
    given: ['Marta'],
    family: 'Okelo',
  })
  const far = person(HOSPITAL, 'H3', { nhsNumber: '9990123470', given: ['Edwin'], family: 'Quill' })
  const { get, place: deps } = await southmere(t, {
    people: [atHospital, atGp, other, far],
    events: [
      [HOSPITAL, stay()],
      [HOSPITAL, stay({ ...told('V2'), personId: other.personId })],
      [HOSPITAL, stay({ ...told('V3'), personId: far.personId })],
    ],
  })
  has((await get(PATH)).text, 'Somebody else on Ward 6 has a name like this')
  const [seen] = await deps.trail.looksAt([other.personId])
  assert.match(seen!.what, /name like that of somebody on the same ward/)
  assert.deepEqual(await deps.trail.looksAt([far.personId]), [])
})

const KEPT: [string, ParsedResource][] = [
  [
    GP,
    resource('Observation', 'O1', {
      status: 'final',
      code: { text: 'eGFR' },
      valueQuantity: { value: 22, unit: 'mL/min' },
    }),
  ],
  [
    GP,
    resource('Observation', 'O2', {
      status: 'final',
      code: { text: 'INR' },
      valueQuantity: { value: 9 },
      modifierExtension: [{ url: 'x' }],
    }),
  ],
  [GP, resource('Observation', 'O3', { status: 'entered-in-error', code: { text: 'Mistake' } })],
  [
    GP,
    resource('DocumentReference', 'D1', { status: 'current', description: 'Discharge summary' }),
  ],
  [
    GP,
    resource('DocumentReference', 'D2', { status: 'current', description: 'Safeguarding meeting' }),
  ],
  [
    GP,
    resource('MedicationRequest', 'M1', {
      status: 'completed',
      intent: 'order',
      medicationCodeableConcept: { text: 'Amoxicillin' },
    }),
  ],
  [
    GP,
    resource('MedicationRequest', 'M2', {
      status: 'active',
      intent: 'proposal',
      medicationCodeableConcept: { text: 'Apixaban' },
    }),
  ],
  [GP, resource('Encounter', 'E1', { status: 'finished' })],
]

test('what no line is made of is counted and can be read; what is sensitive is not hinted at', async (t) => {
  const { get, place: deps } = await southmere(t, { resources: KEPT })
  const { text, html } = await get(PATH)
  has(text, 'Also kept, not shown here 2 other medicines, 2 results and 1 letter')
  assert.doesNotMatch(html, /Mistake|Safeguarding/)
  const kept = (await get(`${PATH}/kept`)).text
  has(kept, 'Result: eGFR, 22 mL/min', 'Letter: Discharge summary', 'Medicine: Amoxicillin')
  has(kept, 'Medicine: Apixaban It is planned or proposed, and no order.', 'Tue 10 Feb')
  // A value that something may turn round is not told as one.
  has(kept, 'Result: INR It carries a mark that may change what it means.')
  assert.doesNotMatch(kept, /Mistake|Safeguarding/)
  const [look] = await deps.trail.looksAt([atGp.personId])
  assert.equal(look!.what, 'list of what else is kept')
})

test('a long list of what is kept comes in pages, for staff and for the person', async (t) => {
  const many = Array.from({ length: 60 }, (_, at): [string, ParsedResource] => [
    GP,
    resource('Observation', `O${at}`, { status: 'final', code: { text: `Result ${at}` } }),
  ])
  const { get, place: deps } = await southmere(t, { resources: many, viewer: MARTHA })
  has((await get('/me')).text, 'Also kept, not shown here 60 results')
  has((await get('/me/kept')).text, 'Also kept about you', '1 to 50 of 60')
  has((await get('/me/kept?page=2')).text, '51 to 60 of 60')
  const looks = await deps.trail.looksAt([atGp.personId])
  assert.equal(looks[0]!.what, 'list of what else is kept')
})

test('somebody at the council sees what is kept for whom their own class is opened, and no other', async (t) => {
  const other = viewerOf(
    {
      id: 'x',
      name: 'X',
      role: 'ward-coordinator',
      organisation: HOSPITAL,
      side: 'nhs',
      unit: 'Ward 3',
    },
    'direct-care',
  )
  const { get } = await southmere(t, { resources: KEPT, viewer: other })
  const { status, text } = await get(`${PATH}/kept`)
  assert.equal(status, 403)
  assert.doesNotMatch(text, /eGFR|Okello/)
})

test('the resident’s own page has allergies, alerts, differences and what is kept', async (t) => {
  const flag = resource('Flag', 'F1', { status: 'active', code: { text: 'Key safe: ask for it' } })
  const { get } = await southmere(t, {
    viewer: MARTHA,
    people: [{ ...atHospital, given: ['Mattie'] }, atGp],
    resources: [[GP, PENICILLIN], [GP, flag], ...KEPT],
  })
  const { text } = await get('/me')
  has(text, 'Allergic to Penicillin', 'Key safe: ask for it', 'The sources do not agree')
  has(text, 'Also kept, not shown here', 'Care at home is not recorded')
})

test('on paper, on a phone, without script, by keyboard and in high contrast', async (t) => {
  const medicine = resource('MedicationRequest', 'M9', {
    status: 'active',
    medicationCodeableConcept: { text: 'Warfarin 1mg tablets' },
    dosageInstruction: [{ text: '3 mg once a day' }],
  })
  const { app } = await southmere(t, { resources: [[GP, medicine], [GP, PENICILLIN], ...KEPT] })
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const browser = await openBrowser()
  t.after(() => browser.close())
  for (const options of [
    { width: 1280 },
    { width: 360, script: false },
    { width: 640, forcedColours: true },
  ]) {
    const window = await openWindow(browser, origin, options)
    const page = await window.newPage()
    for (const url of [PATH, `${PATH}/kept`]) {
      await page.goto(`${origin}${url}`)
      if (options.script === false) await checkFits(page)
      else await checkAccessible(page)
    }
    await window.close()
  }
  const window = await openWindow(browser, origin)
  const page = await window.newPage()
  await page.goto(`${origin}${PATH}`)
  await page.emulateMedia({ media: 'print' })
  for (const words of ['Warfarin 1mg tablets', '3 mg once a day', 'Allergic to Penicillin'])
    assert.ok(await page.getByText(words).first().isVisible(), words)
  await page.emulateMedia({ media: 'screen' })
  const isFocused = () => page.evaluate<boolean>("document.activeElement.href?.endsWith('/kept')")
  for (let presses = 0; presses < 40 && !(await isFocused()); presses += 1)
    await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/kept$/)
})

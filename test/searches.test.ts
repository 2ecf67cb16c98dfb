import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { DAY_MS } from '../src/kernel/index.ts'
import { personIdOf, type SourcePerson, savePeople } from '../src/people/index.ts'
import type { CareEvent } from '../src/record/index.ts'
import { storeEvents } from '../src/record/testing.ts'
import { Visitor } from '../src/shell/testing.ts'
import { openTestPlace } from './open-place.ts'

/**
 * What people type to find somebody, and who must be found, through real requests of real personas. Whoever is searched
 * for lies on Ward 6 (Priya's), on Ward 3 (Tom's), or has never been in hospital.
 */
/** The made-up sign-in keeps the time of day: so does the place. */
const NOW = new Date()
const LEARNT = new Date(NOW.getTime() - 60 * 60_000)
const CAME = new Date(NOW.getTime() - 2 * DAY_MS).toISOString()
const HOSPITAL = 'mere-general'
const SOUTHMERE = join(import.meta.dirname, '../places/southmere')

type Cast = Partial<SourcePerson> & { name: string; ward?: string; atGp?: Partial<SourcePerson> }

const CAST: Cast[] = [
  {
    name: 'Rose Whitlock',
    ward: 'Ward 6',
    nhsNumber: '9990123454',
    birthDate: '1941-04-03',
    given: ['Rose', 'Ann'],
    address: { lines: ['7 Orchard Row'], city: 'Eastmere', postcode: 'ZM1 4QT' },
    otherNames: [{ use: 'maiden', family: 'Prendergast', given: ['Rose'] }],
  },
  {
    name: 'William Whitlock',
    ward: 'Ward 6',
    nhsNumber: '9990123462',
    birthDate: '1938-11-21',
    address: { lines: ['7 Orchard Row'], city: 'Eastmere', postcode: 'ZM1 4QT' },
  },
  { name: 'Siobhan O\u2019Brien', ward: 'Ward 6', birthDate: '1952-02-29' },
  { name: 'Padraig O Brien', ward: 'Ward 3', birthDate: '1950-05-05' },
  { name: 'Elizabeth Smith-Okello', ward: 'Ward 6', birthDate: '1960-07-12' },
  { name: 'Zoë Nuñez', ward: 'Ward 6', birthDate: '1970-12-01' },
  { name: 'Søren Łukasz', ward: 'Ward 6', birthDate: '1971-01-15' },
  { name: 'Anneke van Dyke', ward: 'Ward 6', birthDate: '1949-09-09' },
  { name: 'Ewan McDonald', ward: 'Ward 6', birthDate: '1947-03-30' },
  { name: 'Jean-Paul Marsh', ward: 'Ward 6', birthDate: '2012-04-03' },
  { name: 'Robert Fell', ward: 'Ward 3', birthDate: '1939-08-08', nhsNumber: '9990123497' },
  {
    name: 'Mary Hidden',
    ward: 'Ward 6',
    birthDate: '1944-06-01',
    restricted: true,
    address: { lines: ['2 Secret Lane'], city: 'Eastmere', postcode: 'ZM9 9ZZ' },
    atGp: { address: { lines: ['2 Secret Lane'], city: 'Eastmere', postcode: 'ZM9 9ZZ' } },
  },
  { name: 'Rose Stranger', birthDate: '1941-04-03' },
]

const ROSE = 'Rose Whitlock'
const WILLIAM = 'William Whitlock'
const SIOBHAN = 'Siobhan O\u2019Brien'
const LIZ = 'Elizabeth Smith-Okello'
const ZOE = 'Zoë Nuñez'
const SOREN = 'Søren Łukasz'
const ANNEKE = 'Anneke van Dyke'
const EWAN = 'Ewan McDonald'
const JP = 'Jean-Paul Marsh'
const MARY = 'Mary Hidden'
const WARD_6 = [LIZ, SIOBHAN, ROSE, WILLIAM, ZOE, SOREN, ANNEKE, EWAN, JP, MARY].sort()

/** What Priya types, and whom she must be shown: in this order where one fits better than the other. */
const SEARCHES: [typed: string, found: string[]][] = [
  // Names
  ['whitlock', [ROSE, WILLIAM]],
  ['WHITLOCK', [ROSE, WILLIAM]],
  ['Rose Whitlock', [ROSE]],
  ['Whitlock Rose', [ROSE]],
  ['Whitlock, Rose', [ROSE]],
  ['whitlock,rose', [ROSE]],
  ['Mrs R Whitlock', [ROSE]],
  ['R. Whitlock', [ROSE]],
  ['ann whitlock', [ROSE]],
  ['whitlok', [ROSE, WILLIAM]],
  ['whitlcok', [ROSE, WILLIAM]],
  ['whittlock', [ROSE, WILLIAM]],
  ['vhitlock', [ROSE, WILLIAM]],
  ['whit', [ROSE, WILLIAM]],
  ['bill whitlock', [WILLIAM]],
  ['Willie Whitlock', [WILLIAM]],
  ['Prendergast', [ROSE]],
  ['rose prendergast', [ROSE]],
  ["O'Brien", [SIOBHAN]],
  ['OBrien', [SIOBHAN]],
  ['O Brien', [SIOBHAN]],
  ['o\u2019brien siobhan', [SIOBHAN]],
  ['brien', [SIOBHAN]],
  ['Siobhán', [SIOBHAN]],
  ['Smith-Okello', [LIZ]],
  ['smith okello', [LIZ]],
  ['okello smith', [LIZ]],
  ['smithokello', [LIZ]],
  ['okello', [LIZ]],
  ['Liz Smith', [LIZ]],
  ['zoe nunez', [ZOE]],
  ['Zoë Nuñez', [ZOE]],
  ['soren lukasz', [SOREN]],
  ['van dyke', [ANNEKE]],
  ['vandyke', [ANNEKE]],
  ['dyke', [ANNEKE]],
  ['Mc Donald', [EWAN]],
  ['macdonald ewan', [EWAN]],
  ['jean paul', [JP]],
  ['jeanpaul marsh', [JP]],
  // Birth dates
  ['whitlock 3 apr 1941', [ROSE]],
  ['3/4/1941 whitlock', [ROSE]],
  ['whitlock 03-04-41', [ROSE]],
  ['whitlock 3rd April 1941', [ROSE]],
  ['whitlock 1941', [ROSE]],
  ['1941', [ROSE]],
  ['3 Apr 1941', [ROSE]],
  ['03041941', [ROSE]],
  ['3/4/12', [JP]],
  ['1941-04-03 rose', [ROSE]],
  ['whitlok 3/4/1941', [ROSE]],
  ['born 29/2/1952', [SIOBHAN]],
  // Numbers
  ['NHS 999 012 3454', [ROSE]],
  ['9990123454', [ROSE]],
  ['999-012-3454', [ROSE]],
  ['9990123454 whitlock', [ROSE]],
  ['9990123454 fell', []],
  ['H-0001', [ROSE]],
  ['hospital number h0001', [ROSE]],
  // Where somebody lives
  ['zm1 4qt', [ROSE, WILLIAM]],
  ['ZM14QT rose', [ROSE]],
  ['whitlock zm1', [ROSE, WILLIAM]],
  ['7 Orchard Row', [ROSE, WILLIAM]],
  ['orchard row rose', [ROSE]],
  ['zm9 9zz', []],
  ['2 secret lane', []],
  ['hidden zm9', []],
  ['hidden', [MARY]],
  // Wards
  ['Ward 6', WARD_6],
  ['ward  6', WARD_6],
  ['ward 6 whitlock', [ROSE, WILLIAM]],
  ['rose ward 6', [ROSE]],
  ['Ward 3', []],
  // Nobody, and not hers
  ['fell', []],
  ['Robert Fell 8/8/1939', []],
  ['Robert Nobody 8/8/1939', []],
  ['9990123497', []],
  ['9990123519', []],
  ['rose stranger 3/4/1941', []],
  ['constructor', []],
  ['__proto__ 1941', []],
]

test('what people type finds whom they mean, and nobody else', async (t) => {
  const { place, priya, tom } = await southmere(t)
  for (const [typed, found] of SEARCHES)
    await t.test(typed, async () => {
      const { names } = await search(priya, typed)
      const inOrder = found.length > 3 ? names.toSorted() : names
      assert.deepEqual(inOrder, found)
    })

  await t.test(
    'each who is shown is a look; whoever was named and is not hers is a refusal',
    async () => {
      const looks = (name: string) => place.trail.looksAt([idOf(name)])
      assert.ok(
        (await looks(ROSE)).every(
          (look) => look.what === 'search result' && look.outcome === 'allowed',
        ),
      )
      const refused = await looks('Robert Fell')
      assert.ok(refused.length > 0 && refused.every((look) => look.outcome === 'refused'))
      // A name alone is no question about whoever else has it.
      assert.deepEqual(await looks('Padraig O Brien'), [])
    },
  )

  await t.test('nobody and not yours get the same answer', async () => {
    for (const [one, other] of [
      ['9990123497', '9990123519'],
      ['Robert Fell 8/8/1939', 'Robert Nobody 8/8/1939'],
      ['fell', 'nobody'],
    ] as const) {
      const [a, b] = [await search(priya, one), await search(priya, other)]
      assert.equal(a.said, b.said)
    }
  })

  await t.test('the same words find other people for somebody else', async () => {
    assert.deepEqual((await search(tom, 'fell')).names, ['Robert Fell'])
    assert.deepEqual((await search(tom, 'whitlock')).names, [])
    assert.deepEqual((await search(tom, 'O Brien')).names, ['Padraig O Brien'])
  })

  await t.test('why somebody is shown stands in words', async () => {
    const why = async (typed: string) => (await search(priya, typed)).reasons[0]
    assert.equal(await why('rose whitlock 3/4/1941'), 'Birth date, family name and first name')
    assert.equal(await why('whitlok'), 'A family name that is spelt almost so')
    assert.equal(await why('prendergast'), 'Another name of theirs')
    assert.equal(await why('bill whitlock'), 'Family name and another form of the first name')
    assert.equal(await why('h0001'), 'Your own number for them')
    assert.equal(await why('ward 6 rose'), 'Now on Ward 6 and first name')
  })
})

test('results are behind the back button, and no address tells whom they are', async (t) => {
  const { priya, tom } = await southmere(t)
  const token = await priya.token('/people')
  const sent = await priya.go('/people', { words: 'Whitlock 9990123454', _csrf: token })
  assert.equal(sent.status, 303)
  const address = sent.headers.get('location')!
  assert.match(address, /^\/people\?search=[\w-]+$/)
  assert.doesNotMatch(
    Buffer.from(address.split('=')[1]!, 'base64url').toString('latin1'),
    /whitlock|9990/i,
  )
  for (let time = 0; time < 2; time += 1)
    assert.deepEqual(namesIn(await (await priya.go(address)).text()), [ROSE])
  const others = await tom.go(address)
  assert.equal(others.status, 422)
  assert.match(await others.text(), /ended with an earlier session/)
  const again = await priya.go('/people', { words: 'fell', _csrf: token })
  assert.equal(again.headers.get('location')!.length, address.length, 'a length tells nothing')
})

test('an error says what is wrong and keeps what was typed', async (t) => {
  const { priya } = await southmere(t)
  const { page, status } = await search(priya, '31/02/1944 Okello')
  assert.equal(status, 422)
  assert.match(page, /The birth date must be a day that exists/)
  assert.match(page, /value="31\/02\/1944 Okello"/)
})

async function southmere(t: TestContext) {
  const env = { CONCORDAT_PLACE: SOUTHMERE }
  const opened = await openTestPlace(t, { at: NOW.toISOString(), env })
  const { place } = opened
  const persons = CAST.flatMap((one, at) => sourcePersons(one, at))
  const events = CAST.flatMap((one, at) => (one.ward ? [stay(one, at)] : []))
  await place.databases.care.transaction(async (tx) => {
    await savePeople(tx, persons, LEARNT)
    await storeEvents(tx, HOSPITAL, LEARNT, events)
  })
  await opened.settle()
  await opened.listen()
  const as = async (who: string) => {
    const visitor = new Visitor(place.settings.origin)
    await visitor.signIn(who)
    return visitor
  }
  return { place, priya: await as('priya.shah'), tom: await as('tom.ellis') }
}

function sourcePersons({ name, ward: _, atGp, ...more }: Cast, at: number): SourcePerson[] {
  const [given, ...family] = name.split(' ')
  const common = { given: [given!], family: family.join(' '), phones: [], emails: [] }
  const hospital = personOf(HOSPITAL, numberOf(at), { ...common, ...more })
  if (atGp === undefined) return [hospital]
  // The practice does not say that the person is restricted: the hospital's word is enough.
  const { restricted: __, ...plain } = more
  const nhsNumber = '9990123470'
  return [
    { ...hospital, nhsNumber },
    personOf('southmere-gp', `G${at}`, { ...common, ...plain, ...atGp, nhsNumber }),
  ]
}

function personOf(source: string, sourceId: string, more: Partial<SourcePerson>): SourcePerson {
  const personId = personIdOf(source, sourceId)
  return {
    source,
    sourceId,
    authority: '',
    personId,
    identifiers: [],
    given: [],
    phones: [],
    emails: [],
    ...more,
  }
}

function numberOf(at: number): string {
  return `H${String(at + 1).padStart(4, '0')}`
}

function idOf(name: string) {
  return personIdOf(HOSPITAL, numberOf(CAST.findIndex((one) => one.name === name)))
}

function stay({ name, ward }: Cast, at: number): CareEvent {
  return {
    personId: idOf(name),
    eventId: `00000000-0000-8000-8000-${String(at).padStart(12, '0')}`,
    form: 'message',
    saidAt: CAME,
    kind: 'stay',
    status: 'active',
    startAt: CAME,
    organisation: 'RXS',
    unit: ward,
    label: 'Hospital stay',
    detail: {},
  }
}

async function search(visitor: Visitor, words: string) {
  const _csrf = await visitor.token('/people')
  const answer = await visitor.follow(await visitor.go('/people', { words, _csrf }))
  const page = await answer.text()
  const main = page.slice(page.indexOf('<main'), page.indexOf('</main>'))
  return {
    page,
    status: answer.status,
    names: namesIn(page),
    reasons: [...main.matchAll(/<\/th><td[^>]*>(?:<span[^>]*>[^<]*<\/span>)?([^<]*)/g)].map(
      ([, why]) => why,
    ),
    // What was typed stands in the box: that alone differs.
    said: main.replaceAll(/value="[^"]*"/g, ''),
  }
}

function namesIn(page: string): string[] {
  return [...page.matchAll(/<a href="\/people\/[0-9a-f-]{36}">([^<]+)<\/a>/g)].map(([, name]) =>
    name!.replaceAll('&#x27;', "'"),
  )
}

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadFiles } from '../src/intake/index.ts'
import { testRecord } from '../src/intake/testing.ts'
import type { PersonId } from '../src/kernel/index.ts'
import { identityOf } from '../src/people/index.ts'
import { lookAtOwnRecord, lookAtPerson } from '../src/record/index.ts'
import { viewerOf } from '../src/record/testing.ts'
import { type Arrived, type Asking, PlainText, readInbox, type Who } from './plain-evaluator.ts'

/**
 * Feeds that lie: of other parties' beds and cases, of where somebody is registered or lives, that they are dead, that
 * they are somebody else; one of them is named by no clause. Whatever they send, and in whatever order it comes, what
 * is open to whom is what the text says, worked out from the text and the inbox by a second, plain evaluator.
 */
const NAMED = ['mere-general', 'southmere-gp', 'southmere-council', 'southmere-community']
/** One that no clause ever named, and one whose clause has ended. */
const UNNAMED = ['stranger', 'former']
const FEEDS = [...NAMED, ...UNNAMED]
const CODES = ['RXS', 'RXSC1', 'E10000099', 'E07990001', 'VXS01', 'Y90001', 'Y90002']
const OWN: Record<string, string> = {
  'mere-general': 'RXS',
  'southmere-gp': 'Y90001',
  'southmere-council': 'E10000099',
  'southmere-community': 'RXSC1',
  stranger: 'RXS',
  former: 'RXS',
}
const PRACTICES = ['Y90001', 'Y90002', 'Y90003']
const ASKING: Asking[] = [
  { role: 'ward-coordinator', organisation: 'mere-general', unit: 'Ward 6' },
  { role: 'ward-coordinator', organisation: 'southmere-community', unit: 'Ward 6' },
  { role: 'transfer-hub-coordinator', organisation: 'mere-general' },
  { role: 'transfer-hub-coordinator', organisation: 'southmere-council' },
  { role: 'gp', organisation: 'mere-street-surgery' },
  { role: 'gp', organisation: 'gull-point-medical-centre' },
  { role: 'community-nurse', organisation: 'southmere-community' },
  { role: 'social-worker', organisation: 'southmere-council' },
  { role: 'district-officer', organisation: 'southmere-districts' },
  { role: 'voluntary-worker', organisation: 'southmere-voluntary' },
].map((one) => ({ ...one, purpose: 'direct-care' }))

const maybe = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: undefined, freq: 2 })
const thing = fc.record({
  which: fc.constantFrom('Encounter', 'ServiceRequest', 'EpisodeOfCare'),
  goesOn: fc.constantFrom(true, true, false),
  /** of the party that sends it, or of any */
  code: fc.constantFrom('own', 'own', 'own', 'own', ...CODES),
  ward: fc.constantFrom('Ward 6', 'Ward 3'),
})
/** One file of a feed: what it says of one of two people, as themselves or as somebody else with their number. */
const claim = fc.record({
  /** the minute as of which it says so, whenever it comes */
  at: fc.nat(59),
  feed: fc.constantFrom(...FEEDS),
  who: fc.nat(1),
  forged: fc.constantFrom(false, false, false, true),
  gp: maybe(fc.constantFrom(...PRACTICES)),
  dead: maybe(fc.boolean()),
  postcode: maybe(fc.constantFrom('ZM1 4AB', 'ZH2 1AA')),
  things: fc.array(thing, { maxLength: 3 }),
})
const claims = fc.uniqueArray(claim, { minLength: 1, maxLength: 8, selector: ({ at }) => at })
type Claim = typeof claim extends fc.Arbitrary<infer C> ? C : never

const RUNS = 24
const SEED = 20261126
const LETTERS = 'abcdefghij'
let runs = 0

/** Two whom nobody else is like, in each run. */
function people(): [Who, Who] {
  runs += 1
  const two = [0, 1].map((which): Who => {
    const serial = 100 * runs + which
    const family = [...String(serial)].map((digit) => LETTERS[Number(digit)]).join('')
    const day = String(1 + (serial % 28)).padStart(2, '0')
    return {
      nhs: nhsNumber(serial),
      family: `Q${family}`,
      birth: `19${40 + (runs % 50)}-0${1 + which}-${day}`,
    }
  })
  return two as [Who, Who]
}

function nhsNumber(serial: number): string {
  for (let tries = serial * 11; ; tries++) {
    const nine = `9${String(tries).padStart(8, '0')}`
    const sum = [...nine].reduce((all, digit, at) => all + Number(digit) * (10 - at), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return nine + String(check)
  }
}

const party = (value: string) => ({ identifier: { system: 'urn:made-up', value } })

/** A file: the person as the feed has them, and what it tells of them. */
function bundleOf({ at, feed, forged, gp, dead, postcode, things, who }: Claim, person: Who) {
  const id = recordOf({ who, forged })
  const name = forged
    ? { family: `X${person.family}`, given: ['Eve'] }
    : { family: person.family, given: ['Ada'] }
  const minute = String(at).padStart(2, '0')
  const meta = { lastUpdated: `2026-03-02T09:${minute}:00Z`, tag: [{ system: 'urn:interweave' }] }
  const patient = {
    resourceType: 'Patient',
    id,
    meta,
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: person.nhs }],
    name: [name],
    gender: forged ? 'male' : 'female',
    birthDate: forged ? '1999-12-30' : person.birth,
    ...(gp && { generalPractitioner: [party(gp)] }),
    ...(dead !== undefined && { deceasedBoolean: dead }),
    ...(postcode && { address: [{ line: [`${feed} Lane`], postalCode: postcode }] }),
  }
  const subject = { reference: `Patient/${id}` }
  const resources = things.map(({ which, goesOn, code: whose, ward }, place) => {
    const code = whose === 'own' ? OWN[feed]! : whose
    const common = {
      resourceType: which,
      id: `${id}-${which}-${place}`,
      meta,
      ...(which === 'EpisodeOfCare' ? { patient: subject } : { subject }),
    }
    if (which === 'Encounter') {
      const period = {
        start: '2026-03-01T10:00:00Z',
        ...(!goesOn && { end: '2026-03-02T10:00:00Z' }),
      }
      const location = [{ location: { display: ward }, physicalType: { coding: [{ code: 'wa' }] } }]
      const status = goesOn ? 'in-progress' : 'finished'
      return {
        ...common,
        status,
        class: { code: 'IMP' },
        period,
        location,
        serviceProvider: party(code),
      }
    }
    const status = goesOn ? 'active' : which === 'ServiceRequest' ? 'completed' : 'finished'
    return which === 'ServiceRequest'
      ? { ...common, status, intent: 'plan', authoredOn: '2026-02-01', performer: [party(code)] }
      : { ...common, status, period: { start: '2026-02-01' }, managingOrganization: party(code) }
  })
  const entry = [patient, ...resources].map((resource) => ({ resource }))
  return { resourceType: 'Bundle', type: 'collection', entry }
}

let prefix = ''
const recordOf = ({ who, forged }: Pick<Claim, 'who' | 'forged'>) =>
  `${prefix}${who}${forged ? 'f' : ''}`

test('whatever feeds say, a record is open to those to whom the text opens it, and to no others', async (t) => {
  const place = await testRecord(t)
  const db = place.databases.owner.short
  const folder = mkdtempSync(join(tmpdir(), 'concordat-adversary-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const text = new PlainText()
  const asked: { id: PersonId; who: Who }[] = []

  /** As the software calls what a source calls by an id. */
  const recordsOf = async (some: readonly Pick<Arrived, 'source' | 'resource'>[]) => {
    const { rows } = await db.query<{ person_id: PersonId }>(
      `select person_id from people.person where (source, source_id) in (
        select * from unnest($1::text[], $2::text[])) order by person_id`,
      [some.map(({ source }) => source), some.map(({ resource }) => String(resource.id))],
    )
    return rows.map(({ person_id }) => person_id)
  }

  const agree = async (id: PersonId, who: Who, said: string) => {
    const items = await readInbox(db)
    await Promise.all(
      ASKING.map(async (asking) => {
        const { role, organisation, unit, purpose } = asking
        const actor = { id: role, name: role, role, organisation, side: sideOf(organisation), unit }
        const due = text.opens(items, who, asking, place.clock.now())
        const { outcome } = await lookAtPerson(place, viewerOf(actor, purpose), id)
        const why = `${role} of ${organisation}: ${JSON.stringify(said)}`
        assert.equal(outcome, due ? 'allowed' : 'refused', why)
      }),
    )
  }

  await fc.assert(
    fc.asyncProperty(claims, async (said) => {
      const two = people()
      prefix = `R${runs}-`
      for (const one of said) {
        const path = join(folder, 'bundle.json')
        writeFileSync(path, JSON.stringify(bundleOf(one, two[one.who]!)))
        // What came while a clause named its feed is there still when none does any more.
        const { files } = await loadFiles(
          one.feed === 'former' ? place.taking : place,
          [path],
          one.feed,
        )
        assert.equal(files[0]!.fault, undefined)
        if (one.feed !== 'stranger') assert.equal(files[0]!.quarantined, 0)
      }
      const items = await readInbox(db)
      for (const [which, who] of two.entries()) {
        const known = text
          .known(items, who)
          .filter(({ resource }) => resource.resourceType === 'Patient')
        if (known.length === 0) continue
        const records = await recordsOf(known)
        const [id] = records
        const identity = await identityOf(db, id!)
        const own = { id: recordOf({ who: which, forged: false }) }
        const [former, stranger] = await Promise.all(
          ['former', 'stranger'].map((source) => recordsOf([{ source, resource: own }])),
        )
        const named = identity.filter((one) => !former!.includes(one))
        assert.deepEqual(named, records, 'they are one, and nobody else is')
        assert.deepEqual(stranger, [], 'nobody knows of whom no clause lets tell')
        await agree(id!, who, JSON.stringify(said))
        await agreeOnThemselves(known, who)
        const tied = ASKING.some((one) => text.opens(items, who, one, place.clock.now()))
        if (tied) asked.push({ id: id!, who })
      }
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  )

  /** A resident reads their own record whatever anybody says, and of each source its own word. */
  async function agreeOnThemselves(known: ReturnType<PlainText['known']>, { nhs, family }: Who) {
    const name = `Ada ${family}`
    const viewer = viewerOf({ id: nhs, name, role: 'resident', nhsNumber: nhs }, 'own-record')
    const own = await lookAtOwnRecord(place, viewer, 'own record')
    assert.ok(own.outcome === 'allowed', 'nobody closes a record to whom it is about')
    const { dead, address } = own.view.who
    const saying = (is: (resource: never) => boolean) =>
      [
        ...new Set(
          known
            .filter(({ resource }) => is(resource as never))
            .map(({ source }) => text.nameOf(source)),
        ),
      ].sort()
    assert.deepEqual(
      [...(dead?.sources ?? [])].sort(),
      saying(({ deceasedBoolean }) => deceasedBoolean === true),
    )
    const places = saying(({ address: at }) => at !== undefined)
    assert.deepEqual([...new Set(address.flatMap(({ sources }) => sources))].sort(), places)
  }

  assert.ok(asked.length > 8, 'some of what was said opens something')
  // Weeks later, nothing more has come: what ends is what the text lets end.
  for (const days of [15, 63, 187]) {
    place.clock.set(new Date(Date.parse('2026-03-03T12:00:00Z') + days * 86_400_000).toISOString())
    for (const { id, who } of asked.slice(0, 8)) await agree(id, who, `after ${days} days`)
  }
})

function sideOf(organisation: string): string {
  if (organisation === 'southmere-voluntary') return ''
  return /council|districts/.test(organisation) ? 'council' : 'nhs'
}

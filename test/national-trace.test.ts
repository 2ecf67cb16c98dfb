import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { beginTracing } from '../src/intake/index.ts'
import { changedSouthmere } from './changed-place.ts'
import { openTestPlace } from './open-place.ts'

const SHARED = join(import.meta.dirname, '../../shared/testdata/fhir/pds')
const SKIP = existsSync(SHARED)
  ? false
  : 'the published examples of the service are not beside this checkout'
const example = (path: string) => JSON.parse(readFileSync(join(SHARED, path), 'utf8'))

/** A clause that lets the service's answers in: everything else hangs on it. */
const FEED = `  - number: '9.99'
    heading: What the national demographics service answers
    kind: feed
    text: >-
      The integrated care board asks the national demographics service who people are of whom nobody here has an NHS
      number, and takes its answer as a record of its own.
    proposedBy: southmere-icb
    takesEffect: 2025-04-01
    id: national-demographics
    party: southmere-icb
    name: the answer of the national demographics service
    every: 28 days
    gives: [demographics, health-record]
    speaksFor: []

  - number: '9.5'
    heading: The answer of the national opt-out service
`

type Patient = { id: string; [name: string]: unknown }

/** What the service answers in its published examples, over HTTP. */
async function service(t: TestContext) {
  const asked: string[] = []
  const jane: Patient = example('karate-stubs/patientResponses/patient_9000000009.json')
  const sensitive: Patient = {
    ...example('karate-stubs/patientResponses/patient_9000000025.json'),
    // It leaves these out by itself; whoever takes in an answer does not rely on that.
    address: [{ line: ['1 Hidden Lane'], postalCode: 'LS1 6AE' }],
    telecom: [{ system: 'phone', value: '01632960587' }],
  }
  const found = (patient: Patient) => ({
    resourceType: 'Bundle',
    type: 'searchset',
    total: 1,
    entry: [{ search: { score: 1 }, resource: patient }],
  })
  const state = { patients: new Map([[jane.id, jane]]), invalid: new Set<string>(), busy: false }
  const answer = (url: URL): [number, object] => {
    if (state.busy) return [429, {}]
    const id = /\/Patient\/(\d+)$/.exec(url.pathname)?.[1]
    if (id !== undefined) {
      if (state.invalid.has(id))
        return [404, example('karate-stubs/errorResponses/INVALIDATED_RESOURCE.json')]
      const patient = state.patients.get(id)
      return patient
        ? [200, patient]
        : [404, example('karate-stubs/errorResponses/RESOURCE_NOT_FOUND.json')]
    }
    const family = url.searchParams.get('family')
    const where = url.searchParams.has('address-postalcode')
    if (family === 'Smith') return [200, found(jane)]
    // Whoever is restricted is found by where they live never.
    if (family === 'Smythe')
      return [200, where ? { ...found(jane), total: 0, entry: [] } : found(sensitive)]
    if (family === 'Jones')
      return [200, example('karate-stubs/searchResponses/TOO_MANY_MATCHES.json')]
    return [200, { resourceType: 'Bundle', type: 'searchset', total: 0 }]
  }
  const server = createServer((request, response) => {
    assert.match(String(request.headers['x-request-id']), /^[\da-f-]{36}$/)
    asked.push(request.url!)
    const [status, body] = answer(new URL(request.url!, 'http://stub'))
    response.writeHead(status, { 'content-type': 'application/fhir+json' })
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  return { asked, state, jane, address: `http://localhost:${port}/FHIR/R4` }
}

function local(id: string, family: string, given: string, birthDate: string) {
  return {
    resourceType: 'Patient',
    id,
    name: [{ family, given: [given] }],
    birthDate,
    address: [{ line: ['1 Trevelyan Square'], postalCode: 'LS1 6AE' }],
  }
}

test('who has no number is asked for: found, restricted, too many, superseded and void', {
  skip: SKIP,
}, async (t) => {
  const pds = await service(t)
  const folder = await changedSouthmere(t, [
    "  - number: '9.5'\n    heading: The answer of the national opt-out service\n",
    FEED,
  ])
  const env = { CONCORDAT_PDS: pds.address, CONCORDAT_PLACE: folder }
  const { place, arrives, settle, clock } = await openTestPlace(t, { env })
  const people = [
    local('C1', 'Smith', 'Jane', '2010-10-22'),
    local('C2', 'Smythe', 'Janet', '2010-10-22'),
    local('C3', 'Jones', 'Jackie', '1990-01-01'),
    local('C4', 'Nobody', 'Known', '1990-01-01'),
  ]
  await arrives(
    'southmere-council',
    'c.ndjson',
    people.map((one) => JSON.stringify(one)).join('\n'),
  )
  await beginTracing(place)
  await settle()
  const db = place.databases.care.short
  const numberOf = async (source: string, id: string) => {
    const { rows } = await db.query<{ number: string | null; said: string }>(
      `select (select max(o.nhs_number) from people.person o where o.person_id = any(l.members)) as number, p.said::text
       from people.person p join people.link l using (person_id) where p.source = $1 and p.source_id = $2`,
      [source, id],
    )
    return rows[0]
  }
  assert.equal((await numberOf('southmere-council', 'C1'))?.number, '9000000009')
  assert.equal((await numberOf('southmere-council', 'C2'))?.number, '9000000025')
  const hidden = await numberOf('national-demographics', '9000000025')
  assert.equal(hidden?.number, '9000000025')
  assert.doesNotMatch(hidden!.said, /Hidden|LS1|01632/)
  assert.match(hidden!.said, /"restricted":true/)
  assert.equal((await numberOf('southmere-council', 'C3'))?.number, null)
  const { rows } = await db.query(
    'select outcome, count(*)::int as count from intake.national_trace group by 1 order by 1',
  )
  assert.deepEqual(
    rows.map(({ outcome, count }) => [outcome, count]),
    [
      ['found', 4],
      ['many', 1],
      ['none', 1],
    ],
  )
  const before = pds.asked.length
  await settle()
  assert.equal(pds.asked.length, before, 'nobody is asked about twice')
  const jane = await db.query<{ person_id: string }>(
    `select person_id from people.person where source = 'southmere-council' and source_id = 'C1'`,
  )
  const deeds = await place.trail.deedsAbout([jane.rows[0]!.person_id as never])
  assert.ok(deeds.some(({ command }) => command === 'intake.trace'))

  // A month later one number has been superseded, and one is void.
  pds.state.patients.set('9000000009', {
    ...pds.jane,
    id: '9000000017',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9000000017' }],
  })
  pds.state.invalid.add('9000000025')
  clock.set('2026-04-10T09:00:00Z')
  await settle()
  assert.equal((await numberOf('southmere-council', 'C1'))?.number, '9000000017')
  assert.equal((await numberOf('national-demographics', '9000000025'))?.number, null)

  // Whoever asks too much is told so, and asks again later.
  pds.state.busy = true
  clock.set('2026-05-20T09:00:00Z')
  const asked = pds.asked.length
  await settle()
  assert.ok(pds.asked.length - asked <= 2)
  const later = await db.query(`select from intake.national_trace where outcome = 'later'`)
  assert.ok(later.rows.length >= 1)
})

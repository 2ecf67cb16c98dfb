import assert from 'node:assert/strict'
import test from 'node:test'
import { isNhsNumber } from './nhs-number.ts'
import { AS_OF, type Extract, extractOf, type FhirResource } from './reading-extracts.ts'
import { CLD_COLUMNS } from './write-cld.ts'

/** Spellings of exchange-standards section 1.2, typed from there. */
const OUTCOMES = new Set([
  'Progress to reablement/ST-Max',
  'Progress to assessment, review or reassessment',
  'Progress to support planning or services',
  'Continuation of support or services',
  'Admitted to hospital',
  'NFA: Responsibility moved to another local authority',
  'NFA: Referral to NHS services or NHS funded social care',
  'NFA: Self-funded client or under 12wk disregard',
  'NFA: Information and advice or signposting',
  'NFA: Referral to other service within the local authority',
  'NFA: Support declined',
  'NFA: Deceased',
  'NFA: Support ended as planned',
  'NFA: Support ended for other reason',
  'NFA: No services offered for other reason',
  'NFA: Other',
  '',
])
const SERVICE_TYPES = new Set([
  'Long term support: Nursing care',
  'Long term support: Residential care',
  'Long term support: Community',
  'Short term support: ST-Max',
  'Short term support: Ongoing low level',
  'Short term support: Other short term',
  'Unpaid carer support: Direct to unpaid carer',
])

test('the files of a place', async (t) => {
  const extract = await extractOf(t, 1500)
  await t.test('council rows have the 50 columns and the words of the standard', () =>
    councilRows(extract),
  )
  await t.test('council files hold what their period may hold', () => councilPeriods(extract))
  await t.test('hospital messages are HL7 v2', () => messages(extract))
  await t.test('each stay is told in order: admitted, moved, ready, left', () => stayOrder(extract))
  await t.test('records are FHIR whose references lead somewhere', () => records(extract))
  await t.test('the truth names every id of every feed, and no other', () => truth(extract))
  await t.test('NHS numbers are right but where the truth says they are not', () =>
    nhsNumbers(extract),
  )
  await t.test('nothing is dated after as-of, before birth or after death', () => dates(extract))
})

const SIDES = ['gp', 'hospital', 'council'] as const

function councilRows(extract: Extract): void {
  const rows = extract.councilRows()
  assert.ok(rows.length > 100)
  assert.equal(CLD_COLUMNS.length, 50)
  for (const row of rows) {
    assert.deepEqual(Object.keys(row), CLD_COLUMNS)
    assert.equal(row['LA Code'], 'E10000099')
    assert.ok(OUTCOMES.has(row['Event Outcome']!), row['Event Outcome'])
    const service = row['Event Type'] === 'Service'
    assert.equal(SERVICE_TYPES.has(row['Service Type']!), service)
    assert.equal(row['Unit Cost'] !== '', service)
    if (service)
      assert.match(`${row['Unit Cost']} ${row['Planned units per week']}`, /^\d+\.\d\d \d+\.\d\d$/)
    assert.equal(row['Request: Route of Access'] !== '', row['Event Type'] === 'Request')
    assert.equal(row['Assessment Type'] !== '', row['Event Type'] === 'Assessment')
    const known = row['Client Type'] === 'Unpaid carer known by association'
    assert.equal(row['Event Type'] === '', known)
    assert.equal(row['Adult 1 Linked Person ID'] !== '', row['Client Type'] !== 'Service user')
  }
}

function councilPeriods(extract: Extract): void {
  const ends = new Map<string, string>()
  for (const row of extract.councilRows()) {
    const [from, to] = [
      iso(row['Reporting Period Start Date']!),
      iso(row['Reporting Period End Date']!),
    ]
    const [start, end] = [iso(row['Event Start Date']!), iso(row['Event End Date']!)]
    assert.ok(to < AS_OF && start <= to)
    if (row['Event Type'] === 'Service') assert.ok(end === '' || (end >= from && end <= to))
    else if (row['Event Type'] !== '')
      assert.ok(end >= from && end <= to, `${row['Event Reference']}`)
    // One service, many files: it is open until the file in which it ends, and gone after it.
    const reference = row['Event Reference']!
    if (reference !== '') assert.ok(!ends.has(reference), `${reference} after its end`)
    if (end !== '') ends.set(reference, end)
  }
}

function messages(extract: Extract): void {
  const found = extract.messages()
  const kinds = new Map<string, number>()
  const controls = new Set<string>()
  for (const message of found) {
    const [kind, event] = message.field('MSH', 9).split('^')
    assert.equal(kind, 'ADT')
    kinds.set(event!, (kinds.get(event!) ?? 0) + 1)
    assert.equal(message.field('MSH', 2), '^~\\&')
    assert.deepEqual(
      [message.field('MSH', 3), message.field('MSH', 4), message.field('MSH', 12)],
      ['MEREPAS', 'RXS', '2.4'],
    )
    assert.match(message.field('PID', 3), /^H\d{7}\^\^\^RXS\^MR(~\d{10}\^\^\^NHS\^NH)?$/)
    assert.match(message.field('PV1', 3), /^Ward \d+\^Bay \d+\^Bed [1-6]\^RXS$/)
    assert.match(message.field('PV1', 44), /^\d{12}$/)
    assert.equal(message.field('PV1', 45) !== '', event === 'A03')
    controls.add(message.field('MSH', 10))
  }
  assert.deepEqual([...kinds.keys()].sort(), ['A01', 'A02', 'A03', 'A08', 'A11'])
  assert.equal(controls.size, found.length)
}

function stayOrder(extract: Extract): void {
  const stays = new Map<string, { event: string; at: string; ready: string }[]>()
  for (const message of extract.messages()) {
    const visit = message.field('PV1', 19)
    const told = {
      event: message.field('EVN', 1),
      at: message.field('EVN', 6),
      ready: message.field('ZU1', 2),
    }
    stays.set(visit, [...(stays.get(visit) ?? []), told])
  }
  assert.ok(stays.size > 100)
  for (const [visit, told] of stays) {
    assert.equal(told[0]!.event, 'A01', visit)
    assert.equal(told.filter(({ event }) => event === 'A01').length, 1)
    told.slice(1).forEach(({ at, event }, place) => {
      assert.ok(at >= told[place]!.at, `${visit} ${event}`)
    })
    const over = told.findIndex(({ event }) => event === 'A03' || event === 'A11')
    assert.ok(over === -1 || over === told.length - 1)
    assert.ok(told.every(({ at, ready }) => ready === '' || ready <= at))
  }
}

function records(extract: Extract): void {
  const types = new Set<string>()
  for (const side of SIDES) {
    const resources = extract.resources(side)
    // The council sends its clients as rows, and what it says of them beside as FHIR.
    const clients = side === 'council' ? linked(extract, 'southmere-council') : []
    const ids = new Set<string>(clients.map((id) => `Patient/${id}`))
    for (const { resourceType, id } of resources) {
      assert.match(id, /^[A-Za-z0-9.-]{1,64}$/)
      assert.ok(!ids.has(`${resourceType}/${id}`), `${resourceType}/${id} twice`)
      ids.add(`${resourceType}/${id}`)
      types.add(resourceType)
    }
    for (const reference of JSON.stringify(resources).matchAll(/"reference":"([^"]+)"/g)) {
      assert.ok(ids.has(reference[1]!), reference[1])
    }
  }
  const wanted = `AllergyIntolerance CareTeam Condition DocumentReference Encounter Flag Immunization Location
    MedicationRequest Observation Organization Patient Practitioner RelatedPerson
    ServiceRequest`
  assert.deepEqual([...types].sort(), wanted.split(/\s+/))
}

function linked(extract: Extract, source: string): string[] {
  return extract
    .rows('truth/links.csv')
    .filter((link) => link.source === source)
    .map((link) => link.source_id!)
}

function truth(extract: Extract): void {
  const links = extract.rows('truth/links.csv')
  const people = new Set(extract.rows('truth/people.csv').map((person) => person.person_key))
  assert.equal(people.size, 1500)
  assert.ok(links.every((link) => people.has(link.person_key)))
  const patients = (side: 'gp' | 'hospital') =>
    extract
      .resources(side)
      .filter(isPatient)
      .map(({ id }) => id)
  const sent = {
    'southmere-gp': patients('gp'),
    'mere-general': patients('hospital'),
    'southmere-council': [
      ...new Set(extract.councilRows().map((row) => row['LA Person Unique Identifier']!)),
    ],
  }
  const inMessages = new Set(
    extract.messages().map((message) => message.field('PID', 3).split('^')[0]!),
  )
  assert.ok([...inMessages].every((id) => sent['mere-general'].includes(id)))
  for (const [source, ids] of Object.entries(sent)) {
    assert.deepEqual(ids.toSorted(), linked(extract, source).toSorted(), source)
    assert.deepEqual(
      extract
        .rows(`match/${source}.csv`)
        .map(({ id }) => id!)
        .toSorted(),
      ids.toSorted(),
    )
  }
  const person = new Map(links.map((link) => [link.source_id, link.person_key]))
  for (const pair of [
    'southmere-gp--mere-general',
    'southmere-gp--southmere-council',
    'mere-general--southmere-council',
    'mere-general',
  ]) {
    for (const { left_id, right_id } of extract.rows(`truth/pairs-${pair}.csv`)) {
      assert.equal(person.get(left_id), person.get(right_id))
      assert.notEqual(left_id, right_id)
    }
  }
}

function nhsNumbers(extract: Extract): void {
  const people = new Map(
    extract.rows('truth/people.csv').map((person) => [person.person_key, person.nhs_number!]),
  )
  for (const number of people.values()) assert.ok(isNhsNumber(number) && number.startsWith('9'))
  assert.equal(new Set(people.values()).size, people.size)
  const wrong = new Map(
    extract.rows('truth/dirt.csv').map(({ source_id, kind }) => [`${source_id} ${kind}`, kind]),
  )
  for (const { source, source_id, person_key } of extract.rows('truth/links.csv')) {
    const held = heldNumbers(extract, source!).get(source_id!) ?? ''
    if (wrong.has(`${source_id} nhsNumberMissing`)) assert.equal(held, '')
    else if (wrong.has(`${source_id} nhsNumberMistyped`))
      assert.ok(held.length === 10 && !isNhsNumber(held))
    else if (wrong.has(`${source_id} nhsNumberOfAnother`))
      assert.ok(isNhsNumber(held) && held !== people.get(person_key!))
    else assert.equal(held, people.get(person_key!))
  }
}

const held = new WeakMap<Extract, Map<string, Map<string, string>>>()

function heldNumbers(extract: Extract, source: string): Map<string, string> {
  const bySource = held.get(extract) ?? new Map<string, Map<string, string>>()
  held.set(extract, bySource)
  const known = bySource.get(source)
  if (known !== undefined) return known
  const rows = extract.rows(`match/${source}.csv`)
  const numbers = new Map(rows.map(({ id, nhs_number }) => [id!, nhs_number!]))
  bySource.set(source, numbers)
  return numbers
}

function dates(extract: Extract): void {
  const people = new Map(
    extract.rows('truth/people.csv').map((person) => [person.person_key, person]),
  )
  const person = new Map(
    extract.rows('truth/links.csv').map((link) => [link.source_id, people.get(link.person_key)!]),
  )
  const check = (id: string, day: string, what: string) => {
    const { date_of_birth: birth, date_of_death: death } = person.get(id)!
    assert.ok(
      day < AS_OF && day >= birth! && (death === '' || day <= death!),
      `${id} ${what} ${day}`,
    )
  }
  for (const message of extract.messages()) {
    const id = message.field('PID', 3).split('^')[0]!
    for (const [segment, field] of [
      ['MSH', 7],
      ['EVN', 2],
      ['EVN', 6],
      ['PV1', 44],
      ['PV1', 45],
      ['ZU1', 2],
    ] as const) {
      const time = message.field(segment, field)
      if (time !== '')
        check(
          id,
          `${time.slice(0, 4)}-${time.slice(4, 6)}-${time.slice(6, 8)}`,
          `${segment}-${field}`,
        )
    }
  }
  for (const row of extract.councilRows()) {
    for (const column of ['Event Start Date', 'Event End Date', 'Date of Death']) {
      if (row[column] !== '') check(row['LA Person Unique Identifier']!, iso(row[column]!), column)
    }
  }
  for (const resource of SIDES.flatMap((side) => extract.resources(side))) {
    const id = /"Patient\/([^"]+)"/.exec(JSON.stringify(resource))?.[1]
    if (id === undefined) continue
    for (const [day] of JSON.stringify(resource).matchAll(/\d{4}-\d{2}-\d{2}/g))
      check(id, day, resource.resourceType)
  }
}

function isPatient({ resourceType }: FhirResource): boolean {
  return resourceType === 'Patient'
}

/** dd/mm/yyyy as yyyy-mm-dd */
function iso(text: string): string {
  return text.split('/').toReversed().join('-')
}

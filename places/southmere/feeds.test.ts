import assert from 'node:assert/strict'
import test from 'node:test'
import { type Extract, extractOf, type FhirResource } from './reading-extracts.ts'

test('what feeds carry, leave out and have late, at 5,000 people', async (t) => {
  const extract = await extractOf(t, 5_000, 'southmere')
  await t.test('none known, not recorded and recorded: three shares of practices', () =>
    allergies(extract),
  )
  await t.test('one practice’s extract is months old, the others are of yesterday', () =>
    oldExtract(extract),
  )
  await t.test('a service is in one return and not in the next, and never ended', () =>
    missingEnd(extract),
  )
  await t.test(
    'messages carry kin, allergies, diagnoses and scores that agree with the record',
    () => segments(extract),
  )
  await t.test('protected addresses are marked in every feed that can', () => restricted(extract))
  await t.test('some are dead, and nobody says since when', () => undated(extract))
  await t.test('every telephone number is one of those kept for drama', () => phones(extract))
  await t.test('wards, practices, teams, workers and providers have a number to ring', () =>
    numbers(extract),
  )
  await t.test('there are babies of days and of weeks, and two of one name on a ward', () =>
    people(extract),
  )
})

const NONE_KNOWN = '"716186003"'

function allergies(extract: Extract): void {
  const gp = extract.resources('gp')
  const people = gp.filter(isA('Patient')).length
  const entries = gp.filter(isA('AllergyIntolerance'))
  const of = (list: FhirResource[]) =>
    new Set(list.map(({ patient }) => JSON.stringify(patient))).size
  const none = of(entries.filter((one) => JSON.stringify(one).includes(NONE_KNOWN)))
  const some = of(entries.filter((one) => !JSON.stringify(one).includes(NONE_KNOWN)))
  const share = (count: number) => count / people
  assert.ok(Math.abs(share(none) - 0.15) < 0.03, `none known: ${share(none)}`)
  assert.ok(Math.abs(share(some) - 0.105) < 0.02, `recorded: ${share(some)}`)
  assert.ok(share(people - none - some) > 0.6, 'nothing recorded')
  // Who wrote it down, and when.
  assert.ok(entries.every(({ recordedDate }) => recordedDate !== undefined))
  assert.ok(entries.filter(({ recorder }) => recorder !== undefined).length > entries.length * 0.95)
}

function oldExtract(extract: Extract): void {
  const practices = extract.rows('reference/organisations.csv').filter(isKind('practice'))
  const gp = extract.resources('gp')
  const practiceOf = new Map(
    gp.filter(isA('Patient')).map((patient) => {
      const [own] = (patient.generalPractitioner ?? []) as { identifier: { value: string } }[]
      return [`Patient/${patient.id}`, own?.identifier.value]
    }),
  )
  for (const { code, extract_as_at } of practices) {
    const dates = gp
      .filter((one) => practiceOf.get(subjectOf(one)) === code)
      .flatMap((one) => JSON.stringify(one).match(/\d{4}-\d{2}-\d{2}/g) ?? [])
    const newest = dates.sort().at(-1)!
    assert.ok(newest <= extract_as_at!, `${code} ${newest}`)
    assert.ok(newest > '2026-02-20' || code === 'Y90006', `${code} ${newest}`)
  }
  const old = practices.filter(({ extract_as_at }) => extract_as_at! < '2025-11-01')
  assert.deepEqual(
    old.map(({ code }) => code),
    ['Y90006'],
  )
}

function missingEnd(extract: Extract): void {
  const periods = [
    ...new Set(extract.councilRows().map((row) => row['Reporting Period End Date']!)),
  ]
  const seen = new Map<string, { periods: number[]; ended: boolean; id: string }>()
  for (const row of extract.councilRows()) {
    if (row['Event Type'] !== 'Service') continue
    const reference = row['Event Reference']!
    const known = seen.get(reference) ?? { periods: [], ended: false, id: '' }
    known.id = row['LA Person Unique Identifier']!
    known.periods.push(periods.indexOf(row['Reporting Period End Date']!))
    known.ended ||= row['Event End Date'] !== ''
    seen.set(reference, known)
  }
  const gone = [...seen.values()].filter(
    ({ periods: of, ended }) => !ended && of.at(-1)! < periods.length - 1,
  )
  const told = extract.rows('truth/dirt.csv').filter(({ kind }) => kind === 'serviceEndNotSent')
  const ids = new Set(gone.map(({ id }) => id))
  assert.ok(gone.length >= 2 && gone.some(({ periods: of }) => of.at(-1) === periods.length - 2))
  assert.ok(told.filter(({ source_id }) => !ids.has(source_id!)).length <= told.length / 2)
  for (const id of ids)
    assert.ok(
      told.some(({ source_id }) => source_id === id),
      id,
    )
}

function segments(extract: Extract): void {
  const admissions = extract.messages().filter((message) => message.field('EVN', 1) === 'A01')
  const having = (name: string) =>
    admissions.filter(({ segments: all }) => all.some(([first]) => first === name))
  const share = (name: string) => having(name).length / admissions.length
  assert.ok(Math.abs(share('DG1') - 0.7) < 0.05, `DG1 ${share('DG1')}`)
  assert.ok(Math.abs(share('ROL') - 0.6) < 0.05, `ROL ${share('ROL')}`)
  for (const name of ['AL1', 'NK1', 'OBX']) assert.ok(having(name).length > 25, name)
  for (const message of having('DG1')) {
    assert.equal(message.field('DG1', 3).split('^')[1], message.field('PV2', 3).slice(1))
  }
  // By the person: a second number has relatives and allergies under the first.
  const keys = new Map(
    extract.rows('truth/links.csv').map(({ source_id, person_key }) => [source_id!, person_key!]),
  )
  const hospital = extract.resources('hospital')
  const known = new Set(
    [...hospital.filter(isA('AllergyIntolerance')), ...hospital.filter(isA('RelatedPerson'))].map(
      (one) => {
        const text = (one.code as { text: string })?.text
        const family = (one.name as [{ family: string }])?.[0].family
        return `${keys.get(subjectOf(one).slice('Patient/'.length))} ${text ?? family}`
      },
    ),
  )
  for (const message of [...having('AL1'), ...having('NK1')]) {
    const key = keys.get(message.field('PID', 3).split('^')[0]!)
    const allergy = message.field('AL1', 3).split('^')[1]
    const kin = message.field('NK1', 2).split('^')[0]!
    if (allergy !== undefined) assert.ok(known.has(`${key} ${allergy}`), `${key} ${allergy}`)
    if (kin !== '') assert.ok(known.has(`${key} ${kin}`), `${key} ${kin}`)
  }
}

function restricted(extract: Extract): void {
  const marked = new Set<string>()
  for (const side of ['gp', 'hospital'] as const) {
    for (const patient of extract.resources(side).filter(isA('Patient'))) {
      const [label] = ((patient.meta as { security?: object[] }).security ?? []) as object[]
      if (label === undefined) continue
      assert.deepEqual(label, {
        system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
        code: 'R',
        display: 'restricted',
      })
      marked.add(patient.id)
    }
  }
  assert.ok(marked.size >= 2 && marked.size < 60, `${marked.size}`)
  const messages = extract.messages().filter((message) => message.field('PD1', 12) === 'Y')
  assert.ok(messages.length > 0)
  const numbers = new Set(messages.map((message) => message.field('PID', 3).split('^')[0]!))
  for (const id of numbers) assert.ok(marked.has(id), id)
  const leila = extract.rows('truth/people.csv').find((one) => one.given_name === 'Leila')!
  assert.equal(leila.address_line_1, '9 Larkspur Yard')
}

function undated(extract: Extract): void {
  const patients = extract.resources('gp').filter(isA('Patient'))
  const dead = patients.filter(({ deceasedBoolean }) => deceasedBoolean === true)
  assert.ok(dead.length >= 3)
  assert.ok(dead.every(({ deceasedDateTime }) => deceasedDateTime === undefined))
}

function phones(extract: Extract): void {
  for (const [path, text] of extract.texts()) {
    for (const [number] of text.matchAll(/(?<![\d-])0[1237]\d{2,4} ?\d{3} ?\d{3,4}(?!\d)/g)) {
      assert.match(number, /^(01632 ?960\d{3}|07700 ?900\d{3})$/, path)
    }
  }
}

function numbers(extract: Extract): void {
  const hospital = extract.resources('hospital')
  const council = extract.resources('council')
  const ringable = [
    ...hospital.filter(isA('Location')),
    ...[...hospital, ...council, ...extract.resources('gp')].filter(
      ({ resourceType }) => resourceType === 'Organization' || resourceType === 'Practitioner',
    ),
  ]
  for (const one of ringable) assert.ok(Array.isArray(one.telecom), `${one.resourceType} ${one.id}`)
  const wards = extract.rows('reference/wards.csv')
  assert.deepEqual(
    hospital.filter(isA('Location')).map(({ name }) => name),
    wards.map(({ ward }) => ward),
  )
  const sent = new Set(council.map(({ id }) => id))
  for (const row of extract.councilRows()) {
    const id = row['Provider CQC Location ID']!
    if (id !== '') assert.ok(sent.has(id), id)
  }
}

function people(extract: Extract): void {
  const born = extract.rows('truth/people.csv').map((one) => one.date_of_birth!)
  assert.ok(born.filter((day) => day > '2026-02-17').length >= 2, 'days')
  assert.ok(born.filter((day) => day > '2025-12-09').length >= 5, 'weeks')
  const byKey = new Map(extract.rows('truth/people.csv').map((one) => [one.person_key, one]))
  const names = extract.rows('truth/now.csv').map(({ person_key, ward }) => {
    const { given_name, family_name } = byKey.get(person_key)!
    return `${ward} ${given_name} ${family_name}`
  })
  assert.equal(names.filter((name) => name === 'Ward 6 Margaret Hill').length, 2)
}

function isA(type: string): (resource: FhirResource) => boolean {
  return ({ resourceType }) => resourceType === type
}

function isKind(wanted: string): (row: Record<string, string>) => boolean {
  return ({ kind }) => kind === wanted
}

function subjectOf(resource: FhirResource): string {
  if (resource.resourceType === 'Patient') return `Patient/${resource.id}`
  const reference = (resource.subject ?? resource.patient) as { reference: string } | undefined
  return reference?.reference ?? ''
}

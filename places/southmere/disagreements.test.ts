import assert from 'node:assert/strict'
import test from 'node:test'
import { DISAGREEMENTS } from './disagreements.ts'
import { type Extract, extractOf, type FhirResource } from './reading-extracts.ts'

type Row = Record<string, string>

test('where the sources differ, at 10,000 people', async (t) => {
  const extract = await extractOf(t, 10_000, 'southmere')
  const told = extract.rows('truth/disagreements.csv')
  await t.test('each kind is there, and on a ward that can be signed in to', () =>
    everyKind(extract, told),
  )
  await t.test('they are as rare as the README says', () => shares(extract, told))
  await t.test('the records differ in medicines where the truth says so, and nowhere else', () =>
    medicines(extract, told),
  )
  await t.test('the records differ in allergies where the truth says so, and nowhere else', () =>
    allergies(extract, told),
  )
  await t.test('the records differ in decisions and family where the truth says so', () =>
    decisions(extract, told),
  )
})

function everyKind(extract: Extract, told: readonly Row[]): void {
  const wards = new Map(extract.rows('truth/now.csv').map((row) => [row.person_key, row.ward]))
  for (const kind of DISAGREEMENTS) {
    const found = told.filter((row) => row.kind === kind)
    const said = found.filter(
      (row) =>
        [row['southmere-gp'], row['mere-general'], row['southmere-council']].filter(Boolean).length,
    )
    assert.equal(said.length, found.length, kind)
    const there = found.some(({ person_key }) => /^Ward [36]$/.test(wards.get(person_key) ?? ''))
    assert.ok(there, `${kind}: none on Ward 3 or 6`)
  }
}

function shares(extract: Extract, told: readonly Row[]): void {
  const people = new Set(told.map(({ person_key }) => person_key))
  assert.ok(people.size > 300 && people.size < 900, `${people.size} people`)
  const now = new Set(extract.rows('truth/now.csv').map(({ person_key }) => person_key))
  const inside = [...people].filter((key) => now.has(key)).length
  assert.ok(inside * 6 > now.size && inside * 1.5 < now.size, `${inside} of ${now.size}`)
}

/** A person's resources of a type from one side, by the key of the truth. */
function byPerson(extract: Extract, side: 'gp' | 'hospital' | 'council', type: string) {
  const keys = new Map(
    extract.rows('truth/links.csv').map(({ source_id, person_key }) => [source_id, person_key!]),
  )
  const found = new Map<string, FhirResource[]>()
  for (const resource of extract.resources(side)) {
    if (resource.resourceType !== type) continue
    const reference = (resource.subject ?? resource.patient) as { reference: string }
    const key = keys.get(reference.reference.slice('Patient/'.length))!
    found.set(key, [...(found.get(key) ?? []), resource])
  }
  return found
}

type Medicine = FhirResource & {
  status: string
  medicationCodeableConcept: { text: string }
  dosageInstruction: [{ text: string; route?: { coding: [{ code: string }] } }]
}

function medicines(extract: Extract, told: readonly Row[]): void {
  const practice = byPerson(extract, 'gp', 'MedicationRequest') as Map<string, Medicine[]>
  const hospital = byPerson(extract, 'hospital', 'MedicationRequest') as Map<string, Medicine[]>
  const found: string[] = []
  for (const [key, orders] of hospital) {
    for (const order of orders.filter(({ status }) => status === 'active')) {
      const name = order.medicationCodeableConcept.text
      const own = practice.get(key)?.find((one) => one.medicationCodeableConcept.text === name)
      if (own === undefined) continue
      const [ours, theirs] = [own.dosageInstruction[0], order.dosageInstruction[0]]
      if (own.status === 'stopped') found.push(`${key} medicine stopped`)
      else {
        if (ours.text !== theirs.text) found.push(`${key} dose`)
        if (ours.route?.coding[0].code !== theirs.route?.coding[0].code) found.push(`${key} route`)
      }
    }
  }
  assert.deepEqual(found.sort(), kinds(told, ['medicine stopped', 'dose', 'route']))
}

type Allergy = FhirResource & {
  code: { text: string }
  reaction?: [{ severity: string; manifestation: [{ text: string }] }]
}

function allergies(extract: Extract, told: readonly Row[]): void {
  const practice = byPerson(extract, 'gp', 'AllergyIntolerance') as Map<string, Allergy[]>
  const hospital = byPerson(extract, 'hospital', 'AllergyIntolerance') as Map<string, Allergy[]>
  const found = new Set<string>()
  for (const [key, theirs] of hospital) {
    const ours = practice.get(key)
    if (ours === undefined) continue
    const words = (list: Allergy[]) => [...new Set(list.map(({ code }) => code.text))].join()
    if (words(ours) !== words(theirs)) found.add(`${key} allergy`)
    for (const one of ours) {
      const other = theirs.find(({ code }) => code.text === one.code.text)
      const [a, b] = [one.reaction?.[0], other?.reaction?.[0]]
      if (a === undefined || b === undefined) continue
      if (a.manifestation[0].text !== b.manifestation[0].text) found.add(`${key} reaction`)
      if (a.severity !== b.severity) found.add(`${key} severity`)
    }
  }
  // An old extract may lack the allergy on which its practice would differ.
  const wanted = kinds(told, ['allergy', 'reaction', 'severity'])
  assert.deepEqual([...found].sort(), [...new Set(wanted)])
}

function decisions(extract: Extract, told: readonly Row[]): void {
  const flags = ['gp', 'hospital', 'council'] as const
  const all = flags.map((side) => byPerson(extract, side, 'Flag'))
  for (const row of told.filter(({ kind }) => kind === 'resuscitation')) {
    const has = all.slice(0, 2).map((side) => {
      return JSON.stringify(side.get(row.person_key!) ?? []).includes('"450476008"')
    })
    assert.deepEqual(has, [row['southmere-gp'] !== '', row['mere-general'] !== ''])
    assert.notEqual(has[0], has[1])
  }
  const kin = (['gp', 'council'] as const).map((side) => byPerson(extract, side, 'RelatedPerson'))
  for (const row of told.filter(({ kind }) => kind === 'carer')) {
    const names = kin.map((side) => {
      const known = side.get(row.person_key!) ?? []
      return JSON.stringify(known.filter((one) => JSON.stringify(one).includes('"Carer"')))
    })
    const given = (text: string) => text.split(': ')[1]!.split(' ')[0]!
    assert.ok(names[0]!.includes(given(row['southmere-gp']!)))
    assert.ok(names[1]!.includes(given(row['southmere-council']!)))
  }
}

function kinds(told: readonly Row[], wanted: readonly string[]): string[] {
  return told
    .filter(({ kind }) => wanted.includes(kind!))
    .map(({ person_key, kind }) => `${person_key} ${kind}`)
    .sort()
}

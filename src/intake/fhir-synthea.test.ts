import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type {
  AllergyIntolerance,
  Bundle,
  CodeableConcept,
  Condition,
  Encounter,
  Immunization,
  Medication,
  MedicationAdministration,
  MedicationRequest,
  Patient,
  Procedure,
  Resource,
} from '@medplum/fhirtypes'
import type { SourcePerson } from '../people/index.ts'
import { loadFiles } from './load-files.ts'
import { type TestIntake, testIntake } from './testing.ts'

/**
 * What the record holds of made-up Americans, fact by fact, against a second reading of the same files that shares
 * nothing with the first.
 */
const SYNTHEA = join(import.meta.dirname, '../../../shared/testdata/fhir/synthea')
const SOURCE = 'synthea'

type Facts = Record<string, string[]>

const day = (text: string) => new Date(text).toISOString().slice(0, 10)
const instant = (text: string | undefined) =>
  text === undefined ? '-' : new Date(text).toISOString().replace('.000Z', 'Z')
const words = (concept: CodeableConcept | undefined | null) =>
  concept?.text ?? concept?.coding?.[0]?.display ?? '-'

type Medicine = MedicationRequest | MedicationAdministration
type Lasting = Pick<Condition | AllergyIntolerance, 'code' | 'clinicalStatus'>

function expectedOf({ entry = [] }: Bundle): Facts {
  const all = entry.flatMap(({ resource }) => resource ?? [])
  const byUrn = new Map(entry.map(({ fullUrl, resource }) => [fullUrl, resource]))
  const of = <T extends Resource>(type: T['resourceType']) =>
    all.filter((one): one is T => one.resourceType === type)
  const [patient] = of<Patient>('Patient') as [Patient]
  const official = patient.name!.find(({ use }) => use === 'official')!
  const { line = [], city, postalCode } = patient.address![0]!
  const medicine = (one: Medicine) => {
    const named = byUrn.get(one.medicationReference?.reference) as Medication | undefined
    return `${words(one.medicationCodeableConcept ?? named?.code)} ${one.status}`
  }
  const kinds = new Map([
    ['IMP', 'stay'],
    ['EMER', 'attendance'],
  ])
  return {
    name: [`${official.given!.join(' ')} ${official.family}`],
    birth: [patient.birthDate!],
    death: patient.deceasedDateTime === undefined ? [] : [day(patient.deceasedDateTime)],
    address: [[...line, city, postalCode].filter(Boolean).join(', ')],
    conditions: of<Condition>('Condition').map(lasting),
    allergies: of<AllergyIntolerance>('AllergyIntolerance').map(lasting),
    medicines: of<MedicationRequest>('MedicationRequest').map(medicine),
    given: of<MedicationAdministration>('MedicationAdministration').map(medicine),
    visits: of<Encounter>('Encounter').map(({ class: { code }, period, status }) => {
      const kind = kinds.get(code ?? '') ?? 'contact'
      return `${kind} ${status} ${instant(period?.start)} ${instant(period?.end)}`
    }),
    procedures: of<Procedure>('Procedure').map(({ code, performedPeriod }) => {
      const { start, end } = performedPeriod ?? {}
      return `${words(code)} ${instant(start)} ${instant(end)}`
    }),
    immunisations: of<Immunization>('Immunization').map(
      ({ vaccineCode, occurrenceDateTime }) =>
        `${words(vaccineCode)} ${instant(occurrenceDateTime)}`,
    ),
  }
}

function lasting({ code, clinicalStatus }: Lasting): string {
  return `${words(code)} ${clinicalStatus!.coding![0]!.code}`
}

type EventRow = { kind: string; status: string; label: string; start: string; end: string }

const WHOSE = '(select person_id from people.person where source = $1 and source_id = $2)'

async function heldOf({ databases }: TestIntake, sourceId: string): Promise<Facts> {
  const rows = async <T extends object>(text: string, ...more: unknown[]) =>
    (await databases.care.short.query<T>(text, [SOURCE, sourceId, ...more])).rows
  const [person] = await rows<{ said: SourcePerson }>(
    'select said from people.person where source = $1 and source_id = $2',
  )
  const { given, family, birthDate, deathDate, address } = person!.said
  const { lines, city, postcode } = address!
  const current = async (type: string) =>
    (
      await rows<{ content: Lasting }>(
        `select content::json from record.resource
        where person_id = ${WHOSE} and type = $3 and superseded_at is null`,
        type,
      )
    ).map(({ content }) => lasting(content))
  const medicines = async (type: string) =>
    (
      await rows<{ status: string; medicine: CodeableConcept | null }>(
        `select r.content::json ->> 'status' as status,
          coalesce(r.content::json -> 'medicationCodeableConcept', m.content::json -> 'code') as medicine
        from record.resource r left join record.shared_resource m on m.type = 'Medication'
          and m.superseded_at is null and 'Medication/' || m.source_id
            = coalesce(r.refs ->> (r.content::json -> 'medicationReference' ->> 'reference'),
              r.content::json -> 'medicationReference' ->> 'reference')
        where r.person_id = ${WHOSE} and r.type = $3 and r.superseded_at is null`,
        type,
      )
    ).map(({ medicine, status }) => `${words(medicine)} ${status}`)
  const events = await rows<EventRow>(
    `select kind, status, label, coalesce(to_char(start_at, $3), '-') as start,
      coalesce(to_char(end_at, $3), '-') as end from record.event where person_id = ${WHOSE}
        and superseded_at is null`,
    'YYYY-MM-DD"T"HH24:MI:SS"Z"',
  )
  const ofKind = (...kinds: string[]) => events.filter(({ kind }) => kinds.includes(kind))
  return {
    name: [`${given.join(' ')} ${family}`],
    birth: [birthDate!],
    death: deathDate === undefined ? [] : [deathDate],
    address: [[...lines, city, postcode].filter(Boolean).join(', ')],
    conditions: await current('Condition'),
    allergies: await current('AllergyIntolerance'),
    medicines: await medicines('MedicationRequest'),
    given: await medicines('MedicationAdministration'),
    visits: ofKind('stay', 'attendance', 'contact').map(
      (one) => `${one.kind} ${one.status} ${one.start} ${one.end}`,
    ),
    procedures: ofKind('procedure').map((one) => `${one.label} ${one.start} ${one.end}`),
    immunisations: ofKind('immunisation').map((one) => `${one.label} ${one.start}`),
  }
}

test('every fact of every person is held as it was sent, all medicines and all events', async (t: TestContext) => {
  if (!existsSync(SYNTHEA)) return t.skip('the shared Synthea files are not here')
  const place = await testIntake(t)
  const files = readdirSync(SYNTHEA).sort()
  const { files: loaded } = await loadFiles(
    place,
    files.map((file) => join(SYNTHEA, file)),
    SOURCE,
  )
  for (const { path, quarantined, fault } of loaded)
    assert.deepEqual([path, quarantined, fault], [path, 0, undefined])
  let facts = 0
  for (const file of files.filter((name) => !name.startsWith('0-'))) {
    const bundle = JSON.parse(gunzipSync(readFileSync(join(SYNTHEA, file))).toString()) as Bundle
    const held = await heldOf(place, bundle.entry![0]!.resource!.id!)
    for (const [name, values] of Object.entries(expectedOf(bundle))) {
      assert.deepEqual(held[name]!.sort(), values.sort(), `${file}: ${name}`)
      facts += values.length
    }
  }
  assert.ok(facts > 800, `${facts} facts`)
  t.diagnostic(`${facts} facts of ${files.length - 2} people`)
})

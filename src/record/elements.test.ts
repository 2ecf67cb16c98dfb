import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ELEMENTS, type ElementTable } from './elements.ts'
import { readNow } from './now.ts'
import { occurrencesOf } from './occurrence.ts'
import type { JsonObject, JsonValue } from './resource.ts'
import { testEvent, testResource, testSources } from './testing.ts'

/**
 * Every element that FHIR R4 gives the resource types that a page shows, one after the other: the reading must change
 * with it, or it is among the quiet ones. Whoever adds a type, or leaves an element out, is told here.
 */
type Facts = Readonly<Record<string, Readonly<Record<string, string>>>>
const FACTS = JSON.parse(readFileSync(join(import.meta.dirname, 'r4-elements.json'), 'utf8')) as {
  resources: Facts
  dataTypes: Facts
}
const now = new Date('2026-03-03T12:00:00Z')

/** A resource of each type that stands, with a place for everything that is nested. */
const BASE: Readonly<Record<string, JsonObject>> = {
  AllergyIntolerance: {
    code: { text: 'Penicillin' },
    reaction: [{ manifestation: [{ text: 'Rash' }] }],
  },
  CarePlan: {
    status: 'active',
    intent: 'plan',
    title: 'Falls plan',
    activity: [{ detail: { status: 'in-progress', description: 'Walk each day' } }],
  },
  CareTeam: { status: 'active', name: 'Team', participant: [{ member: { display: 'Ana Reid' } }] },
  Condition: {
    category: [{ coding: [{ code: 'encounter-diagnosis' }] }],
    code: { text: 'Pneumonia' },
  },
  Consent: {
    status: 'active',
    scope: { coding: [{ code: 'adr' }] },
    category: [{ coding: [{ code: 'acd' }] }],
    provision: { type: 'deny' },
  },
  Flag: { status: 'active', code: { text: 'Key safe' } },
  Goal: { lifecycleStatus: 'active', description: { text: 'Garden' }, target: [{}] },
  Medication: {
    code: { text: 'Marevan' },
    ingredient: [{ itemCodeableConcept: { text: 'Warfarin' } }],
  },
  MedicationRequest: {
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { text: 'Warfarin 1mg tablets' },
    dosageInstruction: [{ text: 'three a day' }],
  },
  MedicationStatement: {
    status: 'active',
    medicationCodeableConcept: { text: 'Warfarin 1mg tablets' },
  },
  RelatedPerson: { name: [{ text: 'Ruth Okello' }] },
}

const QUANTITY = { value: 7, unit: 'mg' }
/** Values of each data type; one of them must be seen. */
const SAMPLES: Readonly<Record<string, readonly JsonValue[]>> = {
  Address: [{ text: '1 High Street' }],
  Age: [{ value: 45, unit: 'years' }],
  Annotation: [{ text: 'A note' }],
  Attachment: [{ title: 'A document' }],
  CodeableConcept: [{ text: 'Sample', coding: [{ code: 'entered-in-error' }] }, { text: 'Sample' }],
  Coding: [{ code: 'sample' }],
  ContactPoint: [{ system: 'phone', value: '01632960001' }],
  Dosage: [{ text: 'eight a day' }],
  Duration: [{ value: 9, unit: 'days' }],
  Extension: [{ url: 'https://example.org/turns-it-round', valueBoolean: true }],
  HumanName: [{ text: 'Somebody Else' }],
  Identifier: [{ system: 'https://example.org', value: '1' }],
  Meta: [{ security: [{ code: 'R' }] }],
  Narrative: [{ status: 'generated', div: '<div>words</div>' }],
  Period: [{ start: '2020-01-01', end: '2021-01-01' }, { start: '2030-01-01' }],
  Quantity: [QUANTITY],
  Range: [{ low: { value: 1 }, high: { value: 3 } }],
  Ratio: [{ numerator: QUANTITY, denominator: { value: 1, unit: 'day' } }],
  Reference: [{ reference: 'Practitioner/1', display: 'Dr Sample' }, { reference: 'Encounter/E1' }],
  Resource: [{ resourceType: 'Practitioner', id: 'p' }],
  Timing: [{ code: { text: 'twice a day' } }],
  boolean: [true, false],
  canonical: ['https://example.org/plan'],
  code: ['entered-in-error', 'sample'],
  date: ['2020-02-02', '2031-01-01'],
  dateTime: ['2020-02-02', '2031-01-01'],
  integer: [3],
  'Consent.provision': [{ type: 'permit' }],
  provision: [{ type: 'permit' }],
  string: ['Sample'],
  unsignedInt: [3],
  uri: ['https://example.org/rules'],
}

const STAY = testEvent({
  status: 'finished',
  numbers: ['E1'],
  source: 'southmere-gp',
  startAt: '2019-03-01',
  endAt: '2019-03-05',
})

/** All that a page would make of it. */
function read(type: string, content: JsonObject): string {
  const resource =
    type === 'Medication'
      ? testResource('MedicationRequest', {
          status: 'active',
          medicationReference: { reference: '#m' },
          contained: [{ ...content, resourceType: 'Medication', id: 'm' }],
        })
      : testResource(type, content)
  const occurrences = occurrencesOf([STAY])
  const id = 'one'
  const resources = [{ ...resource, id }]
  const found = readNow({ occurrences, resources, sources: testSources, now })
  const unshown = found.unshown.map(({ why }) => why ?? 'over')
  const history = found.history.map(({ past }) => past)
  return JSON.stringify([found.now, unshown, history])
}

/** `onset[x]` of type `Age` is `onsetAge`; what repeats is a list. */
function withElement(
  content: JsonObject,
  facts: Readonly<Record<string, string>>,
  path: string,
  type: string,
  value: JsonValue,
): JsonObject {
  const names = path.split('.')
  const put = (holder: JsonObject, at: number): JsonObject => {
    const name = names[at]!
    const repeats = facts[names.slice(0, at + 1).join('.')]!.split(' ').includes('*')
    const suffix = type.charAt(0).toUpperCase() + type.slice(1)
    const key = name.replace('[x]', suffix)
    if (at === names.length - 1)
      return { ...withoutChoice(holder, name), [key]: repeats ? [value] : value }
    const inside = (repeats ? (holder[key] as JsonValue[] | undefined)?.[0] : holder[key]) ?? {}
    const filled = put(inside as JsonObject, at + 1)
    return { ...holder, [key]: repeats ? [filled] : filled }
  }
  return put(content, 0)
}

/** Of a choice there is one only. */
function withoutChoice(holder: JsonObject, name: string): JsonObject {
  if (!name.endsWith('[x]')) return holder
  const start = name.slice(0, -3)
  return Object.fromEntries(
    Object.entries(holder).filter(([key]) => !new RegExp(`^${start}[A-Z]`).test(key)),
  )
}

type Element = { path: string; types: string[]; isModifier: boolean }

function elementsIn(facts: Readonly<Record<string, string>>): Element[] {
  return Object.entries(facts).map(([path, words]) => {
    const types = words.split(' ').filter((word) => word !== '*' && word !== '?!')
    return { path, types, isModifier: words.split(' ').includes('?!') }
  })
}

/** Its own place in the table, else that of what it stands in. */
function placeOf(table: ElementTable, path: string): 'read' | 'told' | 'quiet' | undefined {
  if (table.read.includes(path)) return 'read'
  if (Object.hasOwn(table.told, path)) return 'told'
  if (table.quiet.includes(path)) return 'quiet'
  const parent = path.replace(/\.?[^.]+$/, '')
  const place = parent === '' ? undefined : placeOf(table, parent)
  return place === 'read' ? undefined : place
}

test('every shown type has its table, and the table names only what R4 has', () => {
  assert.deepEqual(Object.keys(ELEMENTS).sort(), Object.keys(FACTS.resources).sort())
  for (const [type, table] of Object.entries(ELEMENTS)) {
    const { read: seen, told, quiet }: ElementTable = table
    const named = [...seen, ...Object.keys(told), ...quiet]
    const strange = named.filter((path) => !Object.hasOwn(FACTS.resources[type]!, path))
    assert.deepEqual(strange, [], `${type} has no such element`)
    assert.equal(new Set(named).size, named.length, `${type} names an element twice`)
  }
})

for (const [type, facts] of Object.entries(FACTS.resources)) {
  test(`${type}: what changes its meaning is read or told, whatever its form`, () => {
    const table: ElementTable = ELEMENTS[type as keyof typeof ELEMENTS]
    const base = BASE[type]!
    const before = read(type, base)
    const faults: string[] = []
    for (const { path, types, isModifier } of elementsIn(facts)) {
      const place = placeOf(table, path)
      if (place === undefined) faults.push(`${path} is neither read, told nor quiet`)
      if (isModifier && place !== 'read') faults.push(`${path} is a modifier and is not read`)
      for (const one of types) {
        if (one === 'BackboneElement') continue
        const changes = SAMPLES[one]!.some(
          (value) => read(type, withElement(base, facts, path, one, value)) !== before,
        )
        if (changes && place === 'quiet') faults.push(`${path} (${one}) is quiet, and is seen`)
        if (!changes && place !== 'quiet') faults.push(`${path} (${one}) is not seen`)
      }
    }
    assert.deepEqual(faults, [])
  })
}

test('an element that R4 does not have is told, and what only an extension says is not', () => {
  const resource = { ...BASE.Flag!, severity: 'high' }
  assert.match(read('Flag', resource), /something that is not read here/)
  const extended = { ...BASE.Flag!, extension: [{ url: 'x' }], _status: { id: '1' } }
  assert.equal(read('Flag', extended), read('Flag', BASE.Flag!))
})

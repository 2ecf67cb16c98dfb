import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { KnownResource } from './known-resource.ts'
import { nowOf } from './now.ts'
import type { NowItem } from './now-item.ts'
import type { JsonObject } from './resource.ts'
import { resourceIdOf } from './resource.ts'
import { testResource, testSources } from './testing.ts'

const now = new Date('2026-03-03T12:00:00Z')
const SOURCES = ['southmere-gp', 'mere-general', 'southmere-council'] as const

function from(
  source: string,
  type: string,
  content: JsonObject,
  more: Partial<KnownResource> = {},
) {
  const id = resourceIdOf(source, type, JSON.stringify(content))
  return { ...testResource(type, content), source, id, ...more }
}

function medicine(source: string, what: string, text: string | undefined, more: JsonObject = {}) {
  return from(source, 'MedicationRequest', {
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { text: what },
    ...(text === undefined ? {} : { dosageInstruction: [{ text }] }),
    ...more,
  })
}

function allergy(source: string, text: string, more: JsonObject = {}) {
  return from(source, 'AllergyIntolerance', { code: { text }, ...more })
}

function read(...resources: KnownResource[]) {
  return nowOf({ occurrences: [], resources, sources: testSources, now })
}

function lines(items: readonly NowItem[]) {
  return items.map(({ what, more }) => [what, more].filter((part) => part).join(' | ')).sort()
}

test('what is the same is one line, with what each source adds in passing under its name', () => {
  const ward = { category: [{ text: 'On the ward' }] }
  const found = read(
    medicine('southmere-gp', 'Ramipril 5mg capsules', 'One capsule once a day'),
    medicine('mere-general', 'Ramipril 5mg capsules', 'one capsule once a day', ward),
  )
  assert.deepEqual(
    found.medicines.map(({ sources, aside }) => [sources, aside]),
    [[['Mere General', 'GP records'], 'Mere General: On the ward']],
  )
  assert.deepEqual(found.differences, [])
  const twice = read(
    medicine('southmere-gp', 'Ramipril 5mg capsules', 'One capsule once a day'),
    medicine('mere-general', 'Ramipril 5mg capsules', 'One capsule once a day', ward),
    medicine('mere-general', 'Ramipril 5mg capsules', 'One capsule once a day', {
      category: [{ text: 'To take home' }],
    }),
  )
  assert.equal(twice.medicines.length, 3)
})

test('two doses of one medicine stand side by side, each under its source, in words', () => {
  const found = read(
    medicine('southmere-gp', 'Warfarin 1mg tablets', '3 mg once a day', {
      authoredOn: '2026-03-01',
    }),
    medicine('mere-general', 'Warfarin 1mg tablets', '8 mg once a day', {
      authoredOn: '2026-03-02',
    }),
  )
  assert.equal(found.medicines.length, 2)
  const [difference] = found.differences
  assert.equal(difference!.about, 'Warfarin 1mg tablets')
  assert.equal(
    difference!.sentence,
    'The hospital says 8 mg once a day, the practice says 3 mg once a day.',
  )
  assert.deepEqual(
    difference!.says.map(({ sources, at, dated }) => [sources[0], dated, at]),
    [
      ['Mere General', 'prescribed', '2026-03-02'],
      ['GP records', 'prescribed', '2026-03-01'],
    ],
  )
})

test('another strength is another medicine to take, and is told', () => {
  const { differences } = read(
    medicine('southmere-gp', 'Warfarin 1mg tablets', 'three a day'),
    medicine('mere-general', 'Warfarin 3mg tablets', 'three a day'),
  )
  assert.match(differences[0]!.sentence, /Warfarin 3mg tablets.*Warfarin 1mg tablets/)
})

test('two dosages that one source gives are both shown and are no disagreement', () => {
  const found = read(
    medicine('southmere-gp', 'Warfarin 1mg tablets', 'two on Monday'),
    medicine('southmere-gp', 'Warfarin 1mg tablets', 'one on other days'),
  )
  assert.deepEqual(lines(found.medicines), [
    'Warfarin 1mg tablets | one on other days',
    'Warfarin 1mg tablets | two on Monday',
  ])
  assert.deepEqual(found.differences, [])
})

test('a stop that the other source does not know of is told; an old one, or one’s own, is not', () => {
  const stopped = { status: 'stopped' }
  const stop = (stamp: string) => ({
    ...medicine('mere-general', 'Aspirin 75mg tablets', 'one a day', stopped),
    stamp,
  })
  const given = medicine('southmere-gp', 'Aspirin 75mg tablets', 'one a day', {
    authoredOn: '2026-02-01',
  })
  const late = read(given, stop('2026-02-20T00:00:00.000Z~4'))
  assert.match(late.differences[0]!.sentence, /The hospital says stopped/)
  assert.deepEqual(read(given, stop('2026-01-20T00:00:00.000Z~4')).differences, [])
  assert.deepEqual(lines(read(stop('2026-02-20T00:00:00.000Z~4')).medicines), [])
  const own = { ...stop('2026-02-20T00:00:00.000Z~4'), source: 'southmere-gp' }
  assert.deepEqual(lines(read(given, own).medicines), ['Aspirin 75mg tablets | one a day'])
})

test('an order not to give what the other gives is a difference, and an alert', () => {
  const found = read(
    medicine('southmere-gp', 'Aspirin 75mg tablets', 'one a day'),
    medicine('mere-general', 'Aspirin 75mg tablets', undefined, { doNotPerform: true }),
  )
  assert.deepEqual(lines(found.alerts), ['Do not give Aspirin 75mg tablets'])
  assert.deepEqual(lines(found.medicines), ['Aspirin 75mg tablets | one a day'])
  assert.equal(found.differences.length, 1)
})

test('two reactions and two severities to one thing stand side by side', () => {
  const reaction = (text: string, severity: string) => ({
    reaction: [{ manifestation: [{ text }], severity }],
  })
  const found = read(
    allergy('southmere-gp', 'Penicillin', reaction('Rash', 'mild')),
    allergy('mere-general', 'Allergy to penicillin', reaction('Anaphylaxis', 'severe')),
  )
  assert.equal(found.allergies.length, 2)
  assert.match(found.differences[0]!.sentence, /Anaphylaxis, severe.*Rash, mild/)
  // Nothing recorded is not the same as a rash either.
  assert.match(
    read(
      allergy('southmere-gp', 'Penicillin', reaction('Rash', 'mild')),
      allergy('mere-general', 'Penicillin'),
    ).differences[0]!.sentence,
    /The hospital says no reaction that is shown here/,
  )
})

test('one code for two words is two; one word under codes of two systems is two and about one', () => {
  const coded = (system: string, code: string, text: string, more: JsonObject = {}) => ({
    code: { coding: [{ system, code }], text },
    ...more,
  })
  const degraded = ['Morphine (from paper)', 'Penicillin (from paper)'].map((text) =>
    from(
      'southmere-gp',
      'AllergyIntolerance',
      coded('http://snomed.info/sct', '196461000000101', text),
    ),
  )
  const apart = read(...degraded)
  assert.deepEqual(lines(apart.allergies), ['Morphine (from paper)', 'Penicillin (from paper)'])
  assert.deepEqual(apart.differences, [])
  const [one, other] = [
    from('southmere-gp', 'Condition', coded('http://snomed.info/sct', '1', 'Asthma')),
    from('mere-general', 'Condition', coded('http://hl7.org/fhir/sid/icd-10', '1', 'Asthma')),
  ]
  assert.equal(read(one!, other!).conditions.length, 2)
})

test('an allergy that one knows of and another denies is said; nuts are no drug', () => {
  const denied = read(
    allergy('southmere-gp', 'Penicillin'),
    allergy('mere-general', 'No known allergies'),
  )
  assert.match(denied.differences[0]!.sentence, /hospital says No known allergies.*Penicillin/)
  const nuts = read(
    allergy('southmere-gp', 'Nuts', { category: ['food'] }),
    allergy('mere-general', 'No known drug allergies'),
  )
  assert.deepEqual(nuts.differences, [])
})

test('a decision about resuscitation is compared whatever its words and its kind', () => {
  const { differences } = read(
    from('southmere-gp', 'Flag', { status: 'active', code: { text: 'DNACPR in place' } }),
    from('mere-general', 'Flag', {
      status: 'active',
      code: { text: 'For attempted resuscitation' },
    }),
  )
  assert.equal(differences.length, 1)
  assert.equal(differences[0]!.about, 'Resuscitation')
})

test('two numbers of a daughter, what she is, and two next of kin stand side by side', () => {
  const kin = (source: string, name: string, roles: string[], phone?: string) =>
    from(source, 'RelatedPerson', {
      name: [{ text: name }],
      relationship: roles.map((text) => ({ text })),
      ...(phone === undefined ? {} : { telecom: [{ system: 'phone', value: phone }] }),
    })
  const found = read(
    kin('southmere-gp', 'Ruth Okello', ['Daughter', 'Next of kin'], '07700 900123'),
    kin('mere-general', 'Ruth Okello', ['Niece'], '07700900999'),
    kin('mere-general', 'John Okello', ['Son', 'Next of kin']),
  )
  assert.deepEqual(found.differences.map(({ about }) => about).sort(), [
    'Next of kin',
    'Telephone: Ruth Okello',
    'What they are to the person: Ruth Okello',
  ])
  assert.equal(found.carers.length, 2)
  assert.equal(found.nextOfKin.length, 2)
  const same = read(
    kin('southmere-gp', 'Ruth Okello', ['Daughter'], '07700 900123'),
    kin('mere-general', 'Ruth Okello', ['Daughter'], '07700900123'),
  )
  assert.deepEqual(same.differences, [])
})

test('what its source gave to somebody else as well carries a mark and a sentence', () => {
  const contested = { ...allergy('southmere-gp', 'Latex'), contested: true }
  assert.match(read(contested).allergies[0]!.warnings!.join(), /somebody else as well/)
})

const DOSES = ['one a day', 'two a day', 'one at night', undefined]
const anyMedicine = fc
  .record({
    source: fc.constantFrom(...SOURCES),
    what: fc.constantFrom('Warfarin 1mg tablets', 'Warfarin 3mg tablets', 'Ramipril 5mg capsules'),
    dose: fc.constantFrom(...DOSES),
    status: fc.constantFrom('active', 'active', 'on-hold', 'stopped', 'completed', 'draft'),
    day: fc.integer({ min: 1, max: 20 }),
  })
  .map(({ source, what, dose, status, day }) =>
    medicine(source, what, dose, { status, authoredOn: `2026-02-${String(day).padStart(2, '0')}` }),
  )
const anyAllergy = fc
  .record({
    source: fc.constantFrom(...SOURCES),
    text: fc.constantFrom('Penicillin', 'Allergy to penicillin', 'Latex', 'No known allergies'),
    code: fc.option(fc.constantFrom('1', '2'), { nil: undefined }),
    reaction: fc.constantFrom('Rash', 'Anaphylaxis', undefined),
    verification: fc.constantFrom('confirmed', 'unconfirmed', 'refuted'),
  })
  .map(({ source, text, code, reaction, verification }) =>
    from(source, 'AllergyIntolerance', {
      code: { text, ...(code === undefined ? {} : { coding: [{ system: 's', code }] }) },
      verificationStatus: { coding: [{ code: verification }] },
      ...(reaction === undefined ? {} : { reaction: [{ manifestation: [{ text: reaction }] }] }),
    }),
  )
const anyResources = fc.array(fc.oneof(anyMedicine, anyAllergy), { maxLength: 9 })

test('the order in which resources are read does not matter', () => {
  fc.assert(
    fc.property(
      anyResources.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      ([one, other]) => assert.deepEqual(read(...other), read(...one)),
    ),
    { numRuns: 300 },
  )
})

test('nothing that differs in what somebody would do is one line, and nothing that stands is lost', () => {
  fc.assert(
    fc.property(anyResources, (resources) => {
      const { medicines, allergies } = read(...resources)
      const shown = new Set([...medicines, ...allergies].map(keyOf))
      for (const { type, source, content } of resources) {
        const status = content.status as string
        if (type === 'MedicationRequest') {
          const what = (content.medicationCodeableConcept as JsonObject).text as string
          const dose = ((content.dosageInstruction as JsonObject[]) ?? [])[0]?.text as
            | string
            | undefined
          const more = [status === 'on-hold' ? 'on hold' : undefined, dose].filter((part) => part)
          const key = JSON.stringify([what, more.join(', ')])
          const name = testSources.nameOf(source)
          const found = medicines.some((item) => keyOf(item) === key && item.sources.includes(name))
          if (status === 'active' || status === 'on-hold') assert.ok(found, key)
        } else if (!JSON.stringify(content).includes('refuted')) {
          const { text } = content.code as JsonObject
          assert.ok([...shown].some((key) => key.includes(JSON.stringify(text))))
        }
      }
      // A line says one dose: two that differ never share it.
      for (const item of medicines) {
        for (const dose of DOSES) {
          const others = DOSES.filter((one) => one !== dose && one !== undefined)
          if (dose !== undefined && item.more?.includes(dose))
            assert.ok(!others.some((one) => item.more!.includes(one!)))
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('what stands on none is never shown', () => {
  fc.assert(
    fc.property(anyResources, (resources) => {
      const { medicines, allergies } = read(...resources)
      const standing = new Set(
        resources
          .filter(({ content }) => !['completed', 'draft'].includes(String(content.status)))
          .filter(({ content }) => !JSON.stringify(content).includes('refuted'))
          .map(({ id }) => id),
      )
      for (const { key } of [...medicines, ...allergies]) assert.ok(standing.has(key))
    }),
    { numRuns: 300 },
  )
})

test('sources that do not say the same of one medicine are always told of as a difference', () => {
  fc.assert(
    fc.property(fc.constantFrom(...DOSES), fc.constantFrom(...DOSES), (a, b) => {
      const { differences } = read(
        medicine('southmere-gp', 'Warfarin 1mg tablets', a),
        medicine('mere-general', 'Warfarin 1mg tablets', b),
      )
      assert.equal(differences.length, a === b ? 0 : 1)
    }),
  )
})

function keyOf({ what, more }: NowItem): string {
  return JSON.stringify([what, more ?? ''])
}

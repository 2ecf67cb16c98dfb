import assert from 'node:assert/strict'
import { test } from 'node:test'
import { personIdOf, type SourcePerson } from '../people/index.ts'
import { identityView, ofTwoWords } from './identity-view.ts'
import { testSources } from './testing.ts'

function said(source: string, more: Partial<SourcePerson> = {}): SourcePerson {
  return {
    source,
    sourceId: '1',
    authority: '',
    personId: personIdOf(source, '1'),
    identifiers: [],
    family: 'Okello',
    given: ['Martha'],
    phones: [],
    emails: [],
    ...more,
  }
}

test('the source whose number is verified is believed, then the one that spoke last', () => {
  const council = said('southmere-council', { given: ['Marta'], asAt: '2026-03-02' })
  const practice = said('southmere-gp', { nhsNumber: '9990123454', nhsNumberStatus: '01' })
  assert.equal(identityView([council, practice], testSources).name, 'Martha Okello')
  const later = said('mere-general', { given: ['Mattie'], asAt: '2026-03-03' })
  assert.equal(identityView([council, later], testSources).name, 'Mattie Okello')
})

test('what all say is one fact with all their names; what they do not stands beside it', () => {
  const view = identityView(
    [
      said('mere-general', { birthDate: '1944-03-12', asAt: '2026-03-02' }),
      said('southmere-council', { birthDate: '1944-12-03' }),
    ],
    testSources,
  )
  assert.deepEqual(
    view.names.map(({ value, sources, calls }) => ({ value, sources, calls })),
    [
      {
        value: 'Martha Okello',
        sources: ['Mere General', 'Southmere Council'],
        calls: ['the hospital', 'the council'],
      },
    ],
  )
  assert.equal(view.birthDate.length, 2)
})

test('what else they are called is told, and family names that they had; a first name given up is not', () => {
  const otherNames = [
    { use: 'nickname' as const, given: ['Marty'] },
    { use: 'nickname' as const, family: 'Okello', given: ['Martha'] },
    { use: 'maiden' as const, family: 'Doyle', given: ['Martha'] },
    { use: 'old' as const, family: 'Okello', given: ['Martin'] },
  ]
  const both = [said('mere-general', { otherNames }), said('southmere-gp', { otherNames })]
  assert.deepEqual(identityView(both, testSources).otherNames, [
    { value: 'Marty', sources: ['Mere General', 'GP records'] },
    { value: 'Doyle before', sources: ['Mere General', 'GP records'] },
  ])
})

test('a source that has called two people by one number is named for it', () => {
  const view = identityView(
    [said('mere-general', { ofTwo: true }), said('southmere-gp')],
    testSources,
  )
  assert.equal(
    ofTwoWords(view),
    'Mere General has used one number for two people: what it says here may be about somebody else.',
  )
  assert.equal(ofTwoWords(identityView([said('southmere-gp')], testSources)), undefined)
})

test('a birth date that stands for none is not shown as one', () => {
  const known = (birthDate: string) =>
    identityView([said('mere-general', { birthDate })], testSources).birthDate.length
  assert.deepEqual(['1900-01-01', '1901-01-01', '1901-01-02'].map(known), [0, 0, 1])
})

test('a postcode alone agrees with the address that ends in it', () => {
  const full = { lines: ['7 Orchard Row'], city: 'Eastmere', postcode: 'ZM1 4QT' }
  const bare = { lines: [], postcode: 'zm14qt' }
  for (const order of [
    [said('mere-general', { address: full }), said('southmere-council', { address: bare })],
    [said('southmere-council', { address: full }), said('mere-general', { address: bare })],
  ]) {
    assert.deepEqual(
      identityView(order, testSources).address.map(({ value }) => value),
      ['7 Orchard Row, Eastmere, ZM1 4QT'],
    )
  }
})

test('a number that fails its check is shown as it was given, and is nobody’s number', () => {
  const view = identityView([said('mere-general', { nhsNumberAsGiven: '9990123455' })], testSources)
  assert.equal(view.nhsNumber, undefined)
  assert.equal(view.wrongNumbers[0]!.value, '9990123455')
})

import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { readingOf } from './agreement.ts'
import { checkText } from './check-text.ts'
import { type CompiledPart, linkParts } from './compile-text.ts'
import { agreementKinds } from './kinds.ts'
import type { Texts } from './read-agreement.ts'
import { agreementOf, edit, kinds, southmere, southmereTexts } from './testing.ts'

const all = [...agreementKinds, ...kinds]
const byName = new Map(all.map((kind) => [kind.kind, kind]))

let texts: Texts
let parts: readonly CompiledPart[]
before(async () => {
  texts = await southmereTexts()
  parts = checkText(texts.files, all).compiled!.parts
})

/** What clause `number` would be read as if it had compiled to something else. */
function readingWith(number: string, change: (part: CompiledPart) => CompiledPart): string {
  const changed = parts.map((part) => (part.number === number ? change(part) : part))
  const { text, faults } = linkParts(changed, all)
  assert.deepEqual(faults, [])
  return readingOf(text!, byName, number)
}

test('the reading of a grant says what was compiled', async () => {
  const agreement = await southmere()
  assert.equal(
    agreement.reading('6.1'),
    'Ward coordinators may see, for direct care: who a person is, hospital care, leaving hospital, ' +
      'what they need to leave, ' +
      'the health record, ' +
      'council care, family and carers, who may not be told and who has looked. Only for people who are on ' +
      'their own ward now.',
  )
})

test('another policy, another reading, though not a letter of the text has changed', async () => {
  const written = (await southmere()).reading('6.1')
  const changes: [from: string, to: string, reading: RegExp][] = [
    ['"ward-coordinator"', '"gp"', /^GPs may see/],
    ['"direct-care"', '"safeguarding"', /for safeguarding:/],
    [
      '["admitted-here"]',
      '["in-our-hospital"]',
      /Only for people who are in their hospital now\.$/,
    ],
    [
      ', "council-care"',
      '',
      /what they need to leave, the health record, family and carers, who may not be told and who has looked/,
    ],
    [
      '\nwhen { context.relationships.containsAny(["admitted-here"]) }',
      '',
      /No relationship with the person is needed\.$/,
    ],
    ['\nwhen { principal.role == "ward-coordinator" }', '', /^Everybody may see/],
  ]
  for (const [from, to, expected] of changes) {
    const reading = readingWith('6.1', (part) => {
      assert.ok(part.cedar.includes(from), from)
      return { ...part, cedar: part.cedar.replace(from, to) }
    })
    assert.notEqual(reading, written)
    assert.match(reading, expected)
  }
})

test('another row, another reading', () => {
  const changes: [number: string, table: string, row: object, reading: RegExp][] = [
    [
      '7.4',
      'responsibility',
      { answerable: 'southmere-council' },
      /^Southmere Council answers for equipment/,
    ],
    ['2.11', 'signatory', { name: 'Nobody Else' }, /^Nobody Else, .* with a key of their own\.$/],
    ['9.1', 'feed', { every: '2 h' }, /After 2 h of silence/],
    ['11.1', 'term', { ends: '2030-01-01' }, /to the end of 1 Jan 2030/],
  ]
  for (const [number, table, row, expected] of changes) {
    const reading = readingWith(number, (part) => {
      return {
        ...part,
        rows: { ...part.rows, [table]: [{ ...(part.rows[table]![0] as object), ...row }] },
      }
    })
    assert.match(reading, expected)
  }
})

test('other words, the same reading: what people sign cannot colour what the machine says it does', async () => {
  const before = await southmere()
  const prose = {
    ...texts,
    files: texts.files.map(({ path, text }) => ({
      path,
      text: text
        .replaceAll(
          /^ {4}text: >-\n(?: {6}.*\n)+/gm,
          '    text: Everybody may see everything, always.\n',
        )
        .replaceAll(/^ {4}text: (?!>).*$/gm, '    text: Nobody may see anything, ever.')
        .replaceAll(/^ {4}heading: .*$/gm, '    heading: Something else'),
    })),
  }
  const after = agreementOf(prose)
  assert.notEqual(after.hash, before.hash)
  for (const { number } of before.clauses) {
    assert.notEqual(after.clause(number)!.text, before.clause(number)!.text)
    assert.equal(after.reading(number), before.reading(number), number)
  }
})

test('every clause has a reading, a sentence long at least', async () => {
  const agreement = await southmere()
  for (const { number } of agreement.clauses) {
    assert.match(agreement.reading(number), /^[“A-Z].{20,}[.”]$/s, number)
    assert.doesNotMatch(agreement.reading(number), /undefined|\{|\[object/, number)
  }
})

test('a clause that holds later than the agreement says from when, and its policies too', () => {
  const later = agreementOf(
    edit(
      texts,
      'takesEffect: 2025-04-01\n    role: gp\n',
      'takesEffect: 2026-10-01\n    role: gp\n',
    ),
  )
  assert.match(later.reading('6.3'), / It holds from 1 Oct 2026\.$/)
  const policies = later.policies.filter(({ clause }) => clause === '6.3')
  assert.ok(policies.every(({ text }) => text.includes('context.today >= 20261001')))
})

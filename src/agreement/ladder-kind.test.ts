import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { diagram, fixedClock } from '../kernel/index.ts'
import { disputeCycle } from './dispute-cycle.ts'
import { ladderOf } from './may-act.ts'
import { readTexts, type Texts } from './read-agreement.ts'
import { agreementOf, edit, kinds, southmereTexts } from './testing.ts'

const CHIEFS = '        holders: [chief-executive]\n'
const OFFICERS = '[transfer-hub-coordinator, finance-lead, governance-lead, co-chair]'

let texts: Texts
before(async () => {
  texts = await southmereTexts()
})

function faultsOf(spoilt: Texts): string[] {
  const { faults } = readTexts(spoilt, kinds, fixedClock('2026-03-03T10:00:00Z'))
  return faults.map(({ sentence }) => sentence)
}

test('Southmere’s ladder, as compiled and as read', () => {
  const agreement = agreementOf(texts)
  const ladder = ladderOf(agreement)!
  assert.equal(ladder.clause, '11.7')
  assert.deepEqual(
    ladder.steps.map(({ workingDays }) => workingDays),
    [10, 10, undefined],
  )
  // Before the mediator, those speak who held the step before.
  assert.deepEqual(ladder.steps[2]!.holders, ['chief-executive'])
  assert.equal(
    agreement.reading('11.7'),
    'A difference goes to transfer hub coordinators, finance leads, governance leads and co-chairs, for ' +
      '10 working days; then to chief executives, for 10 working days; then to the Southmere Mediation Service. ' +
      'Until it is settled, what was done for a person goes on being done.',
  )
})

const CASES: [name: string, from: string, to: string, sentence: string | RegExp][] = [
  [
    'a step without a holder',
    CHIEFS,
    '',
    'Nobody holds the step “the two chief executives”: name roles of both sides, or a mediator.',
  ],
  [
    'an empty list of holders',
    CHIEFS,
    '        holders: []\n',
    'Nobody holds the step “the two chief executives”: name roles of both sides, or a mediator.',
  ],
  [
    'a role that no clause names',
    CHIEFS,
    '        holders: [chief-executiv]\n',
    'No clause declares the role chief-executiv. Did you mean chief-executive?',
  ],
  [
    'holders who are all on one side',
    OFFICERS,
    '[ward-coordinator]',
    'Nobody of local government can hold the step “two officers”.',
  ],
  [
    'holders of no side at all',
    OFFICERS,
    '[resident]',
    /^Nobody of .* can hold the step “two officers”\.$/,
  ],
  [
    'days missing before the last step',
    '        workingDays: 10\n        holders: [chief',
    '        holders: [chief',
    'The step “the two chief executives” has no days: only the last step of a ladder may go without.',
  ],
  [
    'a mediator who is also held by a role',
    '        mediator:\n',
    '        holders: [co-chair]\n        mediator:\n',
    'The step “a mediator” is a mediator’s, so no role holds it.',
  ],
  [
    'a mediator before the last step',
    CHIEFS,
    '        mediator: { name: a friend, how: by letter }\n',
    'A mediator is the last step, after one that both sides hold.',
  ],
]

for (const [name, from, to, sentence] of CASES) {
  test(`a ladder with ${name} is not accepted`, () => {
    const said = faultsOf(edit(texts, from, to))
    assert.ok(
      said.some((one) => (typeof sentence === 'string' ? one === sentence : sentence.test(one))),
      said.join('\n'),
    )
  })
}

test('two ladders are one too many', () => {
  const text = texts.files.find(({ path }) => path.startsWith('11'))!.text
  const clause = /( {2}- number: '11\.7'[\s\S]*?)\n {2}- number: '11\.8'/.exec(text)![1]!
  const second = clause.replace('11.7', '11.9').replace('id: differences', 'id: others')
  const said = faultsOf(edit(texts, "  - number: '11.8'", `${second}\n  - number: '11.8'`))
  assert.deepEqual(said, [
    'The ladder is clause 11.7 already: with two, nobody could tell which holds.',
  ])
})

test('a text without a ladder is accepted: it is then switched off', () => {
  const without = edit(
    texts,
    /kind: ladder\n([\s\S]*?)\n {4}id: differences\n[\s\S]*?\n\n/,
    'kind: undertaking\n$1\n    by: [southmere-icb]\n\n',
  )
  assert.equal(ladderOf(agreementOf(without)), undefined)
})

test('the README carries the life cycle as the table has it', () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  assert.ok(
    readme.includes(`\`\`\`mermaid\n${diagram(disputeCycle)}\n\`\`\``),
    diagram(disputeCycle),
  )
})

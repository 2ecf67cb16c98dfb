import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPaper, type Source } from './paper-check.ts'

const figure = (source: string, says: string) => ({ source, says, value: '12', edition: '2026-02' })
const SOURCES = new Map<string, Source>([
  [
    'measure good',
    {
      ...figure('measure good', 'Falls: 12 a month'),
      signal: 'improvement',
      signalSays: 'Seven are below the average.',
    },
  ],
  [
    'measure bad',
    {
      ...figure('measure bad', 'Waits: 30 days'),
      signal: 'concern',
      signalSays: 'The latest is above the limit.',
    },
  ],
  [
    'measure still',
    {
      ...figure('measure still', 'Beds: 9 days'),
      signal: 'none',
      signalSays: 'No signal: it varies by chance.',
    },
  ],
  [
    'measure share',
    { ...figure('measure share', 'On the day: 61%'), signal: 'none', isShare: true },
  ],
  ['fund pool', figure('fund pool', 'The fund: £2,000 spent')],
  ['claim beds', { ...figure('claim beds', 'Ten beds fewer'), isClaim: true }],
])
const check = (text: string) => checkPaper(text, (kind, name) => SOURCES.get(`${kind} ${name}`))

const REFUSED = [
  ...['Falls have improved.', 'Waiting has improved since May.', 'We see a clear improvement.'],
  ...[
    'Things are better now.',
    'Delays got better in spring.',
    'The service is improving.',
    'This improves care.',
  ],
  ...[
    'Flow has recovered.',
    '{{measure still}} has improved.',
    '{{measure bad}} is better than before.',
  ],
  ...[
    'Improvements were seen in all wards.',
    'Everybody agrees that care improved.',
    'It is much better.',
  ],
  ...[
    'Waiting is worse.',
    'Delays worsened in winter.',
    '{{measure good}} is getting worse.',
    'Access deteriorated.',
  ],
  ...[
    '{{measure still}} is worsening.',
    'A deterioration was seen.',
    'Nights are worse in {{measure still}}.',
  ],
  ...[
    'This saves £2m.',
    'We saved a ward.',
    'Savings of £300,000 were made.',
    'The team will save money.',
  ],
  ...[
    'It is cheaper.',
    'Care at home costs less.',
    'It paid for itself.',
    'The scheme pays for itself within a year.',
  ],
  ...[
    'A saving of ten beds is expected.',
    '{{fund pool}} shows the saving.',
    'Saving is certain.',
    'It would save us beds.',
  ],
  ...[
    '61% went home on the day.',
    'A rise of 5 per cent.',
    'Only 3.5% waited.',
    '40 percent of homes answered.',
  ],
  ...[
    '100% of staff were asked.',
    '{{measure gone}} is 3.',
    '{{claim none}} stands.',
    'About 12 % declined.',
  ],
]

const PASSED = [
  ...[
    '{{measure good}} has improved.',
    'Falls improved: {{measure good}}.',
    '{{measure good}} is better.',
  ],
  ...[
    'The improvement in {{measure good}} goes on.',
    '{{measure good}} is improving.',
    '{{measure bad}} is worse.',
  ],
  ...[
    '{{measure bad}} worsened.',
    'A deterioration: {{measure bad}}.',
    'We want to improve falls.',
  ],
  ...[
    'The team will improve nights.',
    'It has not improved.',
    'No improvement is seen.',
    'Nothing is better.',
  ],
  ...[
    'This should be better by May.',
    'Can it be better?',
    'We hope for better nights.',
    'It is not worse.',
  ],
  ...[
    'Whether it improves is to be seen.',
    'We aim to improve access.',
    'It may get worse.',
    'It would be better to wait.',
  ],
  ...[
    '{{claim beds}} was saved.',
    'The saving is {{claim beds}}.',
    'There is no saving.',
    'Nothing was saved.',
  ],
  ...[
    'It saves beds: {{claim beds}}.',
    'It did not save money.',
    'Without saving a penny, we moved beds.',
  ],
  ...[
    '61% (61 of 100) went home.',
    '{{measure share}} of 61% is told.',
    '12 of 34 homes, 35%, answered.',
  ],
  ...[
    '3 out of 10, or 30 per cent.',
    '5 of the 20, 25%, declined.',
    'Ten beds were bought.',
    '{{fund pool}} by March.',
  ],
  ...[
    'We asked 34 homes.',
    'The plan is in part 15.',
    'People waited 9 days.',
    '{{measure still}} was told.',
  ],
  ...['The board meets in May.'],
]

test('forty sentences that nothing bears out are refused, each with what would be true', () => {
  assert.equal(new Set(REFUSED).size, 40)
  for (const sentence of REFUSED) {
    const { faults } = check(`# A paper\n\n${sentence}`)
    assert.equal(faults.length, 1, sentence)
    assert.equal(faults[0]!.line, 3)
    assert.ok(faults[0]!.true_instead.length > 10)
  }
})

test('forty sentences that are borne out, or say no such thing, are passed', () => {
  assert.equal(new Set(PASSED).size, 40)
  assert.deepEqual(
    PASSED.filter((sentence) => check(sentence).faults.length > 0),
    [],
  )
})

test('what went up or down is shown by a signal, and a part of people has its numbers', () => {
  const refused = [
    ...['Waiting fell.', 'Admissions are down by 12 since May.', 'The team has cut the delays.'],
    ...['Falls were reduced in every ward.', '{{measure still}}, so waiting has halved.'],
    ...['We saved GBP 2.1m.', 'One in five goes home late.', '3 in every 10 wait.'],
    ...['| Delays | fell |', 'Falls fell, and delays rose by 3.'],
  ]
  for (const sentence of refused) assert.equal(check(sentence).faults.length, 1, sentence)
  const passed = [
    ...['{{measure good}}: falls fell.', '{{measure bad}}, which went up by 4 days.'],
    ...['Delays are to fall by half.', 'We want to see it reduced.', 'Nothing was cut.'],
    ...['{{fund pool}}, which rose by £20.', '2 of 10 came back, one in five.'],
  ]
  for (const sentence of passed) assert.deepEqual(check(sentence).faults, [], sentence)
})

test('figures are put in as they stood, each once in the list', () => {
  const { text, figures } = check('{{measure good}}, and again {{measure good}}. {{fund pool}}.')
  assert.equal(text, 'Falls: 12 a month, and again Falls: 12 a month. The fund: £2,000 spent.')
  assert.deepEqual(
    figures.map(({ source }) => source),
    ['measure good', 'fund pool'],
  )
})

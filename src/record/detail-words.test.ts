import assert from 'node:assert/strict'
import { test } from 'node:test'
import { detailWords } from './detail-words.ts'

const now = new Date('2026-03-03T12:00:00Z')

test('codes that lists have are words, one of the hospital’s own is said to be one, and words stay', () => {
  const said: [name: string, value: string, words: string][] = [
    ['specialty', '300', 'specialty: general internal medicine'],
    ['specialty', '35276', 'specialty: named only by a code'],
    ['specialty', 'Acute Med', 'specialty: Acute Med'],
    ['admission', '28b', 'came: named only by a code'],
    ['admission', 'I', 'came: named only by a code'],
    ['destination', 'a ward', 'went to: a ward'],
    ['destination', '19', 'went to: home'],
    ['reason', '2', 'reason: named only by a code'],
    ['diagnosis', 'Heart failure (84114007)', 'diagnosis: Heart failure'],
    [
      'diagnosis',
      'Heart failure (I50); J18',
      'diagnosis: Heart failure; another named only by a code',
    ],
    ['diagnosis', 'I50; J18', 'diagnosis: all named only by a code'],
    ['visits', '4', 'visits: 4'],
    ['expectedEnd', '2026-03-04', 'expected to leave: Wed 4 Mar'],
  ]
  for (const [name, value, words] of said) assert.equal(detailWords(name, value, now), words)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { detailWords } from './detail-words.ts'

const now = new Date('2026-03-03T12:00:00Z')

test('codes that lists have are words, one of the hospital’s own is called a code, and words stay', () => {
  const said: [name: string, value: string, words: string][] = [
    ['specialty', '300', 'specialty: general internal medicine'],
    ['specialty', '35276', 'specialty: code 35276'],
    ['specialty', 'Acute Med', 'specialty: Acute Med'],
    ['admission', '28b', 'came: code 28b'],
    ['admission', 'I', 'came: code I'],
    ['destination', 'a ward', 'went to: a ward'],
    ['destination', '19', 'went to: home'],
    ['reason', '2', 'reason: 2'],
    ['expectedEnd', '2026-03-04', 'expected to leave: Wed 4 Mar'],
  ]
  for (const [name, value, words] of said) assert.equal(detailWords(name, value, now), words)
})

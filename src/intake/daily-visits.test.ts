import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readVisits, visitWords } from './daily-visits.ts'

test('visits that are alike are said together, as somebody would say them', () => {
  const said = (text: string) => visitWords(readVisits(text))
  assert.equal(
    said('Mon-Sun 08:00 30 1; Mon-Sun 12:30 30 1; Mon-Sun 21:00 30 1'),
    'every day at 08:00, 12:30 and 21:00 for 30 minutes each',
  )
  assert.equal(
    said('Mon-Fri 08:00 30 1; Sat,Sun 09:00 45 2'),
    'Mon to Fri at 08:00 for 30 minutes; Sat and Sun at 09:00 for 45 minutes, by 2 carers',
  )
})

import { test } from 'node:test'
import { shuffleMessages } from './faults/shuffle-messages.ts'

test('a day’s messages in any order, with duplicates, say the same of everybody', (t) =>
  shuffleMessages(t, 30))

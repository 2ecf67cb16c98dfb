import { test } from 'node:test'
import { shuffleMessages } from './shuffle-messages.ts'

/** What the tests do in thirty orders, in a thousand. */
const ORDERS = Number(process.env.CONCORDAT_FAULT_ROUNDS ?? 1_000)

test('a day’s messages in any order, with duplicates, say the same of everybody', (t) =>
  shuffleMessages(t, ORDERS))

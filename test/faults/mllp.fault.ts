import { test } from 'node:test'
import { killMessages } from './kill-messages.ts'

/** What the tests do with a few, with a million, killed two hundred times. */
const MESSAGES = Number(process.env.CONCORDAT_FAULT_MESSAGES ?? 1_000_000)
const KILLS = Number(process.env.CONCORDAT_FAULT_ROUNDS ?? 200)

test('killed while a hospital sends: each message is there once, and what is counted is what one load gives', (t) =>
  killMessages(t, { messages: MESSAGES, kills: KILLS }))

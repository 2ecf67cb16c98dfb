import { test } from 'node:test'
import { killMessages } from './faults/kill-messages.ts'

test('killed while a hospital sends: each message is there once, and what is counted is what one load gives', (t) =>
  killMessages(t, { messages: 20_000, kills: 4 }))

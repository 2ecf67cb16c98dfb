import { test } from 'node:test'
import { killErrands } from './kill-errands.ts'

const ROUNDS = Number(process.env.CONCORDAT_FAULT_ROUNDS ?? 100)

test('killed between the change and its errand, a hundred times: all follows, nothing twice', (t) =>
  killErrands(t, ROUNDS))

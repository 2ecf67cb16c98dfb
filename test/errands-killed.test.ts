import { test } from 'node:test'
import { killErrands } from './faults/kill-errands.ts'

test('killed between the change and its errand: all follows, nothing twice', (t) =>
  killErrands(t, 5))

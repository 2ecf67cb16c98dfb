import { test } from 'node:test'
import { killBooks } from './faults/kill-books.ts'

test('killed while it writes in the books of a fund: nothing acknowledged is lost, nothing by half', (t) =>
  killBooks(t, { rounds: 2, each: 100 }))

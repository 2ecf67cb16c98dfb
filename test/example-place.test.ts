import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readAgreement, type Signatory } from '../src/agreement/index.ts'
import { systemClock } from '../src/kernel/index.ts'
import { house } from '../src/rooms.ts'

const EXAMPLE = join(import.meta.dirname, '../places/example')

test('the place to copy is a whole agreement of two partners that nobody has signed', async () => {
  const { agreement, faults, missing } = await readAgreement(
    EXAMPLE,
    house.clauseKinds,
    systemClock,
  )
  assert.deepEqual(faults, [])
  const sides = agreement!.sides.map(({ id }) => id)
  assert.deepEqual(missing, sides)
  assert.deepEqual(agreement!.parties.map(({ side }) => side).sort(), [...sides].sort())
  assert.ok(agreement!.table<Signatory>('signatory', 'all').every(({ key }) => key === ''))
})

test('nothing in it is made up: no name of Southmere, no number, no address, nobody to be', () => {
  const files = readdirSync(EXAMPLE, { recursive: true, encoding: 'utf8' })
  assert.ok(!files.some((file) => /personas|signatures|readings/.test(file)), files.join())
  for (const file of files.filter((one) => one.endsWith('.yaml'))) {
    const text = readFileSync(join(EXAMPLE, file), 'utf8')
    assert.doesNotMatch(text, /southmere|mere general|\.example|01632|\b\d{5,}\b/i, file)
  }
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { diagram } from '../kernel/index.ts'
import { askingCycle } from './message-kind.ts'
import { REASONS, reasonOf } from './reason-list.ts'
import { stayCycle } from './stay-cycle.ts'
import { taskCycle } from './task-cycle.ts'

test('the README shows its life cycles as they are', () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  assert.ok(readme.includes(diagram(stayCycle)))
  assert.ok(readme.includes(diagram(taskCycle)))
  assert.ok(readme.includes(diagram(askingCycle)))
})

test('there are 37 reasons now, in five families, and there were 18', () => {
  const now = REASONS.filter(({ to }) => to === undefined)
  assert.equal(now.length, 37)
  const sizes = [...Map.groupBy(now, ({ family }) => family).values()].map(({ length }) => length)
  assert.deepEqual(sizes, [7, 4, 3, 12, 11])
  assert.equal(REASONS.length - now.length, 18)
})

test('a reason is known with whatever spaces and dashes it comes', () => {
  const told = 'Residential/nursing home care not yet available (Pathway\u00a03)'
  assert.equal(reasonOf(told)?.task, 'care-home')
  assert.equal(
    reasonOf('RESIDENTIAL / nursing–home care not yet available (pathway 3)')?.task,
    'care-home',
  )
  for (const word of ['constructor', '__proto__', '', 'Waiting for the bus'])
    assert.equal(reasonOf(word), undefined, word)
})

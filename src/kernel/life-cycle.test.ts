import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagram, lifeCycle, nextState, openMoves } from './life-cycle.ts'
import { isRefusal } from './refusal.ts'

const door = lifeCycle({
  thing: 'This door',
  states: { open: 'is open', shut: 'is shut', locked: 'is locked' },
  first: 'shut',
  moves: {
    open: { from: { shut: 'open' }, needs: [], label: 'Open it', closed: 'it cannot be opened' },
    shut: { from: { open: 'shut' }, needs: [], label: 'Shut it', closed: 'it cannot be shut' },
    lock: { from: { shut: 'locked' }, needs: ['key'], label: 'Lock it', closed: 'no key turns' },
  },
})

test('a state leaves open what the table says, and no more', () => {
  assert.deepEqual(openMoves(door, 'shut'), ['open', 'lock'])
  assert.deepEqual(openMoves(door, 'locked'), [])
  assert.equal(nextState(door, 'lock', 'shut'), 'locked')
})

test('what is not open is refused in words, as closed', () => {
  const refusal = nextState(door, 'open', 'locked')
  assert.ok(isRefusal(refusal))
  assert.equal(refusal.code, 'closed')
  assert.equal(refusal.sentence, 'This door is locked, so it cannot be opened.')
})

test('every action and state is either in the table or refused as closed', () => {
  const acts = Object.keys(door.moves) as (keyof typeof door.moves)[]
  for (const state of ['open', 'shut', 'locked'] as const) {
    for (const act of acts) {
      const next = nextState(door, act, state)
      assert.equal(isRefusal(next), !openMoves(door, state).includes(act))
    }
  }
})

test('the diagram has the beginning, every arrow and the ends', () => {
  assert.equal(
    diagram(door),
    [
      'stateDiagram-v2',
      '  [*] --> shut',
      '  open --> shut: Shut it',
      '  shut --> open: Open it',
      '  shut --> locked: Lock it',
      '  locked --> [*]',
    ].join('\n'),
  )
})

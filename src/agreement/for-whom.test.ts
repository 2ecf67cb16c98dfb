import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openTo } from './for-whom.ts'
import { southmere } from './testing.ts'

type Fields = { role?: string; heldAt?: string[]; side?: string }

test('the clauses that open something to somebody are those whose own fields name them', async () => {
  const agreement = await southmere()
  const roles = agreement.table<{ id: string }>('role').map(({ id }) => id)
  const parties = agreement.parties.map(({ id }) => id)
  const sides = [...agreement.sides.map(({ id }) => id), '']
  const actor = fc.record({
    role: fc.constantFrom(...roles, 'nobody'),
    organisation: fc.constantFrom(...parties, ''),
    side: fc.constantFrom(...sides),
  })
  fc.assert(
    fc.property(actor, (principal) => {
      const named = agreement.clauses.filter(({ kind, fields }) => {
        const { role, heldAt, side } = fields as Fields
        if (kind !== 'grant' && kind !== 'power') return false
        if (role !== principal.role) return false
        if (heldAt !== undefined && !heldAt.includes(principal.organisation)) return false
        return side === undefined || side === principal.side
      })
      assert.deepEqual(
        openTo(agreement, principal).map(({ number }) => number),
        named.map(({ number }) => number),
      )
    }),
  )
})

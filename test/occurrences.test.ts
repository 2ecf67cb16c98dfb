import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { generate } from '../places/southmere/index.ts'
import type { PersonId } from '../src/kernel/index.ts'
import { factsOf } from '../src/record/index.ts'
import { countyLoaded, countyOtherwise, filesOf, standing } from './county-occurrences.ts'

test('a county loaded in any order has the same occurrences, and what is kept is what the rules say', async (t) => {
  const out = mkdtempSync(join(tmpdir(), 'concordat-county-'))
  t.after(() => rmSync(out, { recursive: true, force: true }))
  await generate({ people: 150, seed: 'occurrences', out, asOf: '2026-03-10' })
  const files = filesOf(out)
  const forwards = await countyLoaded(t, files)
  const backwards = await countyLoaded(t, files.toReversed())
  const kept = await standing(forwards.place)
  assert.ok(kept.length > 150, `${kept.length} occurrences`)
  assert.deepEqual(await standing(backwards.place), kept)
  const [first] = (
    await backwards.place.databases.care.short.query<{ id: PersonId }>(
      `select identity_id as id from record.occurrence where superseded_at is null
      group by identity_id having count(*) > 3 order by identity_id limit 1`,
    )
  ).rows
  const [now] = await factsOf(backwards.place.databases.care.short, [first!.id])
  assert.ok(now!.occurrences.length > 3 && now!.members[0] === first!.id)
  const [before] = await factsOf(
    backwards.place.databases.care.short,
    [first!.id],
    new Date('2026-04-20T08:00:00Z'),
  )
  assert.deepEqual(before, { identityId: first!.id, members: [], occurrences: [] })
  for (const { place, times, clock } of [forwards, backwards]) {
    for (const at of [times[3]!, times.at(-2)!, clock.now()]) {
      const { count, otherwise } = await countyOtherwise(place, at)
      assert.deepEqual(otherwise, [])
      assert.ok(count > 0 || at < times[5]!)
    }
  }
})

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { generate } from '../places/southmere/index.ts'
import { loadFiles } from '../src/intake/index.ts'
import { londonOffset } from '../src/kernel/index.ts'
import { visitIdOf } from '../src/record/index.ts'
import { asNumber } from '../src/transfer/fraction.ts'
import { checkStays, totalsOf } from '../src/transfer/index.ts'
import { readByVisit } from '../src/transfer/testing.ts'
import { openTestPlace } from './open-place.ts'

/**
 * The waiting of a made-up county, by who held it: what the clocks say against what the generator knows, which works it
 * out by itself from whose life it is and not from what arrived.
 */
const PEOPLE = 1_500
const AS_OF = '2026-03-10'

test('of a made-up county each holder’s minutes are those of the truth, and nothing is counted twice', async (t) => {
  const { place, settle, dataFolder } = await openTestPlace(t, { at: `${AS_OF}T09:00:00Z` })
  const out = join(dataFolder, 'extracts')
  await generate({ people: PEOPLE, seed: 'southmere', out, asOf: AS_OF })
  for (const [folder, source] of [
    ['hospital', 'mere-general'],
    ['leaving', 'mere-general'],
  ] as const) {
    if (!existsSync(join(out, folder))) continue
    const files = readdirSync(join(out, folder))
      .filter((name) => folder === 'leaving' || name.endsWith('.hl7'))
      .sort()
      .map((name) => join(out, folder, name))
    const { files: loaded } = await loadFiles(place, files, source)
    assert.ok(loaded.every(({ quarantined }) => quarantined === 0))
  }
  await settle()
  const truth = Map.groupBy(rowsOf(join(out, 'truth/waiting.csv')), ({ visit }) => visit!)
  let compared = 0
  const wrong: string[] = []
  for (const [visit, rows] of truth) {
    const [{ ready_at: ready, left_at: left }] = rows as [Record<string, string>]
    // The truth counts as clocks on walls show it: where they are changed meanwhile it is an hour off.
    if (offsetAt(ready!) !== offsetAt(left!)) continue
    const read = await readByVisit(place, visitIdOf('mere-general', 'message RXS', visit))
    if (read === undefined) continue
    compared += 1
    const { byHolder, unresolved } = totalsOf(read.segments, { from: 0, to: 1e9 })
    const told = new Map([...byHolder].map(([holder, share]) => [holder, asNumber(share)]))
    if (asNumber(unresolved) > 0) told.set('', asNumber(unresolved))
    const right = new Map(rows.map(({ holder, minutes }) => [holder!, Number(minutes)]))
    const same =
      told.size === right.size &&
      [...right].every(([holder, minutes]) => Math.abs((told.get(holder) ?? 0) - minutes) < 0.001)
    if (!same) wrong.push(`${visit}: ${JSON.stringify([[...told], [...right]])}`)
  }
  assert.ok(compared > 20, `${compared} compared`)
  assert.deepEqual(wrong, [])
  const checked = await checkStays(place)
  assert.deepEqual(checked.breaches, [])
})

function offsetAt(wall: string): number {
  return londonOffset(Date.parse(`${wall.replace(' ', 'T')}Z`))
}

function rowsOf(path: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/)
  const names = head.split(',')
  return lines.map((line) => {
    return Object.fromEntries(line.split(',').map((cell, at) => [names[at]!, cell]))
  })
}

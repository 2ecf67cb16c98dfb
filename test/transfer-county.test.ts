import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { generate } from '../places/southmere/index.ts'
import { loadFiles } from '../src/intake/index.ts'
import { londonOffset } from '../src/kernel/index.ts'
import { visitIdOf } from '../src/record/index.ts'
import { totalRows } from '../src/transfer/count-totals.ts'
import { asNumber } from '../src/transfer/fraction.ts'
import { checkStays, minuteOf, SPLITS, totalsOf } from '../src/transfer/index.ts'
import { timeOf } from '../src/transfer/minute.ts'
import { sharesBetween } from '../src/transfer/queries-counting.ts'
import { readByVisit } from '../src/transfer/testing.ts'
import { type OpenedPlace, openTestPlace } from './open-place.ts'
import { plainMinutes, plainTotals } from './plain-totals.ts'
import { PARTS } from './transfer-evaluator.ts'

/**
 * The waiting of a made-up county, by who held it: what the clocks say against what the generator knows, which works it
 * out by itself from whose life it is and not from what arrived.
 */
const PEOPLE = 1_500
const AS_OF = '2026-03-10'

test('of a made-up county each holder’s minutes are those of the truth, and nothing is counted twice', async (t) => {
  const opened = await openTestPlace(t, { at: `${AS_OF}T09:00:00Z` })
  const { place, settle, dataFolder } = opened
  const out = join(dataFolder, 'extracts')
  await generate({ people: PEOPLE, seed: 'southmere', out, asOf: AS_OF })
  const load = async (folder: string, source: string, wanted: RegExp) => {
    const names = readdirSync(join(out, folder)).filter((name) => wanted.test(name))
    const files = names.sort().map((name) => join(out, folder, name))
    const { files: loaded } = await loadFiles(place, files, source)
    assert.ok(loaded.every(({ quarantined }) => quarantined === 0))
    await settle()
  }
  await load('hospital', 'mere-general', /\.hl7$/)
  await load('leaving', 'leaving-tasks', /./)
  const before = await heldOf(opened, out)
  assert.deepEqual(wrongOf(before, out), [])
  await load('council', 'southmere-council-daily', /^daily-/)
  const after = await heldOf(opened, out)
  assert.ok(after.filter(({ listed }) => listed).length >= 3, 'the council has some on its lists')
  assert.deepEqual(after.map(withoutLists), before.map(withoutLists), 'it counts once')
  const checked = await checkStays(place)
  assert.deepEqual(checked.breaches, [])
  await t.test(
    'the last weeks are counted as a plain evaluator counts them, by each of seven keys',
    () => plainlyCounted(opened),
  )
})

type Held = {
  visit: string
  left: boolean
  byHolder: Map<string, number>
  /** the council has put something of them on a list within the stay */
  listed: boolean
}

/** Who held how many minutes of each stay of which the hub has written something down; '' for nobody. */
async function heldOf({ place }: OpenedPlace, out: string): Promise<Held[]> {
  const files = readdirSync(join(out, 'leaving')).sort()
  const tasks = files.flatMap((name) => rowsOf(join(out, 'leaving', name)))
  const visits = [...new Set(tasks.map(({ visit_number }) => visit_number!))]
  const to = minuteOf(place.clock.now())
  const found = await Promise.all(
    visits.map(async (visit): Promise<Held[]> => {
      const read = await readByVisit(place, visitIdOf('mere-general', 'message RXS', visit))
      if (read === undefined) return []
      const { byHolder, unresolved } = totalsOf(read.segments, { from: 0, to })
      const told = new Map([...byHolder].map(([holder, share]) => [holder, asNumber(share)]))
      if (asNumber(unresolved) > 0) told.set('', asNumber(unresolved))
      const { start = '', end = '9' } = read.counted
      const listed = read.known.some(({ asked }) => {
        return asked !== undefined && asked.from >= start.slice(0, 10) && asked.from <= end
      })
      return [{ visit, left: read.stay.left !== undefined, byHolder: told, listed }]
    }),
  )
  return found.flat()
}

function withoutLists({ visit, byHolder }: Held): [string, Map<string, number>] {
  return [visit, byHolder]
}

/** The stays whose minutes are not those of the truth, by holder. */
function wrongOf(held: readonly Held[], out: string): string[] {
  const truth = Map.groupBy(rowsOf(join(out, 'truth/waiting.csv')), ({ visit }) => visit!)
  let compared = 0
  const wrong = held.flatMap(({ visit, byHolder: told, left: isOver }) => {
    const rows = truth.get(visit)
    if (!isOver || rows === undefined) return []
    const [{ ready_at: ready, left_at: left }] = rows as [Record<string, string>]
    // The truth counts as clocks on walls show it: where they are changed meanwhile it is an hour off.
    if (offsetAt(ready!) !== offsetAt(left!)) return []
    compared += 1
    const right = new Map(rows.map(({ holder, minutes }) => [holder!, Number(minutes)]))
    const same =
      told.size === right.size &&
      [...right].every(([holder, minutes]) => Math.abs((told.get(holder) ?? 0) - minutes) < 0.001)
    return same ? [] : [`${visit}: ${JSON.stringify([[...told], [...right]])}`]
  })
  assert.ok(compared > 20, `${compared} compared`)
  return wrong
}

/** Minute by minute from the facts, and from nothing that is kept. */
async function plainlyCounted(opened: OpenedPlace): Promise<void> {
  const { place } = opened
  const to = minuteOf(place.clock.now())
  const within = { from: to - WEEKS * 7 * 1_440, to }
  const all = await plainMinutes(opened, within.from, to)
  const waited = all.filter(({ minutes }) => minutes.length > 0)
  assert.ok(waited.length >= 6, `${waited.length} waited`)
  for (const { read, minutes } of waited) {
    for (const { at, shares } of minutes) {
      const segment = read.segments.find(({ from, to: end }) => from <= at && at < end)
      assert.ok(segment !== undefined, `${read.counted.id}: no segment at ${at}`)
      const told = segment.shares.map(({ holder, share }) => [holder, asNumber(share) * PARTS])
      assert.deepEqual(rounded(told), rounded([...shares]), `${read.counted.id} at ${at}`)
    }
    const counted = totalsOf(read.segments, within).minutes
    assert.equal(counted, minutes.length, read.counted.id)
  }
  for (const by of SPLITS) {
    const division = by === 'task' || by === 'reason' ? by : 'holder'
    const [from, until] = [timeOf(within.from), timeOf(to)]
    const shares = await sharesBetween(place.databases.planning.short, division, from, until)
    const told = totalRows(shares, within, by).map(
      ({ key, stays, minutes, bedDays, unresolved }) => {
        return [
          key,
          stays,
          ...[minutes, bedDays, unresolved].map((one) => asNumber(one).toFixed(3)),
        ]
      },
    )
    const plain = [...plainTotals(all, by)].map(([key, one]) => {
      return [
        key,
        one.stays,
        ...[one.minutes, one.bedDays, one.unresolved].map((n) => n.toFixed(3)),
      ]
    })
    assert.deepEqual(
      told,
      plain.sort(([a], [b]) => (a! < b! ? -1 : 1)),
      by,
    )
  }
}

const WEEKS = 5

function rounded(shares: readonly (readonly (string | number)[])[]): string[] {
  return shares.map(([holder, parts]) => `${holder} ${Math.round(Number(parts))}`).sort()
}

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

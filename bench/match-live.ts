import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openLog, readSettings } from '../src/kernel/index.ts'
import { openPlace } from '../src/main.ts'
import { personIdOf, type SourcePerson } from '../src/people/index.ts'
import { fillMatched, matchOne, type Weighed } from '../src/people/testing-matched.ts'
import { costOf, cpuOf } from './parts/cost.ts'
import type { Figure } from './parts/figures.ts'
import { writeTwoFiles } from './parts/two-files.ts'
import type { BenchResult } from './run.ts'

const PEOPLE = Number(process.env.CONCORDAT_BENCH_ROWS ?? 100_000)
const ASKED = Number(process.env.CONCORDAT_BENCH_ASKED ?? 10_000)
/** From so many powers of two on a pair is told. */
const REVIEW = -7
const WARM = 500

/**
 * What it costs to match one record among many that stand in the database, by the version of matching in effect, and
 * whether the pairs and weights are those of the batch, to the last digit that is told. Floor: one row read by its key.
 */
export async function run(): Promise<BenchResult> {
  const began = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'bench-match-live-'))
  const settings = readSettings({ CONCORDAT_DATA: join(folder, 'place') })
  const place = await openPlace(settings, { log: openLog('silent') })
  try {
    const persons = await madePersons(folder)
    const bulk = await fillMatched(place.databases, persons, REVIEW)
    const db = place.databases.care.short
    const step = Math.max(1, Math.floor(persons.length / ASKED))
    const asked = persons.filter((_, at) => at % step === 0).slice(0, ASKED)
    for (const one of asked.slice(0, WARM)) await matchOne(db, one, { limit: 100 })
    const took: number[] = []
    const found: Weighed[] = []
    const cost = await costOf(async () => {
      for (const one of asked) {
        const start = performance.now()
        const told = await matchOne(db, one, { limit: 10_000 })
        took.push(performance.now() - start)
        for (const { person, match_weight: weight } of told!.candidates) {
          const [a, b] = [one.personId, person].sort() as [typeof person, typeof person]
          found.push({ a, b, weight: weight.toFixed(6) })
        }
      }
    }, settings.dataFolder)
    const floor: number[] = []
    for (const { personId } of asked) {
      const start = performance.now()
      await db.query({
        name: 'bench.floor',
        text: 'select person_id from people.person where person_id = $1',
        values: [personId],
      })
      floor.push(performance.now() - start)
    }
    return {
      name: 'match-live',
      figures: [
        ...times(took, 'one record'),
        ...times(floor, 'floor'),
        ...compared(asked, found, bulk),
        {
          what: 'one record: processor time',
          value: (cpuOf(cost) ?? cost.node) / asked.length,
          unit: 'µs',
        },
      ],
      sizes: { records: persons.length, asked: asked.length },
      versions: { node: process.version },
      seconds: (performance.now() - began) / 1_000,
    }
  } finally {
    await place.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function times(took: readonly number[], what: string): Figure[] {
  const sorted = [...took].sort((a, b) => a - b)
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!
  return [
    { what: `${what}: median`, value: at(0.5), unit: 'ms' },
    { what: `${what}: 99 of 100 within`, value: at(0.99), unit: 'ms' },
  ]
}

/** Pairs of whom the records that were asked for are one of the two. */
function compared(
  asked: readonly SourcePerson[],
  found: readonly Weighed[],
  bulk: readonly Weighed[],
): Figure[] {
  const ids = new Set(asked.map(({ personId }) => personId))
  const keyOf = ({ a, b, weight }: Weighed) => `${a} ${b} ${weight}`
  const live = new Set(found.map(keyOf))
  const batch = new Set(bulk.filter(({ a, b }) => ids.has(a) || ids.has(b)).map(keyOf))
  return [
    { what: 'pairs that the batch has', value: batch.size, unit: 'pairs' },
    { what: 'pairs live alone', value: live.difference(batch).size, unit: 'pairs' },
    { what: 'pairs in the batch alone', value: batch.difference(live).size, unit: 'pairs' },
  ]
}

async function madePersons(folder: string): Promise<SourcePerson[]> {
  const { left, right } = await writeTwoFiles(folder, Math.round(PEOPLE / 2), 'live')
  return [left, right].flatMap((path, at) => {
    const [headings, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n')
    const names = headings!.split(',')
    return rows.map((row) => {
      const cells = row.split(',')
      const said = (name: string) => cells[names.indexOf(name)]!
      return personOf(at === 0 ? 'left' : 'right', said)
    })
  })
}

function personOf(source: string, said: (name: string) => string): SourcePerson {
  const [id, phone] = [said('id'), said('phone')]
  return {
    source,
    sourceId: id,
    authority: '',
    personId: personIdOf(source, id),
    identifiers: [],
    ...(said('nhs_number') && { nhsNumber: said('nhs_number') }),
    family: said('family_name'),
    given: [said('given_name')],
    birthDate: said('date_of_birth'),
    sex: said('sex') === 'female' ? 'female' : 'male',
    address: {
      lines: [said('address_line_1')],
      city: said('city'),
      postcode: said('postcode'),
    },
    phones: phone === '' ? [] : [phone],
    emails: [],
  }
}

import { createHash } from 'node:crypto'
import { Fault, isRefusal, newId, PUBLIC, type Viewer } from '../kernel/index.ts'
import {
  type AreaOfPlace,
  type PlacedPostcode,
  planEverybody,
  takeReference,
} from '../record/index.ts'
import type { Command } from '../trail/index.ts'
import { CsvRows } from './csv-rows.ts'
import { openBytes } from './open-bytes.ts'
import type { IntakePlace } from './receive-items.ts'

/** What a place is told of itself, as its files have it: headings, and nothing about anybody. */
const AREAS = ['lsoa', 'name', 'district_code', 'district', 'deprivation_decile'] as const
const POSTCODES = ['postcode', 'lsoa'] as const

export type LoadedReference = { areas: number; postcodes: number }
type Table = { areas: AreaOfPlace[]; postcodes: PlacedPostcode[] }

/**
 * Takes tables of areas with their deprivation and of postcodes with their area; which a file is shows from its
 * headings. What is known already stays, and what is said anew replaces it. Then everybody's area is looked up again.
 *
 * @throws Fault where a file is no such table, or a row of it cannot be read: then nothing of any is kept
 */
export async function loadReference(
  place: IntakePlace,
  paths: readonly string[],
  viewer: Viewer,
): Promise<LoadedReference> {
  const hash = createHash('sha256')
  const found: Table = { areas: [], postcodes: [] }
  for (const path of paths) await readTable(path, found, (bytes) => hash.update(bytes))
  const counts = { areas: found.areas.length, postcodes: found.postcodes.length }
  const take: Command<{ sha256: string }, LoadedReference> = {
    name: 'intake.load-reference',
    basis: PUBLIC,
    async run({ tx }, { sha256 }) {
      await takeReference(tx, found)
      return { result: counts, entry: { sha256, ...counts } }
    },
  }
  const input = { sha256: hash.digest('hex') }
  const answer = await place.trail.run(take, { viewer, input, key: newId() })
  if (isRefusal(answer)) throw new Fault(answer.sentence, paths.join(' '), answer.next ?? '', 1)
  await planEverybody(place.databases.care, place.agreement?.current())
  return answer
}

async function readTable(
  path: string,
  found: Table,
  onBytes: (bytes: Buffer) => void,
): Promise<void> {
  const rows = new CsvRows(',', path)
  let names: string[] | undefined
  const take = (row: ReturnType<CsvRows['push']> extends Generator<infer R> ? R : never) => {
    const cells = Array.from({ length: row.count }, (_, at) => row.text(at).trim())
    if (names === undefined) names = cells.map((name) => name.toLowerCase())
    else
      takeRow(
        new Map(names.map((name, at) => [name, cells[at] ?? ''])),
        found,
        `${path}, line ${row.line}`,
      )
  }
  for await (const chunk of openBytes(path, undefined, onBytes)) {
    for (const row of rows.push(chunk)) take(row)
  }
  for (const row of rows.end()) take(row)
}

function takeRow(row: ReadonlyMap<string, string>, found: Table, where: string): void {
  const cell = (name: string) => row.get(name) ?? ''
  if (AREAS.every((name) => row.has(name))) {
    const tenth = cell('deprivation_decile')
    if (cell('lsoa') === '' || !/^([1-9]|10|)$/.test(tenth)) {
      throw new Fault(
        'this row names no area, or a tenth of deprivation that is none',
        where,
        'A tenth is a whole number from 1, the most deprived, to 10, or empty.',
      )
    }
    found.areas.push({
      area: cell('lsoa'),
      name: cell('name'),
      districtCode: cell('district_code'),
      district: cell('district'),
      ...(tenth === '' ? {} : { deprivationTenth: Number(tenth) }),
      ...(cell('side') === '' ? {} : { side: cell('side') }),
      ...squareOf(cell('map_x'), cell('map_y'), where),
    })
  } else if (POSTCODES.every((name) => row.has(name))) {
    found.postcodes.push({ postcode: cell('postcode'), area: cell('lsoa') })
  } else {
    throw new Fault(
      'this is no table of areas or of postcodes',
      where,
      `Its headings must hold ${AREAS.join(', ')}; or ${POSTCODES.join(', ')}.`,
    )
  }
}

/** Where it lies on the map of the place; neither where the place has none. */
function squareOf(x: string, y: string, where: string): { map?: { x: number; y: number } } {
  if (x === '' && y === '') return {}
  if ([x, y].every((one) => /^\d{1,4}$/.test(one))) return { map: { x: Number(x), y: Number(y) } }
  const remedy = 'Both map_x and map_y are whole numbers up to 9999, or both are empty.'
  throw new Fault('this row has no square on the map', where, remedy)
}

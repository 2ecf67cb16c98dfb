import { createHash } from 'node:crypto'
import { csvRows, openBytes, textBytes } from '../intake/index.ts'
import { Fault, isRefusal, newId, PUBLIC, type Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Command } from '../trail/index.ts'
import { definitionsOf } from './definition.ts'
import { type PopulationRow, replacePopulation } from './queries-population.ts'

const COLUMNS = ['area', 'age_from', 'age_to', 'sex', 'ethnic_group', 'year', 'people'] as const
const REMEDY = `Its headings are ${COLUMNS.join(', ')}.`
const SEXES: ReadonlySet<string> = new Set(['female', 'male', 'other', 'not known'])
const GROUPS: ReadonlySet<string> = new Set([
  'white',
  'mixed',
  'asian',
  'black',
  'other',
  'not known',
])

export type TakenPopulation = { readonly years: readonly number[]; readonly people: number }

/** A file of whoever has the machine, as areas are: it says of nobody in particular. */
const TAKE = 'measure.population'

/**
 * Takes a table of how many people live in each area, by age, sex and ethnic group, of one year or of several. A
 * year that is in it takes the place of what was known of that year.
 *
 * @throws Fault with the line for what cannot be read: then nothing is kept
 */
export async function takePopulation(
  place: Place,
  path: string,
  viewer: Viewer,
): Promise<TakenPopulation> {
  const digest = createHash('sha256')
  const rows = await readPopulation(path, (bytes) => digest.update(bytes))
  const years = [...new Set(rows.map(({ year }) => year))].sort()
  const result = { years, people: rows.reduce((sum, { people }) => sum + people, 0) }
  const under = definitionsOf(place.agreement.current())[0]?.clause
  const take: Command<{ sha256: string }, TakenPopulation> = {
    name: TAKE,
    basis: under === undefined ? PUBLIC : { under: ['measure'] },
    async run({ tx }, { sha256 }) {
      replacePopulation(tx, years, rows)
      return { result, entry: { sha256, years, people: result.people } }
    },
  }
  const input = { sha256: digest.digest('hex') }
  const call = { viewer, input, key: newId(), ...(under === undefined ? {} : { under }) }
  const answer = await place.trail.run(take, call)
  if (isRefusal(answer)) throw new Fault(answer.sentence, path, answer.next ?? '', 1)
  return answer
}

async function readPopulation(
  path: string,
  onBytes: (bytes: Buffer) => void,
): Promise<PopulationRow[]> {
  const found = new Map<string, PopulationRow>()
  let head: string[] | undefined
  for await (const row of csvRows(
    textBytes(openBytes(path, undefined, onBytes), path),
    ',',
    path,
  )) {
    if (row.isBlank()) continue
    if (head === undefined) {
      head = row.cells.map((name) => name.trim().toLowerCase())
      const missing = COLUMNS.find((name) => !head!.includes(name))
      if (missing !== undefined) throw new Fault(`the table has no column ${missing}`, path, REMEDY)
      continue
    }
    const at = head
    const where = `${path}, line ${row.line}`
    const cell = (name: (typeof COLUMNS)[number]) => row.text(at.indexOf(name)).trim()
    const one = rowOf(cell, where)
    const key = [one.year, one.area, one.ageFrom, one.sex, one.ethnicGroup].join()
    if (found.has(key)) {
      throw new Fault(
        'these people stand twice',
        where,
        'Give each area, age, sex and group one row.',
      )
    }
    found.set(key, one)
  }
  if (found.size === 0) throw new Fault('the table says of nobody', path, REMEDY)
  return [...found.values()]
}

function rowOf(cell: (name: (typeof COLUMNS)[number]) => string, where: string): PopulationRow {
  const whole = (name: (typeof COLUMNS)[number], most: number) => {
    const text = cell(name)
    if (/^\d{1,9}$/.test(text) && Number(text) <= most) return Number(text)
    throw new Fault(`${name} is no whole number up to ${most}`, where, 'Write it like 12.')
  }
  const known = (name: 'sex' | 'ethnic_group', words: ReadonlySet<string>) => {
    const text = cell(name).toLowerCase() || 'not known'
    if (words.has(text)) return text
    throw new Fault(`${name} is none that is counted by`, where, `Write ${[...words].join(', ')}.`)
  }
  const area = cell('area')
  if (area === '') throw new Fault('the row names no area', where, 'Give the code of the area.')
  const ageTo = cell('age_to') === '' ? null : whole('age_to', 130)
  return {
    year: whole('year', 2_200),
    area,
    ageFrom: whole('age_from', 130),
    ageTo,
    sex: known('sex', SEXES),
    ethnicGroup: known('ethnic_group', GROUPS),
    people: whole('people', 100_000_000),
  }
}

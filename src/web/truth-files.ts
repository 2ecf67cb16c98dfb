import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { csvRows, openBytes, textBytes } from '../intake/index.ts'
import { Fault } from '../kernel/index.ts'
import type { Division, QualityTruth } from '../people/index.ts'

type Cell = (name: string) => string

/** Whether a folder holds the truth of a made-up place. */
export function hasTruth(folder: string): boolean {
  return existsSync(join(folder, 'links.csv'))
}

/**
 * The truth as the made-up place has it beside its extracts.
 *
 * @param today by which people have their age, YYYY-MM-DD
 * @throws Fault where there is none
 */
export async function readTruth(folder: string, today: string): Promise<QualityTruth> {
  if (!hasTruth(folder)) {
    const remedy = 'Name the folder truth that generate wrote: it has people.csv and links.csv.'
    throw new Fault('there is no truth to hold it to', folder, remedy)
  }
  const groups = new Map<string, Readonly<Record<Division, string>>>()
  await eachOf(join(folder, 'people.csv'), (cell) => {
    groups.set(cell('person_key'), {
      'ethnic-group': cell('ethnicity') || NOT_SAID,
      deprivation: tenthOf(cell('deprivation_decile')),
      age: ageBand(cell('date_of_birth'), today),
      sex: cell('sex') || NOT_SAID,
    })
  })
  const records: QualityTruth['records'][number][] = []
  await eachOf(join(folder, 'links.csv'), (cell) => {
    records.push({ key: cell('person_key'), source: cell('source'), id: cell('source_id') })
  })
  return { records, groupOf: (key, by) => groups.get(key)?.[by] ?? NOT_SAID }
}

const NOT_SAID = 'not said'

function tenthOf(decile: string): string {
  if (decile === '') return NOT_SAID
  return decile === '10' ? 'tenth 10' : `tenth 0${decile}`
}

function ageBand(born: string, today: string): string {
  if (born === '') return NOT_SAID
  const hadBirthday = today.slice(5) >= born.slice(5)
  const age = Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (hadBirthday ? 0 : 1)
  return age < 18 ? '0 to 17' : age < 65 ? '18 to 64' : age < 80 ? '65 to 79' : '80 and older'
}

async function eachOf(path: string, take: (cell: Cell) => void): Promise<void> {
  let names: string[] | undefined
  for await (const row of csvRows(textBytes(openBytes(path), path), ',', path)) {
    const cells = row.cells
    if (names === undefined) names = cells
    else take((name) => cells[names!.indexOf(name)] ?? '')
  }
}

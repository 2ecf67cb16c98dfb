import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { csvRows, openBytes, textBytes } from '../intake/index.ts'
import { Fault } from '../kernel/index.ts'
import type { Division, QualityTruth } from '../people/index.ts'
import { ageGroup, tenthGroup } from '../record/index.ts'
import type { Place } from '../room.ts'

type Cell = (name: string) => string

/** Beside a made-up place its truth is kept. */
export function truthOf({ settings }: Pick<Place, 'settings'>): string {
  return join(settings.dataFolder, 'made-up', 'truth')
}

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
      deprivation: tenthGroup(Number(cell('deprivation_decile')) || undefined),
      age: ageGroup(cell('date_of_birth') || undefined, today),
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

async function eachOf(path: string, take: (cell: Cell) => void): Promise<void> {
  let names: string[] | undefined
  for await (const row of csvRows(textBytes(openBytes(path), path), ',', path)) {
    const cells = row.cells
    if (names === undefined) names = cells
    else take((name) => cells[names!.indexOf(name)] ?? '')
  }
}

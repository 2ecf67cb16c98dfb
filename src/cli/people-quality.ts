import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { csvRows, openBytes, textBytes } from '../intake/index.ts'
import { dayInLondon, Fault, plural } from '../kernel/index.ts'
import { openPlace, type Place } from '../main.ts'
import { identitiesIn, type Judged, type QualityRow, qualityBy } from '../people/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

const GROUPS = ['ethnic-group', 'deprivation', 'age', 'sex'] as const
type By = (typeof GROUPS)[number]

export const command: CliCommand = {
  words: 'people quality',
  summary: 'how right it is who is who, by groups of people, against a truth',
  usage: `concordat people quality --truth DIR [--by ethnic-group|deprivation|age|sex] [--json]

Holds who is who to a truth that is known, as the made-up place has it (the folder truth of generate): of each group how
many links are false, and how many are missed, with the interval in which the rate lies nineteen times of twenty. What
differs from all others by more than that is said in a sentence first.

  --truth DIR  a folder with people.csv and links.csv
  --by GROUP   ethnic-group where it is left out
  --json       {rows: [{group, persons, false, missed, false_rate, missed_rate, low, high}],
               differs: [{groups, what, says}]}`,
  options: { truth: { type: 'string' }, by: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const by = byOf(textOption(values, 'by') ?? 'ethnic-group')
    const folder = textOption(values, 'truth')
    if (folder === undefined || !existsSync(join(folder, 'links.csv'))) {
      const remedy = 'Name the folder truth that generate wrote: it has people.csv and links.csv.'
      throw new Fault('there is no truth to hold it to', folder ?? '--truth', remedy)
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const { rows, differs } = qualityBy(await judgedBy(place, folder, by))
      if (json) out(JSON.stringify({ rows, differs }))
      else {
        for (const { says } of differs) out(says)
        if (differs.length === 0) out(ALIKE)
        for (const row of rows) {
          out(lineOf(row))
        }
      }
      return 0
    } finally {
      await place.close()
    }
  },
}

const ALIKE = 'No group differs from the others by more than the error of measurement.'

function lineOf({ group, persons, missed, ...row }: QualityRow): string {
  const between = `${percent(row.low)} to ${percent(row.high)}`
  const rate = `${missed} missed (${percent(row.missed_rate)}, ${between})`
  return `${group}: ${plural(persons, 'person', 'people')}, ${row.false} false, ${rate}`
}

const percent = (rate: number) => `${(rate * 100).toFixed(1)}%`

function byOf(text: string): By {
  const by = GROUPS.find((group) => group === text)
  if (by !== undefined) return by
  throw new Fault(`there is no such group: ${text}`, '--by', `Use one of ${GROUPS.join(', ')}.`)
}

/** Every source person of the truth that this place knows. */
async function judgedBy(place: Place, folder: string, by: By): Promise<Judged[]> {
  const today = dayInLondon(place.clock.now())
  const groupOf = new Map<string, string>()
  await eachOf(join(folder, 'people.csv'), (cell) => {
    groupOf.set(cell('person_key'), groupIn(cell, by, today))
  })
  const links: { key: string; source: string; id: string }[] = []
  await eachOf(join(folder, 'links.csv'), (cell) => {
    links.push({ key: cell('person_key'), source: cell('source'), id: cell('source_id') })
  })
  const sources = [...new Set(links.map(({ source }) => source))]
  const db = place.databases.care.short
  const known = new Map<string, ReadonlyMap<string, string>>()
  for (const source of sources) known.set(source, await identitiesIn(db, source))
  return links.flatMap(({ key, source, id }) => {
    const identity = known.get(source)!.get(id)
    return identity === undefined ? [] : [{ key, identity, group: groupOf.get(key) ?? 'not said' }]
  })
}

type Cell = (name: string) => string

function groupIn(cell: Cell, by: By, today: string): string {
  if (by === 'ethnic-group') return cell('ethnicity') || 'not said'
  if (by === 'sex') return cell('sex') || 'not said'
  if (by === 'deprivation') return `decile ${cell('deprivation_decile') || 'not known'}`
  const born = cell('date_of_birth')
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

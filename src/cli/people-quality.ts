import { dayInLondon, Fault, plural } from '../kernel/index.ts'
import { openPlace, type Place } from '../main.ts'
import {
  DIVISIONS,
  type Division,
  measureQuality,
  type QualityRow,
  qualityKept,
  qualityOfGroups,
} from '../people/index.ts'
import { readTruth } from '../web/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'people quality',
  summary: 'how right it is who is who, by groups of people',
  usage: `concordat people quality [--truth DIR] [--by ethnic-group|deprivation|age|sex] [--json]

Says of each group of people how many links are false, and how many are missed, with the interval in which the rate
lies nineteen times of twenty: as it was measured last, or against a truth that is named. What differs from all others
by more than that is said in a sentence first.

  --truth DIR  a folder with people.csv and links.csv, as generate writes it
  --by GROUP   ethnic-group where it is left out
  --json       {rows: [{group, persons, false, missed, false_rate, missed_rate, low, high, false_low, false_high}],
               differs: [{groups, what, says}]}`,
  options: { truth: { type: 'string' }, by: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const by = byOf(textOption(values, 'by') ?? 'ethnic-group')
    const folder = textOption(values, 'truth')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const counts = await countsOf(place, folder)
      const { rows, differs } = qualityOfGroups(counts.filter((one) => one.by === by))
      if (json) out(JSON.stringify({ rows, differs }))
      else {
        for (const { says } of differs) out(says)
        if (differs.length === 0) out(ALIKE)
        for (const row of rows) out(lineOf(row))
      }
      return 0
    } finally {
      await place.close()
    }
  },
}

async function countsOf({ databases, clock }: Place, folder: string | undefined) {
  const db = databases.care.short
  if (folder !== undefined) {
    return measureQuality(db, await readTruth(folder, dayInLondon(clock.now())))
  }
  const kept = await qualityKept(db)
  if (kept !== undefined) return kept.counts
  const remedy = 'Name a folder with people.csv and links.csv, as generate writes it.'
  throw new Fault('nothing has been measured here yet', '--truth', remedy)
}

const ALIKE = 'No group differs from the others by more than the error of measurement.'

function lineOf({ group, persons, missed, ...row }: QualityRow): string {
  const between = `${percent(row.low)} to ${percent(row.high)}`
  const rate = `${missed} missed (${percent(row.missed_rate)}, ${between})`
  return `${group}: ${plural(persons, 'person', 'people')}, ${row.false} false, ${rate}`
}

const percent = (rate: number) => `${(rate * 100).toFixed(1)}%`

function byOf(text: string): Division {
  const by = DIVISIONS.find((group) => group === text)
  if (by !== undefined) return by
  throw new Fault(`there is no such group: ${text}`, '--by', `Use one of ${DIVISIONS.join(', ')}.`)
}

import { dayInLondon, Fault, plural } from '../kernel/index.ts'
import { openPlace, type Place } from '../main.ts'
import {
  DIVISIONS,
  type Division,
  type KeptCounts,
  measureQuality,
  type Quality,
  type QualityRow,
  qualityKept,
  qualityOfGroups,
  qualitySampled,
  type SampledRow,
} from '../people/index.ts'
import { readTruth } from '../web/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'people quality',
  summary: 'how right it is who is who, by groups of people',
  usage: `concordat people quality [--truth DIR | --sample] [--by ethnic-group|deprivation|age|sex]
       [--json]

Says of each group of people how many links are false, and how many are missed, with the interval in which the rate
lies nineteen times of twenty: as it was measured last against the truth of a made-up place, or against a truth that
is named; else by the pairs that were drawn last and that people have looked at. What differs from all others by more
than that is said in a sentence first.

  --truth DIR  a folder with people.csv and links.csv, as generate writes it
  --sample     by the pairs that were drawn and looked at
  --by GROUP   ethnic-group where it is left out
  --json       {rows: [{group, persons, false, missed, false_rate, missed_rate, low, high, false_low, false_high}],
               differs: [{groups, what, says}]}; by a sample also drawn and reviewed of each row, and null for
               what nobody has looked at`,
  options: { truth: { type: 'string' }, sample: { type: 'boolean' }, by: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const by = byOf(textOption(values, 'by') ?? 'ethnic-group')
    const folder = textOption(values, 'truth')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const { rows, differs } = await toldOf(place, { folder, by, sampled: values.sample === true })
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

type Asked = { folder: string | undefined; by: Division; sampled: boolean }
type Told = { rows: readonly (QualityRow | SampledRow)[]; differs: Quality['differs'] }

async function toldOf(place: Place, { folder, by, sampled }: Asked): Promise<Told> {
  const { databases, clock, agreement } = place
  const db = databases.care.short
  const ofCounts = (counts: readonly KeptCounts[]) =>
    qualityOfGroups(counts.filter((one) => one.by === by))
  if (folder !== undefined) {
    return ofCounts(await measureQuality(db, await readTruth(folder, dayInLondon(clock.now()))))
  }
  const kept = sampled ? undefined : await qualityKept(db)
  if (kept !== undefined) return ofCounts(kept.counts)
  const found = await qualitySampled(db, agreement.current())
  if (found !== undefined) return found.of(by)
  throw new Fault(
    'nothing has been measured here yet',
    sampled ? '--sample' : '--truth',
    'Have pairs drawn by people.draw-sample, or name a folder with people.csv and links.csv.',
  )
}

const ALIKE = 'No group differs from the others by more than the error of measurement.'

function lineOf(row: QualityRow | SampledRow): string {
  const people = `${row.group}: ${plural(row.persons, 'person', 'people')}`
  const between = `${percent(row.low)} to ${percent(row.high)}`
  const looked = 'reviewed' in row ? `, ${row.reviewed} of ${row.drawn} pairs looked at` : ''
  if (row.missed_rate === null) return `${people}, missed ${between}${looked}`
  return `${people}, ${row.false} false, ${row.missed} missed (${percent(row.missed_rate)}, ${between})${looked}`
}

const percent = (rate: number) => `${(rate * 100).toFixed(1)}%`

function byOf(text: string): Division {
  const by = DIVISIONS.find((group) => group === text)
  if (by !== undefined) return by
  throw new Fault(`there is no such group: ${text}`, '--by', `Use one of ${DIVISIONS.join(', ')}.`)
}

import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { type Disclosed, disclosedWords } from '../record/index.ts'
import { countTotals, SPLITS, type ToldRow } from '../transfer/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { timeGiven } from './time-given.ts'

export const command: CliCommand = {
  words: 'transfer totals',
  summary: 'minutes and bed days of waiting in hospital, by who held them and otherwise',
  usage: `concordat transfer totals --from D --to D --by holder|task|reason|ward|pathway|council|group [--json]

Counts what was waited in the calendar quarters that are over and lie between the two days, of everybody who has not
opted out. Small numbers are not told, and the others are rounded, as the agreement says. Each quarter is told by
itself and nothing of other days, so that nobody follows from taking one period from another; a stay that goes over the
end of a quarter counts in both.

  --from D, --to D   days in London, both counted
  --by SPLIT         of whom or of what: in parts of which each minute is whole
  --json             {quarters, rows: [{key, stays, minutes, bed_days, unresolved_minutes, suppressed}]}; where only
                     several keys together may be told, key has them all and keys has each. What may not be told is
                     null; quarters are those of which something is told`,
  options: { from: { type: 'string' }, to: { type: 'string' }, by: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const from = timeGiven(textOption(values, 'from'), '--from', 'begins')
    const last = timeGiven(textOption(values, 'to'), '--to', 'ends')
    const by = SPLITS.find((one) => one === textOption(values, 'by'))
    const to = last && new Date(last.getTime() + 1)
    if (from === undefined || to === undefined) {
      throw new Fault('a period has a first and a last day', '--from, --to', 'Give both.')
    }
    if (to <= from) {
      throw new Fault('the last day is before the first', '--from, --to', 'Give the earlier first.')
    }
    if (by === undefined) {
      throw new Fault('there is no such split', '--by', `Give one of ${SPLITS.join(', ')}.`)
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const told = await countTotals(place, { from, to, by })
      const { quarters, rows } = told ?? { quarters: [], rows: [] }
      if (json) out(JSON.stringify({ quarters, rows: rows.map(asJson) }))
      else {
        if (quarters.length > 0) out(`of ${quarters.join(', ')}`)
        for (const row of rows) out(lineOf(row))
        if (rows.length === 0) out(nothingWords(told !== undefined))
      }
      return 0
    } finally {
      await place.close()
    }
  },
}

function nothingWords(mayTell: boolean): string {
  if (!mayTell) return 'No clause says how counts may be told.'
  return 'Nothing may be told: no calendar quarter that is over lies between these days, or too few people waited.'
}

function asJson({ keys, stays, minutes, bedDays, unresolved }: ToldRow) {
  return {
    key: keys.join(' + '),
    keys,
    stays: numberOf(stays),
    minutes: numberOf(minutes),
    bed_days: numberOf(bedDays),
    unresolved_minutes: numberOf(unresolved),
    suppressed: !('about' in stays),
  }
}

function numberOf(told: Disclosed): number | null {
  return 'about' in told ? told.about : null
}

function lineOf({ keys, stays, minutes, bedDays, unresolved }: ToldRow): string {
  const [many, all, days, open] = [stays, minutes, bedDays, unresolved].map(disclosedWords)
  return `${keys.join(' + ')}: stays ${many}, minutes ${all}, bed days ${days}, minutes unresolved ${open}`
}

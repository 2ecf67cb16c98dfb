import { openPlace } from '../main.ts'
import { type Disclosed, disclosedWords } from '../record/index.ts'
import { BANDS, countBands, type ToldBands, toldBands } from '../transfer/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'
import { monthGiven, refuseUnended } from './month-given.ts'

export const command: CliCommand = {
  words: 'transfer bands',
  summary: 'how many days after they were ready people left hospital in a month',
  usage: `concordat transfer bands --month YYYY-MM [--json]

Counts whoever left in the month and had been said to be ready, of everybody who has not opted out, in the bands of the
national ready-date figures. Small numbers are not told, and the others are rounded, as the agreement says.

  --json   {discharges, on_day, bands: {"1", "2-3", "4-6", "7-13", "14-20", "21+"}, mean_if_delayed, mean_all}; what may
           not be told is null, and together has the bands that are told as one`,
  options: { month: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const month = monthGiven(values)
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      refuseUnended(month, place.clock.now())
      const told = toldBands(await countBands(place, month), place.agreement.current())
      if (told === undefined) {
        out(json ? '{}' : 'No clause says how counts may be told.')
        return 1
      }
      if (json) out(JSON.stringify(asJson(told)))
      else for (const line of linesOf(told)) out(line)
      return 0
    } finally {
      await place.close()
    }
  },
}

function asJson({ discharges, onDay, bands, meanIfDelayed, meanAll }: ToldBands) {
  const single = new Map(
    bands.flatMap((one) => (one.bands.length === 1 ? [[one.bands[0]!, one.told] as const] : [])),
  )
  const several = bands.filter((one) => one.bands.length > 1)
  return {
    discharges: numberOf(discharges),
    on_day: numberOf(onDay),
    bands: Object.fromEntries(BANDS.map((band) => [band, numberOf(single.get(band))])),
    together: several.map((one) => ({ bands: one.bands, people: numberOf(one.told) })),
    mean_if_delayed: meanIfDelayed ?? null,
    mean_all: meanAll ?? null,
  }
}

function numberOf(told: Disclosed | undefined): number | null {
  return told !== undefined && 'about' in told ? told.about : null
}

function linesOf({ discharges, onDay, bands, meanIfDelayed, meanAll }: ToldBands): string[] {
  return [
    `left: ${disclosedWords(discharges)}`,
    `on their day: ${disclosedWords(onDay)}`,
    ...bands.map(
      (one) => `days after they were ready, ${one.bands.join(', ')}: ${disclosedWords(one.told)}`,
    ),
    `days on average, of those who waited: ${meanIfDelayed?.toFixed(2) ?? 'too few to show'}`,
    `days on average, of all: ${meanAll?.toFixed(2) ?? 'too few to show'}`,
  ]
}

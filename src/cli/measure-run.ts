import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { figureWords, type Run, runMeasure, SPLITS, type ToldPart } from '../measure/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { dayGiven } from './day-given.ts'

export const command: CliCommand = {
  words: 'measure run',
  summary: 'what was said of a month of a measure, and of its parts',
  usage: `concordat measure run NAME --month YYYY-MM [--by SPLIT] [--as-of D] [--json]

Both calculators have given the same, and no figure rests on few people. Parts are told by the quarter.

  --month YYYY-MM  a month that is over; of a measure that is told by the quarter, any month of it
  --by SPLIT       ${SPLITS.join(', ')}
  --as-of D        as it had been said by the end of a day, by the definition of then
  --json           {name, definition, month, edition, value, numerator, denominator, low, high, suppressed, quality,
                   partners: [{party, value, why}], rows: [{key, keys, value, numerator, denominator, low, high,
                   suppressed}]}; what may not be told is null

Exits 1 where nothing was said of that month, 2 where there is no such measure.`,
  options: { month: { type: 'string' }, by: { type: 'string' }, 'as-of': { type: 'string' } },
  async run({ positionals, values, settings, house, json, out }) {
    const [name, ...others] = positionals
    if (name === undefined || others.length > 0) {
      throw new Fault('one measure is asked for at a time', 'measure run NAME', 'Name one.')
    }
    const split = textOption(values, 'by')
    const by = SPLITS.find((one) => one === split)
    if (split !== undefined && by === undefined) {
      throw new Fault('there is no such split', '--by', `Give one of ${SPLITS.join(', ')}.`)
    }
    const asOf = dayGiven(values, 'as-of')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const month = textOption(values, 'month') ?? ''
      const asked = {
        month,
        ...(by === undefined ? {} : { by }),
        ...(asOf === undefined ? {} : { asOf }),
      }
      const run = await runMeasure(place, name, asked)
      if (json) out(JSON.stringify(asJson(run)))
      else for (const line of linesOf(run)) out(line)
      return 0
    } finally {
      await place.close()
    }
  },
}

function asJson({ definition, period, edition, told, partners, rows }: Run) {
  const { value, numerator, denominator, low, high, suppressed } = told
  return {
    name: definition.id,
    definition: edition.version,
    month: period,
    edition: edition.number,
    value,
    numerator,
    denominator,
    low,
    high,
    suppressed,
    quality: edition.quality,
    partners: partners.map(({ party, value: own, why }) => ({ party, value: Number(own), why })),
    ...(rows === undefined ? {} : { rows: rows.map(partAsJson) }),
  }
}

function partAsJson({ keys, ...told }: ToldPart) {
  return { key: keys.join(' + '), keys, ...told }
}

function linesOf({ definition, period, edition, told, rows = [] }: Run): string[] {
  const { number, workedAt, version } = edition
  return [
    `${definition.name}, ${period}: ${figureWords(definition, told)}`,
    `edition ${number}, worked ${workedAt.toISOString()}, clause ${edition.clause}, definition ${version}`,
    ...rows.map(({ keys, ...part }) => `  ${keys.join(' and ')}: ${figureWords(definition, part)}`),
  ]
}

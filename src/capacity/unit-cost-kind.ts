import { z } from 'zod'
import { clauseKind, id, words } from '../agreement/index.ts'
import { formatPounds } from '../kernel/index.ts'
import { capital, formatList, plural } from '../shell/index.ts'
import { ACTIVITY_IDS, activityWords } from './activity.ts'
import { BY_THE_PERSON, PER, type UnitCost } from './unit-cost.ts'

const SPECIAL: readonly string[] = BY_THE_PERSON
/** A clause speaks of no side that it does not name. */
const WHOSE: ReadonlyMap<string, string> = new Map([
  ['their-hospital', 'those in whose beds they are'],
  ['their-council', 'those whose own they are'],
])
const WHOLE = 100

const schema = z.strictObject({
  activity: z
    .enum(ACTIVITY_IDS, `is none of ${ACTIVITY_IDS.join(', ')}`)
    .describe('what somebody is given'),
  pence: z
    .string()
    .regex(/^\d{1,9}$/, 'is not whole pence in quotes, like ‘2410’')
    .describe('what it costs, in whole pence in quotes'),
  per: z.enum(PER, `is none of ${PER.join(', ')}`).describe('so much of it costs that'),
  priceYear: z
    .string()
    .regex(/^20\d\d-\d\d$/, 'is not a financial year like 2026-27')
    .describe('the financial year in whose prices it is'),
  source: words('where the figure stands, or that it is made up'),
  licence: words('the licence under which it may be used').optional(),
  madeUp: z.boolean().describe('true where it is no figure of anybody: then every page says so'),
  payers: z
    .array(
      z.strictObject({
        payer: id('a party, their-hospital or their-council'),
        percent: z.int().min(1).max(WHOLE).describe('their part of it, in a hundred'),
      }),
    )
    .min(1)
    .describe('who pays which part'),
  usual: z
    .strictObject({
      minutesADay: z
        .int()
        .min(1)
        .max(1440)
        .describe('how much of it somebody has a day, where it is paid by the hour')
        .optional(),
      days: z.int().min(1).max(3650).describe('for how many days they have it').optional(),
    })
    .describe('how much somebody has of it where nobody says otherwise')
    .optional(),
})

/** What so much of something costs, and whom: one price for one thing, for all rooms. */
export const unitCostKind = clauseKind({
  kind: 'unit-cost',
  room: 'capacity',
  words: ['unit cost', 'unit costs'],
  runs: [{ what: 'What each choice costs each side is shown before it is made' }],
  schema,
  refers: ({ fields }) =>
    fields.payers
      .map(({ payer }, at) => ({ kind: 'party', id: payer, path: ['payers', at, 'payer'] }))
      .filter((reference) => !SPECIAL.includes(reference.id)),
  check({ number, fields }, all) {
    const faults: { path: (string | number)[]; sentence: string }[] = []
    const before = all
      .of<{ activity: string }>('unit-cost')
      .find((one) => one.fields.activity === fields.activity)
    if (before !== undefined && before.number !== number) {
      const sentence = `Clause ${before.number} has a price of ${activityWords(fields.activity)} already.`
      faults.push({ path: ['activity'], sentence })
    }
    const sum = fields.payers.reduce((whole, { percent }) => whole + percent, 0)
    if (sum !== WHOLE) {
      faults.push({ path: ['payers'], sentence: `The parts of the payers make ${sum}, not 100.` })
    }
    for (const [at, { payer }] of fields.payers.entries()) {
      if (fields.payers.findIndex((one) => one.payer === payer) === at) continue
      faults.push({ path: ['payers', at, 'payer'], sentence: `${payer} stands there already.` })
    }
    if (!fields.madeUp && fields.licence === undefined) {
      const sentence = 'It does not say under which licence the figure may be used.'
      faults.push({ path: ['licence'], sentence })
    }
    return faults
  },
  compile: ({ fields }) => ({ rows: { 'unit-cost': [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<Omit<UnitCost, 'clause'>>('unit-cost')
    const { activity, pence, per, priceYear, source, licence, madeUp, payers, usual } = row!
    const names = new Map(
      compiled.table<{ id: string; name: string }>('party').map((one) => [one.id, one.name]),
    )
    const who = payers.map(({ payer, percent }) => {
      const name = names.get(payer) ?? WHOSE.get(payer) ?? payer
      return percent === WHOLE ? name : `${name} ${percent} in 100`
    })
    const where = madeUp ? `The figure is made up: ${source}.` : `From ${source}, under ${licence}.`
    const much = `${formatPounds(BigInt(pence))} for ${per === 'hour' ? 'an' : 'a'} ${per}`
    const price = `${capital(activityWords(activity))} costs ${much}`
    return `${price}, in prices of ${priceYear}. It is paid by ${formatList(who)}. ${where}${usualWords(usual)}`
  },
  switchesOn: (_, compiled) => {
    const [row] = compiled.rows<Omit<UnitCost, 'clause'>>('unit-cost')
    return ['1 unit cost', plural(row!.payers.length, 'payer')]
  },
})

function usualWords(usual: UnitCost['usual']): string {
  const { minutesADay, days } = usual ?? {}
  const told = [
    ...(minutesADay === undefined ? [] : [`${plural(minutesADay, 'minute')} a day`]),
    ...(days === undefined ? [] : [`for ${plural(days, 'day')}`]),
  ]
  return told.length === 0 ? '' : ` Where nobody says otherwise: ${told.join(' ')}.`
}

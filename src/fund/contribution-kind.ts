import { z } from 'zod'
import { clauseKind, id, references, words } from '../agreement/index.ts'
import { formatPounds, parsePounds } from '../kernel/index.ts'
import { formatFullDate, formatList, plural } from '../shell/index.ts'
import { day, pounds } from './clause-fields.ts'

/** Where money of a fund comes from. What the year's framework calls them is the clause's to say. */
export const SOURCES_OF_MONEY = [
  'nhs-minimum',
  'council-grant',
  'disabled-facilities',
  'additional-nhs',
  'additional-council',
  'client-charges',
] as const

const schema = z.strictObject({
  id: id('the contribution’s identifier: every pound keeps it'),
  name: words('what it is called'),
  fund: id('the fund into which it is paid'),
  party: id('the party that pays it'),
  source: z
    .enum(SOURCES_OF_MONEY, `must be one of ${SOURCES_OF_MONEY.join(', ')}`)
    .describe('where the money comes from'),
  money: z
    .enum(['revenue', 'capital'], 'must be revenue or capital')
    .describe('whether it may be used for running things or for building and buying them'),
  amount: pounds('what it is for the year'),
  instalments: z
    .array(day('a day on which a part is due'))
    .min(1)
    .max(12)
    .describe('the days on which equal parts of it are due'),
})
type Fields = z.infer<typeof schema>

export const contributionKind = clauseKind({
  kind: 'contribution',
  room: 'fund',
  words: ['contribution', 'contributions'],
  declares: 'id',
  runs: [{ what: 'What each partner pays in is held to what it has promised' }],
  schema,
  refers: ({ fields }) => [
    ...references('fund', fields.fund, 'fund'),
    ...references('party', fields.party, 'party'),
  ],
  check({ fields }, all) {
    const fund = all.find<{ from: string; until: string }>('fund', fields.fund)?.fields
    return fields.instalments.flatMap((due, at) => {
      const path = ['instalments', at]
      if (at > 0 && due <= fields.instalments[at - 1]!)
        return [{ path, sentence: `The instalment of ${due} stands after a later one, or twice.` }]
      if (fund !== undefined && (due < fund.from || due > fund.until))
        return [{ path, sentence: `The instalment of ${due} is not due in the year of the fund.` }]
      return []
    })
  },
  compile: ({ fields }) => ({ rows: { contribution: [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<Fields>('contribution')
    const { party, name, fund, money, amount, instalments } = row!
    const nameOf = (table: string, one: string) =>
      compiled.table<{ id: string; name: string }>(table).find(({ id: own }) => own === one)
        ?.name ?? one
    const due = formatList(instalments.map((one) => formatFullDate(one)))
    return [
      `${nameOf('party', party)} pays ${formatPounds(parsePounds(amount)!, { pence: false })} into`,
      `${nameOf('fund', fund)} (${name}), in ${plural(instalments.length, 'part')}: ${due}.`,
      `It is ${money} money, and every pound of it keeps this name.`,
    ].join(' ')
  },
  switchesOn: (_, compiled) => [
    plural(compiled.rows<Fields>('contribution')[0]!.instalments.length, 'instalment'),
  ],
  concerns(compiled) {
    const { party } = compiled.rows<Fields>('contribution')[0]!
    const known = compiled.table<{ id: string; name: string }>('party')
    return [known.find(({ id: own }) => own === party)?.name ?? party]
  },
})

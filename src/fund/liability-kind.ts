import { z } from 'zod'
import { clauseKind, ids, references } from '../agreement/index.ts'
import { formatList, plural } from '../shell/index.ts'

const schema = z.strictObject({
  funds: ids('the funds for which it holds').min(1),
  meanwhile: ids(
    'the contributions out of which something is paid, in equal parts, while it is disputed who bears it',
  ).min(1),
  interest: z
    .string('must be text: put it in quotes, like "4.5"')
    .regex(/^\d{1,2}(\.\d{1,2})?$/, 'is not a number like 4.5')
    .describe('how many in 100 of the year whoever loses pays on what others have advanced')
    .optional(),
})
type Fields = z.infer<typeof schema>

/** What is done with a cost of which the partners do not agree who bears it: it is paid, and nobody's budget is hit. */
export const liabilityKind = clauseKind({
  kind: 'liability',
  room: 'fund',
  words: ['rule for disputed costs', 'rules for disputed costs'],
  runs: [{ what: 'What partners differ about is paid meanwhile, and is in nobody’s budget' }],
  schema,
  refers: ({ fields }) => [
    ...references('fund', fields.funds, 'funds'),
    ...references('contribution', fields.meanwhile, 'meanwhile'),
  ],
  check({ number, fields }, all) {
    const contributions = all.of<{ id: string; fund: string; party: string; money: string }>(
      'contribution',
    )
    return fields.funds.flatMap((fund, at) => {
      const by = all
        .of<Fields>('liability')
        .find((one) => one.number < number && one.fields.funds.includes(fund))
      if (by !== undefined)
        return [{ path: ['funds', at], sentence: `Clause ${by.number} is for ${fund} too.` }]
      const own = contributions.filter(
        ({ fields: one }) => one.fund === fund && fields.meanwhile.includes(one.id),
      )
      if (own.length === 0)
        return [{ path: ['meanwhile'], sentence: `None of them is paid into ${fund}.` }]
      const parties = own.map((one) => one.fields.party)
      return new Set(parties).size === parties.length
        ? []
        : [{ path: ['meanwhile'], sentence: `Two of ${fund} are of the same partner.` }]
    })
  },
  compile: ({ fields }) => ({ rows: { liability: [fields] } }),
  explain(_, compiled) {
    const { meanwhile, interest } = compiled.rows<Fields>('liability')[0]!
    const known = compiled.table<{ id: string; name: string }>('contribution')
    const names = meanwhile.map((one) => known.find(({ id }) => id === one)?.name ?? one)
    const pays =
      interest === undefined
        ? 'Nobody pays interest on it.'
        : `Whoever loses pays ${interest} in 100 of the year on what others have advanced.`
    return (
      `What partners differ about is paid in equal parts out of what no scheme has of ${formatList(names)} in its ` +
      `year, and stands apart until they agree who bears it. ${pays}`
    )
  },
  switchesOn: (_, compiled) => [
    plural(compiled.rows<Fields>('liability')[0]!.funds.length, 'fund'),
  ],
  concerns: () => ['whoever pays into the fund'],
})

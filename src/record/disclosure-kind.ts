import { z } from 'zod'
import { type Agreement, clauseKind, exactlyOne } from '../agreement/index.ts'
import { plural } from '../kernel/index.ts'
import type { DisclosureRule } from './disclosure.ts'

/** Whatever a text says, a figure of so many people or fewer is shown nowhere. */
const FEW = 5

const schema = z.strictObject({
  least: z
    .int()
    .min(
      FEW + 1,
      `must be ${FEW + 1} at least: a figure of ${plural(FEW, 'person', 'people')} or fewer is never shown`,
    )
    .max(1_000)
    .describe('the least number of people that is shown, like 10'),
  roundTo: z
    .int()
    .min(2, 'must be 2 at least: counts that are told exactly can be taken from each other')
    .max(1_000)
    .describe('what every number is rounded to, like 5'),
})
type Fields = z.infer<typeof schema>

/** How few people may stand behind a figure that is shown, and how exactly the others are told. */
export const disclosureKind = clauseKind({
  kind: 'disclosure',
  room: 'record',
  words: ['rule of disclosure', 'rules of disclosure'],
  runs: [
    {
      what: 'Small numbers are not shown, and the others are rounded, so that nobody can be told from them',
      always: true,
    },
  ],
  schema,
  check({ fields: { least, roundTo } }) {
    const shown = Math.floor(least / roundTo + 0.5) * roundTo
    if (shown > FEW && shown >= roundTo) return []
    return [
      {
        path: ['roundTo'],
        sentence: `${plural(least, 'person', 'people')} would be shown as ${shown}: take one nearer to ${least}.`,
      },
    ]
  },
  checkText: (all) =>
    exactlyOne(all, 'disclosure', 'its rule of disclosure: a clause of kind disclosure'),
  compile: ({ fields }) => ({ rows: { disclosure: [fields] } }),
  explain(_, compiled) {
    const { least, roundTo } = compiled.rows<Fields>('disclosure')[0]!
    return [
      `A figure that rests on fewer than ${plural(least, 'person', 'people')} is not shown, of people, days or pounds.`,
      `Every other is rounded to the nearest ${roundTo}, each by itself: totals do not quite add up,`,
      'and nothing follows from taking one from another.',
      'Parts that are too small are shown together with others, or not at all.',
    ].join(' ')
  },
  switchesOn: (_, compiled) => {
    const { least, roundTo } = compiled.rows<Fields>('disclosure')[0]!
    return [`${plural(least, 'person', 'people')} at least`, `rounded to ${roundTo}`]
  },
  concerns: () => ['everybody who is counted'],
})

/** The rule of the text in effect; without one nothing is counted for anybody. */
export function disclosureRule(agreement: Agreement | undefined): DisclosureRule | undefined {
  const [row] = agreement?.table<Fields & { clause: string }>('disclosure') ?? []
  return row && { least: row.least, base: row.roundTo, clause: row.clause }
}

import { z } from 'zod'
import { type Agreement, clauseKind, id, references, words } from '../agreement/index.ts'
import { capital, plural } from '../shell/index.ts'

const AGE_MAX = 18
const MONTHS_MAX = 120

const schema = z.strictObject({
  relationship: id('the relationship in which somebody acts for a person'),
  name: words('what people call somebody who acts so, as in ‘their carer’'),
  namedBy: z
    .enum(['person', 'papers'], 'is neither person nor papers')
    .describe(
      'person: the person names them; papers: somebody of the partnership who has seen that they may',
    ),
  months: z
    .int()
    .min(1)
    .max(MONTHS_MAX)
    .describe('after how many months it ends unless it is said anew')
    .optional(),
  untilAge: z
    .int()
    .min(1)
    .max(AGE_MAX)
    .describe('the age of the person at which it ends')
    .optional(),
})

/** One way in which somebody acts for another: who says so, and how long it holds. */
export type ProxyRow = z.infer<typeof schema> & { readonly clause: string }

/** What they see and do is said by grants and powers under the relationship. */
export const proxyKind = clauseKind({
  kind: 'proxy',
  room: 'access',
  words: ['clause about acting for somebody', 'clauses about acting for somebody'],
  runs: [{ what: 'Somebody acts for another until a day, and either of them ends it' }],
  schema,
  refers: ({ fields }) => references('relationship', fields.relationship, 'relationship'),
  check({ number, fields }, all) {
    const { relationship, months, untilAge } = fields
    const twice = all
      .of<{ relationship: string }>('proxy')
      .some((one) => one.number !== number && one.fields.relationship === relationship)
    return [
      ...(twice
        ? [{ path: ['relationship'], sentence: 'Another clause says already how that is named.' }]
        : []),
      ...(months === undefined && untilAge === undefined
        ? [{ path: [], sentence: 'It does not say when it ends: add months, or untilAge.' }]
        : []),
    ]
  },
  compile: ({ fields }) => ({ rows: { proxy: [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<ProxyRow>('proxy')
    const { name, namedBy, months, untilAge } = row!
    const who =
      namedBy === 'person'
        ? 'The person names them'
        : 'Somebody of the partnership names them, who has seen the papers'
    const ends = [
      ...(months === undefined ? [] : [`after ${plural(months, 'month')}`]),
      ...(untilAge === undefined ? [] : [`on the day on which the person is ${untilAge}`]),
    ]
    return `${capital(name)}: acts for a person. ${who}. It ends ${ends.join(' or ')}, or when either of them ends it.`
  },
  concerns: () => ['residents'],
})

/** The ways in which somebody may act for another here. */
export function proxyRules(agreement: Agreement | undefined): readonly ProxyRow[] {
  return agreement?.table<ProxyRow>('proxy') ?? []
}

import { z } from 'zod'
import { type Agreement, clauseKind } from '../agreement/index.ts'
import { formatList, plural } from '../shell/index.ts'
import { HANDOVER_ITEMS, type HandoverItem, itemWords } from './handover-item.ts'

const schema = z.strictObject({
  asked: z
    .array(z.enum(HANDOVER_ITEMS, `is none of ${HANDOVER_ITEMS.join(', ')}`))
    .min(1)
    .describe('what whoever receives somebody is asked, each of which is so or not'),
})
type Fields = z.infer<typeof schema>

/** How somebody is handed over who leaves hospital, and what is asked of whoever receives them. */
export const handoverKind = clauseKind({
  kind: 'handover',
  room: 'transfer',
  words: ['handover', 'handovers'],
  runs: [{ what: 'Whoever receives somebody from hospital scores how they arrived' }],
  schema,
  check({ number, fields }, all) {
    const [first] = all.of('handover')
    const again = fields.asked.flatMap((item, at) => {
      const before = fields.asked.indexOf(item)
      const path = ['asked', at]
      return before < at ? [{ path, sentence: `${item} stands there already.` }] : []
    })
    if (first === undefined || first.number === number) return again
    const sentence = `What is asked of who receives somebody stands in clause ${first.number} already.`
    return [...again, { path: [], sentence }]
  },
  compile: ({ fields }) => ({ rows: { handover: [fields] } }),
  explain(_, compiled) {
    const { asked } = compiled.rows<Fields>('handover')[0]!
    const items = formatList(asked.map(itemWords))
    return `Whoever receives somebody who has left hospital is asked whether this is so: ${items}.`
  },
  switchesOn: (_, compiled) => [
    '1 handover',
    plural(compiled.rows<Fields>('handover')[0]!.asked.length, 'question'),
  ],
})

export type HandoverRule = { readonly asked: readonly HandoverItem[]; readonly clause: string }

/** Undefined where the agreement has no such clause: then nothing is asked. */
export function handoverRule(agreement: Agreement | undefined): HandoverRule | undefined {
  return agreement?.table<HandoverRule>('handover')[0]
}

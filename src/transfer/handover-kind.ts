import { z } from 'zod'
import { type Agreement, clauseKind, id, words } from '../agreement/index.ts'
import { formatList, plural } from '../shell/index.ts'
import { HANDOVER_ITEMS, type HandoverItem, itemWords } from './handover-item.ts'
import { TASK_KINDS, taskWords } from './task-kind.ts'
import { PATHWAYS, wayWords } from './way-words.ts'

const schema = z.strictObject({
  asked: z
    .array(z.enum(HANDOVER_ITEMS, `is none of ${HANDOVER_ITEMS.join(', ')}`))
    .min(1)
    .describe('what whoever receives somebody is asked, each of which is so or not'),
  before: z
    .array(
      z.strictObject({
        pathway: z.enum(PATHWAYS, 'is not a way home').describe('which way home'),
        tasks: z
          .array(z.enum(TASK_KINDS, 'is not a task that the software knows'))
          .min(1)
          .describe('what must be done before they leave by it'),
      }),
    )
    .describe('what must be there before somebody leaves, by the way home')
    .optional(),
  packs: z
    .array(
      z.strictObject({
        to: words('the sort of party that receives it, as its own clause calls it'),
        role: id('the role that reads it there'),
        purpose: id('for which purpose'),
        relationship: id('by which relationship with the person'),
      }),
    )
    .describe('who is sent what they may see of the person, before they arrive')
    .optional(),
})
type Fields = z.infer<typeof schema>

/** How somebody is handed over who leaves hospital, and what is asked of whoever receives them. */
export const handoverKind = clauseKind({
  kind: 'handover',
  room: 'transfer',
  words: ['handover', 'handovers'],
  runs: [{ what: 'Whoever receives somebody from hospital scores how they arrived' }],
  schema,
  refers: ({ fields }) =>
    (fields.packs ?? []).flatMap((pack, at) =>
      (['role', 'purpose', 'relationship'] as const).map((kind) => {
        return { kind, id: pack[kind], path: ['packs', at, kind] }
      }),
    ),
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
    const { asked, before = [], packs = [] } = compiled.rows<Fields>('handover')[0]!
    const items = formatList(asked.map(itemWords))
    const ways = before.map(({ pathway, tasks }) => {
      return ` Before they leave by the way “${wayWords(pathway)}”: ${formatList(tasks.map(taskWords))}.`
    })
    const sent = packs.map(({ to }) => to.replaceAll('-', ' '))
    const told =
      sent.length === 0 ? '' : ` What their role may see goes before them to: ${formatList(sent)}.`
    const asks = `Whoever receives somebody who has left hospital is asked whether this is so: ${items}.`
    return `${asks}${ways.join('')}${told}`
  },
  switchesOn: (_, compiled) => [
    '1 handover',
    plural(compiled.rows<Fields>('handover')[0]!.asked.length, 'question'),
  ],
})

export type PackRow = NonNullable<Fields['packs']>[number]

export type HandoverRule = {
  readonly asked: readonly HandoverItem[]
  readonly before?: NonNullable<Fields['before']>
  readonly packs?: readonly PackRow[]
  readonly clause: string
}

/** Undefined where the agreement has no such clause: then nothing is asked. */
export function handoverRule(agreement: Agreement | undefined): HandoverRule | undefined {
  return agreement?.table<HandoverRule>('handover')[0]
}

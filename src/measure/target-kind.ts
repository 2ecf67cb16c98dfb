import { z } from 'zod'
import { type Agreement, clauseKind, day, id, references, words } from '../agreement/index.ts'
import { isMonth } from '../kernel/index.ts'
import { formatFullDate } from '../shell/index.ts'

/** A step on the way: what it is to be by a month. */
const step = z.strictObject({
  month: z.string().refine(isMonth, 'is no month, like 2026-03'),
  value: z.number(),
})

const schema = z.strictObject({
  id: id('the target’s identifier'),
  goal: id('the goal that it measures'),
  measure: id('the measure'),
  baseline: step.describe('what it was, and when: agreed before anybody knew what came'),
  value: z.number().describe('what it is to be'),
  by: day('the day by which it is to be so'),
  steps: z.array(step).default([]),
  shared: words('what both sides bear together where it is met or missed'),
})
type Fields = z.output<typeof schema>
export type Target = Fields & { readonly clause: string }

/** What a goal is to come to, in a number that both sides count in one way. */
export const targetKind = clauseKind({
  kind: 'target',
  room: 'measure',
  words: ['target', 'targets'],
  declares: 'id',
  runs: [{ what: 'Where a goal will land is worked from its measure, with how sure that is' }],
  schema,
  refers: ({ fields }) => [
    ...references('goal', fields.goal, 'goal'),
    ...references('measure', fields.measure, 'measure'),
  ],
  check({ fields: { baseline, by, steps, measure } }, all) {
    const months = [baseline.month, ...steps.map(({ month }) => month)]
    const late = baseline.month >= by.slice(0, 7)
    const twice = all.of<Fields>('target').filter(({ fields }) => fields.measure === measure)
    return [
      ...(late ? [{ path: ['by'], sentence: 'It is to be so before what it was is known.' }] : []),
      ...months.flatMap((month, at) =>
        at > 0 && month <= months[at - 1]!
          ? [{ path: ['steps', at - 1], sentence: 'The steps do not follow one another.' }]
          : [],
      ),
      ...(twice.length > 1
        ? [{ path: ['measure'], sentence: `Two targets are of the measure ${measure}.` }]
        : []),
    ]
  },
  compile: ({ fields }) => ({ rows: { target: [fields] } }),
  explain(_, compiled) {
    const [one] = compiled.rows<Fields>('target')
    const { baseline, value, by, shared, measure } = one!
    const measures = compiled.table<{ id: string; name: string; unit: string }>('measure')
    const of = measures.find((own) => own.id === measure)
    return [
      `${of?.name ?? measure} was ${baseline.value} in ${baseline.month}, and is to be ${value}`,
      `(${of?.unit ?? ''}) by ${formatFullDate(by)}. ${shared}`,
    ].join(' ')
  },
  switchesOn: () => ['1 target'],
  concerns: () => ['both sides'],
})

export function targetsOf(agreement: Agreement | undefined): readonly Target[] {
  return agreement?.table<Target>('target') ?? []
}

export function targetOf(agreement: Agreement | undefined, measure: string): Target | undefined {
  return targetsOf(agreement).find((one) => one.measure === measure)
}

import { z } from 'zod'
import { type Agreement, clauseKind, id, ids, references, words } from '../agreement/index.ts'
import { addDays, isWorkingDay } from '../kernel/index.ts'
import { formatList, plural } from '../shell/index.ts'
import { COUNTED, type Counted } from './clear-days.ts'

const schema = z.strictObject({
  id: id('its identifier'),
  asks: words('what asks for a response, like ‘a report of the local Healthwatch’'),
  parties: ids('the parties that may ask so').default([]),
  bodies: ids('the bodies that may ask so, by their chairs and clerks').default([]),
  days: z.int().min(1).max(365).describe('the days within which whoever is asked responds'),
  counts: z
    .enum(COUNTED, 'must be working-days or every-day')
    .default('working-days')
    .describe('which days are counted'),
  law: words('the law that gives the days').optional(),
})
type Fields = z.output<typeof schema>

/** What must be answered, whoever asks it so, and within which days. */
export type ResponseRule = Fields & { readonly clause: string }

export const responseKind = clauseKind({
  kind: 'response',
  room: 'board',
  words: ['duty to respond', 'duties to respond'],
  declares: 'id',
  runs: [{ what: 'What is asked has a day by which it is answered, and is late in the open' }],
  schema,
  refers: ({ fields }) => [
    ...references('party', fields.parties, 'parties'),
    ...references('body', fields.bodies, 'bodies'),
  ],
  check: ({ fields: { parties, bodies } }) =>
    parties.length + bodies.length > 0
      ? []
      : [{ path: ['parties'], sentence: 'Say which party or body may ask so.' }],
  compile: ({ fields }) => ({ rows: { response: [fields] } }),
  explain(_, compiled) {
    const [{ asks, days, counts, law }] = compiled.rows<Fields>('response') as [Fields]
    const many = plural(days, counts === 'working-days' ? 'working day' : 'day')
    const by = law === undefined ? '' : `, by ${law}`
    return `Whoever is asked by ${asks} responds within ${many}${by}. What is late stands in the open.`
  },
  switchesOn: (_, compiled) => [plural(compiled.rows<Fields>('response')[0]!.days, 'day')],
  concerns: (compiled) => [
    formatList([`whoever is asked by ${compiled.rows<Fields>('response')[0]!.asks}`]),
  ],
})

export function responseRules(agreement: Agreement | undefined): readonly ResponseRule[] {
  return agreement?.table<ResponseRule>('response') ?? []
}

/** The last day of so many that are counted from the day after; a day that is not counted is passed over. Pure. */
export function dueAfter(day: string, days: number, counted: Counted): string {
  let due = day
  for (let left = days; left > 0; ) {
    due = addDays(due, 1)
    if (counted === 'every-day' || isWorkingDay(due)) left--
  }
  return due
}

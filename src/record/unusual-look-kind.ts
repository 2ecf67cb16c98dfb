import { z } from 'zod'
import { type Agreement, clauseKind, id, references } from '../agreement/index.ts'
import { plural } from '../shell/index.ts'

const schema = z.strictObject({
  eventDays: z
    .int()
    .min(1)
    .max(366)
    .describe('within how many days around a look something has to have happened, like 30'),
  times: z
    .int()
    .min(2)
    .max(100)
    .describe('how many times their own usual day somebody looks before it is asked about'),
  atLeast: z.int().min(1).max(1_000).describe('looks on a day below which nobody is asked'),
  watchDays: z.int().min(1).max(366).describe('for how many days at most a watch is kept, like 30'),
  closedWithinDays: z
    .int()
    .min(1)
    .max(366)
    .describe('within how many days somebody says what became of it, like 14'),
  ask: id('the matter of the responsibility that says whom to ask about it'),
})

/** What makes a look one that should be asked about; `ask`: the matter whose people are asked. */
export type UnusualLookRow = z.infer<typeof schema> & { readonly clause: string }

/** Looks that should be asked about, each with its reason in words and none with a score. */
export const unusualLookKind = clauseKind({
  kind: 'unusual-look',
  room: 'record',
  words: ['rule of unusual looks', 'rules of unusual looks'],
  runs: [
    {
      what: 'Looks that should be asked about are put before the governance leads of both sides, each with its reason',
    },
  ],
  schema,
  refers: ({ fields }) => references('responsibility', fields.ask, 'ask'),
  check({ number }, all) {
    const [first] = all.of('unusual-look')
    const sentence = 'Another clause says already which looks are unusual.'
    return first?.number === number ? [] : [{ path: [], sentence }]
  },
  compile: ({ fields }) => ({ rows: { 'unusual-look': [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<UnusualLookRow>('unusual-look') as [UnusualLookRow]
    const around = plural(row.eventDays, 'day')
    return [
      'A look is asked about where it is at the viewer’s own record, at their household, at somebody of their family',
      'name at their postcode, or at somebody who works with them; where it is at somebody whom a watch is kept over;',
      `where nothing happened to the person in the ${around} before it and the ${around} after it; and where on one`,
      `day the viewer looks at so many people that it is ${row.times}-fold what is usual for them, and at`,
      `${row.atLeast} at least.`,
      `Governance leads of both sides say within ${plural(row.closedWithinDays, 'day')} what became of it.`,
      `A watch ends after ${plural(row.watchDays, 'day')} at most.`,
    ].join(' ')
  },
  concerns: () => ['residents', 'staff'],
})

export function unusualLookRule(agreement: Agreement | undefined): UnusualLookRow | undefined {
  return agreement?.table<UnusualLookRow>('unusual-look')[0]
}

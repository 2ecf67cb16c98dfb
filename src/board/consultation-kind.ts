import { z } from 'zod'
import { type Agreement, clauseKind } from '../agreement/index.ts'
import { plural } from '../shell/index.ts'

const schema = z.strictObject({
  days: z
    .int()
    .min(1)
    .max(365)
    .describe(
      'the days on which a changed clause is read beside the old one before it is voted on',
    ),
})
export type ConsultationRow = z.output<typeof schema> & { readonly clause: string }

/** For how long everybody reads a change of the agreement before it is voted on. */
export const consultationKind = clauseKind({
  kind: 'consultation',
  room: 'board',
  words: ['consultation', 'consultations'],
  runs: [{ what: 'A change of the agreement is public for the days agreed before it is voted on' }],
  schema,
  checkText(all) {
    const [, second] = all.of('consultation')
    if (second === undefined) return []
    const sentence = 'There is one clause for how long a change is public, and this is a second.'
    return [{ clause: second.number, path: [], sentence }]
  },
  compile: ({ fields }) => ({ rows: { consultation: [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<ConsultationRow>('consultation')
    return (
      'A change of the agreement is public beside the clause that it would replace for ' +
      `${plural(row!.days, 'day')} before it is voted on.`
    )
  },
  switchesOn: () => ['1 consultation'],
  concerns: () => ['Everybody'],
})

export function consultationRule(agreement: Agreement | undefined): ConsultationRow | undefined {
  return agreement?.table<ConsultationRow>('consultation')[0]
}

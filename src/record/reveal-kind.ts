import { z } from 'zod'
import { type Agreement, clauseKind, id, references } from '../agreement/index.ts'
import { plural } from '../shell/index.ts'

const MINUTES_MAX = 120

const schema = z.strictObject({
  relationship: id('the relationship that it makes, for as long as it lasts'),
  minutes: z.int().min(1).max(MINUTES_MAX).describe('for how many minutes it is shown'),
})
type Row = z.infer<typeof schema> & { readonly clause: string }

/** How to get into a home is shown to whoever is due there today, for minutes. */
export const revealKind = clauseKind({
  kind: 'reveal',
  room: 'record',
  words: ['clause about the door', 'clauses about the door'],
  runs: [
    {
      what: 'How to get into a home is shown for minutes to whoever has a visit due there today; each time is a look',
    },
  ],
  schema,
  refers: ({ fields }) => references('relationship', fields.relationship, 'relationship'),
  compile: ({ fields }) => ({ rows: { reveal: [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<Row>('reveal')
    return [
      'Whoever has a visit due at a home today is shown how to get in for',
      `${plural(row!.minutes, 'minute')}, and each time is a look of its own.`,
    ].join(' ')
  },
  concerns: () => ['residents'],
})

export function revealRule(agreement: Agreement | undefined): Row | undefined {
  return agreement?.table<Row>('reveal')[0]
}

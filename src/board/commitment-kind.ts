import { z } from 'zod'
import { type Agreement, clauseKind, id, ids, references, words } from '../agreement/index.ts'
import { formatList, plural } from '../shell/index.ts'

const schema = z.strictObject({
  id: id('the commitment’s identifier'),
  point: words('what both sides commit themselves to, in a few words'),
  owners: z
    .array(
      z.strictObject({
        side: id('the side'),
        name: words('who answers for it'),
        post: words('their post'),
      }),
    )
    .min(1)
    .describe('who answers for it, one for each side'),
  clauses: z
    .array(z.string().regex(/^\d+(\.\d+)*$/, 'is not the number of a clause'))
    .default([])
    .describe('the clauses that make it so'),
  measures: ids('the measures by which it is seen').default([]),
  schemes: z.array(words('a scheme of the fund that pays for it')).default([]),
})
export type Commitment = z.output<typeof schema> & { readonly clause: string }

/** One point of the plan: what makes it so, by what it is seen, and who answers for it on each side. */
export const commitmentKind = clauseKind({
  kind: 'commitment',
  room: 'board',
  words: ['commitment', 'commitments'],
  declares: 'id',
  runs: [{ what: 'What both sides committed themselves to stands beside what has come of it' }],
  schema,
  refers: ({ fields }) => [
    ...references('measure', fields.measures, 'measures'),
    ...fields.owners.map(({ side }, at) => ({
      kind: 'side',
      id: side,
      path: ['owners', at, 'side'],
    })),
  ],
  check: ({ fields }, all) => [
    ...fields.clauses.flatMap((number, at) =>
      all.all.some((one) => one.number === number)
        ? []
        : [{ path: ['clauses', at], sentence: `There is no clause ${number}.` }],
    ),
    ...all
      .of<{ id: string; name: string }>('side')
      .flatMap(({ fields: side }) =>
        fields.owners.filter((one) => one.side === side.id).length === 1
          ? []
          : [{ path: ['owners'], sentence: `Say once who answers for it for ${side.name}.` }],
      ),
  ],
  compile: ({ fields }) => ({ rows: { commitment: [fields] } }),
  explain(_, compiled) {
    const [one] = compiled.rows<Commitment>('commitment')
    const names = formatList(one!.owners.map(({ name }) => name))
    const seen =
      one!.measures.length === 0
        ? 'Nothing is counted for it yet.'
        : `It is seen by ${plural(one!.measures.length, 'measure')}.`
    return `Both sides commit themselves to ${one!.point}; ${names} answer for it. ${seen}`
  },
  switchesOn: () => ['1 commitment'],
  concerns: () => ['Everybody'],
})

export function commitmentsOf(agreement: Agreement | undefined): readonly Commitment[] {
  return agreement?.table<Commitment>('commitment') ?? []
}

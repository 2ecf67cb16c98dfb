import { z } from 'zod'
import { clauseKind, id, ids, references } from '../agreement/index.ts'
import { formatList, plural } from '../shell/index.ts'

const schema = z.strictObject({
  funds: ids('the funds for which it holds').min(1),
  within: z
    .int('must be whole hundredths, like 5')
    .min(1, 'must be 1 at least')
    .max(50, 'must be 50 at most')
    .describe('how many in 100 of what a scheme has it may end above or below that'),
  tells: z
    .array(id('a role that is told'))
    .min(1)
    .max(10)
    .describe('who is told of a scheme that is likely to end further from its plan'),
})
type Fields = z.infer<typeof schema>

/** How far from its plan a scheme may be likely to end before somebody is told. */
export const outturnKind = clauseKind({
  kind: 'outturn',
  room: 'fund',
  words: ['band of the year’s end', 'bands of the year’s end'],
  runs: [{ what: 'Who has to know is told of a scheme that is likely to end far from its plan' }],
  schema,
  refers: ({ fields }) => [
    ...references('fund', fields.funds, 'funds'),
    ...references('role', fields.tells, 'tells'),
  ],
  compile: ({ fields }) => ({ rows: { outturn: [fields] } }),
  explain(_, compiled) {
    const { within, tells } = compiled.rows<Fields>('outturn')[0]!
    return (
      `That a scheme is likely to end its year more than ${within} in 100 above or below what it has is told, with ` +
      `the reasons, to each ${formatList(roleNames(compiled, tells))}.`
    )
  },
  switchesOn: (_, compiled) => [
    plural(compiled.rows<Fields>('outturn')[0]!.tells.length, 'role told', 'roles told'),
  ],
  concerns: (compiled) => roleNames(compiled, compiled.rows<Fields>('outturn')[0]!.tells),
})

function roleNames(
  compiled: { table<R>(table: string): readonly R[] },
  roles: readonly string[],
): string[] {
  const known = compiled.table<{ id: string; name: string }>('role')
  return roles.map((one) => known.find(({ id: own }) => own === one)?.name ?? one)
}

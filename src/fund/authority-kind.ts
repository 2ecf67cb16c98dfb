import { z } from 'zod'
import { clauseKind, id, ids, references } from '../agreement/index.ts'
import { capital } from '../shell/index.ts'
import { pounds } from './clause-fields.ts'

const schema = z.strictObject({
  funds: ids('the funds for which it holds').min(1),
  role: id('the role that may commit money'),
  alone: pounds('the most that it may commit by itself; left out, nothing').optional(),
  withTheOther: z
    .literal(true)
    .describe('true where it may commit any sum together with such a role of the other side')
    .optional(),
})
type Fields = z.infer<typeof schema>

export const authorityKind = clauseKind({
  kind: 'authority',
  room: 'fund',
  words: ['authority', 'authorities'],
  runs: [{ what: 'Who may commit how much is asked when money is reserved' }],
  schema,
  refers: ({ fields }) => [
    ...references('fund', fields.funds, 'funds'),
    ...references('role', fields.role, 'role'),
  ],
  check: ({ fields: { alone, withTheOther } }) =>
    alone === undefined && withTheOther === undefined
      ? [{ path: [], sentence: 'It lets nobody commit anything: give alone, or withTheOther.' }]
      : [],
  compile: ({ fields }) => ({ rows: { authority: [fields] } }),
  explain(_, compiled) {
    const { role, alone, withTheOther } = compiled.rows<Fields>('authority')[0]!
    const known = compiled.table<{ id: string; plural: string }>('role')
    const who = known.find(({ id: own }) => own === role)?.plural ?? role
    const most =
      alone === undefined ? '' : `${capital(who)} may commit up to ${alone} by themselves.`
    const more = withTheOther
      ? `${capital(who)} of both sides together may commit any sum that the fund has.`
      : ''
    return [most, more].filter(Boolean).join(' ')
  },
  switchesOn: () => ['1 authority'],
  concerns: (compiled) => {
    const { role } = compiled.rows<Fields>('authority')[0]!
    const known = compiled.table<{ id: string; plural: string }>('role')
    return [known.find(({ id: own }) => own === role)?.plural ?? role]
  },
})

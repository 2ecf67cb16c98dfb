import { z } from 'zod'
import { names } from '../access/index.ts'
import { type Agreement, clauseKind, id, references } from '../agreement/index.ts'
import { plural } from '../shell/index.ts'

const DAYS_MAX = 400

const schema = z.strictObject({
  party: id('the party that says who its staff are'),
  everyDays: z.int().min(1).max(DAYS_MAX).describe('after how many days its list is old, like 31'),
})

/** Of whom an employer tells, so that a look of theirs at their own people shows; after `everyDays` it is old. */
export type StaffListRow = {
  readonly party: string
  readonly everyDays: number
  readonly clause: string
}

/** Who works for a party: kept as keyed hashes that nobody can read, and asked for nothing but unusual looks. */
export const staffListKind = clauseKind({
  kind: 'staff-list',
  room: 'record',
  words: ['staff list', 'staff lists'],
  declares: 'party',
  runs: [
    {
      what: 'A look of staff at themselves, their household or a colleague is found, and no name of staff is kept',
    },
  ],
  schema,
  refers: ({ fields }) => references('party', fields.party, 'party'),
  compile: ({ fields }) => ({ rows: { 'staff-list': [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<StaffListRow>('staff-list') as [StaffListRow]
    const party = names(compiled, 'party').get(row.party) ?? row.party
    return [
      `${party} says who works for it: name and birth date, address and NHS number. They are kept as keyed hashes,`,
      'which nobody can read, and are compared with whoever is looked at.',
      `A list that is older than ${plural(row.everyDays, 'day')} is said to be old.`,
    ].join(' ')
  },
  concerns: () => ['staff'],
})

export function staffListRules(agreement: Agreement | undefined): readonly StaffListRow[] {
  return agreement?.table<StaffListRow>('staff-list') ?? []
}

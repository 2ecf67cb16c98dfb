import { z } from 'zod'
import { names } from '../access/index.ts'
import { type Agreement, clauseKind, ids, references } from '../agreement/index.ts'
import { DAY_MS } from '../kernel/index.ts'
import { formatList, plural } from '../shell/index.ts'

const schema = z.strictObject({
  purposes: ids('the purposes whose looks are told later').min(
    2,
    'needs two purposes at least: where there is one, the clause itself tells what a look was for',
  ),
  days: z.int().min(1).max(3_650).describe('after how many days they are told, like 180'),
})
type Row = z.infer<typeof schema> & { readonly clause: string }

/** Looks that are told to the person, and to whoever else reads who has looked, on a later day. */
export const withheldLooksKind = clauseKind({
  kind: 'withheld-looks',
  room: 'record',
  words: ['rule of telling later', 'rules of telling later'],
  runs: [
    {
      what: 'Of a look for some purposes only its number and this clause are told, until a day that is named',
    },
  ],
  schema,
  refers: ({ fields }) => references('purpose', fields.purposes, 'purposes'),
  check({ number, fields }, all) {
    const others = all
      .of<Row>('withheld-looks')
      .filter((one) => one.number !== number)
      .flatMap((one) => one.fields.purposes)
    return fields.purposes.flatMap((purpose, at) =>
      others.includes(purpose)
        ? [{ path: ['purposes', at], sentence: 'Another clause says already when that is told.' }]
        : [],
    )
  },
  compile: ({ fields }) => ({ rows: { 'withheld-looks': [fields] } }),
  explain(_, compiled) {
    const [{ purposes, days }] = compiled.rows<Row>('withheld-looks') as [Row]
    const known = names(compiled, 'purpose')
    const called = formatList(purposes.map((one) => known.get(one) ?? one))
    return [
      `A look for ${called} is told ${plural(days, 'day')} later, to the person and to whoever reads who has looked.`,
      'Until then its number, this clause and the day on which it opens are told, and nothing of who looked or why.',
    ].join(' ')
  },
})

/**
 * Under which clause a look for a purpose is told later, and from when; undefined where it is told at once. The day is
 * the same for all looks of a day, so that the same shown again is the same look.
 */
export function withheldFor(
  agreement: Agreement | undefined,
  purpose: string,
  now: Date,
): { clause: string; until: string } | undefined {
  const rows = agreement?.table<Row>('withheld-looks') ?? []
  const row = rows.find(({ purposes }) => purposes.includes(purpose))
  if (row === undefined) return undefined
  const day = new Date(now.getTime() + row.days * DAY_MS).toISOString().slice(0, 10)
  return { clause: row.clause, until: `${day}T00:00:00.000Z` }
}

import { z } from 'zod'
import {
  type Agreement,
  type AnsweringPost,
  type ClauseSet,
  clauseKind,
  contactOf,
  type FaultInClause,
  id,
  references,
} from '../agreement/index.ts'
import { formatList, plural } from '../shell/index.ts'
import { listNames, names } from './named.ts'

const MINUTES_MAX = 24 * 60
const HOURS_MAX = 31 * 24

const schema = z.strictObject({
  relationship: id('the relationship that breaking the glass makes, for as long as it lasts'),
  minutes: z.int().min(1).max(MINUTES_MAX).describe('for how many minutes a record opens'),
  checkedWithinHours: z
    .int()
    .min(1)
    .max(HOURS_MAX)
    .describe('within how many hours somebody of another organisation has checked it'),
  tells: z
    .array(
      z.strictObject({
        party: id('a party that is told'),
        contact: id('the contact of the party that has the mail'),
      }),
    )
    .min(1)
    .describe('who is told by mail when a record is opened so, somebody of each side'),
})
type Fields = z.infer<typeof schema>
type Told = { readonly party: string } & AnsweringPost

/** What is so while somebody has broken the glass, and who hears of it. */
export type BreakGlassRow = {
  readonly relationship: string
  readonly minutes: number
  readonly checkedWithinHours: number
  readonly tells: readonly Told[]
  readonly clause: string
}

/**
 * In need, and with a reason, a record opens that no tie opens. Who may, for what and to see which parts is said by
 * grants under the relationship, for roles that see the same of people to whom they are tied.
 */
export const breakGlassKind = clauseKind({
  kind: 'break-glass',
  room: 'access',
  words: ['clause about breaking the glass', 'clauses about breaking the glass'],
  runs: [
    {
      what: 'With a reason a record opens for a while that no tie opens; others are told, and somebody else checks it',
    },
  ],
  schema,
  refers: ({ fields }) => [
    ...references('relationship', fields.relationship, 'relationship'),
    ...fields.tells.map(({ party }, at) => ({
      kind: 'party',
      id: party,
      path: ['tells', at, 'party'],
    })),
  ],
  check: ({ fields }, all) => [...toldFaults(fields, all), ...sideFaults(fields, all)],
  compile({ fields }, all) {
    const tells = fields.tells.map(({ party, contact }) => {
      return { party, ...contactOf(all, party, contact)! }
    })
    return { rows: { 'break-glass': [{ ...fields, tells }] } }
  },
  explain(_, compiled) {
    const [row] = compiled.rows<BreakGlassRow>('break-glass')
    const { minutes, checkedWithinHours: hours, tells } = row!
    const told = formatList(
      tells.map(({ party, post }) => `${post} of ${listNames(names(compiled, 'party'), [party])}`),
    )
    return [
      `Whoever breaks the glass gives a reason, and the record opens for ${plural(minutes, 'minute')}.`,
      `A mail goes to ${told}. The person reads it at once. Somebody of another organisation checks it within`,
      `${plural(hours, 'hour')}; what is checked later, or not at all, is counted in public.`,
    ].join(' ')
  },
  switchesOn: (_, compiled) => [
    `opens for ${plural(compiled.rows<BreakGlassRow>('break-glass')[0]!.minutes, 'minute')}`,
  ],
  concerns: () => ['residents'],
})

function toldFaults({ tells }: Fields, all: ClauseSet): FaultInClause[] {
  return tells.flatMap(({ party, contact }, at) =>
    all.find('party', party) === undefined || contactOf(all, party, contact) !== undefined
      ? []
      : [{ path: ['tells', at, 'contact'], sentence: `The party ${party} has no such contact.` }],
  )
}

/** Neither side opens a record in need without the other hearing of it. */
function sideFaults({ tells }: Fields, all: ClauseSet): FaultInClause[] {
  const sides = tells.map(({ party }) => all.find<{ side?: string }>('party', party)?.fields.side)
  return all
    .of<{ id: string; name: string }>('side')
    .filter(({ fields }) => !sides.includes(fields.id))
    .map(({ fields }) => ({
      path: ['tells'],
      sentence: `Nobody of ${fields.name} is told: name a party of that side.`,
    }))
}

/** The rule of breaking the glass, where the agreement has one. */
export function breakGlassRule(agreement: Agreement | undefined): BreakGlassRow | undefined {
  return agreement?.table<BreakGlassRow>('break-glass')[0]
}

import { z } from 'zod'
import {
  type CompiledClause,
  capital,
  clauseKind,
  type FaultInClause,
  id,
  references,
  words,
} from '../agreement/index.ts'
import { formatList } from '../shell/index.ts'
import { listNames, names } from './access-words.ts'
import type { Relationship } from './relationship.ts'
import { type WaitFields, waitFields } from './wait-fields.ts'

export type RelationshipRow = {
  readonly id: string
  readonly name: string
  /** `people who are on their own ward now` */
  readonly people: string
  /** `this person is not on {unit} now` */
  readonly unmet: string
  readonly clause: string
  /** only where it is a wait: what proves one */
  readonly waits?: WaitFields
}

/** The relationships that the record can prove, and how. */
const PROVED = {
  'admitted-here': 'An open stay on the actor’s own ward or unit is found in the feeds',
  'in-our-hospital': 'An open stay anywhere in the actor’s organisation is found in the feeds',
  'open-case-here':
    'An open request, assessment or service of the organisation is found in the feeds',
  'registered-here': 'The practice that a person is registered with is found in the feeds',
  'waits-for-us':
    'A stay that only the organisation can end, or an outcome of its own that nothing followed, is found in the feeds',
  'is-the-person': 'A resident is matched to their own record by their verified NHS number',
} satisfies Record<Relationship, string>

const WAITS: Relationship = 'waits-for-us'
const PLACEHOLDER = /\{([^}]*)\}/g
const PLACEHOLDERS = ['unit', 'organisation']

export const relationshipKind = clauseKind({
  kind: 'relationship',
  room: 'record',
  words: ['relationship', 'relationships'],
  declares: 'id',
  idleUnlessNamed: true,
  runs: Object.entries(PROVED).map(([one, what]) => ({ id: one, what })),
  schema: z.strictObject({
    id: id('the relationship’s identifier'),
    name: words('what people call it'),
    people: words('the people whom it is with, to follow ‘see’'),
    unmet: words(
      'what is not so where it is missing; {unit} and {organisation} stand for the viewer’s own',
    ),
    waits: waitFields.describe('what proves that somebody waits').optional(),
  }),
  refers: ({ fields: { waits } }) =>
    waits === undefined
      ? []
      : [
          ...references('responsibility', waits.ask, 'waits').map(at(['waits', 'ask'])),
          ...references('responsibility', waits.leaving, 'waits').map(at(['waits', 'leaving'])),
          ...waits.needs.flatMap((need, place) => [
            ...references('party', need.party, 'party').map(at(['waits', 'needs', place, 'party'])),
            ...(need.hospitals ?? []).map((hospital, which) => ({
              kind: 'party',
              id: hospital,
              path: ['waits', 'needs', place, 'hospitals', which],
            })),
          ]),
        ],
  check({ fields }) {
    return [...placeholderFaults(fields.unmet), ...waitFaults(fields)]
  },
  compile: ({ fields: { waits, ...fields } }) => ({
    rows: {
      relationship: [{ ...fields, ...(waits === undefined ? {} : { waits: plain(waits) }) }],
    },
  }),
  explain(_, compiled) {
    const [row] = compiled.rows<RelationshipRow>('relationship')
    const unmet = row!.unmet.replaceAll(PLACEHOLDER, (_, name) => `the viewer’s own ${name}`)
    const proof = 'Live data proves it, and never the viewer’s word'
    const waits = row!.waits === undefined ? '' : ` ${waitWords(row!.waits, compiled)}`
    return `“${capital(row!.name)}” covers ${row!.people}. ${proof}; a refusal says “${unmet}”.${waits}`
  },
})

function at(path: readonly (string | number)[]) {
  return (reference: { kind: string; id: string }) => ({ ...reference, path })
}

/** As JSON has it: a field that was left out is not there. */
function plain(waits: WaitFields) {
  return {
    ...waits,
    reviewAfterMonths: waits.reviewAfterMonths ?? 12,
    needs: waits.needs.map((need) => ({
      ...need,
      postcodes: need.postcodes ?? [],
      hospitals: need.hospitals ?? [],
    })),
  }
}

function placeholderFaults(unmet: string): FaultInClause[] {
  return [...unmet.matchAll(PLACEHOLDER)]
    .filter(([, name]) => !PLACEHOLDERS.includes(name!))
    .map(([whole]) => ({
      path: ['unmet'],
      sentence: `${whole} stands for nothing; {unit} and {organisation} do.`,
    }))
}

function waitFaults({ id: own, waits }: { id: string; waits?: WaitFields }): FaultInClause[] {
  if (own === WAITS && waits === undefined) {
    return [{ path: [], sentence: 'It does not say what proves that somebody waits: add waits.' }]
  }
  if (own !== WAITS && waits !== undefined) {
    return [{ path: ['waits'], sentence: `Only ${WAITS} is proved by a wait.` }]
  }
  return (waits?.needs ?? []).flatMap(({ party }, place, all) =>
    all.findIndex((other) => other.party === party) < place
      ? [{ path: ['waits', 'needs', place, 'party'], sentence: `${party} stands there already.` }]
      : [],
  )
}

function waitWords(waits: WaitFields, compiled: CompiledClause): string {
  const party = (one: string) => listNames(names(compiled, 'party'), [one])
  const needs = waits.needs.map(({ party: needed, pathways, reasons, postcodes, hospitals }) => {
    const ways = pathways.length === 0 ? [] : [`the ways home ${formatList(pathways)}`]
    const why = reasons.map((reason) => `“${reason}”`)
    const whose = [
      ...((postcodes ?? []).length === 0 ? [] : [`people of ${formatList(postcodes!)}`]),
      ...((hospitals ?? []).length === 0
        ? []
        : [`where nothing tells whose they are, patients of ${formatList(hospitals!.map(party))}`]),
    ]
    const own = whose.length === 0 ? 'everybody' : `those whom it knows, ${whose.join(', and, ')}`
    return `${party(needed)}, for ${own}: ${[...ways, ...why].join('; ')}.`
  })
  const outcome =
    `A request or an assessment that went on to an assessment, reablement or support proves it for ` +
    `${waits.days} days, until what it was for begins or a later outcome ends it.`
  const review = `Long-term support is due for review ${waits.reviewAfterMonths} months after it was last looked at.`
  return `${outcome} ${review} In hospital these are needed: ${needs.join(' ')}`
}

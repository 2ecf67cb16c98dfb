import { z } from 'zod'
import {
  type CompiledClause,
  clauseKind,
  type FaultInClause,
  id,
  ids,
  type PolicyReading,
  policyText,
  references,
} from '../agreement/index.ts'
import { capital } from '../shell/index.ts'
import { listNames, names } from './named.ts'
import { PROHIBITED } from './prohibited.ts'

/** Who may see which data classes of whom, for what. All of it must hold; one relationship is enough. */
export type GrantRow = {
  readonly role: string
  readonly purpose: string
  readonly relationships: readonly string[]
  readonly data: readonly string[]
  /** empty: either side */
  readonly side: string
  readonly clause: string
}

const schema = z.strictObject({
  role: id('the role that may look'),
  purpose: id('what it may look for'),
  relationships: ids('the relationships of which one is needed; an empty list where none is'),
  data: ids('the data classes that it may see').min(1),
  side: id('the side to which it is limited').optional(),
})
type Grant = z.infer<typeof schema>

export const grantKind = clauseKind({
  kind: 'grant',
  room: 'access',
  words: ['grant', 'grants'],
  runs: [{ what: 'A part of a person’s record is shown to a role, for a purpose' }],
  schema,
  refers: ({ fields }) => [
    ...references('role', fields.role, 'role'),
    // A prohibited purpose has its own sentence, and nobody needs to hear that it is not declared.
    ...(PROHIBITED.has(fields.purpose) ? [] : references('purpose', fields.purpose, 'purpose')),
    ...references('relationship', fields.relationships, 'relationships'),
    ...references('data-class', fields.data, 'data'),
    ...references('side', fields.side, 'side'),
  ],
  check({ fields }, all) {
    const prohibition = all.find<{ name: string }>('prohibition', fields.purpose)
    if (prohibition !== undefined || PROHIBITED.has(fields.purpose)) {
      const name = prohibition?.fields.name ?? PROHIBITED.get(fields.purpose)
      return [
        {
          path: ['purpose'],
          sentence: `No clause can grant anything for ${name}: it is prohibited.`,
        },
      ]
    }
    const purpose = all.find<{ relationship: string; reaches: string[]; name: string }>(
      'purpose',
      fields.purpose,
    )
    return purpose === undefined ? [] : beyondPurpose(fields, purpose.fields, purpose.number)
  },
  compile({ number, fields }) {
    const { role, purpose, relationships, data, side } = fields
    const cedar = policyText({
      clause: number,
      effect: 'permit',
      action: 'see',
      when: [
        { test: 'is', attribute: 'principal.role', value: role },
        ...(side === undefined
          ? []
          : [{ test: 'is', attribute: 'principal.side', value: side } as const]),
        { test: 'is', attribute: 'context.purpose', value: purpose },
        ...(relationships.length === 0
          ? []
          : [
              {
                test: 'has-any',
                attribute: 'context.relationships',
                values: relationships,
              } as const,
            ]),
        { test: 'one-of', attribute: 'context.data', values: data },
      ],
    })
    const row = { role, purpose, relationships, data, side: side ?? '' }
    return { cedar, rows: { grant: [row] } }
  },
  explain: (_, compiled) =>
    compiled.policies.map((policy) => readGrant(policy, compiled)).join(' '),
  switchesOn: (_, compiled) =>
    compiled.policies.flatMap((policy) => {
      const granted = readParts(policy)
      const role = names(compiled, 'role').get(granted.role)
      const purpose = names(compiled, 'purpose').get(granted.purpose)
      return [
        `1 permission: ${role}, ${purpose}`,
        `${granted.data.length} of ${compiled.table('data-class').length} data classes`,
      ]
    }),
  concerns: (compiled) =>
    compiled.policies.map((policy) => listNames(names(compiled, 'role'), [readParts(policy).role])),
  compare(before, after) {
    const [old, now] = [before.policies[0], after.policies[0]]
    return old && now ? compareGrants(readParts(old), readParts(now), after) : []
  },
})

function beyondPurpose(
  fields: Grant,
  purpose: { relationship: string; reaches: string[]; name: string },
  number: string,
): FaultInClause[] {
  if (purpose.reaches.length === 0) {
    return [
      { path: ['purpose'], sentence: `Clause ${number} lets ${purpose.name} reach nobody’s data.` },
    ]
  }
  const faults: FaultInClause[] = fields.data.flatMap((one, at) =>
    purpose.reaches.includes(one)
      ? []
      : [
          {
            path: ['data', at],
            sentence: `Clause ${number} does not let ${purpose.name} reach ${one}.`,
          },
        ],
  )
  if (purpose.relationship === 'required' && fields.relationships.length === 0) {
    const sentence = `Clause ${number} asks for a relationship, and this grants without one.`
    faults.push({ path: ['relationships'], sentence })
  }
  return faults
}

type GrantParts = {
  role: string
  purpose: string
  side?: string
  relationships: readonly string[]
  data: readonly string[]
}

/** A grant as Cedar holds it, not as the clause says it. */
function readParts({ when }: PolicyReading): GrantParts {
  const is = (attribute: string) =>
    when.flatMap((one) => (one.test === 'is' && one.attribute === attribute ? [one.value] : []))[0]
  const some = (attribute: string) =>
    when.flatMap((one) => ('values' in one && one.attribute === attribute ? one.values : []))
  return {
    role: is('principal.role') ?? '',
    purpose: is('context.purpose') ?? '',
    side: is('principal.side'),
    relationships: some('context.relationships'),
    data: some('context.data'),
  }
}

function readGrant(policy: PolicyReading, compiled: CompiledClause): string {
  const { role, purpose, side, relationships, data } = readParts(policy)
  const who = role === '' ? 'Everybody' : capital(listNames(names(compiled, 'role'), [role]))
  const ofSide =
    side === undefined ? '' : ` on the side of ${listNames(names(compiled, 'side'), [side])}`
  const what = data.length === 0 ? 'everything' : listNames(names(compiled, 'data-class'), data)
  const why =
    purpose === '' ? 'for any purpose' : `for ${listNames(names(compiled, 'purpose'), [purpose])}`
  const whom = people(relationships, compiled)
  return `${who}${ofSide} may see, ${why}: ${what}. ${whom}`
}

function people(relationships: readonly string[], compiled: CompiledClause): string {
  if (relationships.length === 0) return 'No relationship with the person is needed.'
  const known = compiled.table<{ id: string; people: string }>('relationship')
  const whom = relationships.map((one) => known.find(({ id: own }) => own === one)?.people ?? one)
  return `Only for ${whom.join(', or ')}.`
}

function compareGrants(old: GrantParts, now: GrantParts, compiled: CompiledClause): string[] {
  const named = (table: string, id: string) =>
    id === '' ? 'any' : listNames(names(compiled, table), [id])
  const changed = (table: string, before: string, after: string, words: string) =>
    before === after ? [] : [`${words} ${named(table, after)}, no longer ${named(table, before)}.`]
  const who = capital(listNames(names(compiled, 'role'), [now.role]))
  const moved = (table: string, before: readonly string[], after: readonly string[]) => ({
    gained: listNames(
      names(compiled, table),
      after.filter((one) => !before.includes(one)),
    ),
    lost: listNames(
      names(compiled, table),
      before.filter((one) => !after.includes(one)),
    ),
  })
  const data = moved('data-class', old.data, now.data)
  const ways = moved('relationship', old.relationships, now.relationships)
  return [
    ...changed('role', old.role, now.role, 'It is for'),
    ...changed('purpose', old.purpose, now.purpose, 'It is for the purpose:'),
    ...changed('side', old.side ?? '', now.side ?? '', 'It is for the side:'),
    ...(data.gained ? [`${who} may now see ${data.gained}.`] : []),
    ...(data.lost ? [`${who} may no longer see ${data.lost}.`] : []),
    ...(ways.gained ? [`${ways.gained} is now enough of a relationship.`] : []),
    ...(ways.lost ? [`${ways.lost} is no longer enough of a relationship.`] : []),
  ]
}

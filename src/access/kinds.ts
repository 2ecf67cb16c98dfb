import { z } from 'zod'
import {
  type ClauseKind,
  type ClauseSet,
  clauseKind,
  type FaultInClause,
  id,
  ids,
  type PolicyReading,
  policyText,
  type Responsibility,
  references,
  words,
} from '../agreement/index.ts'
import { capital } from '../shell/index.ts'
import type { Action, Proof, Shown } from './action.ts'
import { breakGlassKind } from './break-glass-kind.ts'
import { dataClassKind } from './data-class-kind.ts'
import { grantKind } from './grant-kind.ts'
import { listNames, names } from './named.ts'
import { powerKind } from './power-kind.ts'
import { PROHIBITED, PROHIBITED_WORDS } from './prohibited.ts'
import { proxyKind } from './proxy-kind.ts'
import { relationshipKind } from './relationship-kind.ts'

/** Rows of the typed tables that these clauses compile to; each carries the number of its clause. */
export type PurposeRow = {
  readonly id: string
  readonly name: string
  readonly relationship: 'required' | 'not-required'
  /** data classes that a grant for it may reach at most */
  readonly reaches: readonly string[]
  /** no expiry stage may stop it */
  readonly neverStops: boolean
  /** matter of the responsibility that says whom to ask about it */
  readonly ask: string
  readonly clause: string
}
export type ProhibitionRow = {
  readonly purpose: string
  readonly name: string
  readonly clause: string
}
export type RoleRow = {
  readonly id: string
  readonly name: string
  readonly plural: string
  /** parties whose staff may hold it; empty: people who act for nobody but themselves */
  readonly heldAt: readonly string[]
  readonly clause: string
}
const purposeKind = clauseKind({
  kind: 'purpose',
  room: 'access',
  words: ['purpose', 'purposes'],
  declares: 'id',
  idleUnlessNamed: true,
  actions: { see: { data: 'String', relationships: 'Set<String>' } },
  runs: [{ what: 'Every look at a person is made for one purpose of the agreement', always: true }],
  schema: z.strictObject({
    id: id('the purpose’s identifier'),
    name: words('what people call it'),
    relationship: z
      .enum(['required', 'not-required'])
      .describe('whether a relationship must be proved by live data'),
    reaches: ids(
      'the data classes that a grant for it may reach at most; an empty list where it reaches nobody’s data',
    ),
    neverStops: z.boolean().describe('true where no expiry stage may stop it').optional(),
    ask: id('the matter of the responsibility that says whom to ask about it'),
    basis: words('what it rests on in law'),
  }),
  refers: ({ fields }) => [
    ...references('data-class', fields.reaches, 'reaches'),
    ...references('responsibility', fields.ask, 'ask'),
  ],
  check({ fields }, all) {
    const stopping = all.of<{ stops: string[] }>('expiry-stage').find(({ fields: stage }) => {
      return fields.neverStops === true && stage.stops.includes(fields.id)
    })
    return [
      ...prohibitedFaults(fields, all),
      ...(stopping === undefined
        ? []
        : [{ path: ['neverStops'], sentence: `Clause ${stopping.number} would stop it.` }]),
    ]
  },
  compile({ number, fields }) {
    const about = { test: 'is', attribute: 'context.purpose', value: fields.id } as const
    const see = { clause: number, effect: 'forbid', action: 'see' } as const
    const beyond = { test: 'none-of', attribute: 'context.data', values: fields.reaches } as const
    const alone = { test: 'empty', attribute: 'context.relationships' } as const
    const policies: PolicyReading[] = [
      { ...see, when: fields.reaches.length > 0 ? [about, beyond] : [about] },
      ...(fields.relationship === 'required' ? [{ ...see, when: [about, alone] }] : []),
    ]
    const row = { ...fields, neverStops: fields.neverStops ?? false }
    return { cedar: policies.map(policyText).join('\n'), rows: { purpose: [row] } }
  },
  explain(_, compiled) {
    const [row] = compiled.rows<PurposeRow & { basis: string }>('purpose')
    const conditions = compiled.policies.flatMap(({ when }) => when)
    const reached = conditions.flatMap((one) => (one.test === 'none-of' ? one.values : []))
    const reach =
      reached.length > 0
        ? `reaches at most ${listNames(names(compiled, 'data-class'), reached)}`
        : 'reaches nobody’s data: no record is opened for it'
    const needs = conditions.some(({ test }) => test === 'empty')
      ? ' Nobody looks for it without a relationship proved by live data.'
      : ''
    const matters = compiled.table<Responsibility>('responsibility')
    const matter = matters.find((one) => one.matter === row!.ask)
    const ask = matter === undefined ? '' : ` Clause ${matter.clause} says whom to ask.`
    const stays = row!.neverStops ? ' It goes on when the agreement has ended.' : ''
    return `The purpose “${row!.name}” ${reach}.${needs}${stays} It rests on ${row!.basis}.${ask}`
  },
})

const prohibitionKind = clauseKind({
  kind: 'prohibition',
  room: 'access',
  words: ['prohibition', 'prohibitions'],
  declares: 'purpose',
  runs: [...PROHIBITED].map(([purpose, name]) => ({
    id: purpose,
    what: `Every request for ${name} is refused, whoever asks`,
    always: true as const,
  })),
  schema: z.strictObject({
    purpose: id('the prohibited purpose’s identifier'),
    name: words('what it is, to follow ‘for’'),
  }),
  checkText(all) {
    return [...PROHIBITED]
      .filter(([purpose]) => !all.declares('prohibition', purpose))
      .map(([purpose, name]) => ({
        sentence: `The text does not prohibit ${name}: add a prohibition of the purpose ${purpose}.`,
      }))
  },
  compile: ({ number, fields }) => ({
    rows: { prohibition: [fields] },
    cedar: policyText({
      clause: number,
      effect: 'forbid',
      when: [{ test: 'is', attribute: 'context.purpose', value: fields.purpose }],
    }),
  }),
  explain(_, compiled) {
    const [row] = compiled.rows<ProhibitionRow>('prohibition')
    const all = compiled.policies.every(({ when, action }) => when.length === 1 && !action)
    const who = all ? 'Nobody' : 'Not everybody'
    return `${who} may use anything in the partnership’s records for ${row!.name}, and no clause can grant it.`
  },
})

const roleKind = clauseKind({
  kind: 'role',
  room: 'access',
  words: ['role', 'roles'],
  declares: 'id',
  idleUnlessNamed: true,
  runs: [{ what: 'Everybody signs in with one role of the agreement', always: true }],
  schema: z.strictObject({
    id: id('the role’s identifier'),
    name: words('what people call it'),
    plural: words('what people call several of them').optional(),
    heldAt: ids(
      'the parties whose staff may hold it; an empty list for people who act for themselves',
    ),
  }),
  refers: ({ fields }) => references('party', fields.heldAt, 'heldAt'),
  compile({ number, fields }) {
    const organisation = 'principal.organisation'
    const elsewhere =
      fields.heldAt.length > 0
        ? ({ test: 'none-of', attribute: organisation, values: fields.heldAt } as const)
        : ({ test: 'is-not', attribute: organisation, value: '' } as const)
    return {
      rows: { role: [{ ...fields, plural: fields.plural ?? `${fields.name}s` }] },
      cedar: policyText({
        clause: number,
        effect: 'forbid',
        when: [{ test: 'is', attribute: 'principal.role', value: fields.id }, elsewhere],
      }),
    }
  },
  explain(_, compiled) {
    const [row] = compiled.rows<RoleRow>('role')
    const places = compiled.policies.flatMap(({ when }) =>
      when.flatMap((one) => (one.test === 'none-of' ? one.values : [])),
    )
    if (places.length === 0)
      return `${capital(row!.plural)} act for themselves and for no organisation.`
    const where = listNames(names(compiled, 'party'), places)
    return `${capital(row!.plural)} work at ${where}; nobody holds the role elsewhere.`
  },
  concerns: (compiled) => compiled.rows<RoleRow>('role').map(({ plural }) => plural),
})

/** What the rooms hand in: what they can prove, what they show in parts, what can be done in them. */
export type Declared = {
  readonly relationships: readonly Proof[]
  readonly dataClasses: readonly Shown[]
  readonly actions: readonly Action[]
}

/** Who may see what and do what, for what. */
export function accessKinds({ relationships, dataClasses, actions }: Declared): ClauseKind[] {
  return [
    purposeKind,
    prohibitionKind,
    relationshipKind(relationships),
    dataClassKind(dataClasses),
    roleKind,
    grantKind,
    powerKind(actions),
    breakGlassKind,
    proxyKind,
  ]
}

function prohibitedFaults(fields: { id: string; name: string }, all: ClauseSet): FaultInClause[] {
  if (PROHIBITED.has(fields.id) || all.declares('prohibition', fields.id)) {
    const name = PROHIBITED.get(fields.id) ?? fields.id
    return [
      { path: ['id'], sentence: `No agreement can make ${name} a purpose: it is prohibited.` },
    ]
  }
  for (const field of ['id', 'name'] as const) {
    const found = PROHIBITED_WORDS.exec(fields[field].replaceAll('-', ' '))
    if (found !== null) {
      const sentence = `No agreement can make “${found[0]}” a purpose, under any name: it is prohibited.`
      return [{ path: [field], sentence }]
    }
  }
  return []
}

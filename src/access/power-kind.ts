import { z } from 'zod'
import {
  type ClauseKind,
  type CompiledClause,
  type Condition,
  clauseKind,
  id,
  ids,
  type PolicyReading,
  policyText,
  references,
} from '../agreement/index.ts'
import { capital, formatCount, formatList, plural } from '../shell/index.ts'
import { ACTION_CONTEXT, type Action } from './action.ts'
import { listNames, names } from './named.ts'

/** What a role may do, for what and under which conditions. All of them must hold. */
export type PowerRow = {
  readonly role: string
  readonly purpose: string
  readonly does: readonly string[]
  readonly clause: string
}

const ACTION = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/
/** Whole pounds in a clause, whole pence in a policy. */
const POUNDS_MAX = 90_000_000_000_000

const schema = z.strictObject({
  role: id('the role that may do it'),
  heldAt: ids('the parties at which it may; left out where at every party that holds the role')
    .min(1)
    .optional(),
  side: id('the side to which it is limited').optional(),
  purpose: id('what it may do it for'),
  does: z
    .array(z.string().regex(ACTION, 'is not an action, written like intake.replay'))
    .min(1)
    .describe('the actions that it may do'),
  relationships: ids('the relationships with the person of which one is needed').min(1).optional(),
  upTo: z
    .int()
    .min(0)
    .max(POUNDS_MAX)
    .describe('the most money that it may move, in pounds')
    .optional(),
  atMost: z
    .int()
    .min(1)
    .max(1_000_000)
    .describe('the most things that it may touch at once')
    .optional(),
  bothSides: z.literal(true).describe('true where both sides must have agreed').optional(),
})
type Power = z.infer<typeof schema>

/** Nothing is done without one: every action of the software needs a clause that lets some role do it. */
export function powerKind(actions: readonly Action[]): ClauseKind {
  const known = new Map(actions.map((action) => [action.name, action]))
  return clauseKind({
    kind: 'power',
    room: 'access',
    words: ['power', 'powers'],
    actions: Object.fromEntries(actions.map(({ name }) => [name, ACTION_CONTEXT])),
    runs: actions.map(({ name, does }) => ({
      id: name,
      what: capital(does),
      always: true as const,
    })),
    behind: ({ fields }) => fields.does,
    schema,
    refers: ({ fields }) => [
      ...references('role', fields.role, 'role'),
      ...references('party', fields.heldAt, 'heldAt'),
      ...references('side', fields.side, 'side'),
      ...references('purpose', fields.purpose, 'purpose'),
      ...references('relationship', fields.relationships, 'relationships'),
    ],
    check({ fields }) {
      return fields.does.flatMap((name, at) =>
        known.has(name)
          ? []
          : [{ path: ['does', at], sentence: `The software has no action called ${name}.` }],
      )
    },
    checkText(all) {
      const granted = new Set(all.of<Power>('power').flatMap(({ fields }) => fields.does))
      return actions
        .filter(({ name }) => !granted.has(name))
        .map(({ name, does }) => ({
          sentence: `No clause lets anybody ${does} (${name}): add a clause of kind power.`,
        }))
    },
    compile({ number, fields }, all) {
      const sides = all.of<{ id: string }>('side').map(({ fields: side }) => side.id)
      const when = conditionsOf(fields, sides)
      const policies = fields.does.map((action): PolicyReading => {
        return { clause: number, effect: 'permit', action, when }
      })
      const { role, purpose, does } = fields
      return {
        cedar: policies.map(policyText).join('\n'),
        rows: { power: [{ role, purpose, does }] },
      }
    },
    explain: (_, compiled) => explainPower(compiled, known),
    switchesOn: (_, compiled) => [plural(compiled.policies.length, 'action')],
    concerns: (compiled) => [
      ...new Set(compiled.policies.map(({ when }) => roleWords(when, compiled))),
    ],
  })
}

function conditionsOf(fields: Power, sides: readonly string[]): Condition[] {
  const { role, heldAt, side, purpose, relationships, upTo, atMost, bothSides } = fields
  return [
    { test: 'is', attribute: 'principal.role', value: role },
    ...when(heldAt, (values) => ({ test: 'one-of', attribute: 'principal.organisation', values })),
    ...when(side, (value) => ({ test: 'is', attribute: 'principal.side', value })),
    { test: 'is', attribute: 'context.purpose', value: purpose },
    ...when(relationships, (values) => ({
      test: 'has-any',
      attribute: 'context.relationships',
      values,
    })),
    ...when(upTo, (pounds) => ({
      test: 'at-most',
      attribute: 'context.pence',
      number: pounds * 100,
    })),
    ...when(atMost, (number) => ({ test: 'at-most', attribute: 'context.count', number })),
    ...when(bothSides, () => ({ test: 'has-all', attribute: 'context.sides', values: sides })),
  ]
}

function when<T>(value: T | undefined, condition: (value: T) => Condition): Condition[] {
  return value === undefined ? [] : [condition(value)]
}

/** From the policies alone: what is explained is what runs. */
function explainPower(compiled: CompiledClause, known: ReadonlyMap<string, Action>): string {
  const [first] = compiled.policies
  if (first === undefined) return 'Nobody may do anything by this clause.'
  const does = compiled.policies.map(
    ({ action }) => known.get(action ?? '')?.does ?? action ?? 'do everything',
  )
  const who = capital(roleWords(first.when, compiled))
  const limits = first.when.flatMap((condition) => limitWords(condition, compiled))
  const only = limits.length === 0 ? '' : ` Only ${formatList(limits)}.`
  return `${who} may ${formatList(does)}, for ${purposeWords(first.when, compiled)}.${only}`
}

function roleWords(when: readonly Condition[], compiled: CompiledClause): string {
  const role = only(when, 'principal.role')
  return role === undefined ? 'everybody' : listNames(names(compiled, 'role'), [role])
}

function purposeWords(when: readonly Condition[], compiled: CompiledClause): string {
  const purpose = only(when, 'context.purpose')
  return purpose === undefined ? 'any purpose' : listNames(names(compiled, 'purpose'), [purpose])
}

function only(when: readonly Condition[], attribute: string): string | undefined {
  return when.flatMap((one) =>
    one.test === 'is' && one.attribute === attribute ? [one.value] : [],
  )[0]
}

/** A condition as a limit, to follow `only`. */
export function limitWords(condition: Condition, tables: Pick<CompiledClause, 'table'>): string[] {
  if (condition.test === 'from') return []
  const key = `${condition.test} ${condition.attribute}`
  switch (key) {
    case 'one-of principal.organisation':
      return [`at ${listNames(names(tables, 'party'), valuesOf(condition))}`]
    case 'is principal.side':
      return [`on the side of ${listNames(names(tables, 'side'), valuesOf(condition))}`]
    case 'has-any context.relationships':
      return [`for ${peopleWords(valuesOf(condition), tables)}`]
    case 'at-most context.pence':
      return [`up to ${poundWords(condition)}`]
    case 'at-most context.count':
      return [`${formatCount(numberIn(condition))} at a time at most`]
    case 'has-all context.sides':
      return ['where both sides have agreed']
    default:
      return []
  }
}

function valuesOf(condition: Condition): readonly string[] {
  if ('values' in condition) return condition.values
  return 'value' in condition ? [condition.value] : []
}

function numberIn(condition: Condition): number {
  return condition.test === 'at-most' ? condition.number : 0
}

function poundWords(condition: Condition): string {
  return `£${formatCount(Math.trunc(numberIn(condition) / 100))}`
}

function peopleWords(ids: readonly string[], tables: Pick<CompiledClause, 'table'>): string {
  const known = tables.table<{ id: string; people: string }>('relationship')
  return ids.map((one) => known.find(({ id: own }) => own === one)?.people ?? one).join(', or ')
}

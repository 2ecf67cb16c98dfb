import { policySetTextToParts, policyToJson } from '@cedar-policy/cedar-wasm/nodejs'
import { remember } from '../kernel/index.ts'

/**
 * The part of Cedar that the house writes, and reads back. A policy is written from conditions and a
 * reading is made from what Cedar itself parsed, so that what is explained is what runs. A policy that
 * holds anything else cannot be explained, and what cannot be explained cannot be signed.
 */

/** `attribute` is `principal.role`, `context.purpose` and so on; days are `YYYY-MM-DD`. */
export type Condition =
  | { readonly test: 'is' | 'is-not'; readonly attribute: string; readonly value: string }
  | {
      readonly test: 'one-of' | 'none-of' | 'has-any' | 'has-all'
      readonly attribute: string
      readonly values: readonly string[]
    }
  | { readonly test: 'empty'; readonly attribute: string }
  | { readonly test: 'at-most'; readonly attribute: string; readonly number: number }
  | { readonly test: 'from'; readonly day: string }

export type PolicyReading = {
  readonly clause: string
  readonly effect: 'permit' | 'forbid'
  /** absent: every action */
  readonly action?: string
  /** all must hold */
  readonly when: readonly Condition[]
}

/** The clauses of a text, of the one before and of a draft. */
const CLAUSES_MAX = 2_000
const ATTRIBUTE = /^(principal|context)\.[a-z][A-Za-z]*$/

export class UnreadablePolicy extends Error {}

/** The policy as Cedar text, a condition a line. */
export function policyText(policy: PolicyReading): string {
  const action =
    policy.action === undefined ? 'action' : `action == Action::${quote(policy.action)}`
  return [
    `@clause(${quote(policy.clause)})`,
    `${policy.effect} (principal, ${action}, resource)`,
    ...policy.when.map((condition) => `when { ${conditionText(condition)} }`),
  ]
    .join('\n')
    .concat(';')
}

function conditionText(condition: Condition): string {
  if (condition.test === 'from') return `context.today >= ${dayNumber(condition.day)}`
  const { attribute } = condition
  if (!ATTRIBUTE.test(attribute)) throw new Error(`not an attribute: ${attribute}`)
  switch (condition.test) {
    case 'is':
      return `${attribute} == ${quote(condition.value)}`
    case 'is-not':
      return `${attribute} != ${quote(condition.value)}`
    case 'one-of':
      return `${list(condition.values)}.contains(${attribute})`
    case 'none-of':
      return `!${list(condition.values)}.contains(${attribute})`
    case 'has-any':
      return `${attribute}.containsAny(${list(condition.values)})`
    case 'has-all':
      return `${attribute}.containsAll(${list(condition.values)})`
    case 'empty':
      return `${attribute}.isEmpty()`
    case 'at-most':
      return `${attribute} <= ${whole(condition.number)}`
  }
}

function whole(number: number): string {
  if (!Number.isSafeInteger(number)) throw new Error('a policy compares whole numbers')
  return String(number)
}

function list(values: readonly string[]): string {
  if (values.length === 0) throw new Error('a policy cannot ask for one of nothing')
  return `[${values.map(quote).join(', ')}]`
}

/** Nothing but identifiers and numbers ever goes into a policy: escaping is not left to chance. */
function quote(value: string): string {
  if (!/^[A-Za-z0-9 ._-]*$/.test(value)) throw new Error(`not fit for a policy: ${value}`)
  return `"${value}"`
}

/** Days compare as whole numbers: 20260401. */
export function dayNumber(day: string): number {
  return Number(day.replaceAll('-', ''))
}

/** Each policy of a text, with its own text. Throws `UnreadablePolicy` with a sentence. */
export const readPolicies = remember(CLAUSES_MAX, readAll)

function readAll(cedar: string): readonly { text: string; reading: PolicyReading }[] {
  const parts = policySetTextToParts(cedar)
  if (parts.type === 'failure') {
    throw new UnreadablePolicy(parts.errors.map(({ message }) => message).join('; '))
  }
  if (parts.policy_templates.length > 0) throw new UnreadablePolicy('it is a template')
  return parts.policies.map((text) => ({ text, reading: readPolicy(text) }))
}

function readPolicy(text: string): PolicyReading {
  const parsed = policyToJson(text)
  if (parsed.type === 'failure') {
    throw new UnreadablePolicy(parsed.errors.map(({ message }) => message).join('; '))
  }
  const { effect, principal, action, resource, conditions, annotations } = parsed.json
  const clause = annotations?.clause
  if (clause === undefined) throw new UnreadablePolicy('it does not say which clause it comes from')
  if (principal.op !== 'All' || resource.op !== 'All') {
    throw new UnreadablePolicy(
      'it names a principal or a resource instead of asking for attributes',
    )
  }
  return {
    clause,
    effect,
    ...(action.op === 'All' ? {} : { action: actionName(action) }),
    when: conditions.map(({ kind, body }) => {
      if (kind !== 'when') throw new UnreadablePolicy('it says unless; say when')
      return readCondition(body as Expression)
    }),
  }
}

type Expression = Record<string, unknown>

function actionName(action: unknown): string {
  const { entity } = action as { entity?: { id?: string } }
  if (entity?.id === undefined) throw new UnreadablePolicy('it names several actions')
  return entity.id
}

function readCondition(body: Expression): Condition {
  const [operator, operands] = Object.entries(body)[0] as [string, Record<string, Expression>]
  const { left, right, arg } = operands
  switch (operator) {
    case '==':
      return { test: 'is', attribute: attributeOf(left), value: textOf(right) }
    case '!=':
      return { test: 'is-not', attribute: attributeOf(left), value: textOf(right) }
    case 'contains':
      return { test: 'one-of', attribute: attributeOf(right), values: valuesOf(left) }
    case 'containsAny':
      return { test: 'has-any', attribute: attributeOf(left), values: valuesOf(right) }
    case 'containsAll':
      return { test: 'has-all', attribute: attributeOf(left), values: valuesOf(right) }
    case 'isEmpty':
      return { test: 'empty', attribute: attributeOf(arg) }
    case '<=':
      return { test: 'at-most', attribute: attributeOf(left), number: numberOf(right) }
    case '>=':
      return readFrom(left, right)
    case '!': {
      const inner = readCondition(arg!)
      if (inner.test === 'one-of') return { ...inner, test: 'none-of' }
    }
  }
  throw new UnreadablePolicy(`it holds ${JSON.stringify(body)}, which cannot be put into words`)
}

function readFrom(left: Expression | undefined, right: Expression | undefined): Condition {
  const number = String(right?.Value)
  if (attributeOf(left) !== 'context.today' || !/^\d{8}$/.test(number)) {
    throw new UnreadablePolicy('it compares something other than the day')
  }
  return { test: 'from', day: `${number.slice(0, 4)}-${number.slice(4, 6)}-${number.slice(6)}` }
}

function attributeOf(expression: Expression | undefined): string {
  const { left, attr } = (expression?.['.'] ?? {}) as { left?: { Var?: string }; attr?: string }
  if (left?.Var === undefined || attr === undefined) {
    throw new UnreadablePolicy('it asks for something other than an attribute')
  }
  return `${left.Var}.${attr}`
}

function textOf(expression: Expression | undefined): string {
  if (typeof expression?.Value !== 'string') throw new UnreadablePolicy('a value is not text')
  return expression.Value
}

function numberOf(expression: Expression | undefined): number {
  if (typeof expression?.Value !== 'number') throw new UnreadablePolicy('a value is not a number')
  return expression.Value
}

function valuesOf(expression: Expression | undefined): string[] {
  const set = expression?.Set
  if (Array.isArray(set)) return set.map((item) => textOf(item as Expression))
  const value = expression?.Value
  if (Array.isArray(value)) return value.map(String)
  throw new UnreadablePolicy('a list is not a list of texts')
}

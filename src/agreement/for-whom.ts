import type { AccessRequest, Agreement } from './agreement.ts'
import type { Clause } from './clause.ts'
import type { Condition } from './policy.ts'

/**
 * Which clauses open something to whoever has this role, at this organisation, on this side, in the order of the text:
 * from the policies that it compiles to, as they stand today. For what purpose, and about whom, each reading says.
 */
export function openTo(agreement: Agreement, principal: AccessRequest['principal']): Clause[] {
  const open = agreement.policies.filter(
    ({ reading: { effect, when } }) =>
      effect === 'permit' && when.every((one) => isOf(one, principal, agreement.today())),
  )
  const numbers = new Set(open.map(({ clause }) => clause))
  return agreement.clauses.filter(({ number }) => numbers.has(number))
}

/** What a condition says of who somebody is; what it says of the occasion is left to the occasion. */
function isOf(condition: Condition, principal: AccessRequest['principal'], today: string): boolean {
  if (condition.test === 'from') return condition.day <= today
  const [of, name] = condition.attribute.split('.')
  if (of !== 'principal') return true
  const own = new Map<string, unknown>(Object.entries(principal)).get(name!)
  switch (condition.test) {
    case 'is':
      return own === condition.value
    case 'is-not':
      return own !== condition.value
    case 'one-of':
      return condition.values.includes(String(own))
    case 'none-of':
      return !condition.values.includes(String(own))
    default:
      return false
  }
}

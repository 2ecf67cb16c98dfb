import type { MadeReturn } from './queries-returns.ts'
import type { FundRule } from './rules.ts'

/** What people call a return: `Quarter 4 of the Southmere pooled fund 2025-26`. */
export function returnName(
  { kind, quarter }: Pick<MadeReturn, 'kind' | 'quarter'>,
  { name }: FundRule,
): string {
  if (kind === 'plan') return `Plan of the ${name}`
  return kind === 'quarterly' ? `Quarter ${quarter} of the ${name}` : `Year end of the ${name}`
}

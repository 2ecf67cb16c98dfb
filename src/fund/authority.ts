import { formatPounds, type Pence, type Refusal, refuse } from '../kernel/index.ts'
import type { FundRule } from './rules.ts'

/** Whether somebody may commit a sum: by themselves, or with somebody of the other side. */
export type MayCommit = { readonly alone: boolean; readonly clause: string }

export function mayCommit(
  fund: FundRule,
  role: string,
  pence: Pence,
): MayCommit | Refusal<'no-clause'> {
  const own = fund.authorities.filter((one) => one.role === role)
  const alone = own.find((one) => pence <= one.alone)
  if (alone !== undefined) return { alone: true, clause: alone.clause }
  const both = fund.authorities.find(({ withTheOther }) => withTheOther)
  if (both !== undefined) return { alone: false, clause: both.clause }
  const [first] = own
  const sentence =
    first === undefined
      ? `No clause lets you commit money of ${fund.name}.`
      : `You may commit up to ${formatPounds(first.alone)} of ${fund.name}, clause ${first.clause}, and no ` +
        'clause says who may commit more.'
  return refuse('no-clause', sentence, first === undefined ? {} : { clause: first.clause })
}

/** Whether somebody of this role speaks for their side where a sum needs both. */
export function speaksForSide({ authorities }: FundRule, role: string): boolean {
  return authorities.some((one) => one.withTheOther && one.role === role)
}

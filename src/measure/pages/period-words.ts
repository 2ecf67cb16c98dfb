import { monthAfter } from '../../kernel/index.ts'
import { formatMonth } from '../../shell/index.ts'
import type { Definition } from '../definition.ts'

/** `March 2026`, `January to March 2026`. */
export function periodWords({ period: kind }: Pick<Definition, 'period'>, period: string): string {
  const first = formatMonth(`${period}-01`)
  if (kind === 'month') return first
  return `${first.split(' ')[0]} to ${formatMonth(`${monthAfter(period, 2)}-01`)}`
}

import { formatAge } from '../shell/index.ts'
import type { IdentityView } from './identity-view.ts'

/**
 * `82`; of whoever has died `died aged 81`, never an age that goes on. Undefined where it cannot be known:
 * no birth date, or a death without a day.
 */
export function ageWords(
  { birthDate, deathDate, dead }: Pick<IdentityView, 'birthDate' | 'deathDate' | 'dead'>,
  now: Date,
): string | undefined {
  const born = birthDate[0]?.value
  if (born === undefined) return undefined
  const died = deathDate[0]?.value
  if (died === undefined) return dead === undefined ? formatAge(born, now) : undefined
  const age = formatAge(born, died)
  return age === undefined || age === 'born today' ? undefined : `died aged ${age}`
}

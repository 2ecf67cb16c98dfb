import { formatAge } from '../shell/index.ts'
import type { IdentityView } from './identity-view.ts'

/**
 * `82`; of whoever has died `died aged 81`, never an age that goes on. Undefined where it cannot be known: no birth
 * date, or a death without a day. A death that others gainsay ends no age.
 */
export function ageWords(
  who: Pick<IdentityView, 'birthDate' | 'deathDate' | 'dead'>,
  now: Date,
): string | undefined {
  const born = who.birthDate[0]?.value
  if (born === undefined) return undefined
  if (!isDead(who)) return formatAge(born, now)
  const died = who.deathDate[0]?.value
  const age = died === undefined ? undefined : formatAge(born, died)
  return age === undefined || age === 'born today' ? undefined : `died aged ${age}`
}

/** So far as nobody gainsays it. */
export function isDead({ dead }: Pick<IdentityView, 'dead'>): boolean {
  return dead !== undefined && dead.unsaidBy === undefined
}

import { breakGlassRule, type Decision, type GrantRow } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import type { Viewer } from '../kernel/index.ts'

/** Whether a look was refused because nothing ties the viewer to the person, and for nothing else. */
export function isUntied(decision: Decision): boolean {
  return !decision.allowed && decision.condition?.startsWith('relationship:') === true
}

/**
 * Whether some clause opens something to whoever breaks the glass in this role and for this purpose, and another to the
 * same role of people to whom it is tied: in need nobody sees people whom they could never see.
 */
export function mayBreakGlass(
  agreement: Agreement | undefined,
  { actor, purpose }: Viewer,
): boolean {
  const rule = breakGlassRule(agreement)
  if (rule === undefined || agreement === undefined) return false
  const grants = agreement
    .table<GrantRow>('grant')
    .filter((grant) => grant.role === actor.role && grant.purpose === purpose)
  const isByGlass = ({ relationships }: GrantRow) => relationships.includes(rule.relationship)
  return grants.some(isByGlass) && grants.some((grant) => !isByGlass(grant))
}

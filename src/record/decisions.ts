import { type Decision, decide } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import type { Viewer } from '../kernel/index.ts'
import { classesOf, type DataClass, type Part } from './data-class.ts'

/** Of each class of the record, and of those that other rooms show on the page of a person. */
export type Decisions = Readonly<Record<Part, Decision>> &
  Readonly<Record<string, Decision | undefined>>

/** More contexts than a place has roles, wards and relationships: beyond it something is wrong. */
const REMEMBERED_MAX = 5_000

/** Whether a viewer may see a class; what nothing was decided on they may not. */
export function allowsOf(decisions: Decisions): (dataClass: DataClass) => boolean {
  return (dataClass) => decisions[dataClass]?.allowed === true
}

const remembered = new WeakMap<Agreement, Map<string, Decisions>>()

/**
 * What this viewer may see of somebody to whom they stand so, class by class. An agreement answers the
 * same question the same way all day, so each distinct one is asked once.
 */
export function decisionsFor(
  agreement: Agreement,
  { actor, purpose }: Viewer,
  relationships: ReadonlySet<string>,
  others: readonly string[] = [],
): Decisions {
  const { role, organisation, side, unit } = actor
  const known = remembered.get(agreement) ?? new Map<string, Decisions>()
  remembered.set(agreement, known)
  const question = [agreement.today(), role, organisation, side, unit, purpose, others]
  const key = JSON.stringify([...question, ...[...relationships].sort()])
  const before = known.get(key)
  if (before !== undefined) return before
  const classes = new Set([...classesOf(agreement).ids, ...others])
  const asked = { role, organisation, side, purpose, relationships, names: { unit } }
  const decisions = Object.fromEntries(
    [...classes].map((dataClass) => [dataClass, decide(agreement, { ...asked, dataClass })]),
  ) as Decisions
  if (known.size >= REMEMBERED_MAX) known.clear()
  known.set(key, decisions)
  return decisions
}

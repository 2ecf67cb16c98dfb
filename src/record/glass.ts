import type { Act } from './act.ts'

/** A glass that was broken, and who has checked it. */
export type Glass = { readonly act: Act; readonly followed?: Act }

/**
 * `open`: the record is open by it. `waiting`: it has to be checked, and there is time. `late`: there is none left.
 * `checked-late`: it was checked when there was none left.
 */
export type GlassState = 'waiting' | 'late' | 'checked' | 'checked-late'

/** The same for whatever has to be followed by a time: a question too. */
export function stateOfDue({ act, followed }: Glass, now: Date): GlassState {
  const due = act.due?.getTime() ?? Number.POSITIVE_INFINITY
  if (followed === undefined) return now.getTime() > due ? 'late' : 'waiting'
  return followed.at.getTime() > due ? 'checked-late' : 'checked'
}

/** How an organisation has kept to its time. */
export type Kept = {
  readonly party: string
  readonly inTime: number
  readonly late: number
  readonly waiting: number
  readonly overdue: number
}

/** Pure: by organisation, the one with most that is overdue first. */
export function keptBy(
  all: readonly Glass[],
  partyOf: (one: Glass) => string,
  now: Date,
): readonly Kept[] {
  const byParty = Map.groupBy(all, partyOf)
  return [...byParty]
    .map(([party, own]): Kept => {
      const states = own.map((one) => stateOfDue(one, now))
      const count = (state: GlassState) => states.filter((one) => one === state).length
      return {
        party,
        inTime: count('checked'),
        late: count('checked-late'),
        waiting: count('waiting'),
        overdue: count('late'),
      }
    })
    .sort((a, b) => b.overdue - a.overdue || b.late - a.late || (a.party < b.party ? -1 : 1))
}

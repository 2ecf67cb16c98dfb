import type { PersonId, Viewer } from '../kernel/index.ts'
import type { ListedLook } from '../trail/index.ts'
import { becauseOf } from './because.ts'
import type { DataClass } from './data-class.ts'
import { type IdentityView, identityView } from './identity-view.ts'
import { decideAll } from './look-at-people.ts'
import type { RecordDeps } from './look-at-person.ts'
import { sourcesOf } from './sources.ts'
import { writeListLook } from './write-looks.ts'

/** Somebody of whom a viewer may read a part. `who`: where they may read who it is. */
export type NeededPerson = { readonly identity: readonly PersonId[]; readonly who?: IdentityView }

/**
 * A list of people of whom another room shows one part, to whoever may read that part whether or not they may know of
 * whom it is. Everybody on it is a look, in one entry; whoever may not be shown is left out without a gap.
 *
 * @param needs classes of which one has to be open to the viewer
 */
export async function lookAtNeeded(
  deps: RecordDeps,
  viewer: Viewer,
  identities: readonly (readonly PersonId[])[],
  { what, needs }: { what: string; needs: readonly DataClass[] },
): Promise<NeededPerson[]> {
  const agreement = deps.agreement.current()
  if (agreement === undefined || identities.length === 0) return []
  const shown: NeededPerson[] = []
  const looks: ListedLook[] = []
  for (const person of await decideAll(deps, agreement, viewer, identities)) {
    const { identity, persons, decisions, proved } = person
    const open = ['demographics', ...needs].find((one) => decisions[one]?.allowed)
    const may = needs.some((one) => decisions[one]?.allowed)
    if (open === undefined || !may || persons.length === 0) continue
    const { clause } = decisions[open]!
    const because = becauseOf(agreement, clause, proved)
    looks.push({ identity: [...identity], clause, outcome: 'allowed', because })
    const who = decisions.demographics.allowed
      ? identityView(persons, sourcesOf(agreement))
      : undefined
    shown.push({ identity, ...(who === undefined ? {} : { who }) })
  }
  if (looks.length > 0) await writeListLook(deps, viewer, { what, people: looks })
  return shown
}

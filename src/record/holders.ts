import { careTeamOf } from './care-team.ts'
import type { DataClass } from './data-class.ts'
import { NO_DIRECTORY } from './directory.ts'
import type { KnownResource } from './known-resource.ts'
import type { Sources } from './sources.ts'

/** Who holds somebody's case, as a source names them: a worker, a team, or both. */
export type Holder = {
  dataClass: DataClass
  /** a side's id, or '' */
  side: string
  /** 'Southmere Council' */
  at: string
  /** 'Ana Reid' */
  name?: string
  /** 'social worker' */
  role?: string
  /** 'Mere hospital team' */
  team?: string
  /** '01632 960127' */
  phone?: string
}

/**
 * The members of the care teams that are at work now, a named worker first: a worker's telephone where the team holds
 * the worker, else the team's.
 */
export function holdersOf(
  resources: readonly KnownResource[],
  sources: Sources,
  now: Date,
): Holder[] {
  return resources
    .filter(({ type }) => type === 'CareTeam')
    .flatMap((resource) => {
      const team = careTeamOf(resource, NO_DIRECTORY, now)
      if (team.stands !== 'yes' || team.status === 'suspended') return []
      const { source } = resource
      const known: Holder = {
        dataClass: resource.dataClass,
        side: sources.sideOf(source),
        at: sources.nameOf(source),
        team: team.name,
        phone: team.phone,
      }
      const workers = team.members.flatMap(({ name, roles: [role], phone }): Holder[] =>
        name === undefined ? [] : [{ ...known, name, role, phone: phone ?? known.phone }],
      )
      if (workers.length > 0) return workers
      return known.team === undefined && known.phone === undefined ? [] : [known]
    })
}

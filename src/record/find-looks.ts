import { isRefusal, newId, type PersonId, type Refusal, type Viewer } from '../kernel/index.ts'
import { identitiesOf } from '../people/index.ts'
import type { Command, FoundLook, LooksPage, RunRefusal, Trail } from '../trail/index.ts'
import { decideAll } from './look-at-people.ts'
import type { RecordDeps } from './look-at-person.ts'
import { type LookFilter, looksWanted } from './look-filter.ts'
import { refusedLook } from './refused-look.ts'
import { standIn } from './stand-in.ts'

export const FIND_LOOKS = 'record.find-looks'
const WHAT = 'list of looks'

export type FindsLooks = RecordDeps & {
  trail: Pick<Trail, 'run' | 'findLooks' | 'whoHasLooked'>
}

/** A look that was found; `people`: whom it was about, each by one of their ids, where their looks may be read. */
export type ShownLook = FoundLook & { people: readonly PersonId[] }
export type ShownLooks = Pick<LooksPage, 'more'> & { looks: readonly ShownLook[] }

type Asked = { filter: LookFilter; about: readonly PersonId[] }

/** That somebody asked who has looked is done under a power, and whoever it is about reads that it was. */
const ask: Command<Asked, null> = {
  name: FIND_LOOKS,
  basis: { action: FIND_LOOKS, does: 'find who has looked at people' },
  brief: true,
  async run(_, { filter, about }) {
    const { before, ...asked } = filter
    const entry = { ...asked, ...(before === undefined ? {} : { before: before.entryId }) }
    return { result: null, entry: JSON.parse(JSON.stringify(entry)), about }
  },
}

/**
 * Looks by whom, at whom, when, what for and with what outcome. The asking is an act of its own; each person whose
 * looks are told one by one is decided on, and has it in their log, before anything is shown. No care record is opened
 * by it.
 */
export async function findLooks(
  deps: FindsLooks,
  viewer: Viewer,
  filter: LookFilter,
): Promise<ShownLooks | Refusal<RunRefusal>> {
  const db = deps.databases.care.short
  const [known] = filter.person === undefined ? [] : await identitiesOf(db, [filter.person])
  const about = filter.person === undefined ? undefined : (known ?? [filter.person])
  const input = { filter, about: known ?? [] }
  const done = await deps.trail.run(ask, { viewer, input, key: newId() })
  if (isRefusal(done)) return done
  const { looks, more } = await deps.trail.findLooks(looksWanted(filter, about))
  const may = await lookAtLooks(deps, viewer, looks)
  return {
    more,
    looks: looks.flatMap((look): ShownLook[] => {
      const people = [...new Set(look.persons.flatMap((id) => may.get(id) ?? []))]
      return look.persons.length > 0 && people.length === 0 ? [] : [{ ...look, people }]
    }),
  }
}

/** Whose looks may be read: each of their source persons to one of them; written down first. */
async function lookAtLooks(
  deps: RecordDeps,
  viewer: Viewer,
  looks: readonly FoundLook[],
): Promise<ReadonlyMap<PersonId, PersonId>> {
  const agreement = deps.agreement.current()
  const single = [...new Set(looks.flatMap(({ persons }) => persons))]
  const identities = await identitiesOf(deps.databases.care.short, single)
  if (agreement === undefined || single.length === 0) return new Map()
  const known = new Set(identities.flat())
  // Whoever was looked for and is nobody has no record to be decided on: by what the role may read of anybody.
  const strangers = single.filter((id) => !known.has(id))
  const asked = [...identities, ...strangers.map((id) => [id])]
  const standing = await decideAll(deps, agreement, viewer, asked)
  const people = standing
    .filter(({ identity }) => identity.some((id) => known.has(id)))
    .map(({ identity, decisions: { looks: decision } }) => {
      const look = { identity: [...identity], clause: decision.clause }
      if (decision.allowed) return { ...look, outcome: 'allowed' as const }
      const { sentence } = refusedLook(agreement, viewer, decision)
      return { ...look, outcome: 'refused' as const, sentence }
    })
  if (people.length > 0) await deps.trail.lookAtList(viewer, { what: WHAT, people })
  const may = standing.filter(({ decisions }) => decisions.looks.allowed)
  return new Map(may.flatMap(({ identity }) => identity.map((id) => [id, identity[0]!] as const)))
}

/** Where the looks at somebody with an NHS number are: at nobody's, where nobody has it. */
export function personNumbered(identities: readonly (readonly PersonId[])[], nhsNumber: string) {
  return identities[0]?.[0] ?? standIn({ nhsNumber })
}

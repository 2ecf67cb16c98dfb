import { agreedNames } from '../access/index.ts'
import { type PersonId, refuse, type Viewer } from '../kernel/index.ts'
import { identityOf } from '../people/index.ts'
import { deciderFor, signedInAs } from './decider.ts'
import { handedTo } from './handed-ties.ts'
import { openedApart, type RecordDeps } from './look-at-person.ts'
import { readBasis, standingSince } from './read-known.ts'
import { sourcesOf } from './sources.ts'
import { tiesNow } from './ties-now.ts'
import { writeLooks } from './write-looks.ts'

/** What somebody may see of a person, class by class, and why. */
export type AccessAsked = {
  relationships: readonly string[]
  classes: readonly {
    class: string
    allowed: boolean
    clause: string
    condition?: string
    sentence?: string
  }[]
}

/**
 * What somebody would be shown, asked by another: the same facts and the same decision as their page, of which nothing
 * is shown. That it was asked is a look of whoever asked, because it tells how somebody stands to the person.
 */
export async function askAccess(
  deps: RecordDeps,
  asker: Viewer,
  { viewer, personId }: { viewer: Viewer; personId: PersonId },
) {
  const db = deps.databases.care.short
  const agreement = deps.agreement.current()
  if (agreement === undefined) return refuse('no-agreement', 'No agreement is in effect.')
  const apart = await openedApart(deps, agreement, viewer, personId)
  const members = apart?.members ?? (await identityOf(db, personId))
  const identity = members.length === 0 ? [personId] : members
  const now = deps.clock.now()
  const since = standingSince(agreement, now)
  const [ties, basis, handed, signedIn] = await Promise.all([
    tiesNow(deps, agreement),
    apart?.basis ?? readBasis(db, identity, sourcesOf(agreement), since),
    handedTo(db, { ties: deps.handed, agreement, now }, viewer, identity),
    signedInAs(db, viewer.actor),
  ])
  const { proved, decisions } = deciderFor(
    deps,
    agreement,
    { ties, signedIn, handed },
    viewer,
  )(basis)
  const { clause } = decisions.looks
  const { name, ownName = name, role } = viewer.actor
  const names = agreedNames(agreement)
  const what = `what ${ownName}, ${names.role(role)}, may see for ${names.purpose(viewer.purpose)}`
  await writeLooks(deps, asker, [{ identity: members, what, outcome: 'allowed', clause }])
  const asked: AccessAsked = {
    relationships: [...proved.keys()].sort(),
    classes: Object.entries(decisions).flatMap(([dataClass, decision]) => {
      if (decision === undefined) return []
      const { allowed, clause: by } = decision
      const common = { class: dataClass, allowed, clause: by }
      if (decision.allowed) return common
      const { condition, sentence } = decision
      return { ...common, ...(condition === undefined ? {} : { condition }), sentence }
    }),
  }
  return asked
}

import type { Viewer } from '../kernel/index.ts'
import { byCount, plural } from '../kernel/index.ts'
import { areLikeNamed, identityOf, readPersons } from '../people/index.ts'
import { lookAtPeople } from './look-at-people.ts'
import type { RecordDeps } from './look-at-person.ts'
import type { PersonView } from './person-view.ts'
import * as queries from './queries-read.ts'
import { sourcesOf } from './sources.ts'
import { tiesNow } from './ties-now.ts'

/** A ward has some thirty beds; a unit with more is no ward. */
const WARD_MAX = 100
const WHAT = 'name like that of somebody on the same ward'

/**
 * Whether somebody else on the person's ward has a name like theirs. Asked only by whoever works in that hospital, on
 * that ward where they have one; whoever is named so is shown to exist, so that it is a look at them, decided on and
 * written down like any other, and counted only where it was allowed.
 */
export async function lookForLikeNamed(
  deps: RecordDeps,
  viewer: Viewer,
  view: PersonView,
): Promise<number> {
  const agreement = deps.agreement.current()
  const stay = view.now.stay?.event
  if (agreement === undefined || stay?.organisation === undefined || stay.unit === undefined)
    return 0
  if (!sourcesOf(agreement).codesOf(viewer.actor.organisation).has(stay.organisation)) return 0
  const db = deps.databases.care.short
  const own = new Set(view.identity)
  const { feeds } = (await tiesNow(deps, agreement)).tiedBy(viewer.actor.organisation, 'stay')
  const ward = { organisation: stay.organisation, unit: stay.unit, feeds }
  const others = await queries.personsOnUnit(db, ward, WARD_MAX)
  const found = others.filter((personId) => !own.has(personId))
  if (found.length === 0) return 0
  const persons = await readPersons(db, [...view.identity, ...found])
  const these = persons.filter(({ personId }) => own.has(personId))
  const alike = persons.filter(
    (other) => !own.has(other.personId) && these.some((one) => areLikeNamed(one, other)),
  )
  if (alike.length === 0) return 0
  const identities = await Promise.all(alike.map(({ personId }) => identityOf(db, personId)))
  const distinct = new Map(identities.map((identity) => [identity[0]!, identity]))
  return (await lookAtPeople(deps, viewer, [...distinct.values()], WHAT)).length
}

/** The mark that a hurried nurse needs; undefined where there is nobody. */
export function likeNamedWords(view: PersonView, count: number): string | undefined {
  if (count === 0) return undefined
  const unit = view.now.stay?.event.unit ?? 'the ward'
  const who = byCount(count, 'Somebody else', plural(count, 'other'))
  const have = byCount(count, 'has', 'have')
  return `${who} on ${unit} ${have} a name like this: check the NHS number and birth date.`
}

import type { PersonId } from '../kernel/index.ts'
import { latest, type Stamped } from './latest.ts'
import type { Known } from './merged.ts'
import { type Said, VISIT } from './reading.ts'

/** Where a visit stands: with whom, under which key. */
export type Place = { personId: PersonId; key: string }

/** A field for each other place that the same visit is told at: `with PERSON KEY`. */
const WITH = 'with '
/** the place at which it stands */
const STANDS_AT = 'standsAt'

/** Says of two places that they are one visit's, and that it stands at the second. */
export function visitLink(from: Place, to: Place, stamp: string): Said[] {
  if (nameOf(from) === nameOf(to)) return []
  const say = (here: Place, there: Place): Said => ({
    personId: here.personId,
    about: VISIT,
    key: here.key,
    stamp,
    fields: { [WITH + nameOf(there)]: true, [STANDS_AT]: nameOf(to) },
  })
  return [say(from, to), say(to, from)]
}

/** Whether a visit stands elsewhere: what is told here is told there. */
export function standsElsewhere(place: Place, fields: Stamped): boolean {
  const at = fields[STANDS_AT]?.[1]
  return typeof at === 'string' && at !== nameOf(place)
}

/** The other places that what is known of a visit names. */
export function placesWith(fields: Readonly<Record<string, unknown>>): Place[] {
  return Object.keys(fields)
    .filter((name) => name.startsWith(WITH))
    .map((name) => ({
      personId: name.slice(WITH.length, WITH.length + UUID) as PersonId,
      key: name.slice(WITH.length + UUID + 1),
    }))
}

const UUID = 36

/**
 * What is said at one place of a visit is said at all of them, so that a visit that is moved keeps everything that
 * was told of it before and is told after, in whatever order that arrives. `known` holds every place that its
 * members name.
 */
export function shareBetweenPlaces(known: ReadonlyMap<string, Known>): Known[] {
  const visits = [...known.values()].filter(
    ({ about, fields }) => about === VISIT && placesWith(fields).length > 0,
  )
  const byName = new Map(visits.map((visit) => [nameOf(visit), visit]))
  const left = new Set(byName.keys())
  const shared: Known[] = []
  for (const name of byName.keys()) {
    if (!left.delete(name)) continue
    const group = [byName.get(name)!]
    for (const member of group) {
      for (const place of placesWith(member.fields)) {
        if (left.delete(nameOf(place))) group.push(byName.get(nameOf(place))!)
      }
    }
    const all = group.reduce<Stamped>((fields, member) => latest(fields, member.fields), {})
    shared.push(...group.map((member) => ({ ...member, fields: all })))
  }
  return shared
}

function nameOf({ personId, key }: Place): string {
  return `${personId} ${key}`
}

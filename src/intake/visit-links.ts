import { londonDate, type PersonId, toPersonId } from '../kernel/index.ts'
import { latest, type Stamped } from './latest.ts'
import type { Known } from './merged.ts'
import { type Said, VISIT } from './reading.ts'

/** Where a visit stands: with whom, under which key. */
export type Place = { personId: PersonId; key: string }

/** A field for each other place that the same visit is told at: `with PERSON KEY`. */
const WITH = 'with '
/** the place at which it stands */
const STANDS_AT = 'standsAt'

/** A field for each place: what was told there of when the visit began, before anybody knew of the others. */
const BEGAN = 'began '
const NEVER_TOLD = ['', null] as const

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
      personId: toPersonId(name.slice(WITH.length, WITH.length + UUID)),
      key: name.slice(WITH.length + UUID + 1),
    }))
}

const UUID = 36

/** What is told of the beginning at one of several places is kept as told there. */
export function toldAtPlace(place: Place, held: Stamped, said: Stamped): Stamped {
  const name = BEGAN + nameOf(place)
  const began = said.admittedAt
  return held[name] === undefined || began === undefined ? said : { ...said, [name]: began }
}

/**
 * Whether numbers that turned out to be one visit's were told to begin on different days, and nobody has said since
 * which it was.
 */
export function beganApart(fields: Stamped): boolean {
  const linked = fields[STANDS_AT]?.[0]
  if (linked === undefined) return false
  const began = Object.entries(fields).flatMap(([name, [stamp, at]]) =>
    name.startsWith(BEGAN) && typeof at === 'string' ? [{ stamp, day: londonDate(at) }] : [],
  )
  const days = new Set(began.map(({ day }) => day))
  return days.size > 1 && began.every(({ stamp }) => stamp < linked)
}

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
    const all = group.reduce<Stamped>((fields, member) => latest(fields, withOwn(member)), {})
    shared.push(...group.map((member) => ({ ...member, fields: all })))
  }
  return shared
}

function withOwn({ fields, ...place }: Known): Stamped {
  const name = BEGAN + nameOf(place)
  if (fields[name] !== undefined) return fields
  return { ...fields, [name]: fields.admittedAt ?? NEVER_TOLD }
}

function nameOf({ personId, key }: Place): string {
  return `${personId} ${key}`
}

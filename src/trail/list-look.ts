import { newId, type PersonId, type Viewer } from '../kernel/index.ts'
import { describeViewer, type Entry, writeEntry } from './entry.ts'
import { listRoot, newPart, packParts, partData, unpackParts } from './list-parts.ts'
import {
  type Again,
  type Chain,
  type LookReceipt,
  type LookRequest,
  receiptOf,
  showingOf,
} from './look.ts'
import type { NewLook } from './queries.ts'
import type { NewList } from './queries-lists.ts'

/**
 * A list that is shown: several people at once, to one viewer. Those on it who are decided alike, under the same
 * clause, are one entry, and one row of what was shown.
 */
export type ListRequest = {
  /** in words that a resident reads: `ward list` */
  what: string
  people: readonly ListedLook[]
}
export type ListedLook = Pick<
  LookRequest,
  'identity' | 'outcome' | 'clause' | 'sentence' | 'because'
>

/** Those of a list who are decided alike; `at` is where each stands in what was asked. */
export type ListGroup = {
  showing: string
  look: Omit<LookRequest, 'identity' | 'because'>
  identities: Grouped[]
}

type Grouped = Pick<LookRequest, 'because'> & { at: number; people: readonly PersonId[] }

/** Whoever was shown in one list: their number and their place in it, and what proved that they could be. */
export type ShownList = {
  entryId: string
  people: ReadonlyMap<PersonId, { number: number; place: number; because: string | undefined }>
}

export type ComposedList = {
  receipts: Map<number, LookReceipt>
  entry?: Entry
  list?: NewList
  rows: NewLook[]
  again: Again[]
}

export function groupsOf(viewer: Viewer, { what, people }: ListRequest): ListGroup[] {
  const groups = new Map<string, ListGroup>()
  people.forEach(({ identity, outcome, clause, sentence, because }, at) => {
    const look = { what, outcome, clause, sentence }
    // Most of a list are shown alike: how is worked out once for all of them.
    const alike = JSON.stringify([outcome, clause, sentence])
    const group: ListGroup = groups.get(alike) ?? newGroup(viewer, look)
    group.identities.push({ at, because, people: [...new Set(identity)].sort() })
    groups.set(alike, group)
  })
  return [...groups.values()]
}

function newGroup(viewer: Viewer, look: ListGroup['look']): ListGroup {
  return { showing: showingOf(viewer, look, []), look, identities: [] }
}

export function readShown(row: { entry_id: string; parts: Buffer }): ShownList {
  const people = (unpackParts(row.parts) ?? []).flatMap((part, place) =>
    'leaf' in part
      ? []
      : [[part.person, { number: part.number, place, because: part.because }] as const],
  )
  return { entryId: row.entry_id, people: new Map(people) }
}

/**
 * Whoever stood on such a list within the hour is shown again: one row for each such list, whatever their number. The
 * others are a list of their own: one entry, the next look in the chain of each of them. `shown` gets that list too.
 */
export function composeList(
  viewer: Viewer,
  group: ListGroup,
  now: Date,
  chains: Map<PersonId, Chain>,
  shown: ShownList[],
): ComposedList {
  const receipts = new Map<number, LookReceipt>()
  const places = new Map<ShownList, Set<number>>()
  const fresh = group.identities.filter(({ at, ...one }) => {
    const list = shown.find((other) => isOn(other, one))
    if (list === undefined) return true
    const looks = one.people.map((person) => ({ person, ...list.people.get(person)! }))
    receipts.set(at, receiptOf(list.entryId, looks))
    const seen = places.get(list) ?? new Set()
    for (const { place } of looks) seen.add(place)
    places.set(list, seen)
    return false
  })
  const again = [...places].map(([list, seen]) => againOf(list, seen, now))
  if (fresh.length === 0) return { receipts, rows: [], again }
  const { entry, list, rows } = writeList(viewer, group, fresh, now, chains)
  const written = readShown({ entry_id: entry.id, parts: list.parts })
  for (const { at, people } of fresh) {
    const looks = people.map((person) => ({ person, ...written.people.get(person)! }))
    receipts.set(at, receiptOf(entry.id, looks))
  }
  shown.push(written)
  return { receipts, entry, list, rows, again }
}

/** Shown in it as they are shown now, for what proved it too. */
export function isOn({ people: shown }: ShownList, { people, because }: Omit<Grouped, 'at'>) {
  return people.every((person) => {
    const there = shown.get(person)
    return there !== undefined && there.because === because
  })
}

function againOf({ entryId, people }: ShownList, seen: ReadonlySet<number>, now: Date): Again {
  const places = seen.size === people.size ? undefined : [...seen].sort((a, b) => a - b)
  return { look: entryId, id: newId(), at: now.toISOString(), places }
}

function writeList(
  viewer: Viewer,
  { look, showing }: ListGroup,
  fresh: ListGroup['identities'],
  now: Date,
  chains: Map<PersonId, Chain>,
): { entry: Entry; list: NewList; rows: NewLook[] } {
  const becauseOf = new Map(
    fresh.flatMap(({ people, because }) => people.map((person) => [person, because] as const)),
  )
  const parts = [...becauseOf.keys()].sort().map((person) => {
    const { number, data } = chains.get(person)!
    const because = becauseOf.get(person)
    return newPart({ person, number: number + 1, previous: data, ...(because && { because }) })
  })
  const { what, outcome, clause, sentence } = look
  const said = { ...describeViewer(viewer), what, outcome, clause, sentence }
  const entry = writeEntry('look', now, { ...said, list: listRoot(parts) })
  const { id: entryId, at } = entry
  const common = { entryId, at, showing, actorId: viewer.actor.id, withheldUntil: null }
  const rows = parts.map((part, place): NewLook => {
    const { person, number, previous } = part
    const data = partData(part)
    chains.set(person, { number, data, recent: chains.get(person)!.recent })
    return { personId: person, number, data, previous, place, ...common }
  })
  return { entry, list: { entryId, showing, at, parts: packParts(parts) }, rows }
}

import { PUBLIC, type Viewer } from './kernel/index.ts'
import type { HandedTie, Section } from './record/index.ts'
import type { Concern, Disputed, Place, Room, TodayLine, WhereTo } from './room.ts'

/** What waits for a viewer, in the order of the rooms: a line whose page they may not open is none of theirs. */
export async function todayOf(place: Place, viewer: Viewer): Promise<TodayLine[]> {
  const { rooms } = place.house
  const said = await Promise.all(rooms.map((room) => room.today?.(place, viewer) ?? []))
  return said.flat().filter(({ at }) => mayOpen(place, viewer, at))
}

/** What somebody must look at; who may not open the page that it leads to is told, and not led there. */
export async function concernsFor(place: Place, viewer: Viewer): Promise<Concern[]> {
  const said = await Promise.all(
    place.house.rooms.map((room) => room.concerns?.(place, viewer) ?? []),
  )
  return said
    .flat()
    .map(({ at, ...line }) => (at && mayOpen(place, viewer, at) ? { ...line, at } : line))
}

/** What a page asks of all rooms. */
export function askedOfRooms(place: () => Place): Pick<Place, 'today' | 'concerns' | 'disputedAt'> {
  return {
    today: (viewer) => todayOf(place(), viewer),
    concerns: (viewer) => concernsFor(place(), viewer),
    disputedAt: (viewer, about) => disputedAt(place(), viewer, about),
  }
}

/**
 * Where a dispute leads, by the room of whose thing it is, else by any that knows whom it is about; undefined for
 * whoever may not open that.
 */
export function disputedAt(place: Place, viewer: Viewer, about: Disputed): WhereTo | undefined {
  const { rooms } = place.house
  const own = rooms.filter(({ name }) => name === about.room)
  const led = [...own, ...rooms].flatMap((room) => room.disputed?.(about) ?? [])
  return led.find((at) => mayOpen(place, viewer, at))
}

function mayOpen(place: Place, viewer: Viewer, { action }: WhereTo): boolean {
  return action === PUBLIC || place.whyNot(viewer, action) === undefined
}

/** What rooms hand to the record. */
export function handedUp(rooms: readonly Room[], place: () => Place) {
  return { sections: sectionsOf(rooms, place), handed: tiesOf(rooms, place) }
}

/** What rooms prove that the record cannot: each knows the place that it reads. */
function tiesOf(rooms: readonly Room[], place: () => Place): HandedTie[] {
  return rooms
    .flatMap((room) => room.ties ?? [])
    .map(({ ids, prove }) => ({ ids, prove: (...asked) => prove(place(), ...asked) }))
}

/** Sections as the record draws them: each knows the place that it reads. */
function sectionsOf(rooms: readonly Room[], place: () => Place): Section[] {
  return rooms
    .flatMap((room) => room.sections ?? [])
    .map(({ id, title, shows, knownThen = false, warns = false, read, draw }) => ({
      id,
      title,
      shows,
      knownThen,
      warns,
      async read(viewer, persons, at) {
        const found = await read(place(), viewer, persons, at)
        return found === undefined ? undefined : (told) => draw(found, told)
      },
    }))
}

import type { SourcePerson } from '../people/index.ts'
import type { KnownEvent } from './known-event.ts'
import type { NowItem } from './now-item.ts'
import type { PersonView } from './person-view.ts'
import { audienceWords, type ShownNote } from './shown-note.ts'
import { foldWords } from './statement.ts'
import type { TimelineItem } from './timeline.ts'

/** By any source's word. */
export function isRestricted(persons: readonly Pick<SourcePerson, 'restricted'>[]): boolean {
  return persons.some(({ restricted }) => restricted === true)
}

/** Details that say where somebody lives or is looked after, or whence and where they went. */
const PLACES = new Set([
  'provider',
  'providerId',
  'destination',
  'admittedFrom',
  'place',
  'oneMorning',
])

/** A line of a list, a row of what happened: the same without what a restricted person could be found by. */
export function withoutPlaces(event: KnownEvent): KnownEvent {
  const detail = Object.entries(event.detail).filter(([name]) => !PLACES.has(name))
  return { ...event, detail: Object.fromEntries(detail) }
}

/**
 * A restricted person must not be found through what is shown of them: neither where their practice is, nor which
 * home or agency goes there, nor the numbers of those around them.
 */
export function hidePlaces(view: PersonView, practices: ReadonlySet<string>): PersonView {
  const plain = (items: readonly NowItem[]) => items.map(withoutPlace)
  return {
    ...view,
    now: {
      ...view.now,
      services: plain(view.now.services),
      endedServices: plain(view.now.endedServices),
      requests: plain(view.now.requests),
      lastKnown: plain(view.now.lastKnown).map(withoutNumber),
      carers: view.now.carers.map(withoutNumber),
      nextOfKin: view.now.nextOfKin.map(withoutNumber),
      team: view.now.team.map(withoutNumber),
      differences: view.now.differences.filter(({ section }) => section !== 'carers'),
    },
    caring: view.caring.flatMap((line) =>
      line.what === 'there now' ? [line] : [{ ...line, who: line.what, phone: undefined }],
    ),
    timeline: view.timeline.map((item) => atNoPractice(item, practices)),
    notes: fromNoPractice(view.notes, practices),
  }
}

function withoutPlace({ by: _, phone: __, ...item }: NowItem): NowItem {
  return item
}

/** Who wrote a note says where they work, and for whom it is may say it again. */
export function fromNoPractice(
  notes: readonly ShownNote[],
  practices: ReadonlySet<string>,
): ShownNote[] {
  return notes.map((note) => {
    if (!practices.has(foldWords(note.by.organisation))) return note
    const by = { ...note.by, organisation: '', unit: undefined }
    return { ...note, by, forWhom: audienceWords(note) }
  })
}

const NUMBER = /\+?\d[\d ()-]{8,}\d/

function withoutNumber(item: NowItem): NowItem {
  const kept = item.more?.split(', ').filter((part) => !NUMBER.test(part))
  return { ...item, more: kept === undefined || kept.length === 0 ? undefined : kept.join(', ') }
}

function atNoPractice(item: TimelineItem, practices: ReadonlySet<string>): TimelineItem {
  const detail = item.detail.filter(({ name }) => !PLACES.has(name))
  const [place] = item.where?.split(', ') ?? []
  const givesCare = item.kind === 'visit' || item.kind === 'residence'
  const hidden = givesCare || (place !== undefined && practices.has(foldWords(place)))
  const others = item.others.map(({ where: _, ...other }) => other)
  return { ...item, detail, others, where: hidden ? undefined : item.where }
}

import { DAY_MS, newId, type Viewer } from '../../src/kernel/index.ts'
import type { Place } from '../../src/main.ts'
import { personIdOf, type SourcePerson, savePeople } from '../../src/people/index.ts'
import {
  type CareEvent,
  classingInEffect,
  eventIdOf,
  IDENTITY,
  storeEvents,
} from '../../src/record/index.ts'
import type { Command } from '../../src/trail/index.ts'

/** A county's hospital full of people, a third of them ready and waiting for something. */
export const SOURCE = 'mere-general'
const EVENTS_EACH = 8
const DELAYS = [
  'Awaiting therapy review of need for supported discharge',
  'Other home-based social care service not yet available (Pathway 1)',
]

export function coordinator(id: string): Viewer {
  const who = { id, name: 'Somebody', role: 'transfer-hub-coordinator' }
  return {
    actor: { ...who, organisation: SOURCE, side: 'nhs', via: 'web' },
    purpose: 'direct-care',
  }
}

/** Tells a place of people and of what happened to them, as a feed would, and what follows of it. */
export async function tell(
  place: Place,
  people: SourcePerson[],
  events: CareEvent[],
): Promise<void> {
  const command: Command<{ people: SourcePerson[]; events: CareEvent[] }, number> = {
    name: 'bench.tell',
    basis: 'public',
    async run({ tx, now, follow }, told) {
      const identities = await savePeople(tx, told.people, now)
      const classing = classingInEffect(place.agreement.current(), place.settings.placeFolder)
      await storeEvents(tx, SOURCE, now, told.events, classing)
      follow(IDENTITY, new Set([...identities, ...told.events.map(({ personId }) => personId)]))
      return { result: told.events.length, entry: { told: told.events.length } }
    },
  }
  const viewer = coordinator('bench')
  await place.trail.run(command, { viewer, input: { people, events }, key: newId() })
  while ((await place.errands.runDue()) > 0);
}

/** What is told of a stay beside its beginning: of the how manieth, and a day so many days ago. */
export type StayDetail = (at: number, day: (ago: number) => string) => Record<string, string>

export async function fillWards(
  place: Place,
  beds: number,
  detailOf: StayDetail = waiting,
): Promise<void> {
  const all = Array.from({ length: beds }, (_, at) => at)
  await tell(
    place,
    all.map(personOf),
    all.flatMap((at) => eventsOf(at, detailOf)),
  )
  await place.databases.owner.short.query('vacuum analyze')
}

function personOf(at: number): SourcePerson {
  const sourceId = `H${at}`
  return {
    source: SOURCE,
    sourceId,
    authority: '',
    personId: personIdOf(SOURCE, sourceId),
    identifiers: [],
    family: `Family${at}`,
    given: [`Given${at}`],
    birthDate: '1946-09-21',
    phones: [],
    emails: [],
  }
}

/** A third of them ready, and waiting for something. */
function waiting(at: number, day: (ago: number) => string): Record<string, string> {
  const ready = at % 3 === 0
  return {
    bay: String((at % 6) + 1),
    bed: String((at % 5) + 1),
    [`expected ${day(9)}`]: day(-(at % 9)),
    ...(ready ? { readyAt: day(3), pathway: '1', [`delay ${day(3)}`]: DELAYS[at % 2]! } : {}),
  }
}

/** What every telling has beside what it tells. Tests have the same, and bring their runner, which watches promises. */
function told(key: string) {
  const eventId = eventIdOf('test', '', key)
  return { eventId, form: 'message' as const, saidAt: '2026-03-01T10:12:00.000Z' }
}

export function eventsOf(at: number, detailOf: StayDetail): CareEvent[] {
  const now = Date.now()
  const day = (ago: number) => new Date(now - ago * DAY_MS).toISOString()
  const { personId } = personOf(at)
  const common = { personId, organisation: 'RXS', label: 'Hospital stay' }
  const detail = detailOf(at, day)
  const stay = { kind: 'stay', status: 'active', startAt: day(10 + (at % 20)), detail } as const
  const earlier = Array.from({ length: EVENTS_EACH - 1 }, (_, n): CareEvent => {
    const [startAt, endAt] = [day(60 + n * 30), day(59 + n * 30)]
    const visit = { kind: 'attendance', status: 'finished', startAt, endAt } as const
    return { ...common, ...told(`${at} ${n}`), ...visit, detail: {} }
  })
  return [{ ...common, ...told(`${at}`), ...stay, unit: `Ward ${at % 40}` }, ...earlier]
}

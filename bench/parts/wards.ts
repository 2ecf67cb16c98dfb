import { DAY_MS, newId, type Viewer } from '../../src/kernel/index.ts'
import type { Place } from '../../src/main.ts'
import { personIdOf, type SourcePerson, savePeople } from '../../src/people/index.ts'
import { type CareEvent, classingInEffect, IDENTITY, storeEvents } from '../../src/record/index.ts'
import { told } from '../../src/record/testing.ts'
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

export async function fillWards(place: Place, beds: number): Promise<void> {
  const all = Array.from({ length: beds }, (_, at) => at)
  const command: Command<{ people: SourcePerson[]; events: CareEvent[] }, number> = {
    name: 'bench.tell',
    basis: 'public',
    async run({ tx, now, follow }, { people, events }) {
      const identities = await savePeople(tx, people, now)
      const classing = classingInEffect(place.agreement.current(), place.settings.placeFolder)
      await storeEvents(tx, SOURCE, now, events, classing)
      follow(IDENTITY, new Set([...identities, ...events.map(({ personId }) => personId)]))
      return { result: events.length, entry: { told: events.length } }
    },
  }
  const input = { people: all.map(personOf), events: all.flatMap(eventsOf) }
  await place.trail.run(command, { viewer: coordinator('bench'), input, key: newId() })
  while ((await place.errands.runDue()) > 0);
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

function eventsOf(at: number): CareEvent[] {
  const now = Date.now()
  const day = (ago: number) => new Date(now - ago * DAY_MS).toISOString()
  const { personId } = personOf(at)
  const common = { personId, organisation: 'RXS', label: 'Hospital stay' }
  const ready = at % 3 === 0
  const detail: Record<string, string> = {
    bay: String((at % 6) + 1),
    bed: String((at % 5) + 1),
    [`expected ${day(9)}`]: day(-(at % 9)),
    ...(ready ? { readyAt: day(3), pathway: '1', [`delay ${day(3)}`]: DELAYS[at % 2]! } : {}),
  }
  const stay = { kind: 'stay', status: 'active', startAt: day(10 + (at % 20)), detail } as const
  const earlier = Array.from({ length: EVENTS_EACH - 1 }, (_, n): CareEvent => {
    const [startAt, endAt] = [day(60 + n * 30), day(59 + n * 30)]
    const visit = { kind: 'attendance', status: 'finished', startAt, endAt } as const
    return { ...common, ...told(`${at} ${n}`), ...visit, detail: {} }
  })
  return [{ ...common, ...told(`${at}`), ...stay, unit: `Ward ${at % 40}` }, ...earlier]
}

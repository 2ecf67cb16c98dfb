import type {} from '../kernel/index.ts'
import { personCalled } from '../kernel/testing.ts'
import type { KnownEvent, ListedPerson } from '../record/index.ts'
import { classed } from '../record/testing.ts'

/** For tests of lists: one person, as the record gives them, with what a test says of them. */
export function listedPerson(name: string, more: Partial<ListedPerson> = {}): ListedPerson {
  const fact = (value: string) => [{ value, sources: [] }]
  return {
    personId: personCalled(name),
    identity: [personCalled(name)],
    who: {
      name,
      names: fact(name),
      otherNames: [],
      birthDate: fact('1943-05-01'),
      deathDate: [],
      sex: [],
      address: [],
      phones: [],
      emails: [],
      gpPractice: [],
      nhsNumber: { number: '9990123454', verified: true, sources: [] },
      wrongNumbers: [],
      identifiers: [],
    },
    open: [],
    notes: [],
    lately: [],
    neededBy: [],
    homes: [],
    holders: [],
    careKnownTo: [],
    ...more,
  }
}

/** The same things open and known of in the last year. */
export function going(...events: KnownEvent[]): Pick<ListedPerson, 'open' | 'lately'> {
  const occurrences = events.map((event) => ({ event, others: [], conflict: [] }))
  return { open: occurrences.filter(({ event }) => event.status === 'active'), lately: occurrences }
}

let made = 0

export function listedEvent(kind: KnownEvent['kind'], more: Partial<KnownEvent> = {}): KnownEvent {
  return classed({
    personId: personCalled('p'),
    eventId: `e${++made}`,
    kind,
    status: 'active',
    startAt: '2026-02-25',
    organisation: 'E10000099',
    label: kind,
    detail: {},
    form: 'return',
    numbers: [],
    saidAt: '2026-03-01T00:00:00Z',
    source: 'southmere-council',
    learntAt: '2026-03-01T00:00:00Z',
    changedAt: '2026-03-01T00:00:00Z',
    ...more,
  })
}

export function listedStay(more: Partial<KnownEvent> = {}): KnownEvent {
  return listedEvent('stay', {
    organisation: 'RXS',
    source: 'mere-general',
    startAt: '2026-02-18T16:40:00Z',
    unit: 'Ward 6',
    ...more,
  })
}

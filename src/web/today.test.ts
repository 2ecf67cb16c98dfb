import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KnownEvent, ListedPerson } from '../record/index.ts'
import { awayOf, workOf } from './case-list.ts'
import { concernsOf, type Watch } from './concern.ts'
import { wardListOf } from './ward-list.ts'

const now = new Date('2026-03-03T12:00:00Z')

test('those who can go home come first, the longest wait at the top', () => {
  const list = wardListOf(
    [
      person('Ada', stay({ startAt: '2026-02-20T08:00:00Z' })),
      person('Ben', stay({ detail: { readyAt: '2026-03-02T12:00:00Z' } })),
      person('Cy', stay({ detail: { readyAt: '2026-02-27T12:00:00Z', delayReason: 'Home care' } })),
      person('Di', stay({ startAt: '2026-02-10', detail: { readyAt: '2026-03-09T12:00:00Z' } })),
    ],
    now,
  )
  assert.deepEqual(
    list.ready.map(({ name, waitedMs }) => [name, waitedMs! / 86_400_000]),
    [
      ['Cy', 4],
      ['Ben', 1],
    ],
  )
  assert.equal(list.ready[0]!.waitingFor, 'Home care')
  // Ready next week is not ready.
  assert.deepEqual(
    list.others.map(({ name }) => name),
    ['Di', 'Ada'],
  )
  assert.equal(list.waitedMs, 5 * 86_400_000)
})

test('a ward row says which care stands at home, each once', () => {
  const care = [event('service', { label: 'Home care' }), event('service', { label: 'Home care' })]
  const [row] = wardListOf([person('Ada', stay({}), ...care)], now).others
  assert.deepEqual(row!.care, ['Home care'])
  assert.equal(row!.age, 82)
})

test('nobody on the ward is an empty list', () => {
  assert.deepEqual(wardListOf([], now), { ready: [], others: [], waitedMs: 0 })
})

test('of what is open for one person the oldest is listed, once, and the longest wait comes first', () => {
  const ada = person('Ada', event('assessment', { startAt: '2026-03-01' }))
  const rows = workOf([
    ada,
    person(
      'Ben',
      event('request', { startAt: '2026-03-02' }),
      event('request', { startAt: '2026-02-01', detail: { route: 'from hospital' } }),
    ),
    person('Cy', event('service', {})),
    ada,
  ])
  assert.deepEqual(
    rows.map(({ name, kind, since, route }) => [name, kind, since, route]),
    [
      ['Ben', 'request', '2026-02-01', 'from hospital'],
      ['Ada', 'assessment', '2026-03-01', undefined],
    ],
  )
})

test('our people in hospital: those who can come home first', () => {
  const home = event('service', { label: 'Home care' })
  const rows = awayOf(
    [
      person('Ada', home, stay({ startAt: '2026-02-01' })),
      person(
        'Ben',
        home,
        stay({ organisation: 'RXS', detail: { readyAt: '2026-03-01T09:00:00Z' } }),
      ),
      person('Cy', home),
    ],
    now,
    (code) => (code === 'RXS' ? 'Mere General' : undefined),
  )
  assert.deepEqual(
    rows.map(({ name, readyAt }) => [name, readyAt]),
    [
      ['Ben', '2026-03-01T09:00:00Z'],
      ['Ada', undefined],
    ],
  )
  assert.deepEqual(
    rows.map(({ hospital }) => hospital),
    ['Mere General', 'St Bede’s'],
  )
})

test('when all is well nothing needs anybody', () => {
  assert.deepEqual(concernsOf(watch({}), now), [])
})

test('what can do most harm comes first', () => {
  const concerns = concernsOf(
    watch({
      standing: undefined,
      trail: {
        ...TRAIL,
        witnesses: [
          { name: 'council witness', size: 4, ageSeconds: 7200, away: 'it does not answer' },
          { name: 'NHS witness', size: 10, ageSeconds: 20 },
        ],
        late: true,
        words: 'Late.',
        unnumberedSeconds: 90,
        halted: 'this database was rolled back',
      },
      feeds: [{ name: 'Mental health trust', late: true }],
      quarantined: 1,
      doubts: 1200,
      refused: { looks: 1, people: 1 },
    }),
    now,
  )
  assert.deepEqual(
    concerns.map(({ what }) => what),
    [
      'No agreement is in effect',
      'Nothing more is signed in the log',
      'The log is not confirmed in time',
      'What is written down gets no number in the log',
      'Mental health trust is late',
      '1 look was refused in the last week',
      '1 item could not be read',
      '1,200 pairs of records may be one person',
    ],
  )
})

test('a log without a quorum in time says who is away; a witness that objects always needs somebody', () => {
  const away = { name: 'w', size: 3, ageSeconds: 9000, away: 'it does not answer' }
  const late = { ...TRAIL, witnesses: [away], late: true, words: 'Late.' }
  assert.equal(concernsOf(watch({ trail: late }), now)[0]!.since, 'Late. W: it does not answer.')
  const objecting = { name: 'w', size: 3, ageSeconds: 1, objection: 'The log shrank.' }
  const trail = { ...TRAIL, witnesses: [objecting] }
  const [concern] = concernsOf(watch({ trail }), now)
  assert.equal(concern!.since, 'The log shrank.')
})

const TRAIL: Watch['trail'] = {
  size: 10,
  root: '',
  at: '',
  witnesses: [{ name: 'w', size: 10, ageSeconds: 20 }],
  confirmation: { size: 10, confirmed: { size: 10, at: now }, missing: [], withinSeconds: 900 },
  words: 'All 10 entries are confirmed by a witness of each side, 0 s ago.',
  late: false,
  unnumberedSeconds: 0,
  evidence: [],
}

function watch(more: Partial<Watch>): Watch {
  return {
    standing: { ends: '2027-03-31' },
    trail: TRAIL,
    feeds: [{ name: 'Mere General', late: false, lastArrivedAt: '2026-03-03T11:00:00Z' }],
    quarantined: 0,
    doubts: 0,
    ...more,
  }
}

function person(name: string, ...events: KnownEvent[]): ListedPerson {
  const fact = (value: string) => [{ value, sources: [] }]
  return {
    personId: name,
    identity: [name],
    who: {
      name,
      names: fact(name),
      birthDate: fact('1943-05-01'),
      deathDate: [],
      sex: [],
      address: [],
      phones: [],
      emails: [],
      gpPractice: [],
      wrongNumbers: [],
      identifiers: [],
    },
    open: events.map((one) => ({ event: one, others: [], conflict: [] })),
  }
}

function stay(more: Partial<KnownEvent>): KnownEvent {
  return event('stay', { organisationName: 'St Bede’s', unit: 'Ward 6', ...more })
}

function event(kind: KnownEvent['kind'], more: Partial<KnownEvent>): KnownEvent {
  return {
    personId: 'p',
    eventId: 'e',
    kind,
    status: 'active',
    startAt: '2026-02-25',
    label: kind,
    detail: {},
    form: 'message',
    numbers: [],
    saidAt: '2026-03-01T00:00:00Z',
    source: 's',
    learntAt: '2026-03-01T00:00:00Z',
    changedAt: '2026-03-01T00:00:00Z',
    ...more,
  }
}

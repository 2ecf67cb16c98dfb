import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DAY_MS, newId, type PersonId, type Viewer } from '../src/kernel/index.ts'
import { identitiesOf, identityIdsOf, personIdOf, savePeople } from '../src/people/index.ts'
import { type CareEvent, IDENTITY, lookAtPerson } from '../src/record/index.ts'
import { decideAll } from '../src/record/look-at-people.ts'
import { storeEvents, told } from '../src/record/testing.ts'
import type { Command } from '../src/trail/index.ts'
import { transferRule } from '../src/transfer/clock-kind.ts'
import { staysNow } from '../src/transfer/kept-stays.ts'
import { readStays } from '../src/transfer/read-stays.ts'
import { openTestPlace } from './open-place.ts'

/**
 * A list keeps what it decides by, and a page reads it: whatever is told, by whomever, in whatever order, and whether
 * its effects have come or wait, both decide alike, and what is kept is what would be read.
 */
const SOURCES = [
  'mere-general',
  'southmere-council',
  'southmere-gp',
  'southmere-community',
] as const
const CODES = { RXS: 'RXS', E10000099: 'E10000099', elsewhere: 'RZZ', home: 'VN001' }
const PEOPLE = 2

const VIEWERS = [
  ['ward-coordinator', 'mere-general', 'nhs', 'Ward 6', 'direct-care'],
  ['transfer-hub-coordinator', 'mere-general', 'nhs', undefined, 'direct-care'],
  ['transfer-hub-coordinator', 'southmere-council', 'council', undefined, 'direct-care'],
  ['social-worker', 'southmere-council', 'council', undefined, 'direct-care'],
  ['safeguarding-lead', 'southmere-council', 'council', undefined, 'safeguarding'],
  ['gp', 'mere-street-surgery', 'nhs', undefined, 'direct-care'],
  ['care-home-manager', 'the-limes', '', undefined, 'direct-care'],
  ['governance-lead', 'mere-general', 'nhs', undefined, 'audit'],
].map(([role, organisation, side, unit, purpose]): Viewer => {
  const who = { id: `${role} ${organisation}`, name: 'Somebody', via: 'web' } as const
  return {
    actor: { ...who, role: role!, organisation: organisation!, side: side!, unit },
    purpose: purpose!,
  }
})

type Telling = {
  readonly who: number
  readonly source: (typeof SOURCES)[number]
  readonly kind: CareEvent['kind']
  readonly status: CareEvent['status']
  readonly code: keyof typeof CODES
  readonly unit: string
  readonly label: string
  readonly detail: Record<string, string>
  readonly began: number
}
type Saying = {
  readonly who: number
  readonly source: (typeof SOURCES)[number]
  readonly practice: string
  readonly restricted: boolean
  /** two source persons under one number are taken for one */
  readonly number: number
}
/** `done`: its effects have come before anybody looks */
type Step =
  | { readonly tell: Telling; readonly done?: boolean }
  | { readonly say: Saying; readonly done?: boolean }
  | { readonly effects: 'one' | 'all' }
  | { readonly days: number }

const source = fc.constantFrom(...SOURCES)
const who = fc.nat(PEOPLE - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      done: fc.boolean(),
      tell: fc.record({
        who,
        source,
        kind: fc.constantFrom('stay', 'stay', 'stay', 'request', 'service', 'attendance'),
        status: fc.constantFrom('active', 'active', 'active', 'finished', 'cancelled'),
        code: fc.constantFrom('RXS', 'RXS', 'E10000099', 'elsewhere', 'home'),
        unit: fc.constantFrom('Ward 6', 'ward  6', 'Ward 3'),
        label: fc.constantFrom('Hospital stay', 'Home care', 'Safeguarding enquiry'),
        detail: fc.constantFrom<Record<string, string>>(
          {},
          { providerId: 'VN001' },
          { readyAt: '2026-03-01T10:00:00.000Z', pathway: '1' },
          { pathway: '2', delayReason: 'Awaiting therapy review of need for supported discharge' },
        ),
        began: fc.integer({ min: -400, max: 2 }),
      }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      done: fc.boolean(),
      say: fc.record({
        who,
        source,
        practice: fc.constantFrom('Y90001', 'Y90002'),
        restricted: fc.boolean(),
        number: fc.nat(PEOPLE - 1),
      }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ effects: fc.constantFrom('one', 'all', 'all') }) },
  { weight: 1, arbitrary: fc.record({ days: fc.integer({ min: 1, max: 40 }) }) },
)

/** Whose NHS numbers are good ones: made-up people have such as begin with 999. */
const NUMBERS = ['9990123454', '9990131015']

test('a list decides as a page does, whatever was told and whether its effects have come', async (t) => {
  const { place, clock, settle } = await openTestPlace(t)
  const { care } = place.databases
  const agreement = place.agreement.current()!
  const rule = transferRule(agreement)!
  let run = 0

  const change: Command<{ tell?: Telling; say?: Saying }, number> = {
    name: 'test.tell',
    basis: 'public',
    async run({ tx, now, follow }, { tell, say }) {
      const identities = say === undefined ? [] : await savePeople(tx, [personOf(run, say)], now)
      const events = tell === undefined ? [] : [eventOf(run, tell, now)]
      if (tell !== undefined) await storeEvents(tx, tell.source, now, events)
      const spokenOf = events.map(({ personId }) => personId)
      follow(IDENTITY, new Set([...identities, ...(await identityIdsOf(tx, spokenOf))]))
      return { result: 1, entry: {} }
    },
  }
  const make = async (one: Step) => {
    if ('days' in one)
      return clock.set(new Date(clock.now().getTime() + one.days * DAY_MS).toISOString())
    if ('effects' in one)
      return void (one.effects === 'all' ? await settle() : await place.errands.runDue())
    const { done = false, ...input } = one
    await place.trail.run(change, { viewer: VIEWERS[0]!, input, key: newId() })
    if (done) await settle()
  }
  /** All of them, three at a time. */
  let turns = 0
  const turn = () => [0, 1, 2].map(() => VIEWERS[turns++ % VIEWERS.length]!)
  /** Nothing is kept for whoever comes by another name of the same database. */
  const afresh = () => ({ ...place, databases: { ...place.databases } })

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 20 }), async (steps) => {
      run += 1
      const ids = SOURCES.flatMap((from) =>
        Array.from({ length: PEOPLE }, (_, at) => personIdOf(from, idOf(run, at))),
      )
      for (const at of Array.from({ length: PEOPLE }).keys()) {
        const first = {
          who: at,
          source: SOURCES[0],
          practice: 'Y90001',
          restricted: false,
          number: at,
        }
        await make({ say: first })
      }
      for (const one of steps) {
        await make(one)
        const known: PersonId[][] = await identitiesOf(care.short, ids)
        for (const viewer of turn()) {
          const listed = await decideAll(place, agreement, viewer, known)
          assert.deepEqual(listed, await decideAll(afresh(), agreement, viewer, known))
        }
        const firsts = known.map(([first]) => first!)
        const now = clock.now()
        const read = await readStays(care.short, agreement, rule, firsts, { now, alone: true })
        assert.deepEqual(await staysNow(place.databases, agreement, rule, firsts, now), read)
      }
      const known = await identitiesOf(care.short, ids)
      const viewer = VIEWERS[run % VIEWERS.length]!
      for (const { identity, decisions } of await decideAll(place, agreement, viewer, known)) {
        const page = await lookAtPerson(place, viewer, identity[0]!)
        assert.equal(page.outcome === 'allowed', decisions.demographics.allowed)
      }
    }),
    { numRuns: Number(process.env.CONCORDAT_RUNS ?? 5) },
  )
})

function idOf(run: number, at: number): string {
  return `R${run}-${at}`
}

function personOf(run: number, { who: at, source: from, practice, restricted, number }: Saying) {
  const sourceId = idOf(run, at)
  return {
    source: from,
    sourceId,
    authority: '',
    personId: personIdOf(from, sourceId),
    identifiers: [],
    nhsNumber: NUMBERS[number]!,
    family: `Family${run} ${number}`,
    given: [`Ada${number}`],
    birthDate: '1946-09-21',
    phones: [],
    emails: [],
    gpPractice: { code: practice },
    address: { lines: ['12 High Street'], postcode: 'ZM1 4QT' },
    ...(restricted ? { restricted } : {}),
  }
}

function eventOf(run: number, one: Telling, now: Date): CareEvent {
  const sourceId = idOf(run, one.who)
  const began = new Date(now.getTime() + one.began * DAY_MS)
  const ends = { endAt: new Date(began.getTime() + DAY_MS).toISOString() }
  return {
    personId: personIdOf(one.source, sourceId),
    ...told(`${sourceId} ${one.source} ${one.kind}`),
    saidAt: now.toISOString(),
    kind: one.kind,
    status: one.status,
    startAt: began.toISOString(),
    ...(one.status === 'finished' ? ends : {}),
    organisation: CODES[one.code],
    unit: one.unit,
    label: one.label,
    detail: one.detail,
  }
}

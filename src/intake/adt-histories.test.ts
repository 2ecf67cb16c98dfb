import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { personIdOf, type SourcePerson } from '../people/index.ts'
import type { CareEvent } from '../record/index.ts'
import { readAdt } from './adt.ts'
import { alsoNeeded, type Known, knownId, mergeSaid, tell } from './merged.ts'
import { adt, load, pid, pv1, seen, segment, testContext, testIntake, visitsOf } from './testing.ts'

import { personsNeeded } from './unnumbered-told.ts'

const SOURCE = 'rxt'

/** What a database would hold after messages, in memory. */
class Memory {
  readonly known = new Map<string, Known>()
  readonly people = new Map<string, SourcePerson>()
  readonly events = new Map<string, CareEvent>()

  take(...messages: string[]): this {
    const said = messages.flatMap((text) => {
      const bytes = Buffer.from(text)
      return readAdt(text, testContext(bytes, { source: SOURCE, kind: 'hl7v2' })).said
    })
    const wanted = new Set(said.map(knownId))
    for (let size = -1; size < wanted.size; ) {
      size = wanted.size
      const known = this.#rows(wanted)
      for (const thing of alsoNeeded(known, said)) wanted.add(knownId(thing))
      const persons = personsNeeded(known, said)
      for (const [id, { personId, about }] of this.known) {
        if ((about === 'person' || about === 'unnumbered') && persons.includes(personId))
          wanted.add(id)
      }
    }
    const before = this.#rows(wanted)
    const changed = mergeSaid(before, said)
    for (const { before: _, ...known } of changed) this.known.set(knownId(known), known)
    const { people, events, withdrawn } = tell(SOURCE, changed, [], before)
    for (const person of people) this.people.set(person.personId, person)
    for (const event of events) this.events.set(event.personId + event.eventId, event)
    for (const { personId, eventId } of withdrawn) this.events.delete(personId + eventId)
    return this
  }

  #rows(ids: ReadonlySet<string>): Known[] {
    return [...ids].flatMap((id) => this.known.get(id) ?? [])
  }

  get end(): string {
    const sorted = <T>(map: Map<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
    return JSON.stringify([sorted(this.people), sorted(this.events)])
  }
}

const NAMES = ['A', 'B', 'C', 'D']
const who = (id: string) => pid({ id, name: `Okello^${id}`, pid: { 11: '' } })
const clock = (minute: number) =>
  `20260301${String(10 + Math.floor(minute / 60)).padStart(2, '0')}${String(minute % 60).padStart(2, '0')}`

/** A history that was written down, told in any order, in pieces of any size, with repetitions. */
function retold(messages: readonly string[]) {
  return fc.record({
    order: fc.shuffledSubarray([...messages], { minLength: messages.length }),
    again: fc.array(fc.nat(messages.length - 1), { maxLength: 4 }),
    piece: fc.integer({ min: 1, max: 4 }),
  })
}

function tellAgain({
  order,
  again,
  piece,
}: {
  order: string[]
  again: number[]
  piece: number
}): string {
  const memory = new Memory()
  const all = [...order, ...again.map((at) => order[at]!)]
  for (let at = 0; at < all.length; at += piece) memory.take(...all.slice(at, at + piece))
  return memory.end
}

type Step = { does: 'A40' | 'A47' | 'A24' | 'A37'; one: string; other: string }
const step: fc.Arbitrary<Step> = fc
  .record({
    does: fc.constantFrom('A40', 'A47', 'A24', 'A37', 'A37'),
    one: fc.constantFrom(...NAMES),
    other: fc.constantFrom(...NAMES),
  })
  .filter(({ one, other }) => one !== other) as fc.Arbitrary<Step>

function linkMessage({ does, one, other }: Step, minute: number): string {
  const parts = does === 'A40' || does === 'A47' ? [`MRG|${other}^^^RXT^MR`] : [who(other)]
  return adt(does, clock(minute), who(one), ...parts)
}

test('each link stands as the newest message about its pair says, whatever came of the others', () => {
  const histories = fc
    .array(step, { minLength: 1, maxLength: 9 })
    .map((steps) => ({ steps, messages: steps.map(linkMessage) }))
    .chain(({ steps, messages }) => fc.tuple(fc.constant(steps), retold(messages)))
  fc.assert(
    fc.property(histories, ([steps, telling]) => {
      const memory = new Memory()
      const all = [...telling.order, ...telling.again.map((at) => telling.order[at]!)]
      for (const message of all) memory.take(message)
      const pairs = new Map(
        steps.map(({ does, one, other }) => [[one, other].sort().join(), does !== 'A37']),
      )
      for (const [pair, isLinked] of pairs) {
        const [a, b] = pair.split(',').map((id) => personIdOf(SOURCE, id, 'RXT'))
        const links = (from: string, to: string) =>
          memory.people.get(from)!.merges?.some(({ personId }) => personId === to) ?? false
        assert.deepEqual([links(a!, b!), links(b!, a!)], [isLinked, isLinked], pair)
      }
    }),
    { numRuns: 300 },
  )
})

type Move = { from: number; to: number }
const place = (at: number) => ({ person: NAMES[at % 4]!, visit: `V${at}` })

function moveMessage({ from, to }: Move, minute: number): string {
  const [before, after] = [place(from), place(to)]
  const mrg = segment('MRG', { 1: `${before.person}^^^RXT^MR`, 5: before.visit })
  return adt('A45', clock(minute), who(after.person), mrg, pv1({ ward: '', visit: after.visit }))
}

test('a visit that is moved about stands in one place, with all that was told of it anywhere', () => {
  const moves = fc
    .array(fc.nat(5), { minLength: 1, maxLength: 4 })
    .map((stops) => [0, ...stops].filter((stop, at, all) => at === 0 || stop !== all[at - 1]))
    .map((stops) => ({
      stops,
      messages: [
        adt('A01', clock(0), who('A'), pv1({ visit: 'V0', admitted: clock(0) })),
        adt('A02', clock(1), who('A'), pv1({ visit: 'V0', ward: 'W7' })),
        ...stops.slice(1).map((to, at) => moveMessage({ from: stops[at]!, to }, at + 2)),
      ],
    }))
    .chain(({ stops, messages }) => fc.tuple(fc.constant(stops), retold(messages)))
  fc.assert(
    fc.property(moves, ([stops, telling]) => {
      const memory = new Memory()
      for (const message of telling.order) memory.take(message)
      const events = [...memory.events.values()]
      const last = place(stops.at(-1)!)
      assert.deepEqual(
        events.map(({ personId, unit, startAt, numbers }) => [personId, unit, startAt, numbers]),
        [[personIdOf(SOURCE, last.person, 'RXT'), 'W7', '2026-03-01T10:00:00.000Z', [last.visit]]],
      )
      assert.equal(tellAgain(telling), memory.end)
    }),
    { numRuns: 200 },
  )
})

const visit = fc.record({
  minute: fc.integer({ min: 0, max: 59 }),
  trigger: fc.constantFrom(
    ...[
      'A01',
      'A02',
      'A03',
      'A04',
      'A05',
      'A06',
      'A07',
      'A08',
      'A11',
      'A12',
      'A13',
      'A16',
      'A21',
      'A25',
      'A38',
    ],
  ),
  person: fc.constantFrom(...NAMES),
  number: fc.constantFrom('V1', 'V2', '', '0'),
  kind: fc.constantFrom('I', 'E', 'O', 'U', 'N', '', 'P'),
  admitted: fc.option(fc.integer({ min: 0, max: 59 }).map(clock), { nil: '' }),
  discharged: fc.option(fc.integer({ min: 0, max: 59 }).map(clock), { nil: '' }),
  more: fc.constantFrom(
    '',
    '',
    'AL1|1|DA|^LATEX',
    'NK1|1|Tester^Bob|SPO',
    'DG1|1||J18^Pneumonia^I10',
    'PD1||||||||||||Y',
  ),
  death: fc.constantFrom('', '', 'Y', 'N', '""'),
})

test('whatever hospitals say of people and visits, order and repetition change nothing', () => {
  const message = visit.map(
    ({ minute, trigger, person, number, kind, admitted, discharged, more, death }) =>
      adt(
        trigger,
        clock(minute),
        pid({ id: person, name: `Okello^${person}`, pid: { 11: '', 30: death } }),
        pv1({ kind, visit: number, admitted, discharged }),
        ...(more === '' ? [] : [more]),
      ),
  )
  const link = fc
    .tuple(step, fc.integer({ min: 0, max: 59 }))
    .map(([one, at]) => linkMessage(one, at))
  const move = fc
    .tuple(fc.record({ from: fc.nat(5), to: fc.nat(5) }), fc.integer({ min: 0, max: 59 }))
    .map(([one, at]) => moveMessage(one, at))
  const histories = fc
    .array(fc.oneof({ weight: 4, arbitrary: message }, link, move), { minLength: 1, maxLength: 9 })
    .chain(retold)
  fc.assert(
    fc.property(histories, (telling) => {
      const whole = new Memory().take(...telling.order).end
      assert.equal(tellAgain(telling), whole)
    }),
    { numRuns: 1_000 },
  )
})

test('36 of 36 shuffles of one history end in the same pages', async (t) => {
  const base = await testIntake(t)
  const bob = (id: string) => pid({ id, name: 'Baker^Bob', birth: '19310101', sex: 'M' })
  const story = [
    adt('A05', '202602281000', pid({ id: 'R' }), pv1({ admitted: '202603010900' })),
    adt(
      'A04',
      '202603010900',
      pid({ id: 'R' }),
      pv1({ kind: 'E', ward: 'ED', admitted: '202603010900' }),
      'NK1|1|Tester^Bob|SPO',
    ),
    adt('A02', '202603011100', pid({ id: 'R' }), pv1({ ward: 'W2' }), 'AL1|1|DA|^LATEX|SV|RASH'),
    adt('A40', '202603011200', pid({ id: 'S' }), 'MRG|R^^^RXT^MR'),
    adt(
      'A01',
      '202603011300',
      pid({ id: 'S' }),
      pv1({ visit: 'V2', ward: 'W8', admitted: '202603011300' }),
    ),
    adt(
      'A45',
      '202603011400',
      bob('B'),
      segment('MRG', { 1: 'S^^^RXT^MR', 5: 'V2' }),
      pv1({ visit: 'V2', ward: '' }),
    ),
    adt(
      'A03',
      '202603021000',
      pid({ id: 'S' }),
      pv1({ discharged: '202603021000', pv1: { 36: '1', 37: '19' } }),
    ),
    adt('A13', '202603021100', pid({ id: 'S' }), pv1()),
    adt(
      'A08',
      '202603021200',
      pid({ id: 'S', pid: { 13: '""', 30: 'N' } }),
      pv1({ ward: 'W3' }),
      'NK1|1|Tester^Cara|DAU',
    ),
  ]
  const orders = fc.sample(fc.shuffledSubarray(story, { minLength: story.length }), {
    numRuns: 36,
    seed: 36,
  })
  const ends = new Set<string>()
  for (const [index, order] of orders.entries()) {
    const source = `shuffle-${index}`
    const half = index % 9
    await load(base, source, ...order.slice(0, half), ...order.slice(0, index % 3))
    await load(base, source, ...order.slice(half))
    const people = await seen(base, source)
    ends.add(
      JSON.stringify(
        people.map(({ persons, now, ...record }) => [
          persons.map(({ sourceId, phones, dead, family }) => [sourceId, phones, dead, family]),
          visitsOf(record),
          record.occurrences.map(({ event }) => Object.entries(event.detail).sort()),
          now.allergies.map(({ what, more }) => [what, more]),
          now.carers.map(({ what }) => what).sort(),
        ]),
      ),
    )
  }
  assert.equal(ends.size, 1, [...ends].join('\n'))
  assert.match([...ends][0]!, /stay active W3 2026-03-01T09:00:00Z -.*LATEX/)
  assert.match([...ends][0]!, /"B".*stay active W8 2026-03-01T13:00:00Z -/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type History, histories, SIDES } from '../../test/transfer-histories.ts'
import { toPersonId } from '../kernel/index.ts'
import { segmentsOf, totalsOf } from './clock.ts'
import type { TransferRule } from './clock-kind.ts'
import type { Fact } from './fact.ts'
import { countsOf, fits, inOrderOf, type ListFilter, offersOf, type Worked } from './list-filter.ts'
import { minuteOf } from './minute.ts'
import { nextStep } from './next-step.ts'
import type { ReadStay } from './read-stays.ts'
import { lastReview } from './review.ts'
import { stayOf } from './stay.ts'

const NOW = minuteOf('2026-03-29T21:00:00Z')
const SWAPPED = new Map([
  ['hospital', 'council'],
  ['council', 'hospital'],
  ['nhs', 'local'],
  ['local', 'nhs'],
])
const swap = (text: string) => SWAPPED.get(text) ?? text
const same = (text: string) => text

function ruleNaming(sideOf: (holder: string) => string): TransferRule {
  return {
    ...{ share: 'holders', proves: 'named', weights: new Map(), clause: '1.1', sideOf },
    isParty: (holder: string) => holder !== 'gone',
    nameOf: same,
    ringOf: () => undefined,
  } as unknown as TransferRule
}

/** The list as one rule works it out of these histories, with the council of each. */
function listOf(
  all: readonly History[],
  rule: TransferRule,
  name: (text: string) => string,
): Worked[] {
  return all.map(({ told, others, facts, contests }, at) => {
    const renamed = facts.map(
      (fact): Fact => ({
        ...fact,
        by: { ...fact.by, organisation: name(fact.by.organisation), side: name(fact.by.side) },
        ...(fact.holders === undefined ? {} : { holders: fact.holders.map(name) }),
      }),
    )
    const shares = contests.map((one) => ({
      ...one,
      shares: one.shares.map((part) => ({ ...part, holder: name(part.holder) })),
    }))
    const stay = stayOf({ ...told, others, facts: renamed, contests: shares }, rule)
    const segments = segmentsOf(stay.waiting, rule)
    const identityId = toPersonId(`00000000-0000-4000-8000-00000000000${at}`)
    const counted = { unit: `Ward ${at % 3}`, pathway: at % 2 === 0 ? '1' : undefined }
    const places = { hospital: name('hospital'), councils: [name('council')] }
    const read = { identityId, counted, places, facts: renamed, stay, segments }
    return {
      read: read as unknown as ReadStay,
      waited: totalsOf(segments, { from: 0, to: NOW }).minutes,
      bed: `Bay ${at % 2}`,
    }
  })
}

const filters = fc.record<ListFilter>({
  state: fc.constantFrom('all', 'ready', 'waiting'),
  holder: fc.constantFrom(undefined, 'hospital', 'council', 'community', 'their-family', 'none'),
  council: fc.constantFrom(undefined, 'council', 'hospital', 'none'),
  task: fc.constantFrom(undefined, 'home-care', 'equipment'),
  waits: fc.constantFrom(undefined, 1),
  unreviewed: fc.boolean(),
  busy: fc.boolean(),
  order: fc.constantFrom(undefined, 'wait', 'bed', 'expected'),
})

function renamed(filter: ListFilter): ListFilter {
  const { holder, council } = filter
  return {
    ...filter,
    ...(holder === undefined ? {} : { holder: swap(holder) }),
    ...(council === undefined ? {} : { council: swap(council) }),
  }
}

/** All that the list says, each name as it is told. */
function told(list: readonly Worked[], filter: ListFilter, rule: TransferRule, name = same) {
  const named = ['nhs', 'local'].map(name).map((id) => ({ id, name: id }))
  const rows = list.filter((one) => fits(one, filter, NOW)).sort(inOrderOf(filter.order))
  const offers = offersOf(list.map(({ read }) => read))
  return {
    rows: rows.map(({ read, waited }) => {
      const next = nextStep(read.stay, read.places.hospital, named, rule, NOW)
      return [
        ...[read.identityId, waited, read.stay.state],
        (read.stay.ready?.sides ?? []).map(name).sort(),
        [next?.what, (next?.whose ?? []).map(name).sort()],
        lastReview(read.facts, NOW)?.due,
        read.stay.tasks.map(({ kind, holders, state }) => [kind, holders.map(name).sort(), state]),
      ]
    }),
    counts: countsOf(list, NOW),
    holders: offers.holders.map(name).sort(),
    councils: offers.councils.map(name).sort(),
  }
}

test('with the two sides in each other’s place the list is the same, however it is chosen and ordered', () => {
  const [rule, other] = [
    ruleNaming((holder) => SIDES.get(holder) ?? ''),
    ruleNaming((holder) => swap(SIDES.get(swap(holder)) ?? '')),
  ]
  // What stands on neither side’s own would change sides with them: it is left out of what is exchanged.
  const own = (history: History): History => ({
    ...history,
    facts: history.facts.filter(({ by }) => by.organisation !== 'community'),
  })
  fc.assert(
    fc.property(fc.array(histories, { minLength: 1, maxLength: 6 }), filters, (made, filter) => {
      const all = made.map(own)
      assert.deepEqual(
        told(listOf(all, other, swap), renamed(filter), other, swap),
        told(listOf(all, rule, same), filter, rule),
      )
    }),
    { numRuns: 300 },
  )
})

test('who is chosen by two things is chosen by each, and nobody is chosen who is not there', () => {
  const rule = ruleNaming((holder) => SIDES.get(holder) ?? '')
  fc.assert(
    fc.property(fc.array(histories, { maxLength: 6 }), filters, (all, filter) => {
      const list = listOf(all, rule, same)
      const by = (one: ListFilter) => new Set(list.filter((row) => fits(row, one, NOW)))
      const each = Object.entries(filter).map(([name, value]) => by({ [name]: value }))
      const both = list.filter((row) => each.every((some) => some.has(row)))
      assert.deepEqual([...by(filter)], both)
    }),
    { numRuns: 200 },
  )
})

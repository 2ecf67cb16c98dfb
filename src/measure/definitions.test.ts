import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readAgreement } from '../agreement/index.ts'
import { Fault, systemClock } from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import { house } from '../rooms.ts'
import { whyNotQuery } from './check-query.ts'
import { countRows } from './count-rows.ts'
import { type Definition, definitionsOf } from './definition.ts'
import { faultsOf } from './measure-kind.ts'
import { givenAs, tryExamples } from './try-examples.ts'
import { waysOf } from './way.ts'

const SOUTHMERE = join(import.meta.dirname, '../../places/southmere')

test('every example of every measure of Southmere comes out by both calculators', async (t) => {
  const { agreement, faults } = await readAgreement(SOUTHMERE, house.clauseKinds, systemClock)
  assert.deepEqual(faults, [])
  const definitions = definitionsOf(agreement)
  assert.ok(definitions.length > 10)
  const databases = await testDatabases(t)
  for (const definition of definitions) {
    for (const way of waysOf(definition)) {
      for (const { given, want, got, rules } of await tryExamples({ databases }, way)) {
        assert.deepEqual({ got, rules }, { got: want, rules: want }, `${definition.id}: ${given}`)
      }
    }
  }
})

test('a definition becomes another with a quarter, in order, and stays the same kind of number', async () => {
  const { agreement } = await readAgreement(SOUTHMERE, house.clauseKinds, systemClock)
  const one = definitionsOf(agreement).find(({ earlier }) => earlier.length > 0)!
  const [before] = one.earlier
  const why = (...earlier: object[]) =>
    faultsOf({ ...one, earlier } as Definition).map(({ sentence }) => sentence)
  assert.deepEqual(why(before!), [])
  assert.match(why({ ...before, until: '2025-11' }).join(), /becomes another with a quarter/)
  assert.match(why(before!, before!).join(), /months do not follow one another/)
  assert.match(why({ ...before, query: 'select 1; select 2' }).join(), /more than one statement/)
  const means = definitionsOf(agreement).find(({ id }) => id === 'discharge-delay')!
  const { query, rules, examples } = means
  const share = { query, examples, rules: { ...rules, above: { amount: 'one' as const } } }
  const mixed = { ...means, earlier: [{ until: '2025-12', says: 'As a share', ...share }] }
  const found = faultsOf(mixed).map(({ sentence }) => sentence)
  assert.match(found.join(), /another kind of number/)
})

test('a query that is more than one SELECT over what it is given is refused in a sentence', () => {
  const cases: [query: string, why: RegExp][] = [
    ['delete from occurrence', /must be one SELECT/],
    ['with d as (delete from occurrence returning person) select * from d', /DELETE.*only read/],
    ['select 1; select 2', /more than one statement/],
    ['select person from planning.person', /names the schema planning/],
    ['select person from record.planned_person', /names the schema record/],
    ['select person from occurrence o, record.looks l', /names the schema record/],
    ['select relname from pg_class', /pg_class, which is no table/],
    ['select pg_sleep(10)', /pg_sleep, which is no table/],
    ['select set_config(1)', /calls set_config, which is not in the list/],
    ['select person from person where now() > died', /what time it is/],
    ['select person from person where age > $1', /parameter/],
    ['select "person" from person', /in quotes/],
    ["select E'a\\'b' from person", /escapes/],
    ['select person from person) q union select 1 from (select 2', /parenthesis/],
    ['select person from person for update', /FOR: it may only read/],
  ]
  for (const [query, why] of cases) assert.match(whyNotQuery(query) ?? '', why, query)
})

test('what a query does with words inside texts, functions and sub-queries is not taken for a table', () => {
  for (const query of [
    "select person, 'from record.x; delete' as said from person -- drop table",
    'select extract(year from o.start_at) from occurrence o where o.unit is distinct from o.organisation',
    'with a as (select person from person), b as materialized (select person from a) select * from b, a',
    'select 1 from months m cross join lateral (select 2) x join generate_series(1, 3) s on true',
  ]) {
    assert.equal(whyNotQuery(query), undefined, query)
  }
})

test('what a query gives that is no row for each person and month is refused in a sentence', async (t) => {
  const databases = await testDatabases(t)
  const nobody = givenAs({ persons: [{ person: ADA, age: 80 }], occurrences: [] })
  const count = (query: string) => countRows({ databases }, query, ['2026-03'], nobody)
  const row = 'from person p cross join months m'
  assert.deepEqual(
    await count(`select p.person, m.month, 2 as numerator, 3 as denominator ${row}`),
    [{ person: ADA, month: '2026-03', numerator: 2, denominator: 3 }],
  )
  const cases: [select: string, why: RegExp][] = [
    [`p.person, m.month, 'two' as numerator, 0 as denominator ${row}`, /gives a text/],
    [`p.person, m.month, 1.5 as numerator, 0 as denominator ${row}`, /no whole number/],
    [`p.person, m.month, -1 as numerator, 0 as denominator ${row}`, /no whole number/],
    [`p.person, m.month, 1 as numerator ${row}`, /column q.denominator does not exist/],
    [
      `p.person, m.month + 40 as month, 1 as numerator, 0 as denominator ${row}`,
      /none of the month/,
    ],
    [
      `p.person, m.month, 1 as numerator, 0 as denominator ${row} cross join generate_series(1, 2) s`,
      /a person twice in a month/,
    ],
  ]
  for (const [select, why] of cases) {
    await assert.rejects(count(`select ${select}`), (error) => {
      return error instanceof Fault && why.test(error.message)
    })
  }
  await assert.rejects(
    countRows({ databases }, 'select person, person, 0 from record.resource', ['2026-03']),
    /may not read/,
  )
})

const ADA = '00000000-0000-8000-8000-000000000001'

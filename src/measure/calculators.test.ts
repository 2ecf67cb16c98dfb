import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { readAgreement } from '../agreement/index.ts'
import { derivedId, systemClock } from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import { house } from '../rooms.ts'
import { countAll } from './count-rows.ts'
import { definitionsOf } from './definition.ts'
import { evaluate } from './evaluate.ts'
import { readExtract, sealFacts } from './extract.ts'
import { type Facts, monthOf, type OccurrenceFact } from './fact.ts'
import { givenAs } from './try-examples.ts'
import { waysOf } from './way.ts'
import { differing } from './work-rows.ts'

const SOUTHMERE = join(import.meta.dirname, '../../places/southmere')
const MONTHS = ['2026-02', '2026-03', '2026-06']
const YEAR = new Date().getUTCFullYear()
const DAY = 86_400_000
/** Both changes of the clock, midnights, and the ends of months are near. */
const EDGES = ['2025-10-26', '2026-02-01', '2026-03-01', '2026-03-29', '2026-04-01', '2026-06-30']

const KINDS = [
  'stay',
  'stay',
  'stay',
  'attendance',
  'service',
  'request',
  'visit',
  'contact',
  'notice',
  'question',
]

const moment = fc
  .tuple(
    fc.constantFrom(...EDGES),
    fc.integer({ min: -95, max: 95 }),
    fc.integer({ min: 0, max: 95 }),
  )
  .map(([edge, days, quarters]) => {
    return new Date(Date.parse(`${edge}T00:00:00Z`) + days * DAY + quarters * 900_000).toISOString()
  })
const word = (...words: string[]) => fc.option(fc.constantFrom(...words), { nil: undefined })
const occurrence = fc
  .record({
    who: fc.nat({ max: 39 }),
    kind: fc.constantFrom(...KINDS),
    status: fc.constantFrom('active', 'finished', 'finished', 'cancelled', 'planned'),
    start_at: fc.option(moment, { nil: undefined, freq: 9 }),
    ready_at: fc.option(moment, { nil: undefined }),
    end_at: fc.option(moment, { nil: undefined }),
    expected_at: fc.option(moment, { nil: undefined }),
    planned_at: fc.option(moment, { nil: undefined }),
    died_known_at: fc.option(moment, { nil: undefined, freq: 1 }),
    admission: word('11', '21', '22', '2A'),
    discharge_method: word('1', '4', '2'),
    destination: word('19', '85', '79'),
    pathway: word('0', '1', '2', '3'),
    diagnosis: word('Fall at home', 'W18', 'Windfall', 'Stroke', 'J44.1', 'J40', 'Asthma attack'),
    term: word('long', 'short'),
    setting: word(
      'care home',
      'elsewhere',
      'at home',
      'for a carer',
      'waiting for an assessment',
      'about a look',
    ),
    visit_outcome: word('made', 'late', 'missed', 'refused'),
  })
  .map(({ who, ...one }) => ({ person: pseudonym(who), ...one }) as OccurrenceFact)
const facts = fc
  .record({
    ages: fc.array(fc.option(fc.integer({ min: 15, max: 95 }), { nil: undefined }), {
      minLength: 40,
      maxLength: 40,
    }),
    occurrences: fc.array(occurrence, { maxLength: 150 }),
  })
  .map(({ ages, occurrences }): Facts => {
    const persons = ages.map((age, at) => ({ person: pseudonym(at), age }))
    return { persons, occurrences, ofYear: YEAR }
  })

function pseudonym(at: number): string {
  return derivedId('measure', 'test', String(at))
}

async function southmere() {
  const { agreement } = await readAgreement(SOUTHMERE, house.clauseKinds, systemClock)
  return definitionsOf(agreement)
}

test('whatever happened to people, the query and the rules of every measure give the same of each', async (t) => {
  const ways = (await southmere()).flatMap((one) => {
    return waysOf(one).map((way) => ({ id: `${one.id} until ${way.until}`, ...way }))
  })
  const databases = await testDatabases(t)
  await fc.assert(
    fc.asyncProperty(facts, async (given) => {
      const asked = ways.map(({ query }) => ({ query, months: MONTHS }))
      const all = await countAll({ databases }, asked, givenAs(given))
      for (const [at, { id, rules }] of ways.entries()) {
        const plain = evaluate(rules, given, MONTHS.map(monthOf))
        assert.deepEqual(differing(all[at]!, plain), [], id)
      }
    }),
    { numRuns: Number(process.env.MEASURE_RUNS ?? 6) },
  )
})

test('an extract reads back as it was written, under the same seal, and any change breaks it', async () => {
  const about = {
    month: '2026-03',
    knownAt: '2026-04-02T03:00:00.000Z',
    year: YEAR,
    agreement: 'x',
  }
  const folder = mkdtempSync(join(tmpdir(), 'extract-'))
  try {
    await fc.assert(
      fc.asyncProperty(facts, async (given) => {
        const { files, sealed } = sealFacts(about, given)
        for (const [name, text] of files) writeFileSync(join(folder, name), text)
        const read = await readExtract(folder)
        assert.equal(read.sealed, sealed)
        assert.deepEqual(read.about, about)
        assert.equal(sealFacts(read.about, read.facts).sealed, sealed)
        writeFileSync(join(folder, 'person.csv'), files.get('person.csv')!.replace('1', '2'))
        assert.notEqual((await readExtract(folder)).sealed, sealed)
      }),
      { numRuns: 10 },
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

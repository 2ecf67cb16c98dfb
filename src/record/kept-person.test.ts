import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Queryable, Statement } from '../kernel/index.ts'
import { personIdOf, type SourcePerson, savePeople } from '../people/index.ts'
import type { CareEvent } from './event.ts'
import { lookAtPerson } from './look-at-person.ts'
import { PRIYA, storeEvents, storeResources, testPlace, told, viewerOf } from './testing.ts'

const HOSPITAL = 'mere-general'
const COUNCIL = 'southmere-council'
const ANA = viewerOf(
  {
    ...{ id: 'ana.reid', name: 'Ana Reid', role: 'social-worker' },
    ...{ organisation: COUNCIL, side: 'council' },
  },
  'direct-care',
)

/** What changes of one of two records, of which nobody tells anybody: no errand is done, and no news is asked for. */
const change = fc.oneof(
  fc.record({
    does: fc.constant('event' as const),
    source: fc.constantFrom(HOSPITAL, COUNCIL),
    key: fc.constantFrom('V1', 'V2'),
    kind: fc.constantFrom('stay' as const, 'service' as const, 'visit' as const),
    status: fc.constantFrom('active' as const, 'finished' as const, 'cancelled' as const),
    unit: fc.constantFrom('Ward 6', 'Ward 3'),
    label: fc.constantFrom('Stay', 'Home care', 'Safeguarding enquiry'),
  }),
  fc.record({
    does: fc.constant('resource' as const),
    source: fc.constantFrom(HOSPITAL, COUNCIL),
    key: fc.constantFrom('F1', 'F2'),
    words: fc.constantFrom('Lives alone', 'Key safe', 'Safeguarding concern'),
    status: fc.constantFrom('active', 'inactive', 'entered-in-error'),
  }),
  fc.record({
    does: fc.constant('person' as const),
    source: fc.constantFrom(HOSPITAL, COUNCIL),
    given: fc.constantFrom('Martha', 'Marta'),
    number: fc.constantFrom('9990123454', '9990123462'),
    restricted: fc.boolean(),
  }),
  fc.record({
    does: fc.constant('class' as const),
    table: fc.constantFrom('event', 'resource'),
    dataClass: fc.constantFrom('hospital', 'council-care', 'safeguarding'),
  }),
)

const sourceIdOf = (run: number, source: string) => `${source === HOSPITAL ? 'H' : 'C'}${run}`

test('what is kept of somebody is what would be read of them, whatever has changed and whoever knows', async (t) => {
  const place = await testPlace(t)
  const { databases } = place
  let asked: string[] = []
  const { short } = databases.care
  const counted: Queryable = {
    query(statement: string | Statement, values?: readonly unknown[]) {
      if (typeof statement !== 'string') asked.push(statement.name ?? '')
      return short.query<never>(statement, values)
    },
  }
  const keeping = {
    ...place,
    databases: { ...databases, care: { ...databases.care, short: counted } },
  }
  const readsAgain = () => asked.includes('record.standingEvents')
  let run = 0
  let second = 0
  const keptOnce = new Set<boolean>()
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 3, maxLength: 9 }), async (changes) => {
      run += 1
      const people = [HOSPITAL, COUNCIL].map((source) => personOf(run, source, {}))
      const save = (does: (typeof changes)[number] | undefined) =>
        databases.care.transaction(async (tx) => {
          second += 1
          const at = new Date(Date.parse('2026-03-01T10:15:00Z') + second * 1000)
          if (does === undefined) {
            await savePeople(tx, people, at)
            const began = { kind: 'stay', status: 'active', label: 'Stay' } as const
            const where = { source: HOSPITAL, key: 'V0', unit: 'Ward 6' }
            await storeEvents(tx, HOSPITAL, at, [eventOf(run, second, { ...began, ...where })])
          }
          if (does?.does === 'event') {
            await storeEvents(tx, does.source, at, [eventOf(run, second, does)])
          } else if (does?.does === 'resource') {
            const personId = personIdOf(does.source, sourceIdOf(run, does.source))
            await storeResources(tx, does.source, at, [
              {
                type: 'Flag',
                sourceId: `${run} ${does.key}`,
                personId,
                stamp: `${at.toISOString()}~4`,
                content: { resourceType: 'Flag', status: does.status, code: { text: does.words } },
              },
            ])
          } else if (does?.does === 'person') {
            const more = { given: [does.given], nhsNumber: does.number }
            const asAt = at.toISOString()
            await savePeople(
              tx,
              [
                personOf(run, does.source, {
                  ...more,
                  ...(does.restricted && { restricted: true }),
                  asAt,
                }),
              ],
              at,
            )
          } else if (does !== undefined) {
            await tx.query(
              `update record.${does.table} set data_class = $1 where person_id = any($2) and superseded_at is null`,
              [does.dataClass, people.map(({ personId }) => personId)],
            )
          }
        })
      await save(undefined)
      for (const one of [undefined, ...changes]) {
        if (one !== undefined) await save(one)
        for (const viewer of [PRIYA, ANA]) {
          for (const { personId } of [people[second % 2]!]) {
            const fresh = { ...place, databases: { ...databases } }
            const read = await lookAtPerson(fresh, viewer, personId)
            for (let times = 0; times < 2; times++) {
              assert.deepEqual(await lookAtPerson(keeping, viewer, personId), read)
            }
            asked = []
            assert.deepEqual(await lookAtPerson(keeping, viewer, personId), read)
            // Whoever is refused has asked what is asked of nobody.
            if (read.outcome !== 'allowed') assert.ok(readsAgain())
            else keptOnce.add(!readsAgain())
          }
        }
      }
    }),
    { numRuns: Number(process.env.CONCORDAT_RUNS ?? 2) },
  )
  assert.ok(keptOnce.has(true), 'somebody was kept')
})

function personOf(run: number, source: string, more: Partial<SourcePerson>): SourcePerson {
  const sourceId = sourceIdOf(run, source)
  return {
    ...{ source, sourceId, authority: '', personId: personIdOf(source, sourceId) },
    ...{ nhsNumber: '9990123454', nhsNumberStatus: '01', identifiers: [], family: `Okello${run}` },
    ...{
      given: ['Martha'],
      birthDate: `19${String(10 + (run % 90))}-03-12`,
      phones: [],
      emails: [],
    },
    ...more,
  }
}

type Told = Pick<CareEvent, 'kind' | 'status' | 'label'> & {
  source: string
  key: string
  unit: string
}

function eventOf(run: number, second: number, { source, key, unit, ...said }: Told): CareEvent {
  return {
    ...said,
    ...told(`${run} ${key}`),
    personId: personIdOf(source, sourceIdOf(run, source)),
    startAt: '2026-03-01T10:12:00Z',
    organisation: source === HOSPITAL ? 'RXS' : 'E10000099',
    unit,
    detail: { reason: 'Fall', visits: String(second) },
  }
}

import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { generate } from '../../places/southmere/index.ts'
import { loadFiles } from './load-files.ts'
import { type TestIntake, testIntake } from './testing.ts'

const SOURCE = 'mere-general'

const PID = 'PID|1||H1^^^RXS^MR||Okello^Martha||19440312|F'
const VISIT = 'V1|||||||||||||||||||||||||202603011000|'

function message(type: string, at: string, ward: string, more = '', pid = PID): string {
  const header = `MSH|^~\\&|MEREPAS|RXS|||${at}||ADT^${type}|${type}${at}|P|2.4`
  return [header, `EVN|${type}|${at}`, pid, `PV1|1|I|${ward}||||||||||||||||${VISIT}${more}`].join(
    '\r',
  )
}

const STORY = [
  message('A05', '20260228120000', 'Ward 1'),
  message('A01', '20260301100500', 'Ward 6^Bay 2^Bed 4'),
  message('A02', '20260302090000', 'Ward 3'),
  `${message('A08', '20260302090000', 'Ward 3')}\rZU1|1|202603030900|1|Waiting for home care`,
  message('A03', '20260304150000', 'Ward 3', '202603041430'),
  message('A13', '20260304160000', 'Ward 3'),
  `${message('A08', '20260304170000', '', '', PID.replace('Okello', 'Okello-Ray'))}\rZU1|1||2`,
  message('A03', '20260305120000', 'Ward 3'),
]

/** What a reader sees of a source: its stays, its people and its current resources, without when it was learnt. */
async function seen({ databases }: TestIntake, source: string) {
  const { short } = databases.care
  const rows = async (sql: string) =>
    (await short.query(sql, [source])).rows.map((row) => ({ ...row }))
  return {
    events: await rows(`select kind, status, start_at, end_at, organisation, unit, label, detail
      from record.event where source = $1 and superseded_at is null order by kind, start_at, detail::text`),
    people: await rows('select said from people.person where source = $1 order by source_id'),
    resources: await rows(`select type, content::json from record.resource
      where source = $1 and superseded_at is null order by type, source_id`),
  }
}

test('a stay is the same whatever the order in which its messages arrive', async (t) => {
  const place = await testIntake(t)
  await loadFiles(place, [place.write('story.hl7', STORY.join('\r'))], SOURCE)
  const expected = JSON.stringify(await seen(place, SOURCE)).replaceAll(SOURCE, 'S')
  assert.match(expected, /"unit":"Ward 3".*"pathway":"2"/)
  assert.match(expected, /"family":"Okello"/)
  let run = 0
  const order = fc.shuffledSubarray(STORY, { minLength: STORY.length })
  const cuts = fc.array(fc.integer({ min: 1, max: STORY.length - 1 }), { maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(
      order,
      cuts,
      fc.constantFrom('\r', '\n', '\r\n'),
      async (messages, at, end) => {
        run += 1
        const source = `${SOURCE}-${run}`
        place.declare(source)
        const files = pieces(messages, at).map((piece, index) =>
          place.write(`${run}-${index}.hl7`, piece.join('\r').replaceAll('\r', end)),
        )
        await loadFiles(place, files, source)
        const found = JSON.stringify(await seen(place, source)).replaceAll(source, 'S')
        assert.equal(stripIds(found), stripIds(expected))
      },
    ),
    { numRuns: 25 },
  )
})

/** Ids of people follow from the source, which differs from run to run. */
function stripIds(text: string): string {
  return text.replace(/"personId":"[^"]+"/g, '')
}

function pieces<T>(list: readonly T[], at: readonly number[]): T[][] {
  const places = [0, ...new Set(at), list.length].sort((a, b) => a - b)
  return places.slice(1).map((to, index) => list.slice(places[index], to))
}

test('council returns end in the same events whatever the order of the files', async (t) => {
  const place = await testIntake(t)
  const folder = await southmere(t, 400)
  const files = readdirSync(join(folder, 'council'))
    .sort()
    .map((name) => join(folder, 'council', name))
  await loadFiles(place, files, 'forward')
  await loadFiles(place, files.toReversed(), 'backward')
  const forward = JSON.stringify(
    (await seen(place, 'forward')).events.map(({ detail, ...row }) => ({ ...row, detail })),
  )
  const sorted = (text: string) =>
    (JSON.parse(text) as unknown[]).map((row) => JSON.stringify(row)).sort()
  const backward = JSON.stringify((await seen(place, 'backward')).events)
  assert.ok(sorted(forward).length > 20)
  assert.deepEqual(sorted(backward), sorted(forward))
})

test('everything that the made-up place writes loads without quarantine; a second load brings nothing', async (t) => {
  const place = await testIntake(t)
  const folder = await southmere(t, 300)
  const feeds = [
    ['hospital', SOURCE],
    ['gp', 'southmere-gp'],
    ['council', 'southmere-council'],
  ] as const
  for (const again of [false, true]) {
    for (const [name, source] of feeds) {
      const { files } = await loadFiles(place, [join(folder, name)], source)
      const sum = (of: 'read' | 'new' | 'unchanged' | 'quarantined') =>
        files.reduce((all, file) => all + file[of], 0)
      assert.deepEqual(
        files.flatMap(({ fault }) => fault?.line ?? []),
        [],
      )
      assert.equal(sum('quarantined'), 0)
      assert.equal(sum('new') > 0, !again)
      // A day's file tells again what has stayed the same since the day before.
      if (!again) assert.equal(sum('new') + sum('unchanged'), sum('read'))
      if (!again && name !== 'council') assert.equal(sum('unchanged'), 0)
    }
  }
  const { rows } = await place.databases.care.short.query<{ said: { family: string } }>(
    "select said from people.person where said->>'family' = 'Okello' and source = $1",
    ['southmere-council'],
  )
  assert.ok(rows.length > 0)
})

async function southmere(t: TestContext, people: number): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 'concordat-southmere-'))
  t.after(() => rmSync(out, { recursive: true, force: true }))
  await generate({ people, seed: 'intake', out, asOf: '2026-03-10' })
  return out
}

import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Client } from 'pg'
import { openTestPlace } from '../../test/open-place.ts'
import { testDatabaseUrl } from '../kernel/testing.ts'
import { loadFiles } from './load-files.ts'
import { beginViews } from './read-view.ts'
import { takeDropped } from './take-drop.ts'

/** The same row by every door is one thing: each goes through one reader, and is known by its reference. */
const SOURCE = 'southmere-council-daily'
const CELLS = {
  ...{ record_type: 'request', la_person_id: 'P-1', family_name: 'Okello', given_name: 'Grace' },
  ...{ date_of_birth: '1970-05-05', reference: 'R-1', start: '2026-03-02', reason: 'Cannot go on' },
}
const MAPPING = `kind: council-daily
columns:
  record_type: { always: request }
  la_person_id: client
  family_name: surname
  given_name: forename
  date_of_birth: born
  reference: ref
  start: opened
  reason: why
  as_of: { today: true }
view:
  query: select client, surname, forename, born, ref, opened, why from asked
  every: 1 h
`

test('the same row by every door is one occurrence, and what a page says is not closed by silence', async (t) => {
  const url = await testDatabaseUrl(t)
  const council = new Client({ connectionString: url })
  await council.connect()
  await council.query(`create table asked as select 'P-1' as client, 'Okello' as surname, 'Grace' as forename,
    '1970-05-05'::date as born, 'R-1' as ref, '2026-03-02'::date as opened, 'Cannot go on' as why`)
  await council.end()
  const folder = placeFolder(t)
  const opened = await openTestPlace(t, {
    at: '2026-03-09T09:00:00Z',
    env: { CONCORDAT_PLACE: folder, CONCORDAT_VIEW_SOUTHMERE_COUNCIL_DAILY: url },
  })
  const { place, dataFolder, clock, settle } = opened
  const elsewhere = { ...place, settings: { ...place.settings, dataFolder: join(dataFolder, 'x') } }
  const told = async () => {
    const { rows } = await place.databases.care.short.query<{ line: string }>(
      `select concat_ws(' ', kind, status, numbers[1]) as line from record.event
       where source = $1 and superseded_at is null`,
      [SOURCE],
    )
    return rows.map(({ line }) => line)
  }
  const file = async (day: string, rows: readonly Record<string, string>[]) => {
    const names = [...Object.keys(CELLS), 'as_of']
    const lines = [{ record_type: 'person', la_person_id: 'P-0' }, ...rows].map((row) =>
      names.map((name) => ({ ...row, as_of: day })[name as 'as_of'] ?? '').join(','),
    )
    const path = join(dataFolder, `${day}-${rows.length}.csv`)
    writeFileSync(path, `${[names.join(','), ...lines].join('\n')}\n`)
    const { files } = await loadFiles(elsewhere, [path], SOURCE)
    assert.equal(files[0]!.fault, undefined)
    return files[0]!
  }
  const page = (more: Record<string, string> = {}) =>
    place.call('intake.say-daily', {
      viewer: {
        actor: {
          ...{ id: 'ana', name: 'Ana', role: 'social-worker', via: 'web' as const },
          ...{ organisation: 'southmere-council', side: 'council' },
        },
        purpose: 'direct-care',
      },
      input: { feed: SOURCE, ...CELLS, ...more },
    })

  assert.equal((await page()).ok, true)
  assert.deepEqual(await told(), ['request active R-1'])
  const wrong = await page({ start: '2026-03-02', visits: 'soon' })
  assert.match(
    !wrong.ok && 'refusal' in wrong ? wrong.refusal.sentence : '',
    /visits are not written/,
  )
  await file('2026-03-09', [])
  assert.deepEqual(await told(), ['request active R-1'], 'what was written stays')

  await beginViews(place)
  await settle()
  assert.deepEqual(await told(), ['request active R-1'], 'the view tells the same thing')
  const drop = join(dataFolder, 'drop', SOURCE)
  mkdirSync(drop, { recursive: true })
  const cells = 'P-1;Okello;Grace;05/05/1970;R-1;02/03/2026;Cannot go on'
  const dropped = `client;surname;forename;born;ref;opened;why\n${cells}\n`
  writeFileSync(join(drop, 'own.csv'), dropped)
  const known = new Map()
  const look = (now: number) => takeDropped(elsewhere, join(dataFolder, 'drop'), known, now)
  assert.deepEqual(
    [...(await look(0)), ...(await look(10_000))].map(({ refused }) => refused),
    [undefined],
  )
  assert.deepEqual(await told(), ['request active R-1'], 'and so does the folder')
  clock.set('2026-03-10T09:00:00Z')
  const same = await file('2026-03-10', [CELLS])
  assert.deepEqual([same.new, same.unchanged], [0, 2])
  clock.set('2026-03-11T09:00:00Z')
  assert.equal((await file('2026-03-11', [])).closed, 1)
  assert.deepEqual(await told(), ['request finished R-1'])
  clock.set('2026-03-14T09:00:00Z')
  assert.equal((await page({ reference: 'R-2' })).ok, true)
  const { rows } = await place.databases.care.short.query<{ day: string }>(
    'select as_at::text as day from intake.feed_state where source = $1',
    [SOURCE],
  )
  assert.deepEqual(rows, [{ day: '2026-03-11' }], 'a row is no file, and hides none that is late')
  assert.equal((await page({ feed: 'home-care-visits' })).ok, false, 'it does not speak for them')
})

/** Southmere with the council's own layout. */
function placeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-doors-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const southmere = join(import.meta.dirname, '../../places/southmere')
  cpSync(southmere, folder, { recursive: true, filter: (path) => !path.endsWith('.ts') })
  mkdirSync(join(folder, 'mappings'))
  writeFileSync(join(folder, 'mappings', `${SOURCE}.yaml`), MAPPING)
  return folder
}

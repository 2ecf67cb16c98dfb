import assert from 'node:assert/strict'
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { examineDrop, looseFiles, looseWords } from './loose-files.ts'
import { type Seen, takeDropped } from './take-drop.ts'
import { seen, testIntake } from './testing.ts'

const SOURCE = 'southmere-council-daily'
const ROWS =
  'record_type,la_person_id,reference,start,as_of\nrequest,17,R-1,2026-02-20,2026-03-10\n'

test('a file is taken when it has been still, and what cannot be is refused with the sentence beside it', async (t) => {
  const place = await testIntake(t)
  const drop = join(place.settings!.placeFolder!, 'drop')
  const own = join(drop, SOURCE)
  mkdirSync(own, { recursive: true })
  writeFileSync(join(own, 'good.csv'), ROWS)
  writeFileSync(join(own, 'bad.pdf'), '%PDF-1.7')
  writeFileSync(join(own, 'growing.csv'), ROWS.slice(0, 60))
  symlinkSync('/etc/passwd', join(own, 'link.csv'))
  const known: Seen = new Map()
  const look = (at: number) => takeDropped(place, drop, known, at)
  const first = await look(0)
  assert.deepEqual(first.length, 1)
  assert.match(first[0]!.refused!, /link/)
  assert.deepEqual(await look(9_000), [])
  appendFileSync(join(own, 'growing.csv'), ROWS.slice(60))
  const taken = await look(10_000)
  assert.deepEqual(
    taken
      .map(({ path, refused = '' }) => [path.slice(own.length + 1), refused.slice(0, 30)])
      .sort(),
    [
      ['refused/bad.pdf', 'this is a PDF document, which '],
      ['taken/good.csv', ''],
    ],
  )
  assert.match(readFileSync(join(own, 'refused/bad.pdf.txt'), 'utf8'), /Send FHIR R4 as JSON/)
  assert.deepEqual(readdirSync(own).sort(), ['growing.csv', 'refused', 'taken'])
  assert.equal((await seen(place, SOURCE)).length, 1)
  // The same name once more, when it has been still, lies beside the first.
  assert.deepEqual((await look(20_001)).length, 1)
  writeFileSync(join(own, 'good.csv'), ROWS)
  await look(30_000)
  await look(40_001)
  assert.equal(readdirSync(join(own, 'taken')).length, 3)
  // What could not be read of one that was taken stands beside it.
  writeFileSync(join(own, 'half.csv'), `${ROWS}request,NULL,R-2,2026-02-20,2026-03-10\n`)
  await look(50_000)
  await look(60_001)
  const beside = readFileSync(join(own, 'taken/half.csv.txt'), 'utf8')
  assert.match(beside, /^1 item of it could not be read: see quarantine\n/)
})

test('what cannot be moved away waits, is tried again after a minute, and holds up nothing else', async (t) => {
  const place = await testIntake(t)
  const drop = join(place.settings!.placeFolder!, 'drop')
  for (const source of ['another-feed', SOURCE]) {
    mkdirSync(join(drop, source), { recursive: true })
    writeFileSync(join(drop, source, 'good.csv'), ROWS)
  }
  // In the way of the folder into which it would go.
  writeFileSync(join(drop, 'another-feed', 'taken'), ROWS)
  const known: Seen = new Map()
  const look = async (at: number) =>
    (await takeDropped(place, drop, known, at)).map(({ path, wrong }) => [
      path.slice(drop.length + 1),
      (wrong as NodeJS.ErrnoException | undefined)?.code,
    ])
  assert.deepEqual(await look(0), [])
  const stuck = [
    ['another-feed/good.csv', 'EEXIST'],
    ['another-feed/taken', 'EEXIST'],
  ]
  assert.deepEqual((await look(10_000)).sort(), [...stuck, [`${SOURCE}/taken/good.csv`, undefined]])
  assert.deepEqual(await look(20_000), [])
  assert.deepEqual((await look(70_000)).sort(), stuck)
})

test('what lies where no feed takes it is named, to whoever runs the machine by its name', async (t) => {
  const place = await testIntake(t)
  const drop = join(place.settings!.placeFolder!, 'drop')
  for (const folder of [
    'Council daily/March',
    `${SOURCE}/old`,
    `${SOURCE}/taken`,
    `${SOURCE}/refused`,
    '.hidden',
  ])
    mkdirSync(join(drop, folder), { recursive: true })
  for (const path of [
    ...[
      'loose.csv',
      '.loose.csv',
      'Council daily/a.csv',
      'Council daily/March/b.csv',
      '.hidden/c.csv',
    ],
    ...[
      `${SOURCE}/its-own.csv`,
      `${SOURCE}/old/d.csv`,
      `${SOURCE}/taken/e.csv`,
      `${SOURCE}/refused/f.csv`,
    ],
  ])
    writeFileSync(join(drop, path), ROWS)
  assert.deepEqual(
    await looseFiles(drop, Date.now()),
    [],
    'what is being put together is left alone',
  )
  const loose = await looseFiles(drop, Date.now() + 61_000)
  assert.deepEqual(loose, [
    { folder: '', files: 1, names: ['loose.csv'] },
    { folder: 'Council daily', files: 1, names: ['a.csv'] },
    { folder: 'Council daily/March', files: 1, names: ['b.csv'] },
    { folder: `${SOURCE}/old`, files: 1, names: ['d.csv'] },
  ])
  assert.match(
    looseWords(loose).since,
    /: 1 in the folder itself, 1 in “Council daily”, .+ and 1 in “.+old”\. Whoever/,
  )
  const found = await examineDrop(drop, new Date(Date.now() + 61_000))
  assert.match(found[0]!.says, /^a file lies where no feed takes it: loose\.csv \(/)
})

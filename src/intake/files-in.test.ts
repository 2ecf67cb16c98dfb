import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { filesIn } from './files-in.ts'
import { loadFiles } from './load-files.ts'
import { testIntake } from './testing.ts'

const PATIENT = JSON.stringify({ resourceType: 'Patient', id: 'H1', birthDate: '1944-03-12' })

async function folderOf(t: TestContext): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-in-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'more'))
  writeFileSync(join(folder, 'more', 'a.json'), PATIENT)
  writeFileSync(join(folder, '.hidden'), PATIENT)
  symlinkSync('/etc/hostname', join(folder, 'link.json'))
  symlinkSync('/etc', join(folder, 'linked-folder'))
  symlinkSync(folder, join(folder, 'round'))
  execFileSync('mkfifo', [join(folder, 'pipe.json')])
  const server = createServer().listen(join(folder, 's'))
  t.after(() => server.close())
  await new Promise((ready) => server.once('listening', ready))
  return folder
}

test('of what stands in a folder only files are read; links lead out of it, and a pipe never ends', async (t) => {
  const folder = await folderOf(t)
  const found = await filesIn(folder, undefined)
  assert.deepEqual(
    found.map(({ path, why }) => [path.slice(folder.length + 1), why]),
    [
      ['link.json', 'this is a link'],
      ['linked-folder', 'this is a link'],
      ['more/a.json', undefined],
      ['pipe.json', 'this is a pipe'],
      ['round', 'this is a link'],
      ['s', 'this is a socket'],
    ],
  )
})

test('each that is no file is said with its place, and the others are taken', async (t) => {
  const folder = await folderOf(t)
  const place = await testIntake(t)
  const { files } = await loadFiles(place, [folder], 'mere-general')
  assert.deepEqual(
    files.map(({ new: taken, fault }) => [taken, fault?.message]),
    [
      [0, 'this is a link'],
      [0, 'this is a link'],
      [1, undefined],
      [0, 'this is a pipe'],
      [0, 'this is a link'],
      [0, 'this is a socket'],
    ],
  )
})

test('a pipe or a device that is named by itself is refused, and nobody waits for it', async (t) => {
  const folder = await folderOf(t)
  const place = await testIntake(t)
  for (const path of [join(folder, 'pipe.json'), '/dev/zero']) {
    const { files } = await loadFiles(place, [path], 'mere-general')
    assert.equal(files[0]!.fault?.message, 'this is not a file')
  }
})

test('the place’s own data folder is nobody’s feed, by whatever name it is given', async (t) => {
  const folder = await folderOf(t)
  const link = `${folder}-link`
  symlinkSync(folder, link)
  t.after(() => rmSync(link))
  assert.deepEqual(await filesIn(link, folder), [])
  assert.deepEqual(await filesIn(folder, link), [])
})

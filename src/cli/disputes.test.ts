import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { joinEmbeddedServer, newId } from '../kernel/index.ts'

const ROOT = join(import.meta.dirname, '../..')
const BASE = process.env.CONCORDAT_TEST_DATA ?? join(ROOT, '.data/test')
const ABOUT = {
  room: 'intake',
  key: 'feed-1',
  about: 'The feed of the hospital',
  says: 'It is late.',
}

type Ended = { status: number; stdout: string; stderr: string }

/** The command as somebody types it, in a place of its own. */
function concordat(data: string, input: string, ...args: string[]): Promise<Ended> {
  const env = { ...process.env, CONCORDAT_DATA: data }
  return new Promise((resolve) => {
    const child = execFile(
      join(ROOT, 'bin/concordat'),
      args,
      { cwd: ROOT, env },
      (error, stdout, stderr) =>
        resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
    child.stdin?.end(input)
  })
}

test('disputes are opened by name and listed as the interface says', async (t) => {
  const data = mkdtempSync(join(BASE, `disputes-${newId().slice(-6)}-`))
  const none = await concordat(data, '', 'disputes')
  assert.equal(none.status, 2)
  assert.match(none.stderr, /there is no place in this folder/)
  // Held here, so that the server does not start and stop with every command.
  const server = await joinEmbeddedServer(data)
  t.after(async () => {
    await server.leave()
    rmSync(data, { recursive: true, force: true })
  })
  const open = (as: string) =>
    concordat(
      data,
      JSON.stringify(ABOUT),
      'do',
      'agreement.open-dispute',
      '--input',
      '-',
      '--as',
      as,
      '--json',
    )
  assert.equal((await open('priya.shah')).status, 1)
  const opened = JSON.parse((await open('ian.croft')).stdout)
  assert.equal(opened.ok, true)
  const again = await open('sunita.rao')
  assert.equal(again.status, 1)
  assert.equal(JSON.parse(again.stdout).refusal.code, 'stale')
  const { stdout } = await concordat(data, '', 'disputes', '--open', '--json')
  const [dispute] = JSON.parse(stdout).disputes
  const { id, room, about, step, holder, opened_at, age_hours, interim, sides, settled } = dispute
  assert.equal(id, opened.result.id)
  assert.deepEqual(
    [room, about, step, age_hours, settled],
    ['intake', ABOUT.about, 'two officers', 0, false],
  )
  assert.match(holder, /finance leads/)
  assert.ok(!Number.isNaN(Date.parse(opened_at)))
  assert.equal(interim, 'what was done for a person goes on being done')
  assert.deepEqual(sides, [{ side: 'nhs', says: 'It is late.' }])
})

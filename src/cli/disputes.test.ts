import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { testDatabaseUrl } from '../kernel/testing.ts'
import { concordat } from './testing.ts'

const ABOUT = {
  room: 'intake',
  key: 'feed-1',
  about: 'The feed of the hospital',
  says: 'It is late.',
}

test('disputes are opened by name and listed as the interface says', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'concordat-disputes-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  const none = await concordat({ CONCORDAT_DATA: data }, ['disputes'])
  assert.equal(none.status, 2)
  assert.match(none.stderr, /there is no place in this folder/)
  const settings = { CONCORDAT_DATA: data, DATABASE_URL: await testDatabaseUrl(t) }
  const open = (as: string) => {
    const words = ['do', 'agreement.open-dispute', '--input', '-', '--as', as, '--json']
    return concordat(settings, words, JSON.stringify(ABOUT))
  }
  assert.equal((await open('priya.shah')).status, 1)
  const opened = JSON.parse((await open('ian.croft')).stdout)
  assert.equal(opened.ok, true)
  const again = await open('sunita.rao')
  assert.equal(again.status, 1)
  assert.equal(JSON.parse(again.stdout).refusal.code, 'stale')
  const { stdout } = await concordat(settings, ['disputes', '--open', '--json'])
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

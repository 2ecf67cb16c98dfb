import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLog, readSettings, withFileLock } from '../src/kernel/index.ts'
import { layServer } from '../src/kernel/testing-folder.ts'
import { openPlace } from '../src/main.ts'
import { servePlace } from '../src/serve.ts'
import { Visitor } from '../src/shell/testing.ts'
import { quietPort } from './quiet-port.ts'

/** The place's own server restarts while somebody signs in, and while something is done. */
test('a database that restarts in the middle: said in words, nothing half done, and then as before', async (t) => {
  const dataFolder = fs.mkdtempSync(join(tmpdir(), 'concordat-away-'))
  await layServer(dataFolder)
  const port = await quietPort()
  const settings = readSettings({ CONCORDAT_DATA: dataFolder, PORT: String(port) })
  const place = await openPlace(settings, { log: openLog('silent') })
  const app = await servePlace(place)
  t.after(async () => {
    await app.close()
    await place.close()
    fs.rmSync(dataFolder, { recursive: true, force: true })
  })
  await app.listen({ port, host: 'localhost' })
  const visitor = new Visitor(settings.origin)
  await visitor.signIn('david.osei')
  const input = { who: 'nobody.here', reason: 'Lost card' }
  const command = async () => {
    const cookie = [...visitor.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { 'content-type': 'application/json', cookie, 'idempotency-key': 'once' }
    const body = JSON.stringify(input)
    return fetch(new URL('/commands/access.end-sessions', settings.origin), {
      method: 'POST',
      headers: { ...headers, 'x-csrf': csrf, accept: 'text/html' },
      body,
    })
  }
  const csrf = await visitor.token('/sessions')

  // As far as the provider's answer, which is not taken yet.
  const other = new Visitor(settings.origin)
  other.jar.set('concordat', visitor.jar.get('concordat')!)
  const _csrf = csrf
  let back = await other.go('/sign-in', { person: 'priya.shah', return: '/sessions', _csrf })
  let callback = back.headers.get('location')!
  while (!callback.includes('/sign-in/callback')) {
    back = await other.go(callback)
    callback = back.headers.get('location')!
  }

  // Whoever would start it again waits for this lock.
  await withFileLock(join(dataFolder, 'postgres/start.lock'), async () => {
    await stopServer(dataFolder)
    for (const answer of [await other.go(callback), await visitor.go('/'), await command()]) {
      assert.equal(answer.status, 503)
      assert.equal(answer.headers.get('retry-after'), '10')
      assert.match(await answer.text(), /Records cannot be reached just now.*paper fallback/s)
    }
  })
  while ((await visitor.go('/')).status !== 200) await sleep(200)
  assert.equal((await visitor.go('/sessions')).status, 200, 'the earlier session is as it was')
  const done = await (await command()).text()
  assert.match(done, /Nobody with this account is signed in/)
  assert.equal(await (await command()).text(), done, 'the same key, the same answer')
  const signedIn = await other.follow(await other.go(callback))
  assert.match(await signedIn.text(), /Priya Shah/)
  const { rows } = await place.databases.care.short.query<{ actor_id: string; open: boolean }>(
    'select actor_id, ended_at is null as open from shell.session order by created_at',
  )
  assert.deepEqual(rows, [
    { actor_id: 'david.osei', open: false },
    { actor_id: 'priya.shah', open: true },
  ])
})

async function stopServer(dataFolder: string): Promise<void> {
  const path = join(dataFolder, 'postgres/cluster/postmaster.pid')
  process.kill(Number(fs.readFileSync(path, 'utf8').split('\n')[0]), 'SIGINT')
  while (fs.existsSync(path)) await sleep(20)
}

import assert from 'node:assert/strict'
import { get } from 'node:http'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, openDatabases, openLog } from '../../src/kernel/index.ts'
import { signIn } from '../sign-in.ts'
import { type Running, randomBetween, runConcordat, temporary } from './processes.ts'

/** The server of a whole place, killed while many look: every page that was sent has its look in the log. */
const ROUNDS = Number(process.env.CONCORDAT_FAULT_ROUNDS ?? 6)
const PEOPLE = '300'
const CALLERS = 8
const VIEWERS = ['nadia.khan', 'tom.ellis']

test('a server killed while people look has written down every look that it answered', async (t) => {
  process.env.CONCORDAT_PEOPLE = PEOPLE
  const data = temporary(t)
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const answered = new Map<string, number>()
  let server = await serve(data, port)
  try {
    const people = await known(data)
    for (let round = 0; round < ROUNDS; round++) {
      const sessions = await Promise.all(VIEWERS.map((viewer) => signIn(origin, viewer)))
      const killed = sleep(randomBetween(300, 2_500)).then(() => server.kill())
      const callers = Array.from({ length: CALLERS }, (_, n) =>
        lookAround(origin, sessions[n % sessions.length]!, people, answered),
      )
      await Promise.all([killed, ...callers])
      server = await serve(data, port)
      await compare(t, data, answered)
    }
    const { stdout, stderr } = await runConcordat(data, 'trail', 'verify', '--json').ended
    const { ok, faults } = JSON.parse(stdout) as { ok: boolean; faults: unknown[] }
    assert.deepEqual({ ok, faults, stderr }, { ok: true, faults: [], stderr: '' })
  } finally {
    await server.kill()
  }
})

async function serve(data: string, port: number): Promise<Running> {
  const running = runConcordat(data, 'start', '--port', String(port))
  const end = Date.now() + 120_000
  while (Date.now() < end && running.child.exitCode === null) {
    const answer = await fetch(`http://localhost:${port}/readyz`).catch(() => undefined)
    if (answer?.ok) return running
    await sleep(100)
  }
  const { stderr } = await running.kill()
  throw new Error(`the server did not start\n${stderr}`)
}

/** Until the server is gone. What counts as answered is what came to its end. */
async function lookAround(
  origin: string,
  cookie: string,
  people: readonly string[],
  answered: Map<string, number>,
): Promise<void> {
  for (;;) {
    const person = people[Math.floor(randomBetween(0, people.length))]!
    const status = await request(`${origin}/people/${person}`, cookie)
    if (status === undefined) return
    assert.ok(status === 200 || status === 403, `answered ${status}`)
    answered.set(person, (answered.get(person) ?? 0) + 1)
  }
}

function request(url: string, cookie: string): Promise<number | undefined> {
  return new Promise((done) => {
    get(url, { headers: { accept: 'text/html', cookie } }, (answer) => {
      answer.resume()
      answer.once('end', () => done(answer.statusCode))
      answer.once('error', () => done(undefined))
    }).once('error', () => done(undefined))
  })
}

async function known(data: string): Promise<string[]> {
  const databases = await openDatabases({ dataFolder: data }, openLog('silent'))
  const { rows } = await databases.owner.short.query<{ person_id: string }>(
    "select person_id from people.person where source = 'southmere-gp' order by 1 limit 80",
  )
  await databases.close()
  return rows.map(({ person_id }) => person_id)
}

/** A look at the same page within the hour extends the earlier one: both kinds are looks. */
async function compare(t: TestContext, data: string, answered: Map<string, number>): Promise<void> {
  const databases = await openDatabases({ dataFolder: data }, openLog('silent'))
  const { rows } = await databases.owner.short.query<{ person_id: string; looks: string }>(
    `select person_id, count(*) as looks from (
       select person_id from trail.look union all
       select k.person_id from trail.look_again g join trail.look k on k.entry_id = g.look) x group by 1`,
  )
  await databases.close()
  const written = new Map(rows.map(({ person_id, looks }) => [person_id, Number(looks)]))
  const lost = [...answered].filter(([person, count]) => (written.get(person) ?? 0) < count)
  assert.deepEqual(lost, [], 'answered without a look')
  t.diagnostic(`${[...answered.values()].reduce((a, b) => a + b, 0)} pages answered`)
}

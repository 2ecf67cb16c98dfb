import assert from 'node:assert/strict'
import { request as ask } from 'node:http'
import { type TestContext, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import {
  fixedClock,
  type Log,
  type LogFields,
  type News,
  PUBLIC,
  readSettings,
} from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import { action, SIGN_IN_LIMITS, sendPage } from '../shell/index.ts'
import { STREAMS_EACH_MAX } from './news-stream.ts'
import { openServer } from './server.ts'

const HTML = { accept: 'text/html' }

async function openTestServer(
  t: TestContext,
  register: (app: FastifyInstance) => void = () => {},
  env: Record<string, string> = {},
) {
  const databases = await testDatabases(t)
  const logged: (LogFields & { level: string })[] = []
  const keep = (level: string) => (fields: LogFields) => void logged.push({ level, ...fields })
  const log: Log = { info: keep('info'), warn: keep('warn'), error: keep('error') }
  const clock = fixedClock('2026-03-03T09:00:00Z')
  const settings = readSettings({ CONCORDAT_PLACE: import.meta.dirname, ...env })
  const subscribers = new Map<string, (news: News) => void>()
  let ready = true
  const app = await openServer({
    settings,
    clock,
    log,
    databases,
    news: {
      subscribe(topic, react) {
        subscribers.set(topic, react)
        return () => void subscribers.delete(topic)
      },
    },
    hears: (_viewer, topic) =>
      topic.startsWith('record') ? (key) => key !== 'somebody else’s' : undefined,
    shell: {
      databases,
      clock,
      log,
      settings,
      placeName: () => 'Southmere',
      knownRole: () => undefined,
      purposesOf: () => [],
      partner: () => undefined,
      mayOpen: () => undefined,
      destinations: () => [],
      footerFacts: async () => ({ feeds: [] }),
      limits: SIGN_IN_LIMITS,
    },
    checks: [
      { name: 'here', holds: () => ready },
      {
        name: 'throws',
        holds: () => {
          if (ready) return true
          throw new Error('not there')
        },
      },
    ],
    gauges: {
      concordat_trail_size: { help: 'Entries.', read: () => 12 },
      concordat_broken: {
        help: 'Cannot be read.',
        read: () => {
          throw new Error('no')
        },
      },
    },
    register,
  })
  t.after(() => app.close())
  return { app, logged, databases, subscribers, setReady: (now: boolean) => (ready = now) }
}

test('health, readiness and what is missing by name', async (t) => {
  const { app, setReady } = await openTestServer(t)
  assert.deepEqual((await app.inject('/healthz')).json(), { ok: true })
  assert.deepEqual((await app.inject('/readyz')).json(), {
    ready: true,
    checks: { here: true, throws: true },
  })
  setReady(false)
  const missing = await app.inject('/readyz')
  assert.equal(missing.statusCode, 503)
  assert.deepEqual(missing.json().checks, { here: false, throws: false })
})

test('metrics are counted by route, never by address', async (t) => {
  const { app } = await openTestServer(t, (on) => {
    on.get('/people/:personId', action(PUBLIC), async () => 'ok')
  })
  await app.inject('/people/9990123454?name=Okello')
  await app.inject('/Okello')
  const { body } = await app.inject('/metrics')
  assert.match(
    body,
    /concordat_requests_total\{method="GET",route="\/people\/:personId",status="200"\} 1/,
  )
  assert.match(body, /route="none",status="404"/)
  assert.match(body, /concordat_trail_size 12/)
  assert.match(body, /concordat_request_seconds_bucket/)
  assert.ok(!body.includes('Okello') && !body.includes('9990123454'))
})

test('the log names routes and never what was asked for', async (t) => {
  const { app, logged } = await openTestServer(t, (on) => {
    on.get('/people/:personId', action(PUBLIC), async () => {
      throw new Error('duplicate key (nhs_number)=(9990123454)')
    })
  })
  await app.inject({ url: '/people/9990123454?q=Okello', headers: HTML })
  const text = JSON.stringify(logged, (_key, value) =>
    value instanceof Error ? value.name : value,
  )
  assert.ok(!text.includes('9990123454') && !text.includes('Okello'))
  assert.ok(text.includes('/people/:personId'))
})

test('a bug is a page in words with a reference that is in the log', async (t) => {
  const { app, logged } = await openTestServer(t, (on) => {
    on.get('/broken', action(PUBLIC), async () => {
      throw new Error('secret detail')
    })
  })
  const answer = await app.inject({ url: '/broken', headers: HTML })
  assert.equal(answer.statusCode, 500)
  assert.ok(answer.body.includes('It is our fault, not yours'))
  assert.ok(!answer.body.includes('secret detail'))
  const failure = logged.find(({ level }) => level === 'error')
  assert.ok(failure?.id && answer.body.includes(failure.id))
})

test('what does not exist, is too large or is not understood is said in words', async (t) => {
  const { app } = await openTestServer(t, (on) => {
    on.post('/form', { config: { action: PUBLIC, csrf: false } }, async () => 'ok')
  })
  const missing = await app.inject({ url: '/nowhere', headers: HTML })
  assert.equal(missing.statusCode, 404)
  assert.ok(missing.body.includes('There is no such page'))
  const form = { 'content-type': 'application/x-www-form-urlencoded', ...HTML }
  const large = await app.inject({
    method: 'POST',
    url: '/form',
    headers: form,
    payload: `a=${'x'.repeat(300 * 1024)}`,
  })
  assert.equal(large.statusCode, 413)
  assert.ok(large.body.includes('That is too large'))
  const odd = { method: 'POST', url: '/form', payload: '{"a":' } as const
  const json = await app.inject({
    ...odd,
    headers: { 'content-type': 'application/json', ...HTML },
  })
  assert.equal(json.statusCode, 400)
  const picture = await app.inject({ ...odd, headers: { 'content-type': 'image/png', ...HTML } })
  assert.equal(picture.statusCode, 415)
  for (const answer of [missing, large, json, picture]) {
    assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/)
  }
})

test('an address that is none is answered in words, with headers, and repeats nothing', async (t) => {
  const { app } = await openTestServer(t, (app) => {
    app.get('/people/:personId', action(PUBLIC), async () => 'never')
  })
  for (const url of ['/%ff', '/people/%F0%80', `/people/${'a'.repeat(400)}`]) {
    const answer = await app.inject({ url, headers: HTML })
    assert.ok([400, 414].includes(answer.statusCode), url)
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8')
    assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/)
    assert.match(answer.body, /^That could not be understood\. [^%]+\n$/)
  }
})

test('a caller that wants no page gets the words as text', async (t) => {
  const { app } = await openTestServer(t)
  const answer = await app.inject({ url: '/nowhere', headers: { accept: 'application/json' } })
  assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8')
  assert.match(answer.body, /^There is no such page\. The address/)
})

test('with the database gone, or longer about it than its login waits, a page says so and what to do', async (t) => {
  const codes = ['ECONNREFUSED', 'ETIMEDOUT', '57P01', '57014', '55P03', '25P03']
  const { app } = await openTestServer(t, (on) => {
    on.get<{ Params: { code: string } }>('/asks/:code', action(PUBLIC), async ({ params }) => {
      throw Object.assign(new Error('what the driver said'), params)
    })
  })
  for (const code of codes) {
    const answer = await app.inject({ url: `/asks/${code}`, headers: HTML })
    assert.equal(answer.statusCode, 503, code)
    assert.equal(answer.headers['retry-after'], '10')
    assert.ok(answer.body.includes('The database does not answer'))
  }
})

test('news streams say that something changed, not who; closing the server ends them', async (t) => {
  const { app, subscribers } = await openTestServer(t)
  app.addHook('onRequest', async (request) => {
    request.viewer = viewer
  })
  const { port } = await listen(app)
  const stream = await openStream(port, '/events/record.changed')
  assert.equal(stream.status, 200)
  assert.match(stream.type, /text\/event-stream/)
  subscribers.get('record.changed')!({ id: '40', topic: 'record.changed', key: 'somebody else’s' })
  subscribers.get('record.changed')!({
    id: '41',
    topic: 'record.changed',
    key: 'person-9990123454',
  })
  await stream.until('data: 41')
  assert.ok(!stream.text().includes('9990123454'))
  assert.ok(!stream.text().includes('data: 40'), 'what the viewer may not hear of')
  assert.equal((await openStream(port, '/events/fund.posted')).status, 404)
  await app.close()
  await stream.ended
  assert.equal(subscribers.size, 0)
})

test('whoever opens many lists gets a few that refresh themselves, and others theirs', async (t) => {
  const { app, subscribers } = await openTestServer(t)
  app.addHook('onRequest', async (request) => {
    const id = String(request.headers['x-who'])
    request.viewer = { ...viewer, actor: { ...viewer.actor, id } }
  })
  const { port } = await listen(app)
  const opened = (who: string) =>
    new Promise<{ status: number; text: string }>((answered) => {
      const headers = { 'x-who': who, accept: 'text/event-stream' }
      const asked = ask({ port, path: '/events/record', host: '127.0.0.1', headers })
      asked.on('response', (answer) => {
        const status = answer.statusCode!
        if (status === 200) answered({ status, text: '' })
        let text = ''
        answer.on('data', (chunk) => {
          text += chunk
        })
        answer.on('end', () => answered({ status, text }))
        t.after(() => asked.destroy())
      })
      asked.end()
    })
  const many = await Promise.all(Array.from({ length: 500 }, () => opened('resident')))
  assert.equal(many.filter(({ status }) => status === 200).length, STREAMS_EACH_MAX)
  const refused = many.filter(({ status }) => status === 429)
  assert.equal(refused.length, 500 - STREAMS_EACH_MAX)
  assert.match(refused[0]!.text, /does not refresh itself just now.*Close some of them/s)
  assert.equal((await opened('somebody else')).status, 200)
  assert.ok(subscribers.size > 0)
})

test('who asks through a proxy is believed of those alone that a setting names', async (t) => {
  const seen = async (env: Record<string, string>, remoteAddress: string) => {
    const register = (on: FastifyInstance) =>
      void on.get('/ip', action(PUBLIC), async ({ ip, host, protocol }) => ({ ip, host, protocol }))
    const { app } = await openTestServer(t, register, env)
    const forwarded = {
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-host': 'elsewhere.example',
      'x-forwarded-proto': 'https',
    }
    const answer = await app.inject({ url: '/ip', remoteAddress, headers: forwarded })
    return answer.json()
  }
  const own = { ip: '10.1.2.3', host: 'localhost:80', protocol: 'http' }
  const https = { CONCORDAT_ORIGIN: 'https://southmere.example' }
  assert.deepEqual(await seen({}, '10.1.2.3'), own)
  assert.deepEqual(await seen(https, '10.1.2.3'), own)
  assert.deepEqual(await seen({ ...https, CONCORDAT_PROXIES: '192.0.2.1' }, '10.1.2.3'), own)
  assert.deepEqual(await seen({ ...https, CONCORDAT_PROXIES: '10.0.0.0/8' }, '10.1.2.3'), {
    ip: '203.0.113.9',
    host: 'elsewhere.example',
    protocol: 'https',
  })
})

test('a reader who leaves while their session is read leaves nothing behind', async (t) => {
  const { app, subscribers } = await openTestServer(t)
  let arrived = () => {}
  const here = new Promise<void>((resolve) => {
    arrived = resolve
  })
  let release = () => {}
  app.addHook('onRequest', async (request) => {
    request.viewer = viewer
    arrived()
    await new Promise<void>((resolve) => {
      release = resolve
    })
  })
  const { port } = await listen(app)
  const reader = ask({ port, path: '/events/record', host: '127.0.0.1' }).on('error', () => {})
  reader.end()
  await here
  const left = new Promise((resolve) => reader.once('close', resolve))
  reader.destroy()
  await left
  await new Promise((resolve) => setTimeout(resolve, 50))
  release()
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal(subscribers.size, 0)
})

test('news is not told to somebody who is not signed in, nor under an odd name', async (t) => {
  const { app } = await openTestServer(t)
  const stranger = await app.inject({
    url: '/events/record',
    headers: { accept: 'text/event-stream' },
  })
  assert.equal(stranger.statusCode, 401)
})

test('what is under way is answered before the server is gone', async (t) => {
  let release = () => {}
  const { app } = await openTestServer(t, (on) => {
    on.get('/slow', action(PUBLIC), async (request, reply) => {
      await new Promise<void>((resolve) => {
        release = resolve
      })
      return sendPage(request, reply, { title: 'Slow', body: 'done at last' })
    })
  })
  const { port } = await listen(app)
  const slow = fetch(`http://127.0.0.1:${port}/slow`)
  await new Promise((resolve) => setTimeout(resolve, 100))
  const closed = app.close()
  release()
  assert.ok((await (await slow).text()).includes('done at last'))
  await closed
  await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`))
})

const viewer = {
  actor: {
    id: 'priya',
    name: 'Priya',
    role: 'ward-coordinator',
    organisation: 'mere',
    side: 'nhs',
    via: 'web' as const,
  },
  purpose: 'direct-care',
}

async function listen(app: FastifyInstance): Promise<{ port: number }> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app.server.address() as { port: number }
}

type Stream = {
  status: number
  type: string
  text(): string
  until(part: string): Promise<void>
  ended: Promise<void>
}

function openStream(port: number, path: string): Promise<Stream> {
  return new Promise((resolve, reject) => {
    ask({ port, path, host: '127.0.0.1' }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      resolve({
        status: response.statusCode!,
        type: response.headers['content-type']!,
        text: () => text,
        async until(part) {
          while (!text.includes(part)) await new Promise((next) => setTimeout(next, 10))
        },
        ended: new Promise((end) => response.on('end', end)),
      })
    })
      .on('error', reject)
      .end()
  })
}

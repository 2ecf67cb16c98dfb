import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { type OpenedPlace, openTestPlace } from '../../test/open-place.ts'
import {
  DAY_MS,
  freePort,
  openFollowing,
  systemActor,
  type Viewer,
  writeFollowing,
} from '../kernel/index.ts'
import { issueLink } from './issue-link.ts'
import type { Link } from './link.ts'
import { access } from './room.ts'
import { readMailbox } from './send-link.ts'

const WATCHER: Viewer = { actor: systemActor('test'), purpose: 'governance' }

test('ten mails, read by another’s parser: each says that something waits, and its link opens', async (t) => {
  const { url, mails } = await openSink(t)
  const opened = await openTestPlace(t, { env: { CONCORDAT_SMTP: url } })
  const links = await issue(opened, 10)
  await opened.settle()
  assert.equal(mails.length, 10)
  const parsed = await Promise.all(mails.map((mail) => simpleParser(mail)))
  const app = await opened.serve()
  for (const link of links) {
    const mail = parsed.find(({ to }) => (to as AddressObject).text === link.address)!
    assert.equal(mail.messageId, `<link-${link.id}@localhost>`)
    assert.equal(mail.from!.value[0]!.name, 'Concordat, Southmere')
    assert.equal(mail.subject, 'Something waits for you in Southmere')
    assert.equal(mail.headers.get('auto-submitted'), 'auto-generated')
    assert.ok(mail.date instanceof Date && mail.attachments.length === 0 && mail.html === false)
    assert.ok(mail.text!.includes(`To ${link.post} of Mere General`))
    assert.ok(!mail.text!.includes(link.asks), 'what waits is on the page, not in the mail')
    const page = await app.inject(pathIn(mail))
    assert.equal(page.statusCode, 200)
    assert.ok(page.body.includes(link.asks))
  }
  assert.equal(new Set(parsed.map(({ text }) => pathOf(text!))).size, 10)
  await opened.settle()
  assert.equal(mails.length, 10, 'sent once')
})

test('a mail server that is down for a day gets each mail once when it is back', async (t) => {
  const port = await freePort()
  const opened = await openTestPlace(t, { env: { CONCORDAT_SMTP: `smtp://127.0.0.1:${port}` } })
  const { place, clock, settle } = opened
  await issue(opened, 2)
  const began = clock.now().getTime()
  for (let quarter = 0; quarter < 8; quarter++) {
    clock.set(new Date(began + quarter * 3 * 3_600_000).toISOString())
    await settle()
  }
  const [undone] = await place.errands.undone()
  // Two of ours, and one for each of the place’s feeds of which somebody is asked why it is late.
  const feeds = place.agreement.current()!.table<{ answers?: string }>('feed')
  const count = 2 + feeds.filter(({ answers }) => answers !== undefined).length
  const { name, fault } = undone!
  assert.deepEqual([name, undone!.count, fault], ['access.send-link', count, 'ESOCKET'])
  const { mails } = await openSink(t, { port })
  clock.set(new Date(began + DAY_MS).toISOString())
  await settle()
  await settle()
  assert.equal(mails.length, 2)
  assert.deepEqual(await place.errands.undone(), [])
})

test('a mail whose receipt was lost is sent again as it was, so that it can be told as the same', async (t) => {
  let lost = true
  const { url, mails } = await openSink(t, {
    answer: () => {
      if (!lost) return undefined
      lost = false
      return new Error('receipt lost')
    },
  })
  const opened = await openTestPlace(t, { env: { CONCORDAT_SMTP: url } })
  await issue(opened, 1)
  await opened.settle()
  opened.clock.set('2026-03-10T10:00:00Z')
  await opened.settle()
  const [first, second] = await Promise.all(mails.map((mail) => simpleParser(mail)))
  assert.equal(second!.messageId, first!.messageId)
  assert.equal(second!.text, first!.text)
})

test('the login of the setting is used', async (t) => {
  const said: string[] = []
  const { url, mails } = await openSink(t, {
    server: {
      authOptional: false,
      onAuth({ username, password }, _session, done) {
        said.push(`${username} ${password}`)
        done(null, { user: username })
      },
    },
  })
  const smtp = url.replace('smtp://', 'smtp://southmere:p%40ss@')
  const opened = await openTestPlace(t, { env: { CONCORDAT_SMTP: smtp } })
  await issue(opened, 1)
  await opened.settle()
  assert.deepEqual([...new Set(said)], ['southmere p@ss'])
  assert.equal(mails.length, 1)
})

test('a live place does not give its mail to a server that cannot encrypt', async (t) => {
  const { url, mails } = await openSink(t, { host: '127.0.0.2' })
  const opened = await openTestPlace(t, { env: { ...LIVE, CONCORDAT_SMTP: url } })
  await issue(opened, 1)
  await opened.settle()
  assert.equal(mails.length, 0)
  const waiting = await opened.place.errands.waiting({ limit: 10 })
  assert.ok(waiting.some(({ name }) => name === 'access.send-link'))
})

test('without a mail server a made-up mail stays in the mailbox, and a live place says what is missing', async (t) => {
  const opened = await openTestPlace(t)
  const [link] = await issue(opened, 1)
  await opened.settle()
  assert.deepEqual(await opened.place.errands.waiting({ limit: 10 }).then(sends), [])
  const [held] = await readMailbox(opened.place, { to: link!.address, limit: 10 })
  assert.equal(held!.mail.to, link!.address)
  assert.deepEqual(await readMailbox(opened.place, { to: 'nobody@x.example', limit: 10 }), [])
  assert.deepEqual(await access.concerns!(opened.place, WATCHER), [])
  const app = await opened.serve()
  assert.ok((await app.inject('/mailbox')).body.includes(link!.address))

  const live = await openTestPlace(t, { env: LIVE })
  const quiet = await access.concerns!(live.place, WATCHER)
  assert.deepEqual(
    quiet.map(({ what, first }) => [what, first]),
    [['This place has no mail server', 'told']],
  )
  await issue(live, 1)
  await live.settle()
  assert.deepEqual(sends(await live.place.errands.waiting({ limit: 10 })), ['access.send-link'])
  const [missing] = await access.concerns!(live.place, WATCHER)
  assert.equal(missing!.first, 'harm')
  assert.match(missing!.since, /1 mail waits for it/)
})

test('a link that has ended is not sent any more', async (t) => {
  const { url, mails } = await openSink(t)
  const opened = await openTestPlace(t, { env: { CONCORDAT_SMTP: url } })
  await issue(opened, 1)
  opened.clock.set('2026-05-01T09:00:00Z')
  await opened.settle()
  assert.equal(mails.length, 0)
  assert.deepEqual(sends(await opened.place.errands.waiting({ limit: 10 })), [])
})

test('the secret of another folder sends nothing that would open nothing', async (t) => {
  const { url, mails } = await openSink(t)
  const opened = await openTestPlace(t, { env: { CONCORDAT_SMTP: url } })
  await issue(opened, 1)
  opened.place.settings.dataFolder = (await openTestPlace(t)).dataFolder
  await opened.settle()
  assert.equal(mails.length, 0)
})

const LIVE = { CONCORDAT_MODE: 'live', CONCORDAT_OIDC_ISSUER: 'https://sign-in.example' }

function sends(waiting: readonly { name: string }[]): string[] {
  return waiting.map(({ name }) => name).filter((name) => name.startsWith('access.'))
}

/** As a command that asks somebody does it. */
async function issue({ place, clock }: OpenedPlace, count: number): Promise<Link[]> {
  const now = clock.now()
  return place.databases.care.transaction(async (tx) => {
    const following = openFollowing()
    const links: Link[] = []
    for (let n = 0; n < count; n++) {
      const given = {
        party: 'mere-general',
        post: 'the data desk',
        address: `desk-${n}@mere-general.example`,
        asks: `The hospital’s feed ${n} is late – why?`,
        command: 'intake.answer-late',
        input: { feed: 'mere-general' },
        until: new Date(now.getTime() + 14 * DAY_MS),
      }
      links.push(await issueLink({ tx, now, clause: '9.1', ask: following.ask }, place, given))
    }
    await tx.query(writeFollowing([following.gathered], now)!)
    return links
  })
}

function pathIn({ text }: ParsedMail): string {
  return pathOf(text!)
}

function pathOf(text: string): string {
  return /http:\/\/localhost:\d+(\/link\/[\w-]{43})\n/.exec(text)![1]!
}

/** A mail server that keeps what it is given. */
async function openSink(
  t: TestContext,
  options: {
    port?: number
    host?: string
    server?: SMTPServerOptions
    answer?: () => Error | undefined
  } = {},
) {
  const mails: Buffer[] = []
  const { host = '127.0.0.1', port = 0, answer } = options
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onData(stream, { envelope }, done) {
      // The place’s own feeds are late, and it writes about them too.
      const isOurs = envelope.rcptTo.some(({ address }) => address.startsWith('desk-'))
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        if (isOurs) mails.push(Buffer.concat(parts))
        done((isOurs && answer?.()) || null)
      })
    },
    ...options.server,
  })
  server.on('error', () => {})
  await new Promise<void>((ready) => server.listen(port, host, () => ready()))
  t.after(() => new Promise<void>((closed) => server.close(() => closed())))
  const { port: taken } = server.server.address() as AddressInfo
  return { mails, url: `smtp://${host}:${taken}` }
}

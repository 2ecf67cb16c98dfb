import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { openErrands, openLog } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type Answered, MllpConnection } from './mllp-connection.ts'
import { type Mllp, serveMllp } from './serve-mllp.ts'
import { takeReceived } from './take-received.ts'
import { adt, pid, pv1, testRecord } from './testing.ts'

const SOURCE = 'mere-general'
const NHS = '9990001234'

type Sender = {
  socket: Socket
  /** the next answer; undefined where the connection ended without one */
  answer(): Promise<Ack | undefined>
  send(text: string): void
}
type Ack = { code: string; about: string; says: string; text: string }

async function served(t: TestContext) {
  const place = await testRecord(t)
  const mllp = await serveMllp(place, { port: 0, host: 'localhost', log: openLog('silent') })
  t.after(() => mllp.close())
  const verdicts = async () => {
    const { rows } = await place.databases.owner.short.query<{
      count: string
      quarantined: string
    }>(`select count(*), count(reason) as quarantined from intake.item where source = $1`, [SOURCE])
    return { items: Number(rows[0]!.count), quarantined: Number(rows[0]!.quarantined) }
  }
  const { care } = place.databases
  const log = openLog('silent')
  const given = () => place as unknown as Place
  const errands = openErrands([takeReceived], { care, clock: place.clock, log, place: given })
  /** what follows from what was acknowledged */
  const follow = async () => {
    while ((await errands.runDue()) > 0);
  }
  const events = async () => (await care.short.query('select from record.event')).rowCount
  return { place, mllp, verdicts, follow, events, sender: () => senderTo(t, mllp) }
}

function senderTo(t: TestContext, { port }: Mllp): Sender {
  const socket = connect(port, 'localhost')
  t.after(() => socket.destroy())
  let text = ''
  let ended = false
  const waiting: (() => void)[] = []
  const wake = () => {
    for (const one of waiting.splice(0)) one()
  }
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
    wake()
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    ended = true
    wake()
  })
  return {
    socket,
    send: (message) => socket.write(framed(message)),
    async answer() {
      for (;;) {
        const end = text.indexOf('\x1c\r')
        if (end >= 0) {
          const ack = text.slice(1, end)
          text = text.slice(end + 2)
          return readAck(ack)
        }
        if (ended) return undefined
        await new Promise<void>((come) => waiting.push(come))
      }
    },
  }
}

function framed(message: string): Buffer {
  return Buffer.from(`\x0b${message}\x1c\r`)
}

function readAck(text: string): Ack {
  const msa = text.split('\r').find((line) => line.startsWith('MSA'))!
  const [, code = '', about = '', says = ''] = msa.split('|')
  return { code, about, says, text }
}

/** From the hospital, as the agreement names it. */
function fromHospital(message: string, control?: string): string {
  const [header, ...rest] = message.split('\r')
  const fields = header!.split('|')
  fields[3] = 'RXS'
  if (control !== undefined) fields[9] = control
  return [fields.join('|'), ...rest].join('\r')
}

const admission = (visit: string, control?: string) =>
  fromHospital(adt('A01', '202603010900', pid({ nhs: NHS }), pv1({ visit })), control)

test('a message is answered when it is committed: taken, known already, in quarantine, no HL7', async (t) => {
  const { verdicts, sender, follow, events } = await served(t)
  const hospital = sender()
  hospital.send(admission('V1', 'C1'))
  assert.deepEqual(pick(await hospital.answer()), { code: 'AA', about: 'C1' })
  assert.equal((await verdicts()).items, 1, 'it is in the inbox before it is answered')
  assert.equal(await events(), 0)
  await follow()
  assert.equal(await events(), 1, 'and in the record soon after')
  hospital.send(fromHospital(adt('A01', '202603010900', pv1()), 'C2'))
  const refused = await hospital.answer()
  assert.deepEqual(pick(refused), { code: 'AE', about: 'C2' })
  assert.match(refused!.says, /quarantine/)
  hospital.send('hello')
  assert.equal((await hospital.answer())!.code, 'AR')
  assert.deepEqual(await verdicts(), { items: 2, quarantined: 1 })
})

test('what is sent again is known already, and what differs in one field is another message', async (t) => {
  const { verdicts, sender } = await served(t)
  const [hospital, again] = [sender(), sender()]
  const message = admission('V1', 'C1')
  for (const one of [hospital, again]) {
    one.send(message)
    assert.equal((await one.answer())!.code, 'AA')
  }
  again.send(message.replace('Okello', 'Okelo'))
  assert.deepEqual(pick(await again.answer()), { code: 'AA', about: 'C1' })
  assert.deepEqual(await verdicts(), { items: 2, quarantined: 0 })
})

test('whoever no clause names is told so, and nothing of theirs is kept', async (t) => {
  const { verdicts, sender } = await served(t)
  const stranger = sender()
  stranger.send(adt('A01', '202603010900', pid(), pv1()))
  const { code, says } = (await stranger.answer())!
  assert.equal(code, 'AR')
  assert.match(says, /No clause/)
  assert.deepEqual(await verdicts(), { items: 0, quarantined: 0 })
})

test('many senders are committed together, and each is answered in its own order', async (t) => {
  const { place, verdicts, sender } = await served(t)
  const senders = Array.from({ length: 20 }, sender)
  const each = 10
  const sendAll = () => {
    for (const [who, one] of senders.entries()) {
      for (let at = 0; at < each; at += 1) one.send(admission(`V${who}-${at}`, `${who}-${at}`))
    }
  }
  // All come while the database can take none of them.
  await place.databases.owner.transaction(async (tx) => {
    await tx.query('lock table intake.pack in exclusive mode')
    sendAll()
    while (senders.some(({ socket }) => socket.writableLength > 0)) await sleep(5)
    await sleep(100)
  })
  for (const [who, one] of senders.entries()) {
    for (let at = 0; at < each; at += 1) {
      assert.deepEqual(pick(await one.answer()), { code: 'AA', about: `${who}-${at}` })
    }
  }
  assert.deepEqual(await verdicts(), { items: senders.length * each, quarantined: 0 })
  const { rows } = await place.databases.owner.short.query('select from intake.pack')
  assert.ok(rows.length < senders.length, `${rows.length} commands for 200 messages`)
})

test('a frame without its end is nothing, and one that the next cuts off is in quarantine', async (t) => {
  const { verdicts, sender } = await served(t)
  const lost = sender()
  lost.socket.end(`\x0b${admission('V1')}`)
  assert.equal(await lost.answer(), undefined)
  assert.deepEqual(await verdicts(), { items: 0, quarantined: 0 })
  const hasty = sender()
  hasty.socket.write(`\x0b${admission('V1', 'C1')}`)
  hasty.send(admission('V2', 'C2'))
  assert.deepEqual(pick(await hasty.answer()), { code: 'AE', about: 'C1' })
  assert.deepEqual(pick(await hasty.answer()), { code: 'AA', about: 'C2' })
})

test('whoever speaks something else is told once, and let go', async (t) => {
  const { mllp, sender } = await served(t)
  const browser = sender()
  browser.socket.write('GET / HTTP/1.1\r\n\r\n')
  assert.equal((await browser.answer())!.code, 'AR')
  assert.equal(await browser.answer(), undefined)
  while (mllp.connections() > 0) await sleep(10)
})

test('a message that is too large to keep is said to be, and the connection goes on', async (t) => {
  const { sender } = await served(t)
  const hospital = sender()
  const large = `OBX|1|TX|||${'x'.repeat(20 * 1024 * 1024)}`
  hospital.send(fromHospital(adt('A01', '202603010900', pid(), pv1(), large), 'C1'))
  const answer = await hospital.answer()
  assert.deepEqual(pick(answer), { code: 'AE', about: 'C1' })
  assert.match(answer!.says, /16 MB/)
  hospital.send(admission('V1', 'C2'))
  assert.equal((await hospital.answer())!.code, 'AA')
})

test('where it could not be kept nothing is answered, and sent again it is taken', async (t) => {
  const { place, verdicts, sender } = await served(t)
  const owner = place.databases.owner.short
  await owner.query('revoke insert on intake.pack from concordat_care')
  const hospital = sender()
  hospital.send(admission('V1', 'C1'))
  assert.equal(await hospital.answer(), undefined)
  await owner.query('grant insert on intake.pack to concordat_care')
  const again = sender()
  again.send(admission('V1', 'C1'))
  assert.equal((await again.answer())!.code, 'AA')
  assert.deepEqual(await verdicts(), { items: 1, quarantined: 0 })
})

test('two senders may use one control id: each message is taken, and each sender answered', async (t) => {
  const { verdicts, sender } = await served(t)
  const [one, other] = [sender(), sender()]
  one.send(admission('V1', 'C1'))
  other.send(admission('V2', 'C1'))
  for (const who of [one, other]) {
    assert.deepEqual(pick(await who.answer()), { code: 'AA', about: 'C1' })
  }
  assert.deepEqual(await verdicts(), { items: 2, quarantined: 0 })
})

test('a field of a hundred megabytes takes no more memory than a message may', async (t) => {
  const { sender, verdicts } = await served(t)
  const hospital = sender()
  // What is kept, not what waits to be collected.
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const used = () => {
    collect()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const before = used()
  let most = 0
  hospital.socket.write(`\x0b${fromHospital(adt('A01', '202603010900', pid()), 'C1')}OBX|1|TX|||`)
  const piece = Buffer.alloc(1024 * 1024, 'x')
  for (let sent = 0; sent < 100; sent += 1) {
    if (!hospital.socket.write(piece)) await once(hospital.socket, 'drain')
    if (sent % 10 === 9) most = Math.max(most, used() - before)
  }
  hospital.socket.write('\r\x1c\r')
  const answer = await hospital.answer()
  assert.deepEqual(pick(answer), { code: 'AE', about: 'C1' })
  assert.match(answer!.says, /16 MB/)
  assert.ok(most < 48 * 1024 * 1024, `${most}`)
  assert.deepEqual(await verdicts(), { items: 1, quarantined: 1 })
})

test('a thousand senders may be connected, no more are let in, and whoever sends is answered', async (t) => {
  const { mllp, sender } = await served(t)
  const senders = Array.from({ length: 1_000 }, sender)
  while (mllp.connections() < senders.length) await sleep(10)
  const late = sender()
  assert.equal(await late.answer(), undefined)
  for (const [at, one] of [senders[0]!, senders[999]!].entries()) {
    one.send(admission(`V${at}`, `C${at}`))
    assert.deepEqual(pick(await one.answer()), { code: 'AA', about: `C${at}` })
  }
  for (const one of senders) one.socket.destroy()
  while (mllp.connections() > 0) await sleep(10)
  const next = sender()
  next.send(admission('V1', 'C3'))
  assert.equal((await next.answer())!.code, 'AA')
})

test('bytes of any kind, and a message with any byte changed, are answered or let go, and hinder nobody', async (t) => {
  const { mllp, verdicts, sender } = await served(t)
  const message = framed(admission('V1', 'C1'))
  const changed = fc
    .tuple(fc.nat({ max: message.length - 1 }), fc.nat({ max: 255 }))
    .map(([at, byte]) => Buffer.from(message).fill(byte, at, at + 1))
  const anything = fc.oneof(fc.uint8Array({ maxLength: 300 }).map(Buffer.from), changed)
  await fc.assert(
    fc.asyncProperty(anything, async (bytes) => {
      const stranger = sender()
      stranger.socket.end(bytes)
      const answers: string[] = []
      for (let ack = await stranger.answer(); ack !== undefined; ack = await stranger.answer()) {
        answers.push(ack.code)
      }
      assert.ok(answers.every((code) => ['AA', 'AE', 'AR'].includes(code)))
    }),
    { numRuns: 60 },
  )
  const hospital = sender()
  hospital.send(admission('V2', 'C2'))
  assert.deepEqual(pick(await hospital.answer()), { code: 'AA', about: 'C2' })
  assert.ok((await verdicts()).items > 0)
  while (mllp.connections() > 1) await sleep(10)
})

test('whoever begins a message and stops, or goes on for ever, is let go; who waits for us is not', async (t) => {
  const second = 1_000
  const ended = async (bytes: string, seconds: readonly number[], answers = true) => {
    const { connection, client, passed } = await connectionTo(t, answers)
    client.write(bytes)
    await sleep(50)
    for (const more of seconds) {
      passed(more * second)
      connection.check()
      client.write('x')
      await sleep(20)
    }
    await sleep(50)
    return client.closed
  }
  assert.equal(await ended('\x0bMSH|', [59]), false)
  assert.equal(await ended('\x0bMSH|', [61]), true)
  const trickling = (minutes: number) => Array.from({ length: minutes * 2 }, () => 30)
  assert.equal(await ended('\x0bMSH|', trickling(4)), false)
  assert.equal(await ended('\x0bMSH|', trickling(6)), true)
  const whole = framed(admission('V1', 'C1')).toString('latin1')
  assert.equal(await ended(whole, [120], false), false)
})

/** A connection by itself, whose messages are answered, or wait for ever. */
async function connectionTo(t: TestContext, answers: boolean) {
  const taken = async (): Promise<Answered> => {
    if (!answers) await new Promise(() => {})
    return { code: 'AA' }
  }
  let elapsed = 0
  const receiving = {
    take: taken,
    elapsed: () => elapsed,
    log: openLog('silent'),
    now: () => new Date(),
    room: { take: () => true, letGo: () => {} },
  }
  const server = createServer()
  server.listen(0, 'localhost')
  await once(server, 'listening')
  t.after(() => server.close())
  const client = connect((server.address() as AddressInfo).port, 'localhost')
  client.on('error', () => {})
  client.on('data', () => {})
  t.after(() => client.destroy())
  const [socket] = (await once(server, 'connection')) as [Socket]
  const passed = (milliseconds: number) => {
    elapsed += milliseconds
  }
  return { connection: new MllpConnection(socket, receiving), client, passed }
}

function pick(ack: Ack | undefined): { code: string; about: string } | undefined {
  return ack && { code: ack.code, about: ack.about }
}

import assert from 'node:assert/strict'
import { appendFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { eachReceived, loadFiles } from '../../src/intake/index.ts'
import { freePort, openLog, readSettings, toSourceId } from '../../src/kernel/index.ts'
import { openPlace, type Place } from '../../src/main.ts'
import { standing } from '../county-occurrences.ts'
import { postmaster, type Running, randomBetween, runFile, temporary, until } from './processes.ts'

/**
 * A hospital that sends again whatever was not acknowledged, to a place of which the program or the database is killed
 * at any time, again and again. Each message is in the inbox once, and what is counted of them is what one undisturbed
 * load of the same messages gives.
 */
const SOURCE = toSourceId('mere-general')
const SENDERS = 20
const MESSAGES_OF_A_PERSON = 40
/** Nothing is given up while something is still done. */
const PATIENCE_MS = 600_000
const WRITTEN_AT_ONCE = 10_000

export async function killMessages(
  t: TestContext,
  { messages: count, kills }: { messages: number; kills: number },
): Promise<void> {
  const said = saying(t)
  const dataFolder = temporary(t)
  const port = await freePort()
  let receiver = await receive(dataFolder, port)
  try {
    let sent = 0
    const sending = sendAll(count, port, () => {
      sent += 1
    })
    let broken = false
    sending.catch(() => {
      broken = true
    })
    for (let killed = 0; killed < kills && !broken; killed += 1) {
      // Spread over all of it, at any moment of what is under way.
      const share = ((killed + 1) * count) / (kills + 1)
      await until(() => broken || sent >= share)
      await sleep(randomBetween(0, 300))
      if (killed % 3 === 2) process.kill(postmaster(dataFolder), 'SIGKILL')
      else {
        await receiver.kill()
        receiver = await receive(dataFolder, port)
      }
    }
    await sending
    said(`${count} messages were answered, killed ${kills} times`)
    const place = await opened(dataFolder)
    try {
      await settled(place)
      said('all of them are in the record')
      const controls = await controlsOf(place)
      assert.equal(controls.length, count)
      assert.equal(new Set(controls).size, count)
      assert.deepEqual(await standing(place), await undisturbed(t, count))
      said('one load of the same says the same')
    } finally {
      await place.close()
    }
  } finally {
    await receiver.kill()
  }
}

/** A stay each of so many people, told step by step, with every step's own control id. */
function messageOf(at: number): string {
  const person = Math.floor(at / MESSAGES_OF_A_PERSON)
  const step = at % MESSAGES_OF_A_PERSON
  const time = new Date(Date.UTC(2026, 0, 1 + (person % 28), 0, step)).toISOString()
  const at14 = time.replace(/\D/g, '').slice(0, 14)
  const last = step === MESSAGES_OF_A_PERSON - 1
  const trigger = step === 0 ? 'A01' : last ? 'A03' : step % 2 === 0 ? 'A02' : 'A08'
  const begin = at14.slice(0, 8)
  const pv1 = [`PV1|1|I|Ward ${step}|||||||||||||||||`, `V${person}`, `||||||||||||||||||||||||`]
  return [
    `MSH|^~\\&|MEREPAS|RXS|||${at14}||ADT^${trigger}|C${at}|P|2.4`,
    `EVN|${trigger}|${at14}`,
    `PID|1||H${person}^^^RXS^MR||Family${person}^Given||19500101|F`,
    `${pv1.join('')}|${begin}0000${last ? `|${at14}` : ''}`,
  ].join('\r')
}

async function receive(dataFolder: string, port: number): Promise<Running> {
  const running = runFile(dataFolder, 'test/faults/message-receiver.ts', String(port))
  await until(() => running.said().includes('ready') || running.child.exitCode !== null)
  if (running.child.exitCode !== null) throw new Error((await running.ended).stderr)
  return running
}

/** Each sender waits for the answer to one before it sends the next, and begins again where none came. */
async function sendAll(count: number, port: number, acknowledged: () => void): Promise<void> {
  let next = 0
  const sender = async () => {
    const following = () => (next < count ? messageOf(next++) : undefined)
    let message = following()
    while (message !== undefined) {
      const socket = connect(port, 'localhost')
      socket.setNoDelay(true)
      let answer = ''
      let wake = () => {}
      socket.on('data', (bytes) => {
        answer += bytes.toString('latin1')
        wake()
      })
      let lost = false
      for (const end of ['error', 'close'] as const) {
        socket.on(end, () => {
          lost = true
          wake()
        })
      }
      while (!lost && message !== undefined) {
        answer = ''
        socket.write(`\x0b${message}\r\x1c\r`)
        while (!lost && !answer.endsWith('\x1c\r')) {
          await new Promise<void>((come) => {
            wake = come
          })
        }
        if (!answer.endsWith('\x1c\r')) break
        assert.match(answer, /\rMSA\|AA\|/)
        acknowledged()
        message = following()
      }
      socket.destroy()
      if (lost) await sleep(50)
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, sender))
}

function opened(dataFolder: string): Promise<Place> {
  return openPlace(readSettings({ CONCORDAT_DATA: dataFolder }), { log: openLog('silent') })
}

/** Until nothing is due any more, whoever does it. */
async function settled({ databases, errands }: Place): Promise<void> {
  let end = Date.now() + PATIENCE_MS
  for (;;) {
    const done = await errands.runDue()
    if (done > 0) end = Date.now() + PATIENCE_MS
    const { rows } = await databases.owner.short.query<{ left: string }>(
      `select (select count(*) from kernel.errand where due_at is null)
        + (select count(*) from intake.pack where waits) as left`,
    )
    if (done === 0 && rows[0]!.left === '0') return
    if (Date.now() > end) throw new Error(`${rows[0]!.left} things are left to do`)
    if (done === 0) await sleep(200)
  }
}

async function controlsOf(place: Place): Promise<string[]> {
  const controls: string[] = []
  await eachReceived(place, SOURCE, undefined, ({ control_id: id, verdict }) => {
    assert.notEqual(verdict, 'quarantined')
    controls.push(id!)
  })
  return controls
}

async function undisturbed(t: TestContext, count: number) {
  const dataFolder = temporary(t)
  const place = await opened(dataFolder)
  try {
    const file = join(dataFolder, 'all.hl7')
    for (let from = 0; from < count; from += WRITTEN_AT_ONCE) {
      const some = Array.from({ length: Math.min(WRITTEN_AT_ONCE, count - from) }, (_, at) =>
        messageOf(from + at),
      )
      appendFileSync(file, `${some.join('\r')}\r`)
    }
    const { files } = await loadFiles(place, [file], SOURCE)
    assert.equal(files[0]!.new, count)
    await settled(place)
    return await standing(place)
  } finally {
    await place.close()
  }
}

/** Says how far it has come, and how long that took. */
function saying(t: TestContext): (what: string) => void {
  let since = Date.now()
  return (what) => {
    t.diagnostic(`${what} (${Math.round((Date.now() - since) / 1000)} s)`)
    since = Date.now()
  }
}

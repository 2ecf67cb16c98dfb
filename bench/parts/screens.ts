import { Agent, get, type IncomingMessage } from 'node:http'
import { createConnection } from 'node:net'
import { serveMllp } from '../../src/intake/serve-mllp.ts'
import { freePort, openLog } from '../../src/kernel/index.ts'
import type { Place } from '../../src/main.ts'
import { servePlace } from '../../src/serve.ts'
import { issueToken } from '../../src/shell/index.ts'
import { hl7 } from '../../test/transfer-message.ts'
import { costOf, cpuOf } from './cost.ts'
import { type Figure, quantile } from './figures.ts'
import { coordinator } from './wards.ts'

const ROUNDS = 6
const END = '\x1c\r'
const PATIENT = { id: 'H9001', name: 'Whitfield^George', ward: 'Ward 6' }
const CAME = '2026-03-01 08:00'

/** One open list: a stream that says that something changed, and the rows that it then asks for. */
type Screen = { changes: string; seen: Map<string, number>; close(): void }

/**
 * From the acknowledgement of a hospital's message to the row in the answer that each open browser has asked for, all
 * in one process with the server: so many streams over real sockets, each of a person of their own.
 */
export async function changedInAll(
  place: Place,
  browsers: number,
  dataFolder: string,
): Promise<Figure[]> {
  const log = openLog('silent')
  await place.news.start()
  place.trail.start()
  place.news.subscribe('*', () => place.errands.wake())
  place.errands.start()
  const app = await servePlace(place)
  const port = await freePort()
  await app.listen({ port, host: 'localhost' })
  const mllp = await serveMllp(place, { port: 0, host: 'localhost', log })
  const agent = new Agent({ keepAlive: true, maxSockets: browsers })
  const screens: Screen[] = []
  try {
    await tell(mllp.port, hl7({ code: 'A01', of: PATIENT, at: CAME, came: CAME }))
    const changes = await changesNow(place, port)
    for (let at = 0; at < browsers; at++)
      screens.push(await openScreen(place, port, agent, { at, changes }))
    const [all, half, cpu]: number[][] = [[], [], []]
    for (let round = 0; round < ROUNDS; round++) {
      const day = String(round + 10)
      const words = `${day} Mar 2027`
      const expected = `2027-03-${day} 12:00`
      const message = { code: 'A08', of: PATIENT, at: `2026-03-02 1${round}:00`, came: CAME }
      const took: number[] = []
      const cost = await costOf(async () => {
        await tell(mllp.port, hl7({ ...message, expected }))
        const answered = performance.now()
        const times = await Promise.all(screens.map((screen) => seenBy(screen, words)))
        took.push(...times.map((time) => time - answered))
      }, dataFolder)
      // The first is for the program to become warm.
      if (round === 0) continue
      all!.push(Math.max(...took))
      half!.push(quantile(took, 0.5))
      cpu!.push((cpuOf(cost) ?? Number.NaN) / 1000)
    }
    const what = 'from the acknowledgement to the changed row'
    return [
      { what: `${what}, in half of the browsers`, value: quantile(half!, 0.5), unit: 'ms' },
      { what: `${what}, in all of them`, value: quantile(all!, 0.5), unit: 'ms' },
      {
        what: 'one change shown to all browsers: processor time',
        value: quantile(cpu!, 0.5),
        unit: 'ms',
      },
    ]
  } finally {
    for (const screen of screens) screen.close()
    agent.destroy()
    await mllp.close()
    await app.close()
  }
}

async function seenBy({ seen }: Screen, words: string): Promise<number> {
  const until = performance.now() + 30_000
  while (performance.now() < until) {
    const found = seen.get(words)
    if (found !== undefined) return found
    await new Promise((done) => setTimeout(done, 5))
  }
  throw new Error(`${words} was not shown within 30 s`)
}

/** Where whoever has opened the list now asks for what changes of it. */
async function changesNow(place: Place, port: number): Promise<string> {
  const headers = await headersOf(place, 'first')
  return nextIn(await textOf(await asked(`http://localhost:${port}/transfer`, { headers })))
}

async function headersOf(place: Place, user: string) {
  const token = await issueToken(place, coordinator(user), 3_600)
  return { accept: 'text/html', authorization: `Bearer ${token}` }
}

function nextIn(html: string): string {
  const [, found] = /data-(?:next|changes)="([^"]*since=\d+)"/.exec(html)!
  return found!.replaceAll('&amp;', '&')
}

async function openScreen(
  place: Place,
  port: number,
  agent: Agent,
  { at, changes }: { at: number; changes: string },
): Promise<Screen> {
  const headers = await headersOf(place, `user-${at}`)
  const base = `http://localhost:${port}`
  const screen: Screen = { changes, seen: new Map(), close() {} }
  let asking = false
  let isNews = false
  const follow = async () => {
    isNews = true
    if (asking) return
    asking = true
    while (isNews) {
      isNews = false
      const html = await textOf(await asked(base + screen.changes, { headers, agent }))
      screen.changes = nextIn(html)
      for (const [, words] of html.matchAll(/Expected to leave \w+ (\d+ \w+ \d+)/g))
        if (!screen.seen.has(words!)) screen.seen.set(words!, performance.now())
    }
    asking = false
  }
  const stream = await asked(`${base}/events/transfer`, { headers })
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    if (text.includes('event: changed')) void follow()
  })
  stream.on('error', () => {})
  screen.close = () => stream.destroy()
  return screen
}

function asked(url: string, options: object): Promise<IncomingMessage> {
  return new Promise((done, failed) => get(url, options, done).on('error', failed))
}

async function textOf(answer: IncomingMessage): Promise<string> {
  answer.setEncoding('utf8')
  let text = ''
  for await (const part of answer) text += part
  if (answer.statusCode !== 200)
    throw new Error(`answered ${answer.statusCode}: ${text.slice(0, 200)}`)
  return text
}

/** Until it is acknowledged. */
function tell(port: number, message: string): Promise<void> {
  return new Promise((done, failed) => {
    const socket = createConnection(port, 'localhost')
    socket.on('error', failed)
    socket.on('connect', () => socket.write(`\x0b${message}\r${END}`))
    socket.on('data', (bytes) => {
      if (!bytes.toString('latin1').endsWith(END)) return
      socket.end()
      if (bytes.includes('MSA|AA')) done()
      else failed(new Error(`not taken: ${bytes.toString('latin1')}`))
    })
  })
}

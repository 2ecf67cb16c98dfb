import { resolve } from 'node:path'
import { readAgreement, whyNotLiveUnder } from '../agreement/index.ts'
import {
  clockOf,
  Fault,
  isRefusal,
  keepMode,
  openLog,
  type Settings,
  whyNotLive,
} from '../kernel/index.ts'
import { fillMadeUpPlace } from '../made-up-place.ts'
import { openPlace, type Place } from '../main.ts'
import type { Listening } from '../room.ts'
import { type House, house as standing } from '../rooms.ts'
import { servePlace } from '../serve.ts'
import { startPlaceWitnesses } from '../trail/index.ts'
import { type CliCommand, textOption } from './command.ts'

/** Whose witnesses the made-up place runs: one for each of its sides. */
const MADE_UP_SIDES = ['nhs', 'council']

export const command: CliCommand = {
  words: 'start',
  summary: 'serves the place',
  usage: `concordat start [--place DIR] [--port N] [--serve | --work]

Opens the database (an embedded one below CONCORDAT_DATA unless DATABASE_URL names another), puts the
signed agreement into effect and serves the pages. In made-up mode the first start makes the county of
Southmere (CONCORDAT_PEOPLE people, 10,000 unless set) and its two witnesses.

  --place DIR   folder of the agreement (CONCORDAT_PLACE)
  --port N      port to serve on (PORT)
  --serve       serves pages and leaves what follows from changes to another process
  --work        does what follows from changes and serves no pages

Stop it with Ctrl-C: what is under way is finished first.`,
  options: {
    place: { type: 'string' },
    port: { type: 'string' },
    serve: { type: 'boolean' },
    work: { type: 'boolean' },
  },
  examines: true,
  async run({ values, settings: given, faults = [], house, out }) {
    const settings = withOptions(given, textOption(values, 'place'), textOption(values, 'port'))
    if (values.serve === true && values.work === true) {
      throw new Fault(
        'a process that does both needs no flag',
        '--serve --work',
        'Give one or none.',
      )
    }
    await refuseUnfit(settings, faults, house)
    keepMode(settings)
    const log = openLog('info')
    const part = values.work === true ? 'work' : values.serve === true ? 'serve' : 'both'
    // They are one for each side, beside the pages that show them.
    const own =
      part !== 'work' && settings.mode === 'made-up' && settings.witnesses.length === 0
        ? await startPlaceWitnesses(settings, MADE_UP_SIDES, { clock: clockOf(settings), log })
        : undefined
    try {
      const witnesses = own?.witnesses ?? settings.witnesses
      const place = await openPlace({ ...settings, witnesses }, { log, house })
      try {
        await runUntilStopped(place, part, out)
      } finally {
        await place.close()
      }
    } finally {
      await own?.close()
    }
    return 0
  },
}

/** Everything that keeps a place from starting as it is set up: nobody should find the third by mending two. */
async function refuseUnfit(
  settings: Settings,
  faults: readonly Fault[],
  house: House = standing,
): Promise<void> {
  const text = await readAgreement(
    settings.placeFolder,
    house.clauseKinds,
    clockOf(settings),
  ).catch((error: unknown) => {
    if (error instanceof Fault) return error
    throw error
  })
  const own =
    text instanceof Fault ? [text] : text.agreement ? whyNotLiveUnder(text.agreement, settings) : []
  const [first, ...others] = [...faults, ...whyNotLive(settings, faults), ...own]
  if (first !== undefined) throw Fault.together([first, ...others])
}

/** What a process does of a place: pages, what follows from changes, or both. */
type Part = 'serve' | 'work' | 'both'

async function runUntilStopped(
  place: Place,
  part: Part,
  out: (text: string) => void,
): Promise<void> {
  await adopt(place, out)
  await place.news.start()
  await continueLog(place, out)
  place.trail.start()
  if (part !== 'work') await fillMadeUpPlace(place, place.settings.people, out)
  if (part !== 'serve') {
    place.news.subscribe('*', () => place.errands.wake())
    place.errands.start()
  }
  if (part !== 'work') return serveUntilStopped(place, out)
  out('Concordat works here; another process serves its pages.')
  await untilStopped()
}

async function serveUntilStopped(place: Place, out: (text: string) => void): Promise<void> {
  const { settings } = place
  const app = await servePlace(place)
  const listening: Listening[] = []
  try {
    await listen(app, settings)
    for (const room of place.house.rooms) {
      const one = await room.listens?.(place, out)
      if (one !== undefined) listening.push(one)
    }
    out(`\nConcordat serves ${settings.origin}`)
    if (settings.mode === 'made-up') {
      out('This is a made-up place: open the address and choose who you want to be.')
    }
    await untilStopped()
  } finally {
    await Promise.all(listening.map((one) => one.close()))
    await app.close()
  }
}

/** The timer keeps a process alive that waits for nothing else. */
async function untilStopped(): Promise<void> {
  const alive = setInterval(() => {}, 60_000)
  await new Promise<void>((stopped) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped())
  })
  clearInterval(alive)
}

/** A text that both sides have not signed changes nothing: the one before stays in effect, and that is said. */
async function adopt(place: Place, out: (text: string) => void): Promise<void> {
  const adopted = await place.agreement.adoptFolder(place.settings.placeFolder)
  if (!isRefusal(adopted)) return
  const current = place.agreement.current()
  const stands = current ? `Version ${current.version} stays in effect.` : 'Nothing is granted.'
  out(
    [
      `The agreement in ${place.settings.placeFolder} is not adopted.`,
      ...[adopted.sentence, stands, adopted.next ?? ''],
    ]
      .join(' ')
      .trim(),
  )
}

/**
 * A key that did not begin this log is a setting that cannot be used. A log that somebody tampered with
 * must not stop care: it is said here, on `/readyz`, and by `trail verify`.
 */
async function continueLog(place: Place, out: (text: string) => void): Promise<void> {
  try {
    await place.trail.sequence()
  } catch (error) {
    if (!(error instanceof Fault) || error.where.startsWith('CONCORDAT_LOG_KEY')) throw error
    out(error.line)
  }
}

/** Made-up places answer this machine alone: nobody has proved who they are. */
async function listen(
  app: Awaited<ReturnType<typeof servePlace>>,
  settings: Settings,
): Promise<void> {
  // A proxy on this machine is the only one that needs to reach a live place.
  const isNear = settings.proxies.length > 0 && settings.proxies.every(isThisMachine)
  const host = settings.mode === 'live' && !isNear ? '::' : 'localhost'
  try {
    await app.listen({ port: settings.port, host })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Fault(
      `port ${settings.port} is taken`,
      'PORT',
      'Stop the program that uses it, or give another port.',
      1,
    )
  }
}

function isThisMachine(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

function withOptions(settings: Settings, place?: string, port?: string): Settings {
  const withPlace = place === undefined ? settings : { ...settings, placeFolder: resolve(place) }
  if (port === undefined) return withPlace
  const number = Number(port)
  if (!/^\d{1,5}$/.test(port) || number > 65535) {
    throw new Fault(`${port} is not a port`, '--port', 'Give a number from 1 to 65535.')
  }
  const usual = settings.origin === `http://localhost:${settings.port}`
  const origin = usual ? `http://localhost:${number}` : settings.origin
  return { ...withPlace, port: number, origin }
}

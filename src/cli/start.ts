import { resolve } from 'node:path'
import { Fault, isRefusal, openLog, type Settings, systemClock } from '../kernel/index.ts'
import { fillMadeUpPlace } from '../made-up-place.ts'
import { openPlace, type Place } from '../main.ts'
import { servePlace } from '../serve.ts'
import { startPlaceWitnesses } from '../trail/index.ts'
import { type CliCommand, textOption } from './command.ts'

/** Whose witnesses the made-up place runs: one for each of its sides. */
const MADE_UP_SIDES = ['nhs', 'council']

export const command: CliCommand = {
  words: 'start',
  summary: 'serves the place',
  usage: `concordat start [--place DIR] [--port N]

Opens the database (an embedded one below CONCORDAT_DATA unless DATABASE_URL names another), puts the
signed agreement into effect and serves the pages. In made-up mode the first start makes the county of
Southmere (CONCORDAT_PEOPLE people, 10,000 unless set) and its two witnesses.

  --place DIR   folder of the agreement (CONCORDAT_PLACE)
  --port N      port to serve on (PORT)

Stop it with Ctrl-C: what is under way is finished first.`,
  options: { place: { type: 'string' }, port: { type: 'string' } },
  async run({ values, settings: given, out }) {
    const settings = withOptions(given, textOption(values, 'place'), textOption(values, 'port'))
    const log = openLog('info')
    const own =
      settings.mode === 'made-up' && settings.witnesses.length === 0
        ? await startPlaceWitnesses(settings, MADE_UP_SIDES, { clock: systemClock, log })
        : undefined
    try {
      const witnesses = own?.witnesses ?? settings.witnesses
      const place = await openPlace({ ...settings, witnesses }, { log })
      try {
        await serveUntilStopped(place, out)
      } finally {
        await place.close()
      }
    } finally {
      await own?.close()
    }
    return 0
  },
}

async function serveUntilStopped(place: Place, out: (text: string) => void): Promise<void> {
  const { settings } = place
  await adopt(place, out)
  await place.news.start()
  await continueLog(place, out)
  place.trail.start()
  await fillMadeUpPlace(place, settings.people, out)
  const app = await servePlace(place)
  try {
    await listen(app, settings)
    out(`\nConcordat serves ${settings.origin}`)
    if (settings.mode === 'made-up') {
      out('This is a made-up place: open the address and choose who you want to be.')
    }
    await new Promise<void>((stopped) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped())
    })
  } finally {
    await app.close()
  }
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
  const host = settings.mode === 'live' ? '::' : 'localhost'
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

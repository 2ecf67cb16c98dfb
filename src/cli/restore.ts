import {
  Fault,
  interruptible,
  openLog,
  plural,
  type RestoreResult,
  restoreBackup,
  type Settings,
} from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { house as standing } from '../rooms.ts'
import { isUnheldOnly, type Verification, verifyPlace } from '../trail/index.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'
import { openProgress } from './progress.ts'

export const command: CliCommand = {
  words: 'restore',
  summary: 'makes a place from a backup',
  usage: `concordat restore FILE --into DIR [--json]

Compares every byte of FILE with its hashes, makes a new place with a database of its own below DIR, and
checks the log of that place as trail verify does. DIR must be empty, or not there; a restore that fails
leaves it so. The place that was backed up is not touched.

  --into DIR   data folder of the restored place: start it with CONCORDAT_DATA=DIR
  --json       prints {into, made_at, tables, rows, files, settings, trail, seconds}; trail is what
               trail verify --json prints

Exit code 0 when it stands, 1 when it was refused or its log is not in order, 2 when FILE is no backup.`,
  options: { into: { type: 'string' } },
  async run(call) {
    const began = performance.now()
    const { file, into } = readCall(call)
    const progress = openProgress(call, 'restoring')
    const restored = await interruptible((signal) =>
      restoreBackup({
        file,
        into,
        rooms: (call.house ?? standing).schemas,
        log: openLog('warn'),
        signal,
        onProgress: (share) => progress.show(share),
      }),
    ).finally(() => progress.end())
    const trail = await verify(restored, call).catch((error) => {
      throw error instanceof Fault ? unchecked(error) : error
    })
    const seconds = Math.round(performance.now() - began) / 1000
    const told = { ...restored, trail, seconds }
    call.out(call.json ? asJson(told) : sentences(told, call.settings))
    return trail.ok || isUnheldOnly(trail) ? 0 : 1
  },
}

type Told = RestoreResult & { trail: Verification; seconds: number }

function readCall({ values, positionals }: CliCall): { file: string; into: string } {
  const [file] = positionals
  if (file === undefined) {
    throw new Fault('there is no backup to restore', 'restore', 'Give one FILE.')
  }
  const into = textOption(values, 'into')
  if (!into) throw new Fault('there is no folder to restore into', '--into', 'Give --into DIR.')
  return { file, into }
}

/** On the restored place, with the settings under which its log was signed. */
async function verify(restored: RestoreResult, call: CliCall): Promise<Verification> {
  const progress = openProgress(call, 'checking the log')
  const settings = {
    ...call.settings,
    dataFolder: restored.into,
    databaseUrl: undefined,
    logKeyFile: undefined,
    logName: restored.settings.CONCORDAT_LOG_NAME ?? call.settings.logName,
  }
  const place = await openPlace(settings, { house: call.house })
  try {
    const show = (done: number, all: number) => progress.show(all === 0 ? 1 : done / all)
    return await verifyPlace(place, show, { asking: false })
  } finally {
    progress.end()
    await place.close()
  }
}

function unchecked({ message, where, remedy }: Fault): Fault {
  const what = `the place is restored, but its log could not be checked: ${message}`
  return new Fault(what, where, `${remedy} Then run concordat trail verify there.`, 1)
}

function asJson({ madeAt, ...told }: Told): string {
  return JSON.stringify({ ...told, made_at: madeAt })
}

function sentences(
  { into, madeAt, tables, rows, files, settings, trail, seconds }: Told,
  now: Settings,
): string {
  const given = { CONCORDAT_LOG_NAME: now.logName, CONCORDAT_MODE: now.mode }
  const other = Object.entries(settings).filter(
    ([name, value]) => given[name as keyof typeof given] !== value,
  )
  const start = [['CONCORDAT_DATA', into], ...other].map(([name, value]) => `${name}=${value}`)
  const keys = plural(files.length, 'file')
  return [
    `${into}: the place as it stood at ${madeAt}: ${plural(rows, 'row')} of ` +
      `${plural(tables, 'table')}, ${keys}, ${seconds.toFixed(1)} s`,
    `Its log holds ${plural(trail.size, 'entry', 'entries')} and ${inOrder(trail)}`,
    ...trail.faults.map(({ entry, what }) => (entry === '' ? `  ${what}` : `  ${entry}: ${what}`)),
    `Start it with ${start.join(' ')}. Never let it run beside the place it was made from: both would sign.`,
  ].join('\n')
}

function inOrder(trail: Verification): string {
  if (trail.ok) return 'is in order.'
  return isUnheldOnly(trail) ? 'agrees with itself.' : 'is not in order:'
}

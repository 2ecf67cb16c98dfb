import * as fs from 'node:fs'
import { join } from 'node:path'
import {
  type BackupResult,
  backUp,
  Fault,
  interruptible,
  isPlaceThere,
  noteBackup,
  openDatabases,
  openLog,
  plural,
  type Settings,
  systemClock,
  whyNoFile,
} from '../kernel/index.ts'
import { type CliCommand, textOption } from './command.ts'
import { openProgress } from './progress.ts'

/**
 * What a place keeps below its data folder and outside the database: the log's keys and what the
 * made-up place's own witnesses have confirmed, and that the made-up county has been loaded already.
 */
const OUTSIDE = ['mode', 'trail', 'links.key', 'made-up/loaded.json', 'made-up/as-of']
const LOG_KEY = 'trail/log.key'
/**
 * Left out: what is just being written (beside the file that it replaces, named with an id), and where the
 * witnesses of this place answer now: a restored place must not speak to them.
 */
const OF_THE_MOMENT = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|\.url$/

export const command: CliCommand = {
  words: 'backup',
  summary: 'the whole place in one file',
  usage: `concordat backup --out FILE [--json]

Writes every table of the place as it stood at one moment, and the keys of its log, to FILE. Work goes on
meanwhile. FILE gets its name when it has been written, read back and compared; an older FILE stays
until then. Give it to restore.

FILE holds everything that the place knows about everybody, and the key that signs its log: only its owner
may read it; keep it where the place itself could be kept. It is gzip: zcat shows its text.

  --out FILE   the file to write
  --json       prints {file, bytes, tables, rows, sha256, seconds}; sha256 is of FILE

A Citus cluster is backed up by its own tools.`,
  options: { out: { type: 'string' } },
  async run(call) {
    const out = textOption(call.values, 'out')
    if (!out) throw new Fault('there is no file to write to', '--out', 'Give --out FILE.')
    const { settings } = call
    refuseNoPlace(settings)
    const progress = openProgress(call, 'backing up')
    const result = await interruptible((signal) =>
      backUpPlace(settings, out, signal, (share) => progress.show(share)),
    ).finally(() => progress.end())
    noteBackup(settings.dataFolder, result.file, systemClock.now())
    call.out(call.json ? JSON.stringify(result) : sentences(result))
    return 0
  },
}

async function backUpPlace(
  settings: Settings,
  out: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<BackupResult> {
  const { owner, close } = await openDatabases(settings, openLog('warn'))
  try {
    return await backUp({
      owner,
      out,
      files: filesOutside(settings),
      settings: { CONCORDAT_LOG_NAME: settings.logName, CONCORDAT_MODE: settings.mode },
      clock: systemClock,
      signal,
      onProgress,
    })
  } finally {
    await close()
  }
}

/** A mistyped folder must not become a new and empty place that is then backed up. */
function refuseNoPlace(settings: Settings): void {
  if (isPlaceThere(settings)) return
  throw new Fault(
    'there is no place in this folder',
    settings.dataFolder,
    'Give the data folder of a place in CONCORDAT_DATA, or its server in DATABASE_URL.',
  )
}

function filesOutside({ dataFolder, logKeyFile }: Settings): { name: string; path: string }[] {
  const names = OUTSIDE.flatMap((name) => namesBelow(dataFolder, name))
  const found = names.map((name) => ({ name, path: join(dataFolder, name) }))
  if (logKeyFile === undefined) return found
  // In the restored place the key is where it is looked for without any setting.
  return [...found.filter(({ name }) => name !== LOG_KEY), { name: LOG_KEY, path: logKeyFile }]
}

function namesBelow(folder: string, name: string): string[] {
  const stat = fs.lstatSync(join(folder, name), { throwIfNoEntry: false })
  if (stat === undefined || OF_THE_MOMENT.test(name)) return []
  const why = stat.isDirectory() ? undefined : whyNoFile(stat)
  if (why !== undefined) {
    const remedy = 'Nothing was written. Put the file itself there, or take it out.'
    throw new Fault(why, join(folder, name), remedy, 1)
  }
  if (stat.isFile()) return [name]
  return fs
    .readdirSync(join(folder, name))
    .sort()
    .flatMap((inner) => namesBelow(folder, `${name}/${inner}`))
}

function sentences({ file, bytes, tables, rows, sha256, seconds }: BackupResult): string {
  const size = (bytes / 1_000_000).toLocaleString('en-GB', { maximumFractionDigits: 1 })
  return [
    `${file}: ${plural(rows, 'row')} of ${plural(tables, 'table')}, ${size} MB, ${seconds.toFixed(1)} s`,
    `SHA-256 ${sha256}`,
    'It holds everything about everybody, and the key that signs the log: keep it as safe as the place.',
  ].join('\n')
}

import { userInfo } from 'node:os'
import { heldFault, type Loaded, type LoadedFile, loadFiles } from '../intake/index.ts'
import { byCount, Fault, formatCount, plural, type Viewer } from '../kernel/index.ts'
import { openPlace, type Place } from '../main.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'
import { openProgress } from './progress.ts'

const HEADINGS = ['file', 'kind', 'read', 'new', 'unchanged', 'quarantined']

export const command: CliCommand = {
  words: 'load',
  summary: 'take in what a partner sent, whatever its kind',
  usage: `concordat load FILE… --source ID [--mapping FILE] [--json]

Takes FHIR R4 as JSON (a Bundle, one resource, or one resource a line), HL7 v2 messages, and tables: Client Level Data
Release 2, a council's daily file, care delivered. Each packed with gzip or not, tables as spreadsheets (xlsx) too, and
in a layout of the source's own where a mapping says how it is read. What a file is shows from its content, not from its
name. A folder stands for every file below it that is not hidden.

What is new goes into the inbox and into the record; what cannot be read goes to quarantine with the reason
and its place in the file, and the rest goes on. Loading the same file again changes nothing, and a load that was
cut off goes on where it stopped.

  --source ID   the feed that it comes from, as the agreement names it, for instance mere-general
  --mapping F   how the source's own tables are read, in place of mappings/ID.yaml of the place's folder
  --close       a return may close half of what stood before, or more, and a daily file most of what is open: it is
                meant
  --json        {files: [{path, kind, rows, lines, read, new, unchanged, quarantined, in_part, closed}], seconds};
                beside them warnings, each sentence with how often it was said; a file that could not be taken has kind
                "unreadable" and its fault

rows are the items of a file: rows of a table, messages, entries, lines. read = rows, and
read = new + unchanged + quarantined; in_part are those of the new of which something was kept and not read.

What no clause lets the source give is refused: a file whose kind the feed may not give. Where the agreement names no
such feed, its items wait in the inbox, shown to nobody, and go in by themselves when a clause names it.

Exit code: 0 done, 1 stopped or refused, or no clause names the source, or the database is gone or full, 2 a file
could not be taken as a whole (the others were).`,
  options: {
    source: { type: 'string' },
    mapping: { type: 'string' },
    close: { type: 'boolean' },
  },
  async run(call) {
    const { positionals: files, values, settings } = call
    const source = textOption(values, 'source')?.trim()
    if (files.length === 0) {
      throw new Fault('no file was named', 'load FILE… --source ID', 'Name at least one file.')
    }
    if (!source) {
      throw new Fault('it was not said from whom this comes', '--source', 'Give --source ID.')
    }
    const place = await openPlace(settings, call)
    try {
      const loaded = await load(call, place, files, source)
      if (loaded.files.length === 0 && !loaded.stopped) throw nothingToLoad(files)
      if (call.json) call.out(JSON.stringify(asJson(loaded)))
      else print(call, loaded)
      return report(call, loaded, { place, source })
    } catch (error) {
      // Said before the place is closed: where the disk is full, that can take long.
      if (!(error instanceof Fault)) throw error
      call.err(error.line)
      return error.exitCode
    } finally {
      await place.close()
    }
  },
}

function nothingToLoad(files: string[]): Fault {
  return new Fault(
    'there is no file to load',
    files.join(' '),
    'Name a file, or a folder that holds some.',
  )
}

/** Ctrl-C stops after the command that is running; a second one stops at once, and loses only that. */
async function load(call: CliCall, place: Place, files: string[], source: string): Promise<Loaded> {
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  const progress = openProgress(call, 'loading')
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  try {
    const onProgress = (share: number) => progress.show(share)
    return await loadFiles(place, files, source, {
      signal: stop.signal,
      viewer: operator(),
      close: call.values.close === true,
      mapping: textOption(call.values, 'mapping'),
      onProgress,
    })
  } finally {
    progress.end()
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

function print({ out }: CliCall, { files, seconds }: Loaded): void {
  const taken = files.filter(({ kind }) => kind !== 'unreadable')
  const rows = [HEADINGS, ...taken.map(cells)]
  if (taken.length > 1) rows.push(cells(total(taken)))
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  for (const row of taken.length === 0 ? [] : rows) {
    const padded = row.map((cell, at) =>
      at < 2 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!),
    )
    out(padded.join('  ').trimEnd())
  }
  for (const { path, kind, rows: count, lines, closed } of taken) {
    // A quote that was opened by mistake shows here: few rows on many lines.
    if (kind === 'cld-csv') out(`${path}: ${plural(count, 'row')} on ${plural(lines, 'line')}`)
    const over = byCount(closed, 'thing that it lacks is', 'things that it lacks are')
    if (closed > 0) out(`${path}: ${formatCount(closed)} ${over} over`)
  }
  const quarantined = taken.reduce((sum, file) => sum + file.quarantined, 0)
  if (quarantined > 0) out('See what could not be read: concordat quarantine list')
  if (taken.length > 0) out(`${seconds.toFixed(1)} s`)
}

function cells({
  path,
  kind,
  ...counts
}: Pick<LoadedFile, 'path' | 'kind' | 'read' | 'new' | 'unchanged' | 'quarantined'>): string[] {
  const numbers = [counts.read, counts.new, counts.unchanged, counts.quarantined]
  return [path, kind, ...numbers.map((number) => formatCount(number))]
}

function total(files: readonly LoadedFile[]) {
  const sum = (of: 'read' | 'new' | 'unchanged' | 'quarantined') =>
    files.reduce((all, file) => all + file[of], 0)
  const kind = '' as LoadedFile['kind']
  return {
    path: plural(files.length, 'file'),
    kind,
    read: sum('read'),
    new: sum('new'),
    unchanged: sum('unchanged'),
    quarantined: sum('quarantined'),
  }
}

function asJson({ files, seconds }: Loaded) {
  return {
    files: files.map(
      ({ path, kind, rows, lines, read, new: taken, unchanged, quarantined, ...more }) => ({
        path,
        kind,
        rows,
        lines,
        read,
        new: taken,
        unchanged,
        quarantined,
        in_part: more.inPart,
        closed: more.closed,
        ...(more.fault === undefined ? {} : { fault: more.fault.line }),
        ...(Object.keys(more.warnings).length === 0 ? {} : { warnings: more.warnings }),
      }),
    ),
    seconds: Math.round(seconds * 1000) / 1000,
  }
}

function report(
  { err }: CliCall,
  { files, stopped }: Loaded,
  { place, source }: { place: Place; source: string },
): 0 | 1 | 2 {
  const held = heldFault(place, source)
  if (held) err(held.line)
  for (const { sentence, count, paths } of sentences(files)) {
    const times = byCount(count, 'once', plural(count, 'time'))
    const more = paths.length < 2 ? '' : ` and ${plural(paths.length - 1, 'other file')}`
    err(`concordat: ${sentence} (${paths[0]}${more}, ${times}).`)
  }
  for (const { fault } of files) if (fault) err(fault.line)
  if (stopped) {
    err(
      'concordat: stopped before the end (Ctrl-C). Load the same files again: what was taken stays, the rest follows.',
    )
    return 1
  }
  if (held) return 1
  return files.some(({ fault }) => fault !== undefined) ? 2 : 0
}

/** Every sentence once, with how often it was said and of which files. */
function sentences(files: readonly LoadedFile[]) {
  const said = new Map<string, { sentence: string; count: number; paths: string[] }>()
  for (const { path, warnings } of files) {
    for (const [sentence, count] of Object.entries(warnings)) {
      const before = said.get(sentence) ?? { sentence, count: 0, paths: [] }
      before.paths.push(path)
      said.set(sentence, { ...before, count: before.count + count })
    }
  }
  return said.values()
}

/** Whoever has a shell on the machine: the log names them as that and as nobody of the agreement. */
function operator(): Viewer {
  const { username } = userInfo()
  const actor = {
    id: `os:${username}`,
    name: username,
    role: 'operator',
    organisation: '',
    side: '',
    via: 'cli' as const,
  }
  return { actor, purpose: 'direct-care' }
}

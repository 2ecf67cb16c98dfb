import { lstat, mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Fault, plural, systemActor, whyNoFile } from '../kernel/index.ts'
import type { Listening, Place } from '../room.ts'
import { saidOfFile } from './fault-in-file.ts'
import { type LoadedFile, loadFiles } from './load-files.ts'
import { isSourceFolder, REFUSED, TAKEN } from './loose-files.ts'
import type { IntakePlace } from './receive-items.ts'

const DROPPER = { actor: systemActor('take in what was put into the folder'), purpose: '' }
/** How often it is looked, and for how long a file must have been still: whoever copies one writes more often. */
const LOOK_MS = 2_000
const STILL_MS = 10_000
/** When what could not be taken is tried again. */
const AGAIN_MS = 60_000

/** What was seen of a file, and since when it has been so, in milliseconds of the machine's clock. */
export type Seen = Map<string, { state: string; since: number }>

/** What became of a file: moved with the sentence that says why, or left where it is, for what is `wrong` with it. */
export type Dropped = { path: string; refused?: string; wrong?: unknown }

/**
 * Watches a folder that has a folder for each source. A file that has been still for ten seconds is loaded as `load`
 * would, and then moved to `taken/` beside it, or to `refused/`, with what there is to say of it in `NAME.txt`.
 */
export async function watchDrop(
  place: Place,
  say: (text: string) => void,
): Promise<Listening | undefined> {
  const folder = place.settings.dropFolder
  if (folder === undefined) return undefined
  const found = await lstat(folder).catch(() => undefined)
  if (!found?.isDirectory()) {
    throw new Fault(
      'setting CONCORDAT_DROP cannot be used: there is no such folder',
      folder,
      'Make it, with a folder in it for each source.',
    )
  }
  say(`Files below ${folder} are taken as they come.`)
  const stop = new AbortController()
  const watching = look(place, folder, stop.signal)
  return {
    async close() {
      stop.abort()
      await watching
    },
  }
}

async function look(place: Place, folder: string, signal: AbortSignal): Promise<void> {
  const seen: Seen = new Map()
  while (!signal.aborted) {
    try {
      for (const { path, wrong } of await takeDropped(place, folder, seen, Date.now(), signal)) {
        if (wrong === undefined) continue
        const event = 'a file of the folder was not taken, and waits there'
        // A file's own name may be somebody's.
        const [source] = relative(folder, path).split(sep)
        place.log.error({ event, room: 'intake', source, error: wrong })
      }
    } catch (error) {
      // The folder, the disk or the database is away: what is there is taken when they are back.
      place.log.error({
        event: 'the folder of files was not looked through',
        room: 'intake',
        error,
      })
    }
    await wait(LOOK_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** One look through the folder: loads what has been still, and answers what became of it. */
export async function takeDropped(
  place: IntakePlace,
  folder: string,
  seen: Seen,
  now: number,
  signal?: AbortSignal,
): Promise<Dropped[]> {
  const dropped: Dropped[] = []
  const here = new Set<string>()
  for (const source of await readdir(folder, { withFileTypes: true })) {
    if (!isSourceFolder(source)) continue
    const own = join(folder, source.name)
    const leave = (path: string, wrong: unknown) => {
      seen.set(path, { state: seen.get(path)?.state ?? '', since: now + AGAIN_MS - STILL_MS })
      dropped.push({ path, wrong })
    }
    // What cannot be taken of one source holds up nothing else.
    const entries = await readdir(own, { withFileTypes: true }).catch((error: unknown) => {
      here.add(own)
      if (now - (seen.get(own)?.since ?? 0) >= STILL_MS) leave(own, error)
      return []
    })
    for (const entry of entries) {
      if (signal?.aborted) return dropped
      const path = join(own, entry.name)
      if (entry.isDirectory() || entry.name.startsWith('.')) continue
      here.add(path)
      if ((seen.get(path)?.since ?? now) > now) continue
      try {
        const why = whyNoFile(entry)
        if (why !== undefined)
          dropped.push(await move(own, entry.name, `${why}. Put the file itself there.`))
        else if (await isStill(path, seen, now))
          dropped.push(...(await take(place, own, entry.name, source.name)))
      } catch (error) {
        leave(path, error)
      }
    }
  }
  for (const path of seen.keys()) if (!here.has(path)) seen.delete(path)
  return dropped
}

/** Nobody has written to it between two looks that lie so far apart, nor for so long by its own date. */
async function isStill(path: string, seen: Seen, now: number): Promise<boolean> {
  const state = await stateOf(path)
  if (state === undefined) return false
  const before = seen.get(path)
  if (before?.state !== state) {
    seen.set(path, { state, since: now })
    return false
  }
  return now - before.since >= STILL_MS
}

async function stateOf(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch(() => undefined)
  return found && `${found.size} ${found.mtimeMs} ${found.ino}`
}

/** What the place could not take, or somebody went on writing, is left where it is. */
async function take(
  place: IntakePlace,
  folder: string,
  name: string,
  source: string,
): Promise<Dropped[]> {
  const path = join(folder, name)
  try {
    const before = await stateOf(path)
    const { files } = await loadFiles(place, [path], source, { viewer: DROPPER })
    const [loaded] = files
    const why = loaded?.fault
    if ((await stateOf(path)) !== before) return []
    if (why !== undefined) return [await move(folder, name, saidOfFile(why, path))]
    return [await move(folder, name, undefined, loaded === undefined ? [] : careWords(loaded))]
  } catch (error) {
    if (error instanceof Fault && error.exitCode === 1) return []
    throw error
  }
}

/** What whoever put it there should know of a file that was taken. */
function careWords({ quarantined, warnings }: LoadedFile): string[] {
  const unread = plural(quarantined, 'item of it', 'items of it')
  return [
    ...(quarantined === 0 ? [] : [`${unread} could not be read: see quarantine`]),
    ...Object.keys(warnings),
  ]
}

/** A name that is there already gets the time before it. */
async function move(
  folder: string,
  name: string,
  why: string | undefined,
  care: readonly string[] = [],
): Promise<Dropped> {
  const to = join(folder, why === undefined ? TAKEN : REFUSED)
  await mkdir(to, { recursive: true })
  const there = await lstat(join(to, name)).catch(() => undefined)
  const own = there === undefined ? name : `${Date.now()}-${name}`
  // Another process may have taken it.
  const moved = await rename(join(folder, name), join(to, own)).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
  const words = why === undefined ? care : [why]
  const text = words.map((one) => `${one}\n`).join('')
  if (moved && text !== '') await writeFile(join(to, `${own}.txt`), text)
  return { path: join(to, own), ...(why !== undefined && { refused: why }) }
}

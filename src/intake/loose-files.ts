import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  byCount,
  type Finding,
  formatCount,
  formatList,
  plural,
  right,
  wanting,
} from '../kernel/index.ts'

/** Files of the drop folder that lie where no feed takes them. */
export type Loose = {
  /** below the drop folder, as it is called there; '' for the folder itself */
  readonly folder: string
  readonly files: number
  /** as its files are called, the first of them, for whoever runs the machine: a name may be somebody's */
  readonly names: readonly string[]
}

/** Where what was taken, and what was not, is put. */
export const TAKEN = 'taken'
export const REFUSED = 'refused'
/** As clauses name feeds. */
const SOURCE = /^(?!.{61})[a-z][a-z0-9]*(-[a-z0-9]+)*$/
/** Whoever puts a file together beside its place moves it there soon. */
const SETTLED_MS = 60_000
const NAMES_MAX = 20
const LOOKED_AT_MAX = 1_000

export function isSourceFolder(entry: Dirent): boolean {
  return entry.isDirectory() && SOURCE.test(entry.name)
}

/** What lies there for a minute and is taken by nobody: no feed owns its folder, or it is a folder within a feed's. */
export async function looseFiles(drop: string, now: number): Promise<Loose[]> {
  const loose: Loose[] = []
  let looked = 0
  const within = async (folder: string, isTaken: boolean) => {
    const names: string[] = []
    for (const entry of await entriesOf(join(drop, folder))) {
      looked += 1
      if (looked > LOOKED_AT_MAX || entry.name.startsWith('.')) continue
      const path = folder === '' ? entry.name : join(folder, entry.name)
      const ours = folder === '' ? isSourceFolder(entry) : isTaken && isOurs(entry)
      if (entry.isDirectory()) {
        if (folder === '' || !ours) await within(path, folder === '' && ours)
      } else if (!isTaken && (await isSettled(join(drop, path), now))) names.push(entry.name)
    }
    if (names.length === 0) return
    loose.push({ folder, files: names.length, names: names.sort().slice(0, NAMES_MAX) })
  }
  await within('', false)
  return loose.sort((a, b) => (a.folder < b.folder ? -1 : 1))
}

const NEXT = 'Whoever runs the place moves each into its feed’s own folder.'

/** `2 in the folder itself and 1 in “Council daily”`: no file is named. */
export function looseWords(loose: readonly Loose[]): { what: string; since: string } {
  const all = loose.reduce((sum, one) => sum + one.files, 0)
  const them = byCount(all, 'it', 'them')
  const where = loose.map(({ folder, files }) => {
    return `${formatCount(files)} in ${folder === '' ? 'the folder itself' : `“${folder}”`}`
  })
  return {
    what: `${plural(all, 'file lies', 'files lie')} where no feed takes ${them}`,
    since: `Of the folder into which files are put: ${formatList(where)}. ${NEXT}`,
  }
}

/** Of a place that has such a folder. */
export async function looseOf(drop: string | undefined): Promise<Loose[]> {
  return drop === undefined ? [] : looseFiles(drop, Date.now())
}

/** Whether each file of the drop folder lies where a feed takes it; nothing where there is no such folder. */
export async function examineDrop(drop: string | undefined, now: Date): Promise<Finding[]> {
  if (drop === undefined) return []
  const loose = await looseFiles(drop, now.getTime())
  if (loose.length === 0)
    return [right('feeds', 'every file of the drop folder lies where it is taken')]
  return loose.map(({ folder, files, names }) => {
    const more = files > names.length ? ` and ${plural(files - names.length, 'more', 'more')}` : ''
    const lie = byCount(files, 'a file lies', 'files lie')
    const says = `${lie} where no feed takes ${byCount(files, 'it', 'them')}: ${formatList(names)}${more}`
    const how = 'Move each into a folder that is called as its feed is: see concordat feed list.'
    return wanting('feeds', `${says} (${join(drop, folder)})`, how)
  })
}

function isOurs({ name }: Dirent): boolean {
  return name === TAKEN || name === REFUSED
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => [])
}

/** Since it came to lie there, whatever its own date. */
async function isSettled(path: string, now: number): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined)
  return found !== undefined && now - found.ctimeMs >= SETTLED_MS
}

import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { Fault, plural, whyNoFile } from '../kernel/index.ts'

/** A file to be loaded; `why` it is none, where it stands in a folder and is a link, a pipe or the like. */
export type FoundFile = { path: string; why?: string }

/** More than a partner sends in years. */
const FILES_MAX = 100_000

/**
 * A folder stands for every file below it, in the order of their paths. What is hidden is left out, and so is
 * the place's own data folder: its database, its password and its keys are nobody's feed. No link is followed: it may
 * lead to anything that the program may read.
 * @throws Fault where there are more files than anybody sends
 */
export async function filesIn(path: string, dataFolder: string | undefined): Promise<FoundFile[]> {
  const given = await stat(path).catch(() => undefined)
  if (!given?.isDirectory()) return [{ path }]
  const own = dataFolder && (await realpath(dataFolder).catch(() => undefined))
  const found: FoundFile[] = []
  const within = async (folder: string) => {
    if (own && `${await realpath(folder)}${sep}`.startsWith(own + sep)) return
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue
      const inner = join(folder, entry.name)
      if (entry.isDirectory()) await within(inner)
      else found.push({ path: inner, why: whyNoFile(entry) })
      if (found.length > FILES_MAX) throw tooMany(path)
    }
  }
  await within(path)
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function tooMany(path: string): Fault {
  const what = `the folder holds more than ${plural(FILES_MAX, 'file')}`
  return new Fault(what, path, 'Nothing was taken. Load it a part at a time.')
}

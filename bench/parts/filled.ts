import { hash } from 'node:crypto'
import {
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { dayInLondon, freePort } from '../../src/kernel/index.ts'
import { serve, stop } from './served.ts'

/**
 * A made-up place of any size, of which the first of a day is loaded and every later one is a copy of its tables. What
 * a load leaves is a function of the seed, the day and the code that reads: loading the same again gives the same rows
 * (`fill.test.ts`), so that a copy is what a load would be. It is made anew where any of those has changed.
 */
const ROOT = join(import.meta.dirname, '../..')
const KEPT = join(ROOT, '.data/filled')
/** What the rows of a load come from. What only shows them is left out. */
const MAKES = [
  'places/southmere',
  ...'kernel trail agreement access people record intake'.split(' '),
]
const SHOWS = /\/pages\/|\.tsx$|\.test\.ts$|\.md$/

export type Filled = { seconds: number; copied: boolean }

/** Fills the folder, which must not be there. Nothing runs on it afterwards. */
export async function fill(dataFolder: string, people: number): Promise<Filled> {
  const begun = performance.now()
  const kept = join(KEPT, `${people}-${fingerprint()}`)
  const copied = existsSync(kept)
  if (!copied) await load(kept, people)
  cpSync(kept, dataFolder, { recursive: true, mode: constants.COPYFILE_FICLONE })
  return { seconds: (performance.now() - begun) / 1000, copied }
}

/** As `npm start` does; what is kept is whole or not there. Of one size one is kept. */
async function load(kept: string, people: number): Promise<void> {
  mkdirSync(KEPT, { recursive: true })
  for (const name of readdirSync(KEPT))
    if (name.startsWith(`${people}-`)) rmSync(join(KEPT, name), { recursive: true })
  const making = join(KEPT, `${people}-making`)
  const env = {
    CONCORDAT_PEOPLE: String(people),
    CONCORDAT_MODE: 'made-up',
    CONCORDAT_DATA: making,
  }
  const port = await freePort()
  await stop(await serve(['bin/concordat', 'start'], { port, env, ready: '/readyz' }))
  renameSync(making, kept)
}

function fingerprint(): string {
  const files = MAKES.flatMap((name) => {
    const folder = join(ROOT, name.includes('/') ? name : join('src', name))
    const below = readdirSync(folder, { recursive: true, withFileTypes: true })
    return below.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
  })
  const made = files.sort().filter((path) => !SHOWS.test(path))
  const texts = made.map((path) => `${relative(ROOT, path)}\n${hash('sha256', readFileSync(path))}`)
  return hash('sha256', [dayInLondon(new Date()), ...texts].join('\n')).slice(0, 16)
}

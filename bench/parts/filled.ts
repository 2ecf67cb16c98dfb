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
import { multiply } from './multiplied.ts'
import { serve, stop, untilDone } from './served.ts'

/**
 * A made-up place of any size. Up to ten thousand people are loaded, the first time on a day, and every later place is
 * a copy of the tables. What a load leaves is a function of the seed, the day and the code that reads: loading the same
 * again gives the same rows (`test/filled.test.ts`), so that a copy is what a load would be. It is made anew where any
 * of those has changed. A larger place is so many times that one, in its tables: `multiplied.ts` says what of it is
 * equal to loading.
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

/** More are not loaded, but multiplied. */
const LOADED_MOST = 10_000

/** Fills the folder, which must not be there. Nothing runs on it afterwards. */
export async function fill(dataFolder: string, people: number): Promise<Filled> {
  const begun = performance.now()
  const { folder, isNew } = await keep(people, people > LOADED_MOST ? multiplied : load)
  copy(folder, dataFolder)
  return { seconds: (performance.now() - begun) / 1000, copied: !isNew }
}

type Make = (making: string, people: number) => Promise<void>

/** What is kept is whole or not there. Of one size one is kept. */
async function keep(people: number, make: Make): Promise<{ folder: string; isNew: boolean }> {
  const folder = join(KEPT, `${people}-${fingerprint()}`)
  if (existsSync(folder)) return { folder, isNew: false }
  mkdirSync(KEPT, { recursive: true })
  for (const name of readdirSync(KEPT))
    if (name.startsWith(`${people}-`)) rmSync(join(KEPT, name), { recursive: true })
  const making = join(KEPT, `${people}-making`)
  await make(making, people)
  renameSync(making, folder)
  return { folder, isNew: true }
}

async function multiplied(making: string, people: number): Promise<void> {
  const times = people / LOADED_MOST
  if (!Number.isInteger(times))
    throw new RangeError(`a place of ${people}: more than ${LOADED_MOST} are so many times that`)
  copy((await keep(LOADED_MOST, load)).folder, making)
  await multiply(making, times)
}

function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE })
}

/** As `npm start` does, until what follows is done: what is counted of people is copied, and nothing counts it. */
async function load(making: string, people: number): Promise<void> {
  const env = {
    CONCORDAT_PEOPLE: String(people),
    CONCORDAT_MODE: 'made-up',
    CONCORDAT_DATA: making,
  }
  const port = await freePort()
  const served = await serve(['bin/concordat', 'start'], { port, env, ready: '/readyz' })
  try {
    await untilDone({ ...env, PORT: String(port) })
  } finally {
    await stop(served)
  }
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

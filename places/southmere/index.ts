import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { type Day, isoDay, readDay } from './calendar.ts'
import { southmereCounty } from './county.ts'
import { writeDaysAfter } from './days-after.ts'
import { type ExtractFiles, openExtractFiles, type WrittenFile } from './extract-files.ts'
import { writeEverybody } from './generate.ts'
import { southmereOrganisations } from './organisations.ts'
import { DAYS_A_YEAR, type World } from './person.ts'
import { seedOf } from './random.ts'
import { EARLIEST_AS_OF } from './story-care.ts'

export type GenerateOptions = {
  /** 1 to 2,000,000; the people of the stories come first, so 100 holds them all */
  people: number
  /** any text: the same seed, size and as-of give the same bytes */
  seed: string
  /** the folder to make, or one that an earlier `generate` made */
  out: string
  /** YYYY-MM-DD; everything happened before the start of this day */
  asOf: string
  /** how many years back what is told goes: 1 to 20, two where it is left out */
  years?: number
  /** only these folders are made; all where it is left out */
  only?: readonly string[]
  onProgress?: (done: number, of: number) => void
  /** stops the work; nothing is left behind */
  signal?: AbortSignal
}

export type Generated = {
  out: string
  people: number
  seed: string
  asOf: string
  years: number
  files: WrittenFile[]
  items: number
  bytes: number
  seconds: number
}

/** Something that was asked for and cannot be: where, and what to do. */
export class CannotGenerate extends Error {
  readonly where: string
  readonly remedy: string

  constructor(what: string, where: string, remedy: string) {
    super(what)
    this.name = 'CannotGenerate'
    this.where = where
    this.remedy = remedy
  }
}

const MOST_PEOPLE = 2_000_000
const YEARS = 2
const MOST_YEARS = 20
export const FOLDERS = [
  'hospital',
  'gp',
  'council',
  'care',
  'fund',
  'community',
  'leaving',
  'opt-outs',
  'truth',
  'match',
  'reference',
]
const MANIFEST = 'southmere.json'
const HOUSEHOLDS_A_TURN = 200

/**
 * Makes Southmere's extracts in a folder. They are made beside it and put in place at the end, so
 * an interrupted run leaves nothing half done. Memory does not grow with the number of people.
 */
export async function generate(options: GenerateOptions): Promise<Generated> {
  const world = worldOf(options)
  return make(world, options, (files) => writeEverybody(world, files))
}

/** From the first of these days, as-of or later, to the morning of the second: YYYY-MM-DD. */
export type DaysAfter = { from: string; until: string }

/**
 * Makes what the feeds send of the days after as-of, in a folder of its own: of a county that was made with the same
 * people, seed and as-of. The days are the same whether they are made at once or one by one.
 */
export async function generateDaysAfter(
  options: GenerateOptions,
  { from, until }: DaysAfter,
): Promise<Generated> {
  const world = worldOf(options)
  const [first, morning] = [dayAsked(from), dayAsked(until)]
  if (first < world.asOf || morning <= first) {
    throw new CannotGenerate(
      `no days lie from ${from} to ${until}`,
      'days after',
      `Give days after ${isoDay(world.asOf)}, the later one last.`,
    )
  }
  return make(world, options, (files) => writeDaysAfter(world, first, morning, files))
}

type Writing = (files: ExtractFiles) => Iterable<number>

async function make(world: World, options: GenerateOptions, writing: Writing): Promise<Generated> {
  const begun = performance.now()
  const out = resolve(options.out)
  refuseForeignFolder(out)
  const making = join(dirname(out), `.${basename(out)}.making-${process.pid}`)
  rmSync(making, { recursive: true, force: true })
  makeFolder(making)
  try {
    const files = await write(world, making, options, writing)
    const { people, seed, years = YEARS } = options
    const asOf = isoDay(world.asOf)
    writeFileSync(
      join(making, MANIFEST),
      `${JSON.stringify({ place: 'southmere', people, seed, asOf, years, files }, null, 2)}\n`,
    )
    putInPlace(making, out)
    const total = (of: (file: WrittenFile) => number) =>
      files.reduce((sum, file) => sum + of(file), 0)
    return {
      out,
      people,
      seed,
      asOf,
      years,
      files,
      items: total(({ items }) => items),
      bytes: total(({ bytes }) => bytes),
      seconds: (performance.now() - begun) / 1000,
    }
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}

/** The county, its organisations and its dates at a size. */
export function worldOf({
  people,
  seed,
  asOf,
  years = YEARS,
}: Pick<GenerateOptions, 'people' | 'seed' | 'asOf' | 'years'>): World {
  if (!Number.isInteger(people) || people < 1 || people > MOST_PEOPLE) {
    throw new CannotGenerate(
      `${people} people cannot be made`,
      '--people',
      `Give a whole number from 1 to ${MOST_PEOPLE}.`,
    )
  }
  if (!Number.isInteger(years) || years < 1 || years > MOST_YEARS) {
    throw new CannotGenerate(
      `${years} years cannot be made`,
      '--years',
      `Give a whole number from 1 to ${MOST_YEARS}.`,
    )
  }
  const words = seedOf(seed)
  const county = southmereCounty(words, people)
  return {
    seed: words,
    asOf: dayAsked(asOf),
    people,
    historyDays: years * DAYS_A_YEAR,
    county,
    organisations: southmereOrganisations(words, people, county),
  }
}

function dayAsked(asOf: string): Day {
  const day = readDay(asOf)
  if (day === undefined)
    throw new CannotGenerate(`${asOf} is not a date`, '--as-of', 'Write it as YYYY-MM-DD.')
  if (day < EARLIEST_AS_OF) {
    throw new CannotGenerate(
      `${asOf} is too early for the people of the stories`,
      '--as-of',
      `Give ${isoDay(EARLIEST_AS_OF)} or later.`,
    )
  }
  return day
}

async function write(
  world: World,
  folder: string,
  { onProgress, signal, only }: GenerateOptions,
  writing: Writing,
): Promise<WrittenFile[]> {
  const strange = only?.find((name) => !FOLDERS.includes(name))
  if (strange !== undefined) {
    throw new CannotGenerate(
      `there is no folder ${strange}`,
      '--only',
      `Give some of ${FOLDERS.join(', ')}.`,
    )
  }
  const files = openExtractFiles(folder, only)
  try {
    let turn = 0
    for (const done of writing(files)) {
      turn += 1
      if (turn % HOUSEHOLDS_A_TURN !== 0) continue
      // Lets a Ctrl-C, or whoever shares the process, have a word.
      await setImmediate()
      signal?.throwIfAborted()
      onProgress?.(done, world.people)
    }
    onProgress?.(world.people, world.people)
  } catch (error) {
    files.close()
    throw error
  }
  return files.close()
}

/** Only what an earlier run made is ever replaced. */
/** In two steps: asked for both at once, a file system that makes no folders is tried for ever. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(dirname(folder), { recursive: true })
    mkdirSync(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CannotGenerate(
      `no folder can be made here: ${code}`,
      dirname(folder),
      'Give another --out.',
    )
  }
}

function refuseForeignFolder(out: string): void {
  if (!existsSync(out) || madeByUs(out)) return
  const taken = readdirSync(out).find((name) => FOLDERS.includes(name) || name === MANIFEST)
  if (taken !== undefined) {
    throw new CannotGenerate(
      `${taken} is there already and was not made by this command`,
      out,
      'Give another folder.',
    )
  }
}

function madeByUs(out: string): boolean {
  const path = join(out, MANIFEST)
  return existsSync(path) && readFileSync(path, 'utf8').startsWith('{\n  "place": "southmere"')
}

function putInPlace(making: string, out: string): void {
  if (!existsSync(out)) {
    renameSync(making, out)
    return
  }
  // The manifest goes last: while it is missing the folder is not ours, and nobody takes it for
  // whole.
  rmSync(join(out, MANIFEST), { force: true })
  for (const name of FOLDERS) {
    rmSync(join(out, name), { recursive: true, force: true })
    if (existsSync(join(making, name))) renameSync(join(making, name), join(out, name))
  }
  renameSync(join(making, MANIFEST), join(out, MANIFEST))
}

import { createHash } from 'node:crypto'
import { csvRows, openBytes, textBytes } from '../intake/index.ts'
import { Fault, readTextFile } from '../kernel/index.ts'
import type { Facts, OccurrenceFact, PersonFact } from './fact.ts'
import { MOMENTS, WORDS } from './rule.ts'

/**
 * What the second calculator works from, as files that anybody can keep: facts under pseudonyms, without anybody
 * who opted out, and a seal over all of it that stands in the log.
 */
export const PERSONS = 'person.csv'
export const OCCURRENCES = 'occurrence.csv'
export const ABOUT = 'extract.json'

export type About = {
  readonly month: string
  /** ISO: what was known then is in it */
  readonly knownAt: string
  /** the year of which the ages are */
  readonly year: number
  readonly agreement: string
}

const OCCURRENCE_COLUMNS = ['person', 'kind', ...MOMENTS, 'died_known_at', ...WORDS] as const

export type Sealed = { readonly files: ReadonlyMap<string, string>; readonly sealed: string }

/** The same facts give the same bytes. */
export function sealFacts(about: About, { persons, occurrences }: Facts): Sealed {
  const people = persons.map(({ person, age }) => [person, age === undefined ? '' : String(age)])
  const happened = occurrences.map((one) => OCCURRENCE_COLUMNS.map((name) => one[name] ?? ''))
  const files = new Map([
    [ABOUT, `${JSON.stringify(about)}\n`],
    [PERSONS, asCsv([['person', 'age'], ...people])],
    [OCCURRENCES, asCsv([OCCURRENCE_COLUMNS, ...happened])],
  ])
  return { files, sealed: sealOf(files) }
}

/** SHA-256 over each file’s name, length and bytes, in the order of their names. */
export function sealOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  for (const [name, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = Buffer.from(text, 'utf8')
    hash.update(`${name}\n${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

function asCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('')
}

function cellText(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** @throws Fault where a file is not there, or is none of an extract */
export async function readExtract(
  folder: string,
): Promise<{ about: About; facts: Facts; sealed: string }> {
  const path = (name: string) => `${folder}/${name}`
  const about = aboutIn(readTextFile(path(ABOUT)), path(ABOUT))
  const bytes = new Map<string, string>([[ABOUT, readTextFile(path(ABOUT))]])
  const [persons, occurrences] = [[] as PersonFact[], [] as OccurrenceFact[]]
  for await (const row of recordsIn(path(PERSONS), (text) => bytes.set(PERSONS, text))) {
    const age = row.get('age')
    persons.push({ person: row.get('person') ?? '', age: age ? Number(age) : undefined })
  }
  for await (const row of recordsIn(path(OCCURRENCES), (text) => bytes.set(OCCURRENCES, text))) {
    const said = [...row].filter(([, cell]) => cell !== '')
    occurrences.push(Object.fromEntries(said) as OccurrenceFact)
  }
  return { about, facts: { persons, occurrences, ofYear: about.year }, sealed: sealOf(bytes) }
}

function aboutIn(text: string, path: string): About {
  const said = JSON.parse(text) as Partial<About>
  const { month, knownAt, year, agreement } = said
  if (typeof month === 'string' && typeof knownAt === 'string' && typeof year === 'number') {
    return { month, knownAt, year, agreement: agreement ?? '' }
  }
  throw new Fault(
    'this is not what an extract says of itself',
    path,
    'Give a folder that measure extract wrote.',
  )
}

async function* recordsIn(
  path: string,
  whole: (text: string) => void,
): AsyncGenerator<Map<string, string>> {
  const chunks: Buffer[] = []
  let head: string[] | undefined
  const bytes = openBytes(path, undefined, (chunk) => chunks.push(Buffer.from(chunk)))
  for await (const row of csvRows(textBytes(bytes, path), ',', path)) {
    const cells = [...row.cells]
    if (head === undefined) head = cells
    else {
      const names = head
      yield new Map(names.map((name, at) => [name, cells[at] ?? '']))
    }
  }
  whole(Buffer.concat(chunks).toString('utf8'))
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { parse } from 'csv-parse/sync'
import { type Generated, generate } from './index.ts'

/**
 * An extract read back by the standards' own rules, with none of the code that wrote it. For tests.
 */
export type Extract = {
  made: Generated
  /** rows of a CSV file by its columns */
  rows(path: string): Record<string, string>[]
  resources(side: Side): FhirResource[]
  /** every file as text, by its path */
  texts(): ReadonlyMap<string, string>
  messages(): Hl7Message[]
  councilRows(): Record<string, string>[]
}

export type Side = 'gp' | 'hospital' | 'council'
export type FhirResource = { resourceType: string; id: string; [key: string]: unknown }
export type Hl7Message = {
  file: string
  segments: string[][]
  field(segment: string, field: number): string
}

export const AS_OF = '2026-03-03'

export function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'southmere-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function extractOf(
  context: TestContext,
  people: number,
  seed = '1',
): Promise<Extract> {
  const out = join(folderFor(context), 'place')
  const made = await generate({ people, seed, out, asOf: AS_OF })
  const text = (path: string) => readFileSync(join(out, path), 'utf8')
  const filesIn = (folder: string, ending: string) =>
    readdirSync(join(out, folder))
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => `${folder}/${name}`)
  const rows = once(
    (path: string) =>
      parse(text(path), { columns: true, relax_column_count: false }) as Record<string, string>[],
  )
  return {
    made,
    rows,
    resources: once((side: Side) =>
      text(`${side}/record.ndjson`)
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as FhirResource),
    ),
    messages: () =>
      filesIn('hospital', '.hl7').flatMap((file) =>
        text(file)
          .split('\n')
          .slice(0, -1)
          .map((one) => messageOf(file, one)),
      ),
    texts: () => new Map(made.files.map(({ path }) => [path, text(path)])),
    councilRows: () => filesIn('council', '.csv').filter(isReturn).flatMap(rows),
  }
}

/** The daily files lie beside the returns. */
function isReturn(path: string): boolean {
  return path.startsWith('council/cld-')
}

function messageOf(file: string, text: string): Hl7Message {
  const segments = text
    .split('\r')
    .slice(0, -1)
    .map((line) => line.split('|'))
  return {
    file,
    segments,
    field: (name, field) => {
      const found = segments.find(([first]) => first === name)
      // MSH-1 is the separator that splitting took away.
      return found?.[name === 'MSH' ? field - 1 : field] ?? ''
    },
  }
}

/** Read once however often it is asked for: a test asks the same of many people. */
function once<K, V>(read: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    const found = known.get(key) ?? read(key)
    known.set(key, found)
    return found
  }
}

import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { Fault } from '../kernel/index.ts'
import { FIELDS, type Field, LEVELS, SHARED } from './match-field.ts'

/** What a settings file says besides what is known by itself. */
export type MatchSettings = {
  /** the field → the column's heading */
  readonly columns: ReadonlyMap<string, string>
  readonly fields: readonly Field[]
  readonly blocking: readonly (readonly string[])[]
  /** how many rounds are learnt at most; undefined for as many as are usual */
  readonly rounds: number | undefined
}

const KINDS = Object.keys(LEVELS)

const schema = z.strictObject({
  columns: z.record(z.string(), z.string()).optional(),
  comparisons: z
    .array(
      z.strictObject({
        column: z.string(),
        kind: z.enum(KINDS as [string, ...string[]]),
        shared: z.enum(SHARED).optional(),
      }),
    )
    .optional(),
  blocking: z.array(z.array(z.string()).min(1)).optional(),
  rounds: z.int().min(1).max(10_000).optional(),
})

const HELP =
  'It may have columns (a field: its heading), comparisons ({column, kind}), blocking (lists of fields) and rounds.'

/** @throws Fault for what is no such file, with the place */
export function readMatchSettings(path: string | undefined): MatchSettings {
  if (path === undefined)
    return { columns: new Map(), fields: FIELDS, blocking: [], rounds: undefined }
  if (!existsSync(path)) throw new Fault('there is no such file', path, HELP)
  let read: unknown
  try {
    read = parse(readFileSync(path, 'utf8')) ?? {}
  } catch (error) {
    throw new Fault(`this is no YAML: ${(error as Error).message.split('\n')[0]}`, path, HELP)
  }
  const found = schema.safeParse(read)
  if (!found.success) {
    const [issue] = found.error.issues
    const kinds =
      issue!.path.at(-1) === 'kind'
        ? `there is no such comparison; known are ${KINDS.join(', ')}`
        : issue!.message
    throw new Fault(`${issue!.path.join('.') || 'the file'}: ${kinds}`, path, HELP)
  }
  const { columns = {}, comparisons = [], blocking = [], rounds } = found.data
  const more = comparisons.map(({ column, kind, shared = 'nobody' }) => ({
    name: squeeze(column),
    kind: kind as Field['kind'],
    shared,
  }))
  const named = new Set(more.map(({ name }) => name))
  const fields = [...FIELDS.filter(({ name }) => !named.has(name)), ...more]
  const known = new Set(['id', 'other_names', ...fields.map(({ name }) => name)])
  const stranger = Object.keys(columns).find((name) => !known.has(squeeze(name)))
  if (stranger !== undefined) {
    throw new Fault(`columns names no field that is known: ${stranger}`, path, HELP)
  }
  for (const part of blocking.flat()) {
    if (part === 'names' || known.has(part.replace(/^(soundex|initial|year|sorted):/, ''))) continue
    throw new Fault(`blocking names no field that is known: ${part}`, path, HELP)
  }
  return {
    columns: new Map(Object.entries(columns).map(([name, heading]) => [squeeze(name), heading])),
    fields,
    blocking,
    rounds,
  }
}

/** `Date of Birth`, `date_of_birth`, `DateOfBirth` are one. */
export function squeeze(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
}

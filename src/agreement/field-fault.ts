import type { ZodType } from 'zod'
import type { $ZodIssue } from 'zod/v4/core'
import { byCount, plural } from '../kernel/index.ts'
import type { ClausePath } from './clause.ts'
import { didYouMean } from './text-fault.ts'

/** A fault of a field, with the place to point at: the value, or the name of a field that is unknown. */
export type FieldFault = {
  readonly path: ClausePath
  readonly key?: string
  readonly sentence: string
}

/**
 * The sentences for fields that do not fit a schema. What the field is for comes from the schema's own
 * description, so that a lawyer reads what is asked and not what a validator expected.
 */
export function fieldFaults(
  schema: ZodType,
  value: unknown,
  kindWord: string,
): { fields: unknown } | { faults: FieldFault[] } {
  const parsed = schema.safeParse(value)
  if (parsed.success) return { fields: parsed.data }
  return { faults: parsed.error.issues.flatMap((issue) => say(issue, schema, value, kindWord)) }
}

function say(issue: $ZodIssue, schema: ZodType, value: unknown, kindWord: string): FieldFault[] {
  const path = issue.path as ClausePath
  const name = nameOf(path)
  const found = valueAt(value, path)
  if (issue.code === 'unrecognized_keys') return unknownFields(issue.keys, path, schema, kindWord)
  if (found === undefined || found === null) {
    const purpose = describe(schema, path)
    const lack = found === null ? `is empty` : 'is missing'
    return [{ path, sentence: `The field ${name} ${lack}${purpose && `: ${purpose}`}.` }]
  }
  const given = typeof found === 'string' ? ` ${found}` : ''
  switch (issue.code) {
    case 'invalid_type':
      return [{ path, sentence: `The field ${name} ${wrongType(issue.expected, found)}.` }]
    case 'invalid_value': {
      const known = issue.values.map(String)
      const hint = didYouMean(String(found), known)
      const choice = byCount(known.length, 'must be', 'is one of')
      return [
        {
          path,
          sentence: `The field ${name} ${choice} ${known.join(', ')}, not${given || ' this'}.${hint}`,
        },
      ]
    }
    case 'too_small':
      return [
        {
          path,
          sentence: `The field ${name} ${issue.origin === 'array' ? tooShort(issue) : tooSmall(issue)}.`,
        },
      ]
    case 'too_big':
      return [{ path, sentence: `The field ${name} ${tooBig(issue)}.` }]
    default:
      return [{ path, sentence: `The field ${name}${given && `:${given}`} ${issue.message}.` }]
  }
}

function unknownFields(
  keys: readonly string[],
  path: ClausePath,
  schema: ZodType,
  kindWord: string,
): FieldFault[] {
  const known = fieldNames(schemaAt(schema, path))
  return keys.map((key) => {
    const of = path.length === 0 ? `A ${kindWord} clause` : `An item of ${nameOf(path)}`
    const hint = didYouMean(key, known) || ` It has ${known.join(', ')}.`
    return { path, key, sentence: `${of} has no field ${key}.${hint}` }
  })
}

const TYPE_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    string: 'text',
    array: 'a list',
    object: 'a group of fields',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
  }),
)

function wrongType(expected: string, found: unknown): string {
  const wanted = TYPE_WORDS.get(expected) ?? expected
  const unquoted = expected === 'string' && ['number', 'boolean'].includes(typeof found)
  return `must be ${wanted}${unquoted ? `, and ${String(found)} is not: put it in quotes` : ''}`
}

type Sized = {
  origin: string
  minimum?: number | bigint
  maximum?: number | bigint
  message: string
}

/** A message of our own is kept; zod's own start with `Too`. */
function own(issue: Sized): string | undefined {
  return issue.message.startsWith('Too ') ? undefined : issue.message
}

function tooShort(issue: Sized): string {
  return own(issue) ?? `needs ${plural(Number(issue.minimum), 'item')} at least`
}

function tooSmall(issue: Sized): string {
  return own(issue) ?? `is under ${issue.minimum}`
}

function tooBig(issue: Sized): string {
  const unit = issue.origin === 'array' ? ' items' : issue.origin === 'string' ? ' characters' : ''
  return own(issue) ?? `is over ${issue.maximum}${unit}`
}

/** `data`, `item 2 of data`, `who of item 1 of ask` */
function nameOf(path: ClausePath): string {
  return path
    .map((step) => (typeof step === 'number' ? `item ${step + 1}` : step))
    .reverse()
    .join(' of ')
}

function valueAt(value: unknown, path: ClausePath): unknown {
  return path.reduce<unknown>(
    (around, step) => (around as Record<string | number, unknown> | null | undefined)?.[step],
    value,
  )
}

type Shaped = ZodType & {
  shape?: Record<string, ZodType>
  element?: ZodType
  unwrap?: () => ZodType
}

function describe(schema: ZodType, path: ClausePath): string {
  const named = path.findLastIndex((step) => typeof step === 'string')
  return schemaAt(schema, path.slice(0, named + 1))?.description ?? ''
}

function schemaAt(schema: ZodType, path: ClausePath): ZodType | undefined {
  return path.reduce<ZodType | undefined>((around, step) => {
    const shaped = inner(around)
    return typeof step === 'number' ? shaped?.element : shaped?.shape?.[step]
  }, schema)
}

function inner(schema: ZodType | undefined): Shaped | undefined {
  const shaped = schema as Shaped | undefined
  if (shaped === undefined || shaped.shape || shaped.element) return shaped
  return shaped.unwrap ? inner(shaped.unwrap()) : shaped
}

function fieldNames(schema: ZodType | undefined): string[] {
  return Object.keys(inner(schema)?.shape ?? {})
}

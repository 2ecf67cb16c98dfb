import { type ZodType, z } from 'zod'
import { capital, formatList, formatPounds, parsePounds } from '../kernel/index.ts'
import { readTypedDate, type TypedDate, typedDate } from './components/date-field.tsx'
import type { FieldError } from './components/form.tsx'
import { formatFullDate } from './words.ts'

/** More than these few are a list to choose from, not radios. */
export const RADIOS_MAX = 6

/** One field of a command, as a form draws it. Read from the command's own schema. */
export type FormField = {
  readonly name: string
  readonly kind: 'line' | 'long' | 'whole' | 'money' | 'date' | 'choice' | 'choices' | 'yes'
  readonly label: string
  readonly hint?: string
  readonly required: boolean
  /** filled in by the page that leads here: it is only drawn where that page did not */
  readonly hidden: boolean
  readonly rows: number
  readonly options: readonly { value: string; label: string }[]
}

/** Of fields whose values are the place's own: value → what it is called, undefined where it is not offered. */
export type Choices = Readonly<Record<string, ReadonlyMap<string, string | undefined>>>

/** What somebody typed, by the name of the control. */
export type Typed = Readonly<Record<string, unknown>>

type Drawn = {
  type?: string
  format?: string
  const?: unknown
  enum?: string[]
  items?: Drawn
  label?: string
  hint?: string
  hidden?: boolean
  rows?: number
  money?: boolean
  words?: Record<string, string>
}

/**
 * The fields of a schema: strings, whole numbers, days, yes or no, one or several of a list, and money (whole pence
 * as text, marked `money` in its meta). Undefined where it has another shape: then only a program can send it.
 * Of `choices`, those that have words are offered.
 */
export function formFields(input: ZodType, choices: Choices = {}): FormField[] | undefined {
  const schema = drawnOf(input)
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, drawn]) => {
    const own = Object.hasOwn(choices, name) ? choices[name] : undefined
    const kind = own === undefined ? kindOf(drawn) : 'choice'
    // What only a program sends, and need not, no form asks for.
    if (kind === undefined && drawn.hidden && !schema.required?.includes(name)) return []
    if (kind === undefined || name.startsWith('_')) return undefined
    const { label = capital(name), hint, hidden = false, rows = 5 } = drawn
    const offered = [...(own ?? [])].flatMap(([value, words]) =>
      words === undefined ? [] : [{ value, label: capital(words) }],
    )
    const listed = (drawn.enum ?? drawn.items?.enum ?? []).map((value) => {
      const words = new Map(Object.entries(drawn.words ?? {}))
      return { value, label: words.get(value) ?? capital(value.replaceAll('-', ' ')) }
    })
    const options = own === undefined ? listed : offered
    const required = schema.required?.includes(name) ?? false
    return { name, kind, label, hint, required, hidden, rows, options }
  })
  return fields.some((field) => field === undefined) ? undefined : (fields as FormField[])
}

type DrawnSchema = { properties?: Record<string, Drawn>; required?: string[] }

/** A command's fields never change: worked out once. */
const drawn = new WeakMap<ZodType, DrawnSchema>()

function drawnOf(input: ZodType): DrawnSchema {
  const known = drawn.get(input)
  if (known !== undefined) return known
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as DrawnSchema
  drawn.set(input, schema)
  return schema
}

function kindOf({ type, format, money, rows, ...drawn }: Drawn): FormField['kind'] | undefined {
  if (drawn.const === true || type === 'boolean') return 'yes'
  if (type === 'array') return drawn.items?.enum === undefined ? undefined : 'choices'
  if (drawn.enum !== undefined) return 'choice'
  if (type === 'integer') return 'whole'
  if (type !== 'string') return undefined
  if (money) return 'money'
  if (format === 'date') return 'date'
  return rows === undefined ? 'line' : 'long'
}

/** Whether the control is left out of sight: filled in already, or nothing that anybody has to fill in. */
export function isOutOfSight(
  field: FormField,
  typed: Typed,
  errors: readonly FieldError[],
): boolean {
  if (!field.hidden || errors.some((error) => error.field === field.name)) return false
  return textIn(typed, field.name) !== '' || !field.required
}

/** The command's input from what was typed; what cannot be read as what it should be is an error. */
export function readForm(
  fields: readonly FormField[],
  typed: Typed,
): { input: Record<string, unknown>; errors: FieldError[] } {
  const errors: FieldError[] = []
  const read = fields.flatMap((field): [string, unknown][] => {
    const { value, error } = readField(field, typed)
    if (error !== undefined) errors.push(error)
    return value === undefined ? [] : [[field.name, value]]
  })
  return { input: Object.fromEntries(read), errors }
}

type Read = { value?: unknown; error?: FieldError }

function readField(field: FormField, typed: Typed): Read {
  const { name, kind, label, required } = field
  const text = textIn(typed, name)
  switch (kind) {
    case 'yes':
      return text === '' ? (required ? { value: false } : {}) : { value: text === 'true' }
    case 'choices': {
      const values = textsIn(typed, name)
      return values.length === 0 && !required ? {} : { value: values }
    }
    case 'date': {
      const { date, error } = readTypedDate(dateIn(typed, name), name, label)
      return { value: date, error }
    }
    case 'money': {
      if (text === '') return {}
      const pence = parsePounds(text)
      const message = `${label} must be an amount in pounds, like 1,250 or 1250.50`
      return pence === undefined ? { error: { field: name, message } } : { value: String(pence) }
    }
    case 'whole': {
      if (text === '') return {}
      const number = Number(text.replaceAll(',', ''))
      const whole = /^-?[\d,]{1,18}$/.test(text) && Number.isSafeInteger(number)
      const message = `${label} must be a whole number, like 12`
      return whole ? { value: number } : { error: { field: name, message } }
    }
    default:
      return text === '' ? {} : { value: text }
  }
}

/** What was typed, as it is shown again before it is done. */
export function shownValue({ name, kind, options }: FormField, typed: Typed): string {
  const text = textIn(typed, name)
  const labelOf = (value: string) => options.find((one) => one.value === value)?.label ?? value
  switch (kind) {
    case 'yes':
      return text === 'true' ? 'Yes' : 'No'
    case 'choice':
      return labelOf(text)
    case 'choices':
      return formatList(textsIn(typed, name).map(labelOf))
    case 'money': {
      const pence = parsePounds(text)
      return pence === undefined ? text : formatPounds(pence)
    }
    case 'date': {
      const { date } = readTypedDate(dateIn(typed, name), name, '')
      return date === undefined ? '' : formatFullDate(date)
    }
    default:
      return text
  }
}

/** Every control of the form with what it holds, to be sent again by a page that does not draw them. */
export function heldControls(fields: readonly FormField[], typed: Typed): [string, string][] {
  return fields.flatMap(({ name, kind }): [string, string][] => {
    if (kind !== 'date') return textsIn(typed, name).map((value) => [name, value])
    return Object.entries(dateIn(typed, name)).map(([part, value]) => [`${name}-${part}`, value])
  })
}

/** The error of a command's own check, at its field: `It is missing.` becomes `What your side says is missing`. */
export function fieldError(
  fields: readonly FormField[],
  { path, sentence }: { path: string; sentence: string },
): FieldError {
  const field = fields.find(({ name }) => path === name || path.startsWith(`${name}.`))
  if (field === undefined) return { message: sentence }
  // The check names the values that a program sends: people choose among the words that they stand for.
  const says =
    field.kind === 'choice' ? 'choose one' : sentence.replace(/\.$/, '').replace(/^It /, 'it ')
  const message = `${field.label.replace(/\?$/, '')}: ${says}`
  return { field: field.kind === 'date' ? `${field.name}-day` : field.name, message }
}

export function textIn(typed: Typed, name: string): string {
  return textsIn(typed, name)[0] ?? ''
}

export function textsIn(typed: Typed, name: string): string[] {
  const value = Object.hasOwn(typed, name) ? typed[name] : undefined
  const list = Array.isArray(value) ? value : [value]
  return list.flatMap((one) => {
    const text = typeof one === 'string' ? one.replaceAll('\r\n', '\n').trim() : ''
    return text === '' ? [] : [text]
  })
}

/** Three boxes; or a day as a page that leads here writes it, `2026-03-04`. */
export function dateIn(typed: Typed, name: string): TypedDate {
  const whole = /^(\d{4})-(\d{2})-(\d{2})$/.exec(textIn(typed, name))
  if (whole === null) return typedDate(typed, name)
  return { year: whole[1]!, month: whole[2]!, day: whole[3]! }
}

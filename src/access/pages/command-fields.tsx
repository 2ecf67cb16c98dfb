import type { ReactNode } from 'react'
import { z } from 'zod'
import { DateField, Field, type FieldError, readTypedDate, typedDate } from '../../shell/index.ts'
import type { NamedCommand } from '../../trail/index.ts'

/** A field of a command's input, as its schema describes it. */
export type CommandField = {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly rows?: number
  readonly isDate: boolean
}

type Property = { label?: string; hint?: string; rows?: number; format?: string }

/** What of a command's input is left to be filled in. */
export function fieldsOf(
  { input }: Pick<NamedCommand<never>, 'input'>,
  given: ReadonlySet<string>,
): CommandField[] {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
  const properties = (schema.properties ?? {}) as Record<string, Property>
  return Object.entries(properties)
    .filter(([name]) => !given.has(name))
    .map(([name, { label = name, hint, rows, format }]) => {
      return { name, label, hint, rows, isDate: format === 'date' }
    })
}

export type Typed = { input: Record<string, unknown>; errors: FieldError[] }

/** What was typed, as the command takes it; nothing typed is left out. */
export function readFields(fields: readonly CommandField[], body: Record<string, unknown>): Typed {
  const typed: [string, string][] = []
  const errors: FieldError[] = []
  for (const { name, label, isDate } of fields) {
    if (isDate) {
      const { date, error } = readTypedDate(typedDate(body, name), name, label)
      if (error) errors.push(error)
      if (date) typed.push([name, date])
      continue
    }
    const text = Object.hasOwn(body, name) ? body[name] : undefined
    if (typeof text === 'string' && text.trim() !== '') {
      typed.push([name, text.trim().replaceAll('\r\n', '\n')])
    }
  }
  return { input: Object.fromEntries(typed), errors }
}

/** Faults of an input as errors of its form: `What happened: it is missing.` */
export function errorsOf(
  fields: readonly CommandField[],
  faults: readonly { path: string; sentence: string }[],
): FieldError[] {
  return faults.map(({ path, sentence }) => {
    const field = fields.find(({ name }) => name === path)
    if (field === undefined) return { message: sentence }
    const said = sentence.charAt(0).toLowerCase() + sentence.slice(1)
    return {
      field: field.isDate ? `${path}-day` : path,
      message: `${field.label.replace(/\?$/, '')}: ${said}`,
    }
  })
}

export function CommandFields(props: {
  fields: readonly CommandField[]
  body: Record<string, unknown>
  errors: readonly FieldError[]
}): ReactNode {
  const { body, errors } = props
  return props.fields.map(({ name, label, hint, rows, isDate }) => {
    const common = { name, label, hint, errors }
    if (isDate) return <DateField key={name} {...common} value={typedDate(body, name)} />
    const value = Object.hasOwn(body, name) ? String(body[name]) : undefined
    return <Field key={name} {...common} rows={rows} value={value} />
  })
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Fault } from '../kernel/index.ts'
import { type Field, LEVELS, SHARED } from './match-field.ts'
import { type Model, PAIR_CLASSES } from './match-model.ts'

const part = z.number().min(0).max(1)
const schema = z.strictObject({
  fields: z
    .array(
      z.strictObject({
        name: z.string(),
        kind: z.enum(Object.keys(LEVELS) as [Field['kind'], ...Field['kind'][]]),
        shared: z.enum(SHARED),
        m: z.array(part),
        u: z.array(part),
      }),
    )
    .min(1),
  shares: z.strictObject({
    neighbours: part,
    household: part,
    twins: part,
    namesakes: part,
    moved: part,
    same: part,
  }),
})

/** A model as a file keeps it; the same model is the same text. */
export function writeModel({ fields, shares }: Model): string {
  const kept = {
    fields: fields.map(({ name, kind, shared, m, u }) => ({ name, kind, shared, m, u })),
    shares: Object.fromEntries(PAIR_CLASSES.map((name) => [name, shares[name]])),
  }
  return `${JSON.stringify(kept, undefined, 2)}\n`
}

/** By which a version of a model is called. */
export function nameOfModel(model: Model): string {
  return createHash('sha256').update(writeModel(model)).digest('hex')
}

/**
 * A model that was kept, for the tables that have these fields.
 *
 * @throws Fault where it is none, or lacks a field
 */
export function readModel(path: string, fields: readonly { readonly field: Field }[]): Model {
  const remedy = 'Name a file that match --save-model wrote.'
  let read: unknown
  try {
    read = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Fault(`the model cannot be read: ${(error as Error).message}`, path, remedy)
  }
  const found = schema.safeParse(read)
  const unfit = found.data?.fields.find(
    ({ kind, m, u }) => m.length !== LEVELS[kind].length || u.length !== LEVELS[kind].length,
  )
  if (!found.success || unfit !== undefined) {
    throw new Fault('this is no model of matching', path, remedy)
  }
  const { data } = found
  return {
    ...data,
    fields: fields.map(({ field }) => {
      const known = data.fields.find(({ name, kind }) => name === field.name && kind === field.kind)
      if (known !== undefined) return known
      const what = `the model knows nothing of ${field.name}`
      throw new Fault(what, path, 'Train one on tables that have it, or leave the column out.')
    }),
  }
}

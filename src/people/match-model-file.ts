import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Fault } from '../kernel/index.ts'
import { type Field, LEVELS, SHARED } from './match-field.ts'
import { PAIR_CLASSES } from './match-model.ts'
import type { Version } from './match-version.ts'

const part = z.number().min(0).max(1)
const whole = z
  .int()
  .min(-(2 ** 31))
  .max(2 ** 31 - 1)
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
  rules: z.array(z.strictObject({ names: z.array(z.string()).min(1), common: z.array(whole) })),
  seen: z.array(
    z.strictObject({
      field: z.string(),
      said: z.int().min(0),
      counts: z.array(z.tuple([z.string(), z.int().min(2)])),
    }),
  ),
})

/** A version as a file or a table keeps it; the same version is the same text. */
export function writeVersion({ model, rules, seen }: Version): string {
  const kept = {
    fields: model.fields.map(({ name, kind, shared, m, u }) => ({ name, kind, shared, m, u })),
    shares: Object.fromEntries(PAIR_CLASSES.map((name) => [name, model.shares[name]])),
    rules: rules.map(({ names, common }) => ({ names, common: [...common] })),
    seen: [...seen].map(([field, { said, counts }]) => ({
      field,
      said,
      counts: [...counts].sort(([a], [b]) => (a < b ? -1 : 1)),
    })),
  }
  return `${JSON.stringify(kept)}\n`
}

/** By which a version is called. */
export function nameOfVersion(version: Version): string {
  return createHash('sha256').update(writeVersion(version)).digest('hex')
}

/** @returns undefined for what is none */
export function parseVersion(text: string): Version | undefined {
  const found = schema.safeParse(JSON.parse(text))
  if (!found.success) return undefined
  const { fields, shares, rules, seen } = found.data
  const fits = fields.every(
    ({ kind, m, u }) => m.length === LEVELS[kind].length && u.length === LEVELS[kind].length,
  )
  if (!fits) return undefined
  return {
    model: { fields, shares },
    rules: rules.map(({ names, common }) => ({ names, common: Int32Array.from(common) })),
    seen: new Map(
      seen.map(({ field, said, counts }) => [field, { said, counts: new Map(counts) }]),
    ),
  }
}

/**
 * A version that was kept, for the tables that have these fields.
 *
 * @throws Fault where it is none, or lacks a field
 */
export function readVersion(path: string, fields: readonly { readonly field: Field }[]): Version {
  const remedy = 'Name a file that match --save-model wrote.'
  let version: Version | undefined
  try {
    version = parseVersion(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Fault(`the model cannot be read: ${(error as Error).message}`, path, remedy)
  }
  if (version === undefined) throw new Fault('this is no model of matching', path, remedy)
  const known = version.model.fields
  const strange = fields.find(
    ({ field }) => !known.some(({ name, kind }) => name === field.name && kind === field.kind),
  )
  if (strange === undefined) return version
  const what = `the model knows nothing of ${strange.field.name}`
  throw new Fault(what, path, 'Train one on tables that have it, or leave the column out.')
}

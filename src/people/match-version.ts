import type { Rule } from './match-block.ts'
import type { Model } from './match-model.ts'
import type { Commonness } from './match-score.ts'
import { type FieldValues, shared } from './match-table.ts'

/**
 * All by which two records are judged: what agreement says, by what records are brought together, and how common each
 * value is. The same version gives the same pair the same weight, in bulk and live, whatever else there is.
 */
export type Version = {
  readonly model: Model
  readonly rules: readonly Pick<Rule, 'names' | 'common'>[]
  /** by field; what is nowhere among them was said once, or not yet */
  readonly seen: ReadonlyMap<string, Seen>
}

export type Seen = {
  /** how many rows say anything */
  readonly said: number
  /** the values that more than one row has */
  readonly counts: ReadonlyMap<string, number>
}

/** @param commonness of each field, as it was learnt from */
export function versionOf(
  fields: readonly FieldValues[],
  model: Model,
  rules: readonly Rule[],
  commonness: readonly (Commonness | undefined)[],
): Version {
  const seen = fields.flatMap(({ field, values }, which) => {
    const known = commonness[which]
    if (known === undefined) return []
    const counts = new Map<string, number>()
    known.counts.forEach((count, value) => {
      if (count > 1) counts.set(values.text(value), count)
    })
    return [[field.name, { said: known.said, counts }] as const]
  })
  return {
    model,
    rules: rules.map(({ names, common }) => ({ names, common })),
    seen: new Map(seen),
  }
}

/** The same for tables of which the values are these, but for its rules. */
export function judgedBy(
  { model, seen }: Version,
  fields: readonly FieldValues[],
): { model: Model; commonness: (Commonness | undefined)[] } {
  const commonness = fields.map(({ field, values }) => {
    const known = seen.get(field.name)
    if (known === undefined) return undefined
    const counts = shared(values.size)
    for (let value = 0; value < values.size; value += 1) {
      counts[value] = known.counts.get(values.text(value)) ?? 1
    }
    return { counts, said: known.said }
  })
  const own = fields.map(({ field }) => model.fields.find(({ name }) => name === field.name)!)
  return { model: { ...model, fields: own }, commonness }
}

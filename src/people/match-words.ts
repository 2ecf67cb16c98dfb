import { MOVED, type Why } from './match-few.ts'
import { LEVELS } from './match-field.ts'
import type { Version } from './match-version.ts'

/** Fields as people call them. */
export const CALLED: ReadonlyMap<string, string> = new Map([
  ['nhs_number', 'NHS number'],
  ['given_name', 'First name'],
  ['family_name', 'Family name'],
  ['date_of_birth', 'Birth date'],
  ['sex', 'Sex'],
  ['postcode', 'Postcode'],
  ['address_line_1', 'First line of the address'],
  ['address_line_2', 'Second line of the address'],
  ['city', 'Town'],
  ['phone', 'Telephone number'],
  ['email', 'E-mail address'],
  ['gp_practice', 'GP practice'],
])

export type WhySaid = {
  readonly field: string
  readonly level: string
  readonly weight: number
  readonly says: string
}

/** What a field says for or against two records' being one person's, without a word of what stands in them. */
export function whyWords({ model }: Version, { field, level, weight }: Why): WhySaid {
  if (field === MOVED.field) {
    const says = `They would have moved, ${strength(weight)}`
    return { field, level: 'moved', weight, says }
  }
  const { kind } = model.fields.find(({ name }) => name === field)!
  const agrees = LEVELS[kind][level]!
  return {
    field,
    level: agrees,
    weight,
    says: `${CALLED.get(field) ?? field}: ${agrees}, ${strength(weight)}`,
  }
}

/** From so many powers of two on. */
const [STRONG, SOME] = [6, 1.5]

function strength(weight: number): string {
  const much = Math.abs(weight)
  if (much < SOME) return 'which says little'
  const how = much < STRONG ? '' : ' strongly'
  return weight > 0 ? `which speaks${how} for one person` : `which speaks${how} for two people`
}

import { formatCount } from '../shell/index.ts'
import type { Definition } from './definition.ts'
import type { ToldFigure } from './tell.ts'

/** `1,240`, `2.35`: with so many places as the clause has, and never more exact than it is. */
export function valueWords({ places }: Pick<Definition, 'places'>, value: number): string {
  const [whole, part] = value.toFixed(places).split('.')
  return `${formatCount(Number(whole))}${part === undefined ? '' : `.${part}`}`
}

/** `1,240 admissions for each 100,000 people`, `too few to show`. */
export function figureWords(
  definition: Pick<Definition, 'places' | 'unit'>,
  { value, suppressed, why }: ToldFigure,
): string {
  if (suppressed) return 'too few to show'
  if (value === null) return why ?? 'not known'
  return `${valueWords(definition, value)} ${definition.unit}`
}

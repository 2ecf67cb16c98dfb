import { hash } from 'node:crypto'
import type { DefinitionFields } from './definition.ts'

/**
 * A way of counting: both halves of a definition, and the months that are counted so. A definition that became another
 * has several, one after the other.
 */
export type Way = Pick<DefinitionFields, 'query' | 'rules' | 'examples'> & {
  /** of what a number depends on: who answers for it and how it is worded may change, and it is the same */
  readonly version: string
  /** the last month that is counted so; undefined: to this day */
  readonly until: string | undefined
  /** what is counted otherwise since */
  readonly says: string | undefined
}

/** What ways are made of. */
export type Counted = Pick<
  DefinitionFields,
  'id' | 'per' | 'divide' | 'query' | 'rules' | 'examples' | 'earlier'
>

/** The earliest first, the one that holds now last. */
export function waysOf(definition: Counted): readonly [Way, ...Way[]] {
  const { query, rules, examples, earlier } = definition
  const now = { query, rules, examples, until: undefined, says: undefined }
  const [first, ...rest] = [...earlier, now].map(
    (one): Way => ({ ...one, version: versionOfWay(definition, one) }),
  )
  return [first!, ...rest]
}

/** By which a month is counted. */
export function wayIn(definition: Counted, month: string): Way {
  const ways = waysOf(definition)
  return ways.find(({ until }) => until === undefined || month <= until) ?? ways.at(-1)!
}

/** Each way with those of the months that are counted by it; none of which none is. */
export function waysIn(
  definition: Counted,
  months: readonly string[],
): { readonly way: Way; readonly months: string[] }[] {
  const ways = waysOf(definition)
  return ways.flatMap((way, at) => {
    const before = ways[at - 1]?.until
    const own = months.filter(
      (month) =>
        (before === undefined || month > before) && (way.until === undefined || month <= way.until),
    )
    return own.length === 0 ? [] : [{ way, months: own }]
  })
}

/** Of all that its numbers depend on, in all its months. */
export function versionOf(definition: Counted): string {
  const ways = waysOf(definition)
  if (ways.length === 1) return ways[0].version
  return shortHash(ways.map(({ version, until }) => [version, until]))
}

function versionOfWay(
  { id, per, divide }: Counted,
  { query, rules }: Pick<Way, 'query' | 'rules'>,
): string {
  return shortHash([id, per, divide, query.replaceAll(/\s+/g, ' ').trim(), rules])
}

function shortHash(said: unknown): string {
  return hash('sha256', JSON.stringify(said)).slice(0, 12)
}

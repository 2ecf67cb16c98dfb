/**
 * A refusal is a value: returned, never thrown. An exception means a bug.
 * `code` is stable and for machines: a command says in its type which it can answer, and whoever maps them maps all.
 * `sentence` is for the person; `clause` is what it rests on.
 */
export type Refusal<Code extends string = string> = {
  readonly refused: true
  readonly code: Code
  readonly sentence: string
  readonly clause?: string
  /** what the person can do next, as a sentence */
  readonly next?: string
  /** a path of this place at which to read on */
  readonly at?: string
}

export function refuse<const Code extends string>(
  code: Code,
  sentence: string,
  more: { clause?: string; next?: string; at?: string } = {},
): Refusal<Code> {
  return { refused: true, code, sentence, ...more }
}

export function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === 'object' && value !== null && (value as { refused?: unknown }).refused === true
  )
}

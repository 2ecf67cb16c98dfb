export const PATHWAYS = ['0', '1', '2', '3'] as const

/** The four ways home, as people say them. */
const WAYS: ReadonlyMap<string, string> = new Map([
  ['0', 'home without new care'],
  ['1', 'home with care'],
  ['2', 'a bed to recover in'],
  ['3', 'a care home'],
])

export function wayWords(pathway: string | undefined): string | undefined {
  return pathway === undefined ? undefined : WAYS.get(pathway)
}

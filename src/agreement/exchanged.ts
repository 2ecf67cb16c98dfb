import type { Texts } from './read-agreement.ts'

/** For tests: the two sides of Southmere under each other's names (symmetry.test.ts). */
const EXCHANGED: [string, string][] = [
  ['nhs', 'council'],
  ['Nhs', 'Council'],
  ['the NHS', 'local government'],
  ['The NHS', 'Local government'],
  ['mere-general', 'southmere-council'],
  ['Mere General', 'Southmere Council'],
  ['southmere-community', 'southmere-districts'],
  ['Southmere Community Health', 'Southmere Districts'],
  ['RXS', 'E10000099'],
  ['the hospital', 'the council'],
  ['ward-coordinator', 'social-worker'],
  ['ward coordinator', 'social worker'],
  ['Ward coordinator', 'Social worker'],
  ['ward coordinators', 'social workers'],
  ['Ward coordinators', 'Social workers'],
  ['01632 960140', '01632 960120'],
]

const words = new Map(
  EXCHANGED.flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ]),
)
const anyWord = new RegExp(
  `(?<![\\w-])(${[...words.keys()].sort((a, b) => b.length - a.length).join('|')})(?![\\w-])`,
  'g',
)

/** Names only where they stand as whole words, all at once, so that doing it twice changes nothing. */
export function exchange(text: string): string {
  return text.replaceAll(anyWord, (word) => words.get(word)!)
}

export function exchangeAll(texts: Texts): Texts {
  return {
    files: texts.files.map(({ path, text }) => ({ path, text: exchange(text) })),
    signatures: [],
  }
}

/** The same value with the names of the sides exchanged in it. */
export function exchanged<T>(value: T): T {
  return JSON.parse(exchange(JSON.stringify(value)))
}

import { z } from 'zod'
import { type ClauseKind, clauseKind, id, ids, type Reference, words } from '../agreement/index.ts'
import { capital, formatList } from '../shell/index.ts'
import type { Shown } from './action.ts'

/** What puts an item into a class whatever it is otherwise, in the order in which it is asked. */
export type Holds = {
  /** codes of security labels, as sources write them */
  readonly labels: readonly string[]
  /** lists of codes: files of the place's folder */
  readonly lists: readonly string[]
  /** feeds: whatever they send */
  readonly sources: readonly string[]
  /** purposes: whatever is written for them */
  readonly purposes: readonly string[]
  /** words and phrases; with a star at its end, whatever begins so */
  readonly words: readonly string[]
  /** the same, where a number stands in the same text: what it is for is then not certain */
  readonly wordsWithNumbers?: readonly string[]
}
export type DataClassRow = {
  readonly id: string
  readonly name: string
  /** not hinted at to anybody who may not see it */
  readonly sensitive: boolean
  readonly holds?: Holds
  readonly clause: string
}

/** What a clause of this kind does beside naming a part that rooms show. */
const HOLDS = {
  id: 'holds',
  what: 'What a source marks, a list names or a word tells is put in its class when it is stored, and shown as that',
}

const PHRASE = /^[\p{L}\p{N}]+(?:[ '-][\p{L}\p{N}]+)*\*?$/u

const phrase = z
  .string()
  .max(60, 'is longer than 60 characters')
  .regex(PHRASE, 'is no word or phrase of letters and digits, at most with a star at its end')
  .describe('a word or a phrase')

const listOf = (what: string, one: z.ZodType<string>) => z.array(one).min(1).describe(what)
const holds = z.strictObject({
  labels: listOf(
    'the codes of security labels whose items are in the class',
    words('a code of a security label').max(60, 'is longer than 60 characters'),
  ).optional(),
  lists: ids(
    'the lists of codes, files of the place’s folder, whose items are in the class',
  ).optional(),
  sources: ids('the feeds of which everything is in the class').optional(),
  purposes: ids('the purposes for which everything that is written is in the class').optional(),
  words: listOf(
    'the words that put an item in the class, at the end a star where a word only begins so',
    phrase,
  ).optional(),
  wordsWithNumbers: listOf(
    'the words that put an item in the class where a number, in figures or said one by one, stands in the same text',
    phrase,
  ).optional(),
})

/** The parts of a record that the agreement grants one by one, and what is put into each. */
export function dataClassKind(shown: readonly Shown[]): ClauseKind {
  return clauseKind({
    kind: 'data-class',
    room: 'access',
    words: ['data class', 'data classes'],
    declares: 'id',
    idleUnlessNamed: true,
    runs: [...shown, HOLDS],
    behind: ({ fields }) => [String(fields.id), ...(fields.holds === undefined ? [] : [HOLDS.id])],
    schema: z.strictObject({
      id: id('the data class’s identifier'),
      name: words('what people call it'),
      sensitive: z
        .boolean()
        .describe('true where nobody who may not see it may learn that there is any'),
      holds: holds.describe('what puts an item into it, whatever it is otherwise').optional(),
    }),
    refers: ({ fields: { holds: held } }) => [
      ...within('feed', held?.sources, 'sources'),
      ...within('purpose', held?.purposes, 'purposes'),
    ],
    compile({ fields: { holds: held, ...fields } }) {
      const { labels = [], lists = [], sources = [], purposes = [], words: told = [] } = held ?? {}
      const { wordsWithNumbers = [] } = held ?? {}
      const whole = { labels, lists, sources, purposes, words: told, wordsWithNumbers }
      const row = held === undefined ? fields : { ...fields, holds: whole }
      return { rows: { 'data-class': [row] } }
    },
    explain(_, compiled) {
      const [row] = compiled.rows<DataClassRow>('data-class')
      const { name, sensitive, holds: held } = row!
      const apart = sensitive
        ? ' It is sensitive: who may not see it does not learn whether there is any.'
        : ''
      const into = held === undefined ? '' : ` ${holdsWords(held)}`
      return `“${capital(name)}” is a class of its own, seen only where a clause grants it.${apart}${into}`
    },
  })
}

function within(kind: string, named: readonly string[] = [], field: string): Reference[] {
  return named.map((one, at) => ({ kind, id: one, path: ['holds', field, at] }))
}

/** `In it is whatever its source labels R or V, and whatever speaks of “MARAC”.` */
function holdsWords({
  labels,
  lists,
  sources,
  purposes,
  words: told,
  wordsWithNumbers = [],
}: Holds): string {
  const [quoted, numbered] = [told, wordsWithNumbers].map((some) =>
    some.map((word) => `“${word.replace(/\*$/, '…')}”`),
  ) as [string[], string[]]
  const parts = [
    ...(labels.length > 0 ? [`whatever its source labels ${formatList(labels)}`] : []),
    ...(lists.length > 0
      ? [`whatever is on the list ${formatList(lists.map((list) => list.replaceAll('-', ' ')))}`]
      : []),
    ...(sources.length > 0 ? [`whatever comes from ${formatList(sources)}`] : []),
    ...(purposes.length > 0 ? [`whatever is written for ${formatList(purposes)}`] : []),
    ...(quoted.length > 0 ? [`whatever speaks of ${formatList(quoted)}`] : []),
    ...(numbered.length > 0
      ? [`any text with a number that speaks of ${formatList(numbered)}`]
      : []),
  ]
  return `In it is ${formatList(parts)}.`
}

import { remember } from '../kernel/index.ts'
import type { DataClass } from './data-class.ts'
import type { JsonObject } from './resource.ts'

/** Which part of a page something stands in. */
export type Section =
  | 'allergies'
  | 'alerts'
  | 'carers'
  | 'conditions'
  | 'medicines'
  | 'plans'
  | 'team'
  | 'wishes'

/** What a date is the date of: `since` when it began, never when it was written down. */
export type Dated = 'since' | 'recorded' | 'prescribed' | 'last issued' | 'as told' | 'signed'

/** What one source says of one thing, put into words. */
export type Statement = {
  /** id of the resource */
  key: string
  section: Section
  dataClass: DataClass
  source: string
  what: string
  /** `system|code`, sorted */
  codes: readonly string[]
  /** what it is about, folded: what shares it is about one thing */
  about: string
  /** what would change what somebody does, in words: a dose, a reaction, `not confirmed` */
  says: readonly string[]
  /** what else would be missed if it were left out: a reason, a note */
  aside: readonly string[]
  /** the name itself is what people act on: a strength, a decision */
  nameCounts: boolean
  /** says that there is none: none of all, or none of a kind */
  none?: string
  /** kinds of it: what a `none` of a kind is compared by */
  kinds: readonly string[]
  /** no longer so at this source: said only beside another source that says that it is */
  ended?: true
  /** an order not to do it */
  forbids?: true
  when?: { is: Dated; at: string }
  /** when the source wrote it down, where it says so: not when it began */
  recordedAt?: string
  stamp: string
  learntAt: string
  asAt?: string
  contested: boolean
  /** what was passed over, in words */
  partly: readonly string[]
}

/** What a reader makes of the content of one resource, before it is known who says it. */
export type Words = Pick<Statement, 'what' | 'says'> & {
  section: Section
  concept?: JsonObject
  about?: string
  aside?: readonly string[]
  nameCounts?: true
  none?: string
  kinds?: readonly string[]
  ended?: true
  forbids?: true
  when?: Statement['when']
  recordedAt?: string
  /** words that say in which class it is, beside the ones that are shown */
  labels?: readonly string[]
}

/**
 * What a resource comes to. `over`: it was so and is not now. `wrong`: the source has taken it back. `unsure`: nobody
 * can say from it what is so; it is kept, and that it is kept is said, with why.
 */
export type Reading =
  | ({ stands: 'yes' } & Words)
  | { stands: 'over' }
  | { stands: 'wrong' }
  | { stands: 'unsure'; why: string }

export const OVER: Reading = { stands: 'over' }
export const WRONG: Reading = { stands: 'wrong' }

export function unsure(why: string): Reading {
  return { stands: 'unsure', why }
}

/** What records say they say in few words, and each page folds all of its own several times. */
const WORDS_REMEMBERED = 10_000
const LONGEST = 200

/** Without signs, accents and letter case, one space between words. */
export const foldWords = remember(WORDS_REMEMBERED, toWords, LONGEST)

function toWords(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Letter case and spaces aside: a sign can turn a dose round. */
export const foldSame = remember(WORDS_REMEMBERED, toSame, LONGEST)

function toSame(words: string): string {
  return words.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

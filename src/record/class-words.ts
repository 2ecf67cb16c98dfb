import type { DataClassRow } from '../access/index.ts'
import type { DataClass } from './data-class.ts'

/** Which class words tell of. */
export type WordRules = {
  find(words: string): DataClass | undefined
  /** quick, over much text of any form: false where nothing in it may be found */
  mayTell(text: string): boolean
}

export function wordRules(classes: readonly DataClassRow[]): WordRules {
  const rules = classes.flatMap(({ id, holds }) => [
    ...ruleOf(id, holds?.words, false),
    ...ruleOf(id, holds?.wordsWithNumbers, true),
  ])
  const begins = new Set(
    classes.flatMap(({ holds }) =>
      [...(holds?.words ?? []), ...(holds?.wordsWithNumbers ?? [])].map(
        (phrase) => /^[^ '*-]+/.exec(phrase)![0],
      ),
    ),
  )
  // Whatever begins as another does is found with it.
  const least = [...begins].filter(
    (word) => ![...begins].some((other) => other !== word && word.startsWith(other)),
  )
  const telling = new RegExp(least.map((word) => RegExp.escape(word)).join('|'), 'i')
  return {
    find(words) {
      const read = asRead(words)
      return rules.find(
        ({ pattern, numbered }) => pattern.test(read) && (!numbered || NUMBER.test(read)),
      )?.id
    },
    mayTell(text) {
      return begins.size > 0 && telling.test(asRead(text))
    },
  }
}

type WordRule = { id: DataClass; pattern: RegExp; numbered: boolean }

function ruleOf(id: DataClass, phrases: readonly string[] = [], numbered: boolean): WordRule[] {
  return phrases.length === 0 ? [] : [{ id, pattern: patternOf(phrases), numbered }]
}

const DIGIT = '(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine)'
/** In figures, or said one figure after the other: `four four one seven`, `double four`. */
const NUMBER = new RegExp(
  `\\p{N}|\\b(?:${DIGIT}[^\\p{L}\\p{N}]+${DIGIT}|(?:double|treble)[^\\p{L}\\p{N}]+${DIGIT})\\b`,
  'iu',
)

/** A word is what people read: a soft hyphen, a mark without width, an accent, another width of a letter hide none. */
function asRead(text: string): string {
  if (Buffer.byteLength(text) === text.length) return text
  return text.replaceAll(NOT_PLAIN, (signs) => signs.normalize('NFKD').replaceAll(UNSEEN, ''))
}

const NOT_PLAIN = /[\u0080-\uffff]+/g
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{M}]/gu

/** Whole words, in any letter case, with anything but letters and digits between them. */
function patternOf(phrases: readonly string[]): RegExp {
  const parts = phrases.map((phrase) => {
    const open = phrase.endsWith('*')
    const own = (open ? phrase.slice(0, -1) : phrase).split(/[ '-]/).join('[^\\p{L}\\p{N}]+')
    return open ? own : `${own}(?![\\p{L}\\p{N}])`
  })
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${parts.join('|')})`, 'iu')
}

/**
 * The house rule on counted words: one piece (`plural`, `byCount` of the kernel) knows that it is 1 thing, 2 things and
 * no things. A hand-made plural is right on the day on which it is written, and wrong at 1.
 */
const NOUNS =
  'clauses columns days entries files hours items looks mails minutes months notes officers others people rows ' +
  'things times weeks years'
/** Not the end of one property and the name of the next: `view={view} items={…}` */
const COUNTED = new RegExp(
  String.raw`(?<![=.]|\.\.)\{(?!\.)[^{}]*\}\s(?:${NOUNS.replaceAll(' ', '|')})\b(?!=)`,
)
/** Words that are chosen by whether something is one. */
const CHOSEN = /(?:===|!==) 1\s*\?\s*['"`]/
/** The piece itself; what runs in a resident's browser, which imports nothing of a place; what only computers read. */
const FREE = /^src\/kernel\/words\.ts$|^src\/trail\/(?!pages\/)|\.test\.tsx?$/

export type WordsFile = { path: string; text: string }

export function wordFaults({ path, text }: WordsFile): string[] {
  if (!path.startsWith('src/') || FREE.test(path)) return []
  const instead = 'use plural or byCount, so that it is 1 thing, 2 things and no things'
  return [COUNTED, CHOSEN].flatMap((pattern) =>
    [...text.matchAll(new RegExp(pattern, 'g'))]
      // A bound is a number that was chosen, and never one.
      .filter(({ 0: found }) => !/plural|byCount|_MAX\b/.test(found))
      .map(({ 0: found, index }) => {
        const line = text.slice(0, index).split('\n').length
        return `${path}:${line}: ${found.replaceAll(/\s+/g, ' ')}: ${instead}`
      }),
  )
}

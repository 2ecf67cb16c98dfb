import type { Item } from './item.ts'

/** Words that stand in every title, and tell nothing. */
const PLAIN = new Set(
  (
    'about after agreed also asked before board could decision discussion from have home homes into item ' +
    'item’s last meeting more next note paper papers private report should some that their then there ' +
    'they this through update what when where which with without would year'
  ).split(' '),
)
const LETTERS_LEAST = 4

/**
 * Words of the title that everybody reads, which stand in what is private too: each may tell what is kept back. It
 * warns and does not refuse, because a word can be there by chance. Pure.
 */
export function tellingWords({
  title,
  privateTitle,
  what,
  private: kept,
}: Pick<Item, 'title' | 'privateTitle' | 'what' | 'private'>): string[] {
  if (kept === undefined) return []
  const secret = new Set(wordsIn([privateTitle, what, kept.test].join(' ')).map(folded))
  const telling = wordsIn(title).filter((word) => {
    const plain = folded(word)
    return plain.length >= LETTERS_LEAST && !PLAIN.has(plain) && secret.has(plain)
  })
  return [...new Set(telling)]
}

function wordsIn(text: string): string[] {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu) ?? []
}

function folded(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

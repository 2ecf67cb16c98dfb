import type { PersonId, Queryable } from '../kernel/index.ts'
import { practiceWord } from './found-by.ts'
import * as queries from './queries-find.ts'
import { isLike, type SearchTerm, type WantedTerm, wantedTerm } from './search-term.ts'

/** Names like one that was typed; a beginning that more share is too short to tell. */
const LIKE_MAX = 200

/**
 * What was typed with every name of anybody that it may be a slip or the beginning of.
 *
 * @param sources by whose numbers the viewer's organisation calls people
 */
export async function readWanted(
  db: Queryable,
  terms: readonly SearchTerm[],
  sources: readonly string[],
): Promise<WantedTerm[]> {
  const typed = terms.flatMap(({ word, bare }) => [word, bare].filter((one) => one !== undefined))
  const names = typed.filter((word) => /^\p{L}{3,}$/u.test(word))
  const known = await queries.namesNear(db, names.flatMap(nearKeys), names, LIKE_MAX)
  const like = (word: string) =>
    names.includes(word) ? known.filter((other) => isLike(word, other)) : []
  return terms.map((term) => wantedTerm(term, sources, { like }))
}

export type FoundIdentity = {
  identity: readonly PersonId[]
  /** registered with one of the practices that were asked about */
  registered: boolean
}

/**
 * Whoever may be meant: by what one source says of them all of it is kept. Whether it fits is asked of what is read
 * of them (`fitOf`); [] where nothing but a single letter was typed.
 *
 * @param practices codes of the viewer's own practices
 * @param limit source persons; one more is found where there are more
 */
export async function findPeople(
  db: Queryable,
  wanted: readonly WantedTerm[],
  practices: readonly string[],
  limit: number,
): Promise<{ found: FoundIdentity[]; more: boolean }> {
  const words = wanted.filter((term) => term.words.size > 0).map((term) => [...term.words.keys()])
  if (words.length === 0) return { found: [], more: false }
  const rows = await queries.personsFoundBy(db, words, practices.map(practiceWord), limit + 1)
  const found = new Map<string, FoundIdentity>()
  for (const { identity_id, members, registered } of rows) {
    const before = found.get(identity_id)
    found.set(identity_id, {
      identity: members,
      registered: registered || (before?.registered ?? false),
    })
  }
  return { found: [...found.values()], more: rows.length > limit }
}

/** Of these, the source persons who are registered with one of these practices. */
export async function registeredAmong(
  db: Queryable,
  personIds: readonly PersonId[],
  practices: readonly string[],
): Promise<PersonId[]> {
  if (personIds.length === 0) return []
  return queries.foundByAmong(db, personIds, practices.map(practiceWord))
}

/** The word, and each way of leaving one letter out of it: two words that are a slip apart share one. */
export function nearKeys(word: string): string[] {
  const letters = [...word]
  const shorter = letters.map((_, at) => [...letters.slice(0, at), ...letters.slice(at + 1)])
  return [...new Set([word, ...shorter.map((one) => one.join(''))])]
}

import { DAY_MS, type PersonId } from '../kernel/index.ts'
import type { DataClass } from './data-class.ts'
import { displayOf, objectsOf, statusOf, stringOf, wordsOf } from './fhir.ts'
import type { KnownResource } from './known-resource.ts'
import type { Sources } from './sources.ts'

/** Kinds of which each is a letter that somebody may have to read. */
export const LETTER_TYPES = ['DocumentReference', 'Composition']
/** A letter is new for a week after it has come, if it was written within the month: an archive is no post. */
export const NEW_MS = 7 * DAY_MS
export const WRITTEN_MS = 31 * DAY_MS

/** A letter that has come: what it is called, in whose record it is, and when it was written. */
export type NewLetter = {
  personId: PersonId
  /** 'Discharge summary' */
  what: string
  at: string
  /** who wrote it, or whose record has it: 'Mere General' */
  from: string
  dataClass: DataClass
}

/** Undefined where the source has taken it back, or where the reader's own organisation has written it. */
export function newLetter(
  { personId, source, dataClass, content, trueAt, learntAt }: KnownResource,
  sources: Sources,
  own: string,
): NewLetter | undefined {
  if (statusOf(content.status).some((status) => GONE.has(status))) return undefined
  const what =
    stringOf(content.description) ??
    stringOf(content.title) ??
    wordsOf(content.type, 'a letter') ??
    'a letter'
  const authors = objectsOf(content.author).flatMap((one) => displayOf(one) ?? [])
  if (authors.includes(own)) return undefined
  const from = authors[0] ?? sources.nameOf(source)
  return { personId, what, at: trueAt ?? learntAt, from, dataClass }
}

const GONE: ReadonlySet<string> = new Set(['entered-in-error', 'superseded'])

import type { AdtMessage } from './adt-message.ts'
import { codedOf, codeKeys } from './ce-code.ts'
import { isFilled, type Segment, type Segments, segmentsOf } from './hl7.ts'

/**
 * The diagnoses of a visit in words with their codes, the first first. The list of a message is whole: it replaces
 * what was told before, and nothing is said where it has none. One that is marked confidential is not told.
 */
export function diagnosesIn({ notes }: AdtMessage, part: Segments): string | null | undefined {
  const all = segmentsOf(part, 'DG1')
  if (all.length === 0) return undefined
  const open = all.filter((dg1) => dg1.text(18).toUpperCase() !== 'Y')
  if (open.length < all.length) notes.pass('DG1-18')
  if (open.length === 0) return undefined
  const words = open
    .filter((dg1) => dg1.text(21).toUpperCase() !== 'D')
    .map((dg1) => ({ priority: priorityOf(dg1), words: wordsOf(dg1) }))
    .sort((a, b) => a.priority - b.priority)
    .flatMap((one) => one.words ?? [])
  return words.length === 0 ? null : [...new Set(words)].join('; ')
}

/** `SYSTEM|CODE` of all that are told. */
export function diagnosisCodes(part: Segments): string[] {
  return segmentsOf(part, 'DG1')
    .filter((dg1) => dg1.text(18).toUpperCase() !== 'Y' && dg1.text(21).toUpperCase() !== 'D')
    .flatMap((dg1) => codeKeys(dg1.all(3)[0]))
}

/** DG1-15, else the order in which they stand. */
function priorityOf(dg1: Segment): number {
  const priority = Number(dg1.text(15))
  return priority > 0 ? priority : Number.MAX_SAFE_INTEGER
}

/** `Pneumonia (J18)` */
function wordsOf(dg1: Segment): string | undefined {
  const { code, words } = codedOf(dg1.all(3)[0])
  const described = [words, dg1.text(4)].find((text) => text !== undefined && isFilled(text))
  if (described === undefined) return code
  return code === undefined || code === described ? described : `${described} (${code})`
}

import type { Agreement } from './agreement.ts'
import type { Clause } from './clause.ts'
import { compareNumbers } from './clause.ts'

/** One clause that differs between two texts, and what that changes for whom. */
export type ClauseChange = {
  readonly change: 'added' | 'removed' | 'changed' | 'reworded' | 'renumbered'
  /** its number in the new text; in the old one where it was removed */
  readonly number: string
  /** its number in the old text, where it differs */
  readonly was?: string
  readonly heading: string
  readonly kind: string
  /** whom it concerns, in words; empty where it concerns everybody */
  readonly whom: readonly string[]
  /** what changes, as sentences */
  readonly what: readonly string[]
  /** where the codes differ that stand beside the reading */
  readonly codes?: { readonly before: readonly string[]; readonly after: readonly string[] }
  /** the party that asked for the clause as it now stands */
  readonly proposedBy: string
  readonly before?: Clause
  readonly after?: Clause
}

/** Clause by clause, in the order of the new text. A text compared with itself gives an empty list. */
export function compareAgreements(old: Agreement, now: Agreement): ClauseChange[] {
  const pairs = pairUp(old, now)
  const matched = new Set(pairs.map(({ before }) => before?.number))
  const removed = old.clauses
    .filter(({ number }) => !matched.has(number))
    .map((before) => removal(old, before))
  const others = pairs.flatMap(({ before, after }) =>
    before === undefined ? [addition(now, after)] : changeOf(old, now, before, after),
  )
  return [...others, ...removed].sort((a, b) => compareNumbers(a.number, b.number))
}

type Pair = { before?: Clause; after: Clause }

/**
 * Which old clause a new one continues: the one that declares the same id; else one that says the very
 * same; else the one with the same number, if it is of the same kind and continues nowhere else.
 */
function pairUp(old: Agreement, now: Agreement): Pair[] {
  const free = new Set(old.clauses)
  const found = new Map<Clause, Clause>()
  const take = (same: (before: Clause, after: Clause) => boolean) => {
    for (const after of now.clauses) {
      if (found.has(after)) continue
      const before = [...free].find((one) => one.kind === after.kind && same(one, after))
      if (before === undefined) continue
      found.set(after, before)
      free.delete(before)
    }
  }
  take((before, after) => {
    const field = now.kindOf(after.kind)?.declares
    return field !== undefined && before.fields[field] === after.fields[field]
  })
  take((before, after) => before.number === after.number && sameFields(before, after))
  take(sameFields)
  take((before, after) => before.number === after.number)
  return now.clauses.map((after) => ({ before: found.get(after), after }))
}

function sameFields(before: Clause, after: Clause): boolean {
  return JSON.stringify(before.fields) === JSON.stringify(after.fields)
}

function addition(now: Agreement, after: Clause): ClauseChange {
  return {
    ...about(now, after),
    change: 'added',
    what: [`New: ${now.reading(after.number)}`],
    after,
  }
}

function removal(old: Agreement, before: Clause): ClauseChange {
  return {
    ...about(old, before),
    change: 'removed',
    what: [`No longer: ${old.reading(before.number)}`],
    before,
  }
}

function about(agreement: Agreement, clause: Clause) {
  const { number, heading, kind, proposedBy } = clause
  const whom = agreement.kindOf(kind)?.concerns?.(agreement.compiled(number)!) ?? []
  return { number, heading, kind, proposedBy, whom: [...new Set(whom)] }
}

function changeOf(old: Agreement, now: Agreement, before: Clause, after: Clause): ClauseChange[] {
  const moved = before.number !== after.number
  const codes = codesOf(old, now, before, after)
  const what = [...whatChanges(old, now, before, after), ...codesSentence(now, after, codes)]
  const reworded =
    before.heading !== after.heading ||
    before.text !== after.text ||
    before.proposedBy !== after.proposedBy ||
    before.takesEffect !== after.takesEffect
  if (!moved && what.length === 0 && !reworded) return []
  const change = what.length > 0 ? 'changed' : reworded ? 'reworded' : 'renumbered'
  const words = [
    ...what,
    ...(what.length === 0 && reworded ? ['The wording changes; what it does stays the same.'] : []),
    ...(moved ? [`It was clause ${before.number}.`] : []),
  ]
  const whom = new Set([...about(old, before).whom, ...about(now, after).whom])
  const was = moved ? { was: before.number } : {}
  const differing = codes === undefined ? {} : { codes }
  return [
    {
      ...about(now, after),
      ...was,
      ...differing,
      whom: [...whom],
      change,
      what: words,
      before,
      after,
    },
  ]
}

/** Sentences, from what was compiled on both sides; none where the machine does the same. */
function whatChanges(old: Agreement, now: Agreement, before: Clause, after: Clause): string[] {
  const was = old.compiled(before.number)!
  const is = now.compiled(after.number)!
  const named = now.kindOf(after.kind)?.compare?.(was, is) ?? []
  const [readBefore, readAfter] = [old.reading(before.number), now.reading(after.number)]
  if (readBefore === readAfter) return []
  return named.length > 0 ? [...named] : [`Before: ${readBefore}`, `Now: ${readAfter}`]
}

/** Codes are in no reading: that they change is said, and which they are stands beside it. */
function codesOf(
  old: Agreement,
  now: Agreement,
  before: Clause,
  after: Clause,
): ClauseChange['codes'] {
  const was = old.codes(before.number)?.codes ?? []
  const is = now.codes(after.number)?.codes ?? []
  return JSON.stringify(was) === JSON.stringify(is) ? undefined : { before: was, after: is }
}

function codesSentence(now: Agreement, { number }: Clause, codes: ClauseChange['codes']): string[] {
  if (codes === undefined) return []
  const are = now.codes(number)?.are ?? 'the codes that stood beside it'
  return [`Now different: ${are}.`]
}

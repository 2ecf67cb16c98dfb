import type { Agreement, AgreementRoom } from '../agreement/index.ts'
import type { Segment } from './clock.ts'
import { type TransferRule, transferRule } from './clock-kind.ts'
import { ALWAYS, type Minute, minuteOf, type Span, shared } from './minute.ts'

export type Texts = ReturnType<AgreementRoom['versions']>

/** From when to when minutes are counted by one text. */
export type Era = Span & { readonly agreement: Agreement; readonly rule: TransferRule }

/**
 * The texts by which minutes are counted that passed until `agreement` was in effect: each minute by the clause of its
 * time, so that a clause that both sides change counts from then on, and never anew what was counted before. Texts by
 * which every minute is counted alike are one. Pure.
 */
export function erasOf(agreement: Agreement, rule: TransferRule, texts: Texts = []): Era[] {
  const until = texts.findLastIndex((one) => one.agreement === agreement)
  const eras: Era[] = [{ from: 0, to: ALWAYS, agreement, rule }]
  for (const { agreement: text, effectiveAt } of texts.slice(0, until + 1).toReversed()) {
    const [last] = eras as [Era]
    const own = text === agreement ? rule : transferRule(text)
    if (own === undefined) break
    if (countsAs(text) === countsAs(last.agreement)) {
      eras[0] = { ...last, from: minuteOf(effectiveAt) }
    } else {
      eras.unshift({ from: minuteOf(effectiveAt), to: last.from, agreement: text, rule: own })
    }
  }
  // What was before the first text is counted by it.
  eras[0] = { ...eras[0]!, from: 0 }
  return eras.filter(({ from, to }) => from < to)
}

/** Segments of each era, of its own time alone. */
export function inTheirTime(era: Era, segments: readonly Segment[]): Segment[] {
  return segments.flatMap((one) => {
    const part = shared(one, era)
    return part === undefined ? [] : [{ ...one, ...part }]
  })
}

/** The era in which a minute lies. */
export function eraAt(eras: readonly Era[], minute: Minute): Era {
  return eras.find(({ from, to }) => from <= minute && minute < to) ?? eras.at(-1)!
}

const remembered = new WeakMap<Agreement, string>()

/** All of a text that says whose a minute is: its clock, its parties with their codes, and who tells what. */
function countsAs(agreement: Agreement): string {
  const known = remembered.get(agreement)
  if (known !== undefined) return known
  const parties = agreement.parties.map(({ id, side, codes }) => [id, side, codes])
  const told = JSON.stringify([agreement.table('clock'), parties, agreement.table('feed')])
  remembered.set(agreement, told)
  return told
}

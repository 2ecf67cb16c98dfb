import type { Fact } from '../src/transfer/fact.ts'

/**
 * The clock of a stay once more, minute by minute and as plainly as it can be said, with nothing of the room's own
 * rules: for tests alone. Shares are counted in parts of 27,720, which every number up to 12 divides.
 */
export const PARTS = 27_720

export type PlainStay = {
  /** minutes; `left` undefined: not yet, or nobody says when */
  admitted: number
  left?: number
  over: boolean
  /** minutes of other stays that began later */
  later: readonly { from: number; to: number }[]
  facts: readonly Fact[]
  contests: readonly {
    from: number
    to: number
    state: 'open' | 'settled'
    shares: readonly { holder: string; parts: number }[]
  }[]
}
export type PlainRule = {
  share: 'holders' | 'tasks'
  weights: ReadonlyMap<string, number>
  proves: 'named' | 'own-word'
  sideOf(holder: string): string
}
/** Of one minute: what each holds of it; what is missing to PARTS is unresolved. */
export type PlainMinute = {
  at: number
  state: string
  shares: ReadonlyMap<string, number>
  /** the kinds of what was open, and the reasons in the words of a feed: each once */
  kinds: ReadonlySet<string>
  reasons: ReadonlySet<string>
}

const minute = (moment: string) => Math.floor(Date.parse(moment) / 60_000)

export function plainly(stay: PlainStay, rule: PlainRule, from: number, to: number): PlainMinute[] {
  const minutes: PlainMinute[] = []
  for (let at = from; at < to; at++) {
    if (!waits(stay, at)) continue
    const held = tasksAt(stay.facts, rule, at)
    const kinds = new Set(held.map(({ kind }) => kind))
    const reasons = new Set(held.flatMap(({ reason }) => reason ?? []))
    minutes.push({ at, ...minuteOf(stay, rule, at), kinds, reasons })
  }
  return minutes
}

/** Whether a fact counts: it is the last word on what was said first. */
function counts(facts: readonly Fact[], fact: Fact): boolean {
  if (fact.kind === 'take-back') return false
  const about = subjectOf(facts, fact)
  return !facts.some((other) => isAfter(other, fact, facts) && subjectOf(facts, other) === about)
}

function subjectOf(facts: readonly Fact[], fact: Fact): string {
  if (fact.instead === undefined) return fact.id
  const before = facts.find(({ id }) => id === fact.instead)
  return before === undefined ? fact.instead : subjectOf(facts, before)
}

/** Learnt later; of the same moment, what puts something right after what was said. */
function isAfter(a: Fact, b: Fact, facts: readonly Fact[]): boolean {
  const steps = (fact: Fact | undefined): number =>
    fact?.instead === undefined ? 0 : 1 + steps(facts.find(({ id }) => id === fact.instead))
  if (a.learntAt !== b.learntAt) return a.learntAt > b.learntAt
  if (steps(a) !== steps(b)) return steps(a) > steps(b)
  return a.id > b.id
}

function waits(stay: PlainStay, at: number): boolean {
  if (stay.over && stay.left === undefined) return false
  if (at < stay.admitted || (stay.left !== undefined && at >= stay.left)) return false
  if (stay.later.some((span) => span.from <= at && at < span.to)) return false
  let last: Fact | undefined
  for (const fact of stay.facts) {
    if (fact.kind !== 'review' || !counts(stay.facts, fact) || minute(fact.at) > at) continue
    const isNewer =
      last === undefined ||
      minute(fact.at) > minute(last.at) ||
      (minute(fact.at) === minute(last.at) && isAfter(fact, last, stay.facts))
    if (isNewer) last = fact
  }
  return last !== undefined && last.met !== true
}

function minuteOf(
  stay: PlainStay,
  rule: PlainRule,
  at: number,
): { state: string; shares: ReadonlyMap<string, number> } {
  const here = stay.contests.filter((one) => one.from <= at && at < one.to)
  if (here.some(({ state }) => state === 'open')) return { state: 'contested', shares: new Map() }
  const shares = new Map<string, number>()
  const give = (holder: string, parts: number) => {
    if (holder !== '' && parts > 0) shares.set(holder, (shares.get(holder) ?? 0) + parts)
  }
  const settled = here.at(-1)
  if (settled !== undefined) {
    const all = settled.shares.reduce((sum, { parts }) => sum + parts, 0)
    for (const { holder, parts } of settled.shares) give(holder, (PARTS * parts) / all)
  } else {
    const held = tasksAt(stay.facts, rule, at)
    if (rule.share === 'holders') {
      const everybody = new Set(held.flatMap(({ holders }) => (holders.length ? holders : [''])))
      for (const holder of everybody) give(holder, PARTS / everybody.size)
    } else {
      const all = held.reduce((sum, { weight }) => sum + weight, 0)
      for (const { holders, weight } of held) {
        for (const holder of holders) give(holder, (PARTS * weight) / all / holders.length)
      }
    }
  }
  return { state: shares.size === 0 ? 'unresolved' : 'shared', shares }
}

function tasksAt(facts: readonly Fact[], rule: PlainRule, at: number) {
  const open = facts.filter((fact) => {
    return fact.kind === 'open' && counts(facts, fact) && minute(fact.at) <= at
  })
  return open.flatMap((opening) => {
    if (opening.what === 'funding' && careIsToStart(facts, open)) return []
    const own = facts.filter((fact) => fact.task === opening.task && counts(facts, fact))
    if (own.some((fact) => fact.kind === 'close' && minute(fact.at) <= at)) return []
    const moves = own
      .filter((fact) => fact.kind === 'hand-over' || fact.kind === 'take')
      .map((fact) => ({ fact, from: Math.max(minute(fact.at), minute(opening.at)) }))
      .filter(({ from }) => from <= at)
      .sort((a, b) => a.from - b.from || (isAfter(a.fact, b.fact, facts) ? 1 : -1))
    let said = opening
    let words: Fact[] = [opening]
    for (const { fact } of moves) {
      if (fact.kind === 'hand-over') [said, words] = [fact, [fact]]
      else words.push(fact)
    }
    const holders = (said.holders ?? []).filter((holder) => {
      if (rule.proves === 'named') return true
      return words.some(({ by }) => {
        return by.organisation === holder || (by.side !== '' && rule.sideOf(holder) === by.side)
      })
    })
    const { what, reason } = opening
    return [{ holders, kind: what!, reason, weight: rule.weights.get(what!) ?? 1 }]
  })
}

/** Care starts without prejudice: from then on, who pays holds nobody back. */
function careIsToStart(facts: readonly Fact[], open: readonly Fact[]): boolean {
  return open.some((opening) => {
    if (opening.what !== 'start-care') return false
    const closings = facts.filter((fact) => {
      return fact.kind === 'close' && fact.task === opening.task && counts(facts, fact)
    })
    return closings.every((fact) => minute(fact.at) > minute(opening.at))
  })
}

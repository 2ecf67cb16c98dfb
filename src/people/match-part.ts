import type { Rule } from './match-block.ts'
import { type Counts, compareDrawn, countPatterns, type Drawn } from './match-count.ts'
import { eachPair, fillKeys, type Keys } from './match-meet.ts'
import type { Model } from './match-model.ts'
import { type Comparable, PairList, patternMaker, readAhead } from './match-pairs.ts'
import { type Commonness, type Scored, scorePairs } from './match-score.ts'

/** What every thread is given, in memory that all share. */
export type Shared = {
  readonly data: Comparable
  readonly rules: readonly Rule[]
  readonly left: Keys
  readonly right: Keys
  readonly drawn: Drawn
  readonly part: number
  readonly parts: number
}

/** One thread's part of the work. Each step is done by all before the next. */
export class Part {
  readonly #shared: Shared
  readonly #pairs = new PairList()
  /** what was read ahead; kept, or it would not be read */
  ahead = 0

  constructor(shared: Shared) {
    this.#shared = shared
  }

  /** Works out by what rows are brought together, for its part of the rows. */
  keys(): void {
    const { data, rules, left, right, part, parts } = this.#shared
    const slice = (rows: number) =>
      [part, part + 1].map((at) => Math.floor((rows * at) / parts)) as [number, number]
    fillKeys(rules, data.left, left, slice(left.rows))
    if (data.order === undefined) fillKeys(rules, data.right, right, slice(right.rows))
  }

  /** Compares the pairs whose keys are its own, and its part of those drawn at random. */
  compare(): { candidates: Counts; random: Counts } {
    const { data, left, right, drawn, part, parts } = this.#shared
    const { order } = data
    const patternOf = patternMaker(data)
    const share = { part, parts, one: order !== undefined }
    eachPair(left, right, share, (lefts, rights, count) => {
      this.ahead = readAhead(data, lefts, rights, count)
      for (let at = 0; at < count; at += 1) {
        const [a, b] = [lefts[at]!, rights[at]!]
        if (order !== undefined && order[a]! >= order[b]!) continue
        this.#pairs.add(a, b, patternOf(a, b))
      }
    })
    const candidates = countPatterns(this.#pairs.pairs)
    return { candidates, random: compareDrawn(patternOf, drawn, share) }
  }

  score(model: Model, commonness: readonly (Commonness | undefined)[], least: number): Scored {
    return scorePairs(model, this.#pairs.pairs, this.#shared.data.left, commonness, least)
  }
}

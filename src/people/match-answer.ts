import type { Tables } from './match-count.ts'
import { MISSING } from './match-field.ts'
import { type Quality, qualityOf } from './match-quality.ts'
import { clusters, holdsOnce, oneToOne, type RowPair } from './match-resolve.ts'
import { probability, type Scored } from './match-score.ts'
import type { FieldValues, MatchTable } from './match-table.ts'
import { readNhsNumber } from './nhs-number.ts'

/** A pair as it is told. */
export type ToldPair = {
  readonly left: string
  readonly right: string
  /** to ten places, as it is written and ordered by */
  readonly probability: number
  /** in powers of two: 0 is as likely one person as two */
  readonly weight: number
}

/** As likely one person as two. */
const EVEN = 0.5

export type Answer = {
  /** likeliest first; ids break ties */
  readonly pairs: readonly ToldPair[]
  /** whether each row was given one partner at most */
  readonly oneToOne: boolean
  readonly quality: Quality | undefined
}

/** Of a pair told by its ids, whether it is one in truth. */
export type Truth = { readonly size: number; isPair(left: string, right: string): boolean }

export type AnswerAsked = {
  /** the least probability that is told */
  readonly threshold: number
  /** whether a row has one partner at most; undefined to find out */
  readonly once: boolean | undefined
  readonly truth: Truth | undefined
}

/**
 * The pairs that are told, from those that were scored: with one partner for each row where both files hold each person
 * once, which is found from the pairs themselves unless it is said.
 */
export function answerOf(scored: Scored, { left, right }: Tables, asked: AnswerAsked): Answer {
  const told = Array.from(scored.left, (row, at) =>
    toldPair(row, scored.right[at]!, scored.weight[at]!, left, right),
  ).sort(likelierFirst)
  const even = told.filter((pair) => pair.probability >= EVEN)
  const once = right !== undefined && (asked.once ?? holdsOnce(even))
  const final = once ? oneToOne(told) : told
  const { truth, threshold } = asked
  const judged = final.map(({ left: one, right: other, probability: likely }) => ({
    probability: likely,
    right: truth?.isPair(one, other) === true,
  }))
  const quality = truth && qualityOf(judged, truth.size, threshold)
  return { pairs: final.filter((pair) => pair.probability >= threshold), oneToOne: once, quality }
}

type RankedPair = ToldPair & RowPair

function toldPair(
  one: number,
  other: number,
  weight: number,
  left: MatchTable,
  right: MatchTable | undefined,
): RankedPair {
  const [idOne, idOther] = [left.ids.text(one), (right ?? left).ids.text(other)]
  const told = { probability: Number(probability(weight).toFixed(10)), weight }
  // Within one file the id that sorts first stands first, wherever its row stands.
  return right === undefined && idOther < idOne
    ? { left: idOther, right: idOne, leftRow: other, rightRow: one, ...told }
    : { left: idOne, right: idOther, leftRow: one, rightRow: other, ...told }
}

function likelierFirst(a: RankedPair, b: RankedPair): number {
  if (a.probability !== b.probability) return b.probability - a.probability
  if (a.left !== b.left) return a.left < b.left ? -1 : 1
  return a.right < b.right ? -1 : a.right > b.right ? 1 : 0
}

export type ClusterRow = { readonly source: 'left' | 'right'; readonly id: string; cluster: number }

/** Every row with the number of the person whom it is taken for, in the order of their ids. */
export function clusterRows(
  pairs: readonly ToldPair[],
  { left, right }: Tables,
  fields: readonly FieldValues[],
): ClusterRow[] {
  const all = [...rowsOf('left', left, fields), ...(right ? rowsOf('right', right, fields) : [])]
  const placeOf = new Map(all.map(({ source, id }, at) => [`${source} ${id}`, at]))
  const other = right === undefined ? 'left' : 'right'
  const ranked = pairs.map((pair) => ({
    leftRow: placeOf.get(`left ${pair.left}`)!,
    rightRow: placeOf.get(`${other} ${pair.right}`)!,
  }))
  const differ = (a: number, b: number) => {
    const [one, another] = [all[a]!.number, all[b]!.number]
    return one !== undefined && another !== undefined && one !== another
  }
  const groupOf = clusters(all.length, ranked, differ)
  const told = new Map<number, number>()
  return all.map(({ source, id }, at) => {
    const group = groupOf[at]!
    if (!told.has(group)) told.set(group, told.size + 1)
    return { source, id, cluster: told.get(group)! }
  })
}

type Row = {
  readonly source: 'left' | 'right'
  readonly id: string
  /** its NHS number, where it is a valid one */
  readonly number: string | undefined
}

function rowsOf(source: Row['source'], table: MatchTable, fields: readonly FieldValues[]): Row[] {
  const which = fields.findIndex(({ field }) => field.name === 'nhs_number')
  const numberOf = (row: number) => {
    const value = which < 0 ? MISSING : table.codes[which]![row]!
    if (value === MISSING) return undefined
    const read = readNhsNumber(fields[which]!.values.text(value))
    return read.ok ? read.number : undefined
  }
  return Array.from({ length: table.rows }, (_, row) => ({
    source,
    id: table.ids.text(row),
    number: numberOf(row),
  })).sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}

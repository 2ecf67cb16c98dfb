import { formatCount } from '../shell/index.ts'

/**
 * Everything that is counted leaves through here, and nothing else of it does. docs/decisions/0008 says why it is done
 * so. A figure that rests on fewer than `least` people is not given; every other is rounded to a multiple of `base`,
 * each by itself from its true value, so that a total less its parts is noise. A part that is not given is put together
 * with others until together they are enough: with everything else as it is, one person more of the one and one fewer
 * of the other would look the same.
 */
export type DisclosureRule = {
  /** a count of fewer people is not given */
  readonly least: number
  /** the others are rounded to a multiple of it */
  readonly base: number
  readonly clause: string
}

/** How many people something rests on; `amount` where it is not the people themselves that are told (days, looks). */
export type Cell = { readonly people: number; readonly amount?: number }

/** Several lines (months, days) of one thing, and the parts of which it is made. */
export type CountedTable = {
  /** each line by itself is made of all parts; nothing is told of the lines together */
  readonly lines: readonly string[]
  readonly whole: readonly Cell[]
  /** of what the whole is a part, and told beside it: what is left of that must be enough too */
  readonly of?: readonly Cell[]
  /** each divides the whole anew; a person is in one part of a line, but where amounts are told */
  readonly splits?: readonly CountedSplit[]
}
export type CountedSplit = {
  readonly name: string
  readonly parts: readonly CountedPart[]
  /** nobody is in two parts, of amounts either: who stands behind several is all of them together */
  readonly apart?: true
}
/** `cells` as the lines */
export type CountedPart = { readonly name: string; readonly cells: readonly Cell[] }

/** What may be told: about so many; or nothing, because it, or what is left without it, rests on too few people. */
export type Disclosed = { readonly about: number } | { readonly tooFew: true }

const TOO_FEW: Disclosed = { tooFew: true }

export type DisclosedTable = {
  readonly lines: readonly string[]
  readonly whole: readonly Disclosed[]
  readonly splits: readonly DisclosedSplit[]
}
/** No parts: they cannot be told apart without telling of somebody. */
export type DisclosedSplit = { readonly name: string; readonly parts: readonly DisclosedPart[] }
/** `names` are several where only together they are enough to be told. */
export type DisclosedPart = {
  readonly names: readonly string[]
  readonly told: readonly Disclosed[]
}

/** A count that stands alone. */
export function disclose(rule: DisclosureRule, { people, amount = people }: Cell): Disclosed {
  return people < rule.least ? TOO_FEW : { about: rounded(rule, amount) }
}

export function discloseTable(rule: DisclosureRule, table: CountedTable): DisclosedTable {
  const { lines, whole, of, splits = [] } = table
  // A line that is too small itself tells nothing of its parts, and asks nothing of them.
  const open = lines.flatMap((_, line) => {
    const { people } = whole[line]!
    const left = of === undefined ? people : of[line]!.people - people
    return Math.min(people, left) < rule.least ? [] : [line]
  })
  return {
    lines,
    whole: whole.map((cell, line) => (open.includes(line) ? disclose(rule, cell) : TOO_FEW)),
    splits: splits.map(({ name, parts, apart }) => ({
      name,
      parts: groupsOf(rule, parts, open, apart).map((group) => toldPart(rule, group, lines, open)),
    })),
  }
}

/**
 * Whether a figure may be told anew. Between two tellings that differ by few people those few could be seen: by how
 * many people more or fewer there are, and by how many are known to count otherwise.
 */
export function mayTellAnew(
  { least }: DisclosureRule,
  { before, now, otherwise }: { before: number; now: number; otherwise: number },
): boolean {
  return Math.max(Math.abs(now - before), otherwise) >= least
}

/**
 * Whether parts of several periods together may be told beside the periods: not where one of these is too small itself.
 * It would be what is left of the parts without the others, and where all were rounded one way that is one number.
 */
export function mayTellTogether(periods: readonly Disclosed[]): boolean {
  return periods.every((told) => 'about' in told)
}

/** `45`, `too few to show`. */
export function disclosedWords(told: Disclosed): string {
  return 'about' in told ? formatCount(told.about) : 'too few to show'
}

/** To the nearest multiple; the half-way goes up, and nothing that is told becomes nought. */
function rounded({ base }: DisclosureRule, amount: number): number {
  return Math.max(base, Math.floor(amount / base + 0.5) * base)
}

/**
 * The same parts are put together on every line, so that none is told on one line and missing on the next. Whatever is
 * too small anywhere is in one group, with as many of those that follow in the order given as it takes: were it the
 * next smallest, its place would tell of its size. Where that takes all of them, nothing is told of this division.
 */
function groupsOf(
  rule: DisclosureRule,
  parts: readonly CountedPart[],
  open: readonly number[],
  apart?: true,
): readonly (readonly CountedPart[])[] {
  if (parts.length < 2 || open.length === 0) return []
  const isEnough = (group: readonly CountedPart[]) =>
    open.every((line) => peopleIn(group, line, apart) >= rule.least)
  const small = parts.filter((part) => !isEnough([part]))
  if (small.length === 0) return parts.map((part) => [part])
  const from = parts.indexOf(small[0]!)
  const rest = [...parts.slice(from), ...parts.slice(0, from)].filter((one) => !small.includes(one))
  while ((small.length < 2 || !isEnough(small)) && rest.length > 0) small.push(rest.shift()!)
  if (rest.length === 0) return []
  const alone = parts.filter((part) => rest.includes(part)).map((part) => [part])
  return [...alone, parts.filter((part) => small.includes(part))]
}

/** Somebody may have a share of several amounts, and is then counted in each: there are as many as in the largest. */
function peopleIn(group: readonly CountedPart[], line: number, apart?: true): number {
  const cells = group.map(({ cells: own }) => own[line] ?? { people: 0 })
  const people = cells.map((cell) => cell.people)
  const shares = apart === undefined && cells.some(({ amount }) => amount !== undefined)
  if (shares) return Math.max(...people)
  return people.reduce((sum, one) => sum + one, 0)
}

function toldPart(
  rule: DisclosureRule,
  group: readonly CountedPart[],
  lines: readonly string[],
  open: readonly number[],
): DisclosedPart {
  const told = lines.map((_, line): Disclosed => {
    if (!open.includes(line)) return TOO_FEW
    const amount = group.reduce((sum, { cells }) => sum + amountOf(cells[line]), 0)
    return { about: rounded(rule, amount) }
  })
  return { names: group.map(({ name }) => name), told }
}

/**
 * What was told of several times, together: a sum of what was told of each, which tells no more than they do. Parts
 * that stand together at any of them do in the sum; of a line that is not told of one, nothing is told of all.
 */
export function addTold(times: readonly (readonly DisclosedPart[])[]): DisclosedPart[] {
  const groups: { names: Set<string>; parts: DisclosedPart[] }[] = []
  for (const part of times.flat()) {
    const shared = groups.filter(({ names }) => part.names.some((name) => names.has(name)))
    const [first = { names: new Set<string>(), parts: [] }, ...others] = shared
    if (shared.length === 0) groups.push(first)
    for (const other of others) {
      for (const name of other.names) first.names.add(name)
      first.parts.push(...other.parts)
      groups.splice(groups.indexOf(other), 1)
    }
    for (const name of part.names) first.names.add(name)
    first.parts.push(part)
  }
  return groups.map(({ names, parts }) => ({
    names: [...names],
    told: parts[0]!.told.map((_, line) => sumTold(parts.map(({ told }) => told[line]!))),
  }))
}

function sumTold(told: readonly Disclosed[]): Disclosed {
  let about = 0
  for (const one of told) {
    if (!('about' in one)) return TOO_FEW
    about += one.about
  }
  return { about }
}

function amountOf(cell: Cell | undefined): number {
  return cell?.amount ?? cell?.people ?? 0
}

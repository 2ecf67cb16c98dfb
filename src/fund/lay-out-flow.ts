import type { Pence } from '../kernel/index.ts'
import type { Flow, FlowLink } from './flow.ts'

/** A bar of the picture: where money is, how much, and where it stands; units of the picture. */
export type FlowBar = {
  readonly id: string
  readonly column: 0 | 1 | 2
  readonly pence: Pence
  readonly x: number
  readonly y: number
  readonly height: number
}

/** Money between two bars: where its middle leaves the one and comes to the other, and how wide it is. */
export type FlowBand = {
  readonly link: FlowLink
  readonly from: { readonly x: number; readonly y: number }
  readonly to: { readonly x: number; readonly y: number }
  readonly width: number
}

export type FlowPicture = {
  readonly bars: readonly FlowBar[]
  readonly bands: readonly FlowBand[]
  readonly width: number
  readonly height: number
}

export const BAR = 12
const WIDTH = 1_000
const GAP = 14
/** Of all the money together. */
const MONEY = 560
/** The middle stands nearer to the left, because what was bought has the longest names. */
const COLUMNS = [0, 370, 988] as const

/** Bars and bands of a flow: each as wide as its money, in the order of the money, and none crossing without need. */
export function layOutFlow({ given, bought }: Flow): FlowPicture {
  const total = Number(given.reduce((sum, { pence }) => sum + pence, 0n)) || 1
  const scale = (pence: Pence) => (Number(pence) / total) * MONEY
  const first = stack(sumsBy(given, 'from'), 0, scale)
  const middle = stack(inOrderOf(sumsBy(given, 'to'), given, first), 1, scale)
  const last = stack(inOrderOf(sumsBy(bought, 'to'), bought, middle), 2, scale)
  const bars = [...first, ...middle, ...last]
  const height = Math.max(...[first, middle, last].map((column) => endOf(column)))
  const bands = [...bandsOf(given, first, middle, scale), ...bandsOf(bought, middle, last, scale)]
  return { bars, bands, width: WIDTH, height }
}

type Sum = { readonly id: string; readonly pence: Pence }

function sumsBy(links: readonly FlowLink[], end: 'from' | 'to'): Sum[] {
  return [...Map.groupBy(links, (link) => link[end])]
    .map(([id, own]) => ({ id, pence: own.reduce((sum, { pence }) => sum + pence, 0n) }))
    .sort((a, b) => (a.pence === b.pence ? (a.id < b.id ? -1 : 1) : a.pence > b.pence ? -1 : 1))
}

/** By where their money comes from, from above to below. */
function inOrderOf(
  sums: readonly Sum[],
  links: readonly FlowLink[],
  before: readonly FlowBar[],
): Sum[] {
  const middleOf = new Map(before.map(({ id, y, height }) => [id, y + height / 2]))
  const mean = ({ id, pence }: Sum) =>
    links
      .filter((link) => link.to === id)
      .reduce((sum, { from, pence: part }) => sum + (middleOf.get(from) ?? 0) * Number(part), 0) /
    Math.max(1, Number(pence))
  return [...sums].sort((a, b) => mean(a) - mean(b))
}

function stack(
  sums: readonly Sum[],
  column: 0 | 1 | 2,
  scale: (pence: Pence) => number,
): FlowBar[] {
  let y = 0
  return sums.map(({ id, pence }) => {
    const height = Math.max(1, scale(pence))
    const bar = { id, column, pence, x: COLUMNS[column], y, height }
    y += height + GAP
    return bar
  })
}

function endOf(column: readonly FlowBar[]): number {
  const last = column.at(-1)
  return last === undefined ? 0 : last.y + last.height
}

function bandsOf(
  links: readonly FlowLink[],
  left: readonly FlowBar[],
  right: readonly FlowBar[],
  scale: (pence: Pence) => number,
): FlowBand[] {
  const place = (bars: readonly FlowBar[]) => new Map(bars.map((bar, at) => [bar.id, { bar, at }]))
  const [from, to] = [place(left), place(right)]
  const sorted = [...links].sort(
    (a, b) => from.get(a.from)!.at - from.get(b.from)!.at || to.get(a.to)!.at - to.get(b.to)!.at,
  )
  const [leaves, comes] = [new Map<string, number>(), new Map<string, number>()]
  const arrivals = [...sorted].sort(
    (a, b) => to.get(a.to)!.at - to.get(b.to)!.at || from.get(a.from)!.at - from.get(b.from)!.at,
  )
  const arrivesAt = new Map<FlowLink, number>()
  for (const link of arrivals) arrivesAt.set(link, taken(comes, link.to, scale(link.pence)))
  return sorted.map((link) => {
    const width = scale(link.pence)
    const [start, end] = [from.get(link.from)!.bar, to.get(link.to)!.bar]
    const y = start.y + taken(leaves, link.from, width)
    return {
      link,
      from: { x: start.x + BAR, y },
      to: { x: end.x, y: end.y + arrivesAt.get(link)! },
      width,
    }
  })
}

/** The middle of the next part of a bar. */
function taken(used: Map<string, number>, id: string, width: number): number {
  const before = used.get(id) ?? 0
  used.set(id, before + width)
  return before + width / 2
}

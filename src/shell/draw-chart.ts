import { formatCount } from '../kernel/index.ts'

/** One bar: what stands under it, and how high it is; undefined where that may not be told, or is not known. */
export type Bar = { readonly label: string; readonly value?: number }

export type ChartToDraw = {
  readonly bars: readonly Bar[]
  /** what is counted, for the axis: `people` */
  readonly unit: string
  /** drawn in front, in a darker colour: a part of each bar */
  readonly front?: readonly Bar[]
  /** of the page that it stands on: without it the browser leaves out its style */
  readonly nonce: string
}

const WIDTH = 520
const HEIGHT = 300
/** The blues of the NHS: the paler against the page, and the darker against the paler, as WCAG 1.4.11 wants. */
const BACK = '#407ec9'
const FRONT = '#002f5c'
/** What nobody has settled: the orange of the NHS, dark enough for the page and unlike both blues. */
const OPEN = '#c25700'
export const INK = '#212b32'
/** Of a bar that lies with the space around it, and of one sign of what stands beside it. */
const LYING = 34
const SIGN = 7.2
/** So many signs fit in a line under a chart. */
const SIGNS_MAX = 50

/**
 * A bar chart as the text of an SVG, drawn here and complete: it fetches nothing and runs nothing. To a screen reader
 * it is nothing, because the page says what it shows, and the table beside it says every number. Of bars of which
 * none is told there is no picture: `''`.
 */
export async function drawChart({ bars, front = [], unit, nonce }: ChartToDraw): Promise<string> {
  if (told([...bars, ...front]).length === 0) return ''
  const { Plot, document } = await paper()
  const places = bars.map((_, at) => at)
  const longest = Math.max(1, ...bars.map(({ label }) => label.length + 1))
  const every = Math.ceil((bars.length * longest) / SIGNS_MAX)
  const named = places.filter((at) => (bars.length - 1 - at) % every === 0)
  const drawn = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 48,
    marginTop: 24,
    marginBottom: 32,
    style: { fontSize: '14px', color: INK, background: 'none' },
    x: {
      domain: places,
      ticks: named,
      tickFormat: (at: number) => bars[at]!.label,
      label: null,
      padding: 0.2,
      tickSize: 0,
    },
    y: {
      domain: [0, highestOf(bars)],
      label: unit,
      grid: true,
      ticks: 4,
      tickFormat: formatCount,
      nice: true,
    },
    marks: [
      Plot.barY(told(bars), { x: 'at', y: 'value', fill: BACK }),
      Plot.barY(told(front), { x: 'at', y: 'value', fill: FRONT, insetLeft: 4, insetRight: 4 }),
      Plot.ruleY([0], { stroke: INK }),
    ],
  }) as unknown as Drawn
  return asText(drawn, nonce)
}

/**
 * The same with bars that lie, so that long names stand beside them. `open`: what of each is not settled, in a colour
 * of its own.
 */
export async function drawLyingBars(
  chart: ChartToDraw & { readonly open?: readonly Bar[] },
): Promise<string> {
  const { bars, front = [], unit, nonce, open = [] } = chart
  if (told([...bars, ...front, ...open]).length === 0) return ''
  const { Plot, document } = await paper()
  const longest = Math.max(...bars.map(({ label }) => label.length), 1)
  const drawn = Plot.plot({
    document,
    width: WIDTH,
    height: 56 + LYING * bars.length,
    marginLeft: Math.min(WIDTH * 0.6, 16 + SIGN * longest),
    marginRight: 24,
    marginBottom: 40,
    style: { fontSize: '14px', color: INK, background: 'none' },
    x: {
      domain: [0, Math.max(highestOf(bars), highestOf(front))],
      label: unit,
      grid: true,
      ticks: 3,
      tickFormat: formatCount,
      nice: true,
    },
    y: {
      domain: bars.map((_, at) => at),
      tickFormat: (at: number) => bars[at]!.label,
      label: null,
      padding: 0.2,
      tickSize: 0,
    },
    marks: [
      Plot.barX(told(bars), { y: 'at', x: 'value', fill: BACK }),
      Plot.barX(told(front), { y: 'at', x: 'value', fill: FRONT }),
      Plot.barX(told(open), { y: 'at', x: 'value', fill: OPEN, insetTop: 4, insetBottom: 4 }),
      Plot.ruleX([0], { stroke: INK }),
    ],
  }) as unknown as Drawn
  return asText(drawn, nonce)
}

/** Where it is drawn: a document of no browser. */
export async function paper() {
  const [Plot, { parseHTML }] = await Promise.all([
    import('@observablehq/plot'),
    import('linkedom'),
  ])
  const { document } = parseHTML('<html><body></body></html>')
  return { Plot, document: document as unknown as Document }
}

function told(bars: readonly Bar[]): { at: number; value: number }[] {
  return bars.flatMap(({ value }, at) => (value === undefined ? [] : [{ at, value }]))
}

function highestOf(bars: readonly Bar[]): number {
  return Math.max(1, ...bars.map(({ value = 0 }) => value))
}

/** What is asked of an element of the drawing. */
export type Drawn = {
  querySelectorAll(selector: string): Iterable<Drawn>
  setAttribute(name: string, value: string): void
  removeAttribute(name: string): void
  toString(): string
}

/** A style in an attribute would be refused by the page's policy: attributes of the drawing say the same. */
export function asText(svg: Drawn, nonce: string): string {
  for (const style of svg.querySelectorAll('style')) style.setAttribute('nonce', nonce)
  for (const one of [svg, ...svg.querySelectorAll('[style]')]) one.removeAttribute('style')
  svg.setAttribute('font-size', '14')
  svg.setAttribute('color', INK)
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('focusable', 'false')
  for (const one of svg.querySelectorAll('[aria-label]')) one.removeAttribute('aria-label')
  // A tenth of a pixel is as much as anybody sees.
  return svg.toString().replace(/(\d\.\d)\d+/g, '$1')
}

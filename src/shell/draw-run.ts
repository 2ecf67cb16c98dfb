import { asText, type Drawn, INK, paper } from './draw-chart.ts'

/** A point of a series with the limits within which it varies by chance; undefined where there are none. */
export type RunPoint = {
  readonly label: string
  /** undefined: it may not be told, or is not known */
  readonly value?: number
  readonly tone: 'usual' | 'better' | 'worse' | 'other'
  readonly mean?: number
  readonly low?: number | undefined
  readonly high?: number | undefined
  /** limits begin anew with it */
  readonly anew?: boolean
  /** what is said of it above a line before it */
  readonly note?: string | undefined
}

export type RunToDraw = {
  readonly points: readonly RunPoint[]
  readonly unit: string
  readonly target?: number | undefined
  readonly nonce: string
  /** so small that it stands in a row of a table: no axes, no words */
  readonly small?: boolean
}

const SIZE = { width: 560, height: 300 }
const SMALL = { width: 150, height: 38 }
/** Each tone by colour and by shape, so that neither is needed alone. */
const TONES = {
  usual: { fill: '#768692', symbol: 'circle' },
  better: { fill: '#005eb8', symbol: 'diamond' },
  worse: { fill: '#c25700', symbol: 'square' },
  other: { fill: '#330072', symbol: 'triangle' },
} as const
const LINE = '#425563'
const TARGET = '#8a1538'
const LABELS = 8

/** A run chart with its mean and limits, as the text of an SVG. To a screen reader it is nothing: the table says it. */
export async function drawRun(run: RunToDraw): Promise<string> {
  const { Plot, document } = await paper()
  const { points, unit, target, nonce, small = false } = run
  const told = points.flatMap((point, at) => (point.value === undefined ? [] : [{ ...point, at }]))
  const every = Math.max(1, Math.ceil(points.length / LABELS))
  const step = (of: 'mean' | 'low' | 'high', stroke: string, dash?: string) =>
    Plot.line(told, {
      x: 'at',
      y: of,
      z: (_, at) => told.slice(0, at + 1).filter(({ anew }) => anew).length,
      stroke,
      strokeWidth: small ? 1 : 1.5,
      ...(dash === undefined ? {} : { strokeDasharray: dash }),
    })
  const drawn = Plot.plot({
    document,
    ...(small
      ? { ...SMALL, margin: 5, axis: null }
      : { ...SIZE, marginLeft: 60, marginBottom: 34 }),
    style: { fontSize: '14px', color: INK, background: 'none' },
    x: small
      ? { domain: [0, points.length - 1] }
      : {
          domain: [-0.5, points.length - 0.5],
          ticks: points.map((_, at) => at).filter((at) => (points.length - 1 - at) % every === 0),
          tickFormat: (at: number) => points[at]?.label ?? '',
          label: null,
        },
    y: small ? {} : { label: unit, grid: true, ticks: 5, nice: true },
    marks: [
      ...(small ? [] : notesOf(Plot, told)),
      step('low', LINE, '5 4'),
      step('high', LINE, '5 4'),
      step('mean', LINE),
      ...(target === undefined || small
        ? []
        : [Plot.ruleY([target], { stroke: TARGET, strokeDasharray: '2 3', strokeWidth: 2 })]),
      Plot.line(told, { x: 'at', y: 'value', stroke: '#768692' }),
      ...Object.entries(TONES).map(([tone, { fill, symbol }]) =>
        Plot.dot(
          told.filter((one) => one.tone === tone),
          { x: 'at', y: 'value', fill, symbol, r: small ? 2 : 4.5 },
        ),
      ),
    ],
  }) as unknown as Drawn
  return asText(drawn, nonce)
}

type Told = RunPoint & { readonly at: number }

/** A line before what is of another kind than what came before, with the words for it. */
function notesOf(Plot: Awaited<ReturnType<typeof paper>>['Plot'], told: readonly Told[]) {
  const noted = told.filter(({ note }) => note !== undefined)
  if (noted.length === 0) return []
  const x = ({ at }: Told) => at - 0.5
  return [
    Plot.ruleX(noted, { x, stroke: INK, strokeWidth: 1 }),
    Plot.text(noted, {
      x,
      text: ({ note = '' }) => note,
      frameAnchor: 'bottom',
      textAnchor: 'start',
      dx: 4,
      dy: -6,
    }),
  ]
}

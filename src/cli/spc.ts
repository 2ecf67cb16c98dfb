import { Fault, plural } from '../kernel/index.ts'
import {
  type Improvement,
  type ReadSeries,
  readSeries,
  type Series,
  SHORT_GROUP,
  type SpcChart,
  spcChart,
} from '../measure/index.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'

const IMPROVEMENTS = new Map<string | undefined, Improvement>([
  ['up', 'up'],
  ['down', 'down'],
  ['neutral', 'neutral'],
])

export const command: CliCommand = {
  words: 'spc',
  summary: 'whether a series changes, or only varies',
  usage: `concordat spc SERIES.csv --improvement up|down|neutral [--target N] [--rebase DATE]… [--no-screen]
                         [--fix-after N] [--json]

Works the limits of a table date,value[,facet] and says of each point whether it varies as the others do, by the four
rules of Making Data Count. Each facet is a series of its own. No place is needed.

  --improvement   which way is better
  --target N      whether the limits lie on one side of it
  --rebase DATE   limits begin anew at the point of that date; may be given again
  --no-screen     keep moving ranges that are far beyond the others, as the NHS's own workbooks do
  --fix-after N   of each group the first N points make the limits
  --json          [{date, value, facet, mean, lpl, upl, nlpl, nupl, point_type, special_cause, rebase_group, target}],
                  and after the points {facet, variation, assurance} for each facet; what there is none of is null

Exit code: 0 done, 2 the table or an option cannot be read.`,
  options: {
    improvement: { type: 'string' },
    target: { type: 'string' },
    rebase: { type: 'string', multiple: true },
    'no-screen': { type: 'boolean' },
    'fix-after': { type: 'string' },
  },
  async run(call) {
    const { positionals, json, out, err } = call
    const [path, ...others] = positionals
    if (path === undefined || others.length > 0) {
      throw new Fault('one series is read at a time', 'spc SERIES.csv', 'Name one file.')
    }
    const asked = askedOf(call)
    const read = await readSeries(path)
    refuseNoSuchDate(read, asked.rebase)
    const charts = read.series.map((series) => ({ series, chart: chartOf(series, asked) }))
    const many = plural(read.gaps.length, 'row has', 'rows have')
    if (read.gaps.length > 0) err(`${path}: ${many} no value, and no point.`)
    for (const { series, chart } of charts) warnOfShort(series, chart, err)
    if (json) out(JSON.stringify(asJson(charts, asked.target)))
    else for (const one of charts) for (const line of linesOf(one)) out(line)
    return 0
  },
}

type Asked = {
  improvement: Improvement
  target: number | undefined
  rebase: ReadonlySet<string>
  screen: boolean
  fixAfter: number | undefined
}

function askedOf({ values }: CliCall): Asked {
  const improvement = IMPROVEMENTS.get(textOption(values, 'improvement'))
  if (improvement === undefined) {
    throw new Fault(
      'it is not said which way is better',
      '--improvement',
      'Write up, down or neutral.',
    )
  }
  const rebase = values.rebase
  return {
    improvement,
    target: numberOption(values, 'target', /^-?\d+(?:\.\d+)?$/, 'Write a number, like 92.5.'),
    rebase: new Set(Array.isArray(rebase) ? rebase.map(String) : []),
    screen: values['no-screen'] !== true,
    fixAfter: numberOption(
      values,
      'fix-after',
      /^(?:[2-9]|[1-9]\d+)$/,
      'Write a whole number from 2: one point varies in nothing.',
    ),
  }
}

function numberOption(values: CliCall['values'], name: string, written: RegExp, remedy: string) {
  const text = textOption(values, name)
  if (text === undefined) return undefined
  if (written.test(text)) return Number(text)
  throw new Fault(`this is no number that fits: ${JSON.stringify(text)}`, `--${name}`, remedy)
}

function refuseNoSuchDate({ series }: ReadSeries, rebase: ReadonlySet<string>): void {
  const dates = new Set(series.flatMap(({ points }) => points.map(({ date }) => date)))
  for (const date of rebase) {
    if (dates.has(date)) continue
    const remedy =
      'Name the date of the point with which the limits begin anew, as the file has it.'
    throw new Fault(`no point has the date ${JSON.stringify(date)}`, '--rebase', remedy)
  }
}

function chartOf({ points }: Series, { rebase, ...rules }: Asked): SpcChart {
  const rebaseAt = points.flatMap(({ date }, at) => (rebase.has(date) ? [at] : []))
  const values = points.map(({ value }) => value)
  return spcChart(values, { ...rules, rebaseAt: new Set(rebaseAt) })
}

function warnOfShort({ facet }: Series, { points }: SpcChart, err: CliCall['err']): void {
  const groups = Map.groupBy(points, ({ rebaseGroup }) => rebaseGroup)
  const short = [...groups.values()].filter(({ length }) => length < SHORT_GROUP)
  if (short.length === 0) return
  const whose = facet === undefined ? '' : `${facet}: `
  const least = Math.min(...short.map(({ length }) => length))
  err(
    `${whose}limits of ${plural(least, 'point')} may move with the next: ${SHORT_GROUP} are wanted.`,
  )
}

type Charted = { series: Series; chart: SpcChart }

function asJson(charts: readonly Charted[], target: number | undefined) {
  const points = charts.flatMap(({ series, chart }) =>
    chart.points.map(({ value, mean, lpl, upl, nlpl, nupl, ...point }, at) => ({
      date: series.points[at]!.date,
      value,
      facet: series.facet ?? null,
      mean,
      lpl: lpl ?? null,
      upl: upl ?? null,
      nlpl: nlpl ?? null,
      nupl: nupl ?? null,
      point_type: point.pointType,
      special_cause: point.specialCause,
      rebase_group: point.rebaseGroup,
      target: target ?? null,
    })),
  )
  const facets = charts.map(({ series: { facet }, chart: { variation, assurance } }) => ({
    facet: facet ?? null,
    variation: variation ?? null,
    assurance: assurance ?? null,
  }))
  return [...points, ...facets]
}

function linesOf({ series: { facet, points }, chart }: Charted): string[] {
  const last = chart.points.at(-1)
  const limits =
    last?.lpl === undefined ? '' : `, limits ${last.lpl.toFixed(2)} to ${last.upl!.toFixed(2)}`
  const signals = chart.points.flatMap(({ pointType, specialCause }, at) =>
    pointType === 'common_cause' ? [] : [`  ${points[at]!.date}  ${specialCause}`],
  )
  const told = chart.variation?.replaceAll('_', ' ') ?? 'no point'
  const target = chart.assurance === undefined ? '' : `; target: ${ASSURED[chart.assurance]}`
  return [
    ...(facet === undefined ? [] : [facet]),
    `${plural(points.length, 'point')}, mean ${last?.mean.toFixed(2) ?? '-'}${limits}`,
    ...signals,
    `latest: ${chart.variation === 'common_cause' ? 'no signal' : told}${target}`,
  ]
}

const ASSURED = {
  consistent_pass: 'met by what varies as it does now',
  consistent_fail: 'missed by what varies as it does now',
  inconsistent: 'met or missed by chance',
}

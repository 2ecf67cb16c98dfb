import type { ReadMeasure } from './read-measure.ts'

const HEAD = [
  'measure',
  'definition',
  'clause',
  'unit',
  'source',
  'period',
  'edition',
  'worked_at',
  'numerator',
  'denominator',
  'value',
  'low',
  'high',
  'suppressed',
  'data_quality',
  'mean',
  'lower_limit',
  'upper_limit',
  'point_type',
]

/** The series as a table in which each row says of itself what it is. Nothing is in it that is not on the page. */
export function asCsv({ charted }: ReadMeasure): string {
  const { definition, points, chart } = charted
  const rows = points.map(({ period, number, version, workedAt, told, quality }, at) => {
    const { mean, lpl, upl, pointType } = chart.points[at]!
    const { numerator, denominator, value, low, high, suppressed } = told
    return [
      definition.id,
      version,
      definition.clause,
      definition.unit,
      definition.source,
      period,
      number,
      workedAt.toISOString(),
      numerator,
      denominator,
      value,
      low,
      high,
      suppressed,
      quality,
      mean,
      lpl,
      upl,
      pointType,
    ]
  })
  return [HEAD, ...rows].map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('')
}

function cellText(cell: string | number | boolean | null | undefined): string {
  const text = cell === null || cell === undefined ? '' : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

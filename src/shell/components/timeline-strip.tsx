import type { ReactNode } from 'react'
import { formatFullDate } from '../words.ts'

const WIDTH = 1000
const LANE_HEIGHT = 22
const AXIS_HEIGHT = 20
const LEAST_BAR = 3

export type Mark = {
  /** date or moment */
  start: string
  /** absent: a dot; `open` runs to the end of the strip */
  end?: string
  open?: boolean
  /** said on hover and by screen readers in the list below, for instance 'Hospital stay, 3 Jan to 9 Jan' */
  label: string
}
export type Lane = { label: string; tone: 'nhs' | 'council' | 'other'; marks: readonly Mark[] }

/**
 * Some months of a life as a strip: one lane a side or kind, stays and services as bars, contacts as
 * dots. It is a picture of the list that stands under it, so a screen reader hears one sentence.
 */
export function TimelineStrip(props: {
  from: string
  to: string
  lanes: readonly Lane[]
  label: string
}): ReactNode {
  const from = Date.parse(props.from)
  const span = Math.max(1, Date.parse(props.to) - from)
  const at = (moment: string) => {
    const x = ((Date.parse(moment) - from) / span) * WIDTH
    return Math.min(WIDTH, Math.max(0, Math.round(x * 10) / 10))
  }
  const height = props.lanes.length * LANE_HEIGHT + AXIS_HEIGHT
  return (
    <div className="cc-timeline-strip">
      <ul className="cc-timeline-strip__lanes" aria-hidden="true">
        {props.lanes.map((lane) => (
          <li key={lane.label}>{lane.label}</li>
        ))}
      </ul>
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={props.label}
        height={height}
      >
        <MonthLines from={new Date(from)} to={new Date(from + span)} at={at} height={height} />
        {props.lanes.map((lane, index) => (
          <g key={lane.label} className={`cc-lane cc-lane--${lane.tone}`}>
            {lane.marks.map((mark) => (
              <MarkShape
                key={`${mark.start}${mark.label}`}
                mark={mark}
                y={index * LANE_HEIGHT}
                at={at}
              />
            ))}
          </g>
        ))}
      </svg>
      <p className="cc-timeline-strip__ends">
        <span>{formatFullDate(props.from)}</span>
        <span>{formatFullDate(props.to)}</span>
      </p>
    </div>
  )
}

function MarkShape(props: { mark: Mark; y: number; at(moment: string): number }): ReactNode {
  const { mark, at } = props
  const left = at(mark.start)
  const dot = mark.end === undefined && !mark.open
  const right = mark.open ? WIDTH : mark.end === undefined ? left : at(mark.end)
  const width = dot ? 6 : Math.max(LEAST_BAR, right - left)
  return (
    <rect
      x={dot ? Math.max(0, left - 3) : Math.min(left, WIDTH - width)}
      y={props.y + (dot ? 7 : 4)}
      width={width}
      height={dot ? 8 : 14}
      rx={dot ? 3 : 1}
    >
      <title>{mark.label}</title>
    </rect>
  )
}

/** One shape for all months and one for the years: a strip of years has hundreds of lines. */
function MonthLines(props: {
  from: Date
  to: Date
  at(moment: string): number
  height: number
}): ReactNode {
  const months: string[] = []
  const years: string[] = []
  const bottom = props.height - AXIS_HEIGHT
  const month = new Date(Date.UTC(props.from.getUTCFullYear(), props.from.getUTCMonth() + 1, 1))
  while (month < props.to) {
    const x = props.at(month.toISOString())
    if (month.getUTCMonth() === 0) years.push(`M${x} 0V${bottom + 6}`)
    else months.push(`M${x} 0V${bottom}`)
    month.setUTCMonth(month.getUTCMonth() + 1)
  }
  return (
    <g>
      {months.length > 0 && <path className="cc-strip-line" d={months.join('')} />}
      {years.length > 0 && (
        <path className="cc-strip-line cc-strip-line--year" d={years.join('')} />
      )}
    </g>
  )
}

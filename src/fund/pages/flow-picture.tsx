import type { ReactNode } from 'react'
import { EmptyState, Table } from '../../shell/index.ts'
import { type Flow, HELD, UNSPENT } from '../flow.ts'
import { BAR, type FlowBand, type FlowBar, layOutFlow } from '../lay-out-flow.ts'
import type { FundRule, Rules } from '../rules.ts'
import { pounds } from './money.tsx'

/** The blues of the NHS; what is not spent is grey. */
const COLOURS = ['#002f5c', '#005eb8', '#00703c'] as const
const GREY = '#768692'
/** Bands, pale enough for words to stand on them. */
const PALE = '#bfe3f2'
const PALE_GREY = '#e1e6e9'
const INK = '#212b32'
const LABEL = 13

export type FlowNames = {
  readonly fund: FundRule
  readonly rules: Rules
  /** of each scheme by its id */
  readonly schemes: ReadonlyMap<string, string>
}

/** What a bar of the picture is called. */
export function flowName(
  id: string,
  column: 0 | 1 | 2,
  { fund, rules, schemes }: FlowNames,
): string {
  if (id === HELD) return 'In no scheme'
  if (id === UNSPENT) return 'Not spent'
  if (column === 0) return rules.contributions.get(id)?.name ?? id
  return column === 1 ? (schemes.get(id) ?? id) : (fund.activities.get(id)?.name ?? id)
}

/** The way of each pound, from where it came through schemes to what it bought, as wide as the money. */
export function FlowPicture({ flow, names }: { flow: Flow; names: FlowNames }): ReactNode {
  const { bars, bands, width, height } = layOutFlow(flow)
  return (
    <figure className="cc-flow">
      <svg
        viewBox={`0 -12 ${width} ${Math.ceil(height) + 24}`}
        role="img"
        aria-label="The way of the money to what was bought. The table below says the same."
      >
        {bands.map((band) => (
          <path
            key={`${band.link.from} ${band.link.to} ${band.from.x}`}
            d={curveOf(band)}
            fill="none"
            stroke={band.link.to === UNSPENT || band.link.to === HELD ? PALE_GREY : PALE}
            strokeWidth={round(Math.max(0.5, band.width))}
          />
        ))}
        {bars.map((bar) => (
          <rect
            key={`${bar.column} ${bar.id}`}
            x={bar.x}
            y={round(bar.y)}
            width={BAR}
            height={round(bar.height)}
            fill={bar.id === UNSPENT || bar.id === HELD ? GREY : COLOURS[bar.column]}
          />
        ))}
        {bars.map((bar) => (
          <text
            key={`${bar.column} ${bar.id} text`}
            x={bar.column === 2 ? bar.x - 6 : bar.x + BAR + 6}
            y={round(bar.y + bar.height / 2 + LABEL / 3)}
            textAnchor={bar.column === 2 ? 'end' : 'start'}
            fontSize={LABEL}
            fill={INK}
          >
            {labelOf(bar, names)}
          </text>
        ))}
      </svg>
    </figure>
  )
}

function labelOf({ id, column, pence }: FlowBar, names: FlowNames): string {
  return `${flowName(id, column, names)} ${pounds(pence)}`
}

function curveOf({ from, to }: FlowBand): string {
  const middle = (from.x + to.x) / 2
  const [start, end] = [round(from.y), round(to.y)]
  return `M${from.x},${start}C${middle},${start} ${middle},${end} ${to.x},${end}`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

type Row = {
  readonly id: string
  readonly from: readonly string[]
  readonly bought: readonly string[]
}

/** The same in words: of each scheme from what it came and what it bought. */
export function FlowTable({ flow, names }: { flow: Flow; names: FlowNames }): ReactNode {
  const ids = [...new Set(flow.given.map(({ to }) => to))]
  const rows = ids.map(
    (id): Row => ({
      id,
      from: flow.given
        .filter(({ to }) => to === id)
        .map(({ from, pence }) => `${flowName(from, 0, names)} ${pounds(pence)}`),
      bought: flow.bought
        .filter(({ from }) => from === id)
        .sort((a, b) => Number(a.to === UNSPENT) - Number(b.to === UNSPENT))
        .map(({ to, pence }) => `${flowName(to, 2, names)} ${pounds(pence)}`),
    }),
  )
  return (
    <Table
      caption="The way of the money, scheme by scheme"
      hideCaption
      columns={[
        { head: 'Scheme', cell: ({ id }) => flowName(id, 1, names) },
        { head: 'Comes from', cell: ({ from }) => <Lines lines={from} /> },
        { head: 'Has bought', cell: ({ bought }) => <Lines lines={bought} /> },
      ]}
      rows={rows.sort((a, b) => (flowName(a.id, 1, names) < flowName(b.id, 1, names) ? -1 : 1))}
      rowKey={({ id }) => id}
      empty={<EmptyState title="No money has come and none is promised." />}
    />
  )
}

function Lines({ lines }: { lines: readonly string[] }): ReactNode {
  return lines.map((line, at) => (
    <span key={line}>
      {at > 0 && <br />}
      {line}
    </span>
  ))
}

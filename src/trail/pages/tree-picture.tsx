import type { ReactNode } from 'react'
import type { Rehearsal } from '../rehearsal.ts'

/** The tree of eight entries, drawn from the bottom up: what changed is red all the way to the root. */
const WIDTH = 376
const ROW = 54
const BOX = { width: 42, height: 24 }
const HEIGHT_MAX = 3

export function TreePicture(props: { log: Rehearsal; label: string }): ReactNode {
  const { nodes } = props.log
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${ROW * (HEIGHT_MAX + 1) + 18}`}
      width="100%"
      role="img"
      aria-label={props.label}
    >
      {nodes.filter(({ height }) => height < HEIGHT_MAX).map(Line)}
      {nodes.map(Box)}
      {nodes.filter(({ height }) => height === 0).map(LeafNumber)}
    </svg>
  )
}

type Node = Rehearsal['nodes'][number]

function Box({ height, index, hash, changed }: Node): ReactNode {
  const { x, y } = centre(height, index)
  return (
    <g key={`box ${height} ${index}`}>
      <rect
        x={x - BOX.width / 2}
        y={y - BOX.height / 2}
        width={BOX.width}
        height={BOX.height}
        rx="4"
        fill={changed ? '#fbeaea' : '#ffffff'}
        stroke={changed ? '#b3001b' : '#4c6272'}
        strokeWidth={changed ? 2 : 1}
        strokeDasharray={hash === undefined ? '4 3' : undefined}
      />
      <text
        x={x}
        y={y + 4}
        textAnchor="middle"
        fontSize="11"
        fontFamily="monospace"
        fontWeight={changed ? 'bold' : undefined}
        fill={changed ? '#8a0015' : '#212b32'}
      >
        {hash === undefined ? 'gone' : hash.toString('hex').slice(0, 4)}
      </text>
    </g>
  )
}

function Line({ height, index, changed }: Node): ReactNode {
  const from = centre(height, index)
  const to = centre(height + 1, Math.floor(index / 2))
  return (
    <line
      key={`line ${height} ${index}`}
      x1={from.x}
      y1={from.y - BOX.height / 2}
      x2={to.x}
      y2={to.y + BOX.height / 2}
      stroke={changed ? '#b3001b' : '#4c6272'}
      strokeWidth={changed ? 2 : 1}
    />
  )
}

function LeafNumber({ index }: Node): ReactNode {
  const { x, y } = centre(0, index)
  return (
    <text key={`number ${index}`} x={x} y={y + 28} textAnchor="middle" fontSize="11" fill="#212b32">
      {index}
    </text>
  )
}

function centre(height: number, index: number): { x: number; y: number } {
  const leaves = 2 ** height
  const step = WIDTH / 2 ** HEIGHT_MAX
  return { x: step * leaves * (index + 0.5), y: ROW * (HEIGHT_MAX - height) + BOX.height / 2 + 4 }
}

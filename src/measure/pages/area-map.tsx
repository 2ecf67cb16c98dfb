import type { ReactNode } from 'react'
import { formatList } from '../../shell/index.ts'
import type { Definition } from '../definition.ts'
import { valueWords } from '../figure-words.ts'
import type { MapSquare } from '../queries-map.ts'
import type { ToldPart } from '../tell.ts'

const SQUARE = 40
const GAP = 2
/** From few to many: each lighter than the words on it are dark, or darker than they are light. */
const SHADES = [
  { fill: '#e3eef9', ink: '#212b32' },
  { fill: '#a6c8ec', ink: '#212b32' },
  { fill: '#2f6fb7', ink: '#ffffff' },
  { fill: '#0b3568', ink: '#ffffff' },
] as const
const UNTOLD = { fill: '#ffffff', ink: '#212b32' }

/**
 * The place as squares, one for each of its areas, shaded by what is told of the neighbourhood in which they lie. Every
 * neighbourhood has its name and its number on it, so that no shade has to be told from another.
 */
export function AreaMap(props: {
  squares: readonly MapSquare[]
  parts: readonly ToldPart[]
  definition: Definition
}): ReactNode {
  const { squares, parts, definition } = props
  if (squares.length === 0) return null
  const districts = [...Map.groupBy(squares, ({ district }) => district)]
  const wide = Math.max(...squares.map(({ x }) => x)) + 1
  const high = Math.max(...squares.map(({ y }) => y)) + 1
  const values = parts.flatMap(({ value }) => (value === null ? [] : [value]))
  const says = `The neighbourhoods of the county on a map of squares. ${formatList(
    districts.map(([name]) => `${name}: ${wordsOf(definition, partOf(parts, name))}`),
  )}.`
  return (
    <figure className="cc-chart__picture">
      <svg viewBox={`0 0 ${wide * SQUARE} ${high * SQUARE}`} role="img" aria-label={says}>
        {districts.map(([name, own]) => (
          <District key={name} {...{ name, own, values, definition }} part={partOf(parts, name)} />
        ))}
      </svg>
      <figcaption>
        Each square is an area of about as many people; the darker, the higher. White: too few
        people to tell it. Neighbourhoods that are told together have one number.
      </figcaption>
    </figure>
  )
}

function District(props: {
  name: string
  own: readonly MapSquare[]
  part: ToldPart | undefined
  values: readonly number[]
  definition: Definition
}): ReactNode {
  const { name, own, part, values, definition } = props
  const { fill, ink } = shadeOf(part?.value ?? null, values)
  const middle = (of: 'x' | 'y') => {
    const at = own.map((one) => one[of])
    return ((Math.min(...at) + Math.max(...at) + 1) / 2) * SQUARE
  }
  const words = (
    <>
      <tspan fontWeight="700">{name}</tspan>
      <tspan x={middle('x')} dy="20">
        {wordsOf(definition, part)}
      </tspan>
    </>
  )
  const at = { x: middle('x'), y: middle('y') - 4, textAnchor: 'middle', fontSize: 15 } as const
  return (
    <g>
      {own.map(({ x, y }) => (
        <rect
          key={`${x} ${y}`}
          x={x * SQUARE + GAP / 2}
          y={y * SQUARE + GAP / 2}
          width={SQUARE - GAP}
          height={SQUARE - GAP}
          fill={fill}
          stroke={fill === UNTOLD.fill ? '#aeb7bd' : fill}
        />
      ))}
      {/* The words stand on their own ground, so that no edge of a square runs through them. */}
      <text {...at} fill={fill} stroke={fill} strokeWidth="6">
        {words}
      </text>
      <text {...at} fill={ink}>
        {words}
      </text>
    </g>
  )
}

function partOf(parts: readonly ToldPart[], district: string): ToldPart | undefined {
  return parts.find(({ keys }) => keys.includes(district))
}

function wordsOf(definition: Definition, part: ToldPart | undefined): string {
  return part?.value == null ? 'too few to show' : valueWords(definition, part.value)
}

/** As many steps as there are shades, from the lowest to the highest that is told. */
function shadeOf(value: number | null, values: readonly number[]) {
  if (value === null) return UNTOLD
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const step = high === low ? 0 : Math.floor(((value - low) / (high - low)) * SHADES.length)
  return SHADES[Math.min(step, SHADES.length - 1)]!
}

import { chartMeasure, valueWords } from '../measure/index.ts'
import type { Place } from '../room.ts'
import type { Motion } from './fact.ts'

/** What was promised of a decision, beside what has come of it. */
export type Came = {
  readonly measure: string
  readonly name: string
  readonly target: string
  readonly byDay: string
  /** undefined where nothing was told yet */
  readonly value?: number
  readonly says: string
  /** the month that it is of */
  readonly period?: string
  /** whether it is kept; undefined while the month promised is not told */
  readonly kept?: boolean
  readonly signal: 'improvement' | 'concern' | 'none'
}

type Asked = Pick<Place, 'databases' | 'agreement'>

/** By the figures as they stand, or as they stood at a time; undefined where nothing was promised. */
export async function cameOf(place: Asked, motion: Motion, at?: Date): Promise<Came | undefined> {
  const { measure, target, byDay } = motion
  if (measure === undefined || target === undefined || byDay === undefined) return undefined
  const known = place.agreement.current()?.table<{ id: string }>('measure') ?? []
  const promised = { measure, name: measure, target, byDay, signal: 'none' as const }
  if (!known.some(({ id }) => id === measure)) {
    return { ...promised, says: 'It is counted no more.' }
  }
  const { definition, points, signal } = await chartMeasure(
    place,
    measure,
    at === undefined ? {} : { at },
  )
  const month = byDay.slice(0, 7)
  const point = points.findLast(({ period }) => period <= month)
  const told = { ...promised, name: definition.name, signal: signal.signal }
  const value = point?.told.value ?? undefined
  if (point === undefined || value === undefined) return { ...told, says: 'nothing is told yet' }
  const says = `${valueWords(definition, value)} ${definition.unit}`
  const aim = Number(target)
  const better = definition.direction === 'down' ? value <= aim : value >= aim
  return {
    ...told,
    value,
    says,
    period: point.period,
    ...(point.period === month ? { kept: better } : {}),
  }
}

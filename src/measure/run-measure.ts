import type { Agreement } from '../agreement/index.ts'
import { Fault, isMonth } from '../kernel/index.ts'
import { endOfDay } from '../record/index.ts'
import type { Place } from '../room.ts'
import { type Definition, definitionsOf } from './definition.ts'
import { type Edition, lastEditions, lastSplits } from './queries.ts'
import { type OwnFigure, ownFigures } from './queries-difference.ts'
import type { ToldFigure, ToldPart } from './tell.ts'
import { quarterOf, type Split } from './tell-editions.ts'

/** What was said of a month of a measure: the last of it, or the last by the end of a day. */
export type Run = {
  readonly definition: Definition
  /** the month, or the first of the quarter that it is in */
  readonly period: string
  readonly edition: Edition
  readonly told: ToldFigure
  readonly partners: readonly OwnFigure[]
  /** the parts of its quarter; none where they cannot be told apart */
  readonly rows: readonly ToldPart[] | undefined
}

export type Asked = { readonly month: string; readonly by?: Split; readonly asOf?: string }

/** @throws Fault where there is no such measure, or nothing was said of that month */
export async function runMeasure(
  { databases, agreement }: Pick<Place, 'databases' | 'agreement'>,
  name: string,
  { month, by, asOf }: Asked,
): Promise<Run> {
  const at = asOf === undefined ? {} : { at: endOfDay(asOf) }
  const definition = namedMeasure(definitionsOf(agreementBy(agreement, at.at)), name)
  if (!isMonth(month)) throw new Fault('this is no month', '--month', 'Write it like 2026-03.')
  const db = databases.care.short
  const period = definition.period === 'month' ? month : quarterOf(month)
  const editions = await lastEditions(db, { measure: name, ...at })
  const edition = editions.find((one) => one.period === period)
  if (edition === undefined) {
    const last = editions
      .map((one) => one.period)
      .sort()
      .at(-1)
    const remedy =
      last === undefined ? 'Have it worked: do measure.publish.' : `The last is ${last}.`
    throw new Fault('nothing was said of that month', `${name} ${month}`, remedy, 1)
  }
  const [own, splits] = await Promise.all([
    ownFigures(db, { measure: name, period, ...at }),
    by === undefined ? [] : lastSplits(db, { measure: name, ...at }),
  ])
  const quarter = splits.find((one) => one.quarter === quarterOf(month))
  const rows =
    by === undefined ? undefined : (quarter?.told.find(({ split }) => split === by)?.parts ?? [])
  return { definition, period, edition, told: edition.told, partners: own, rows }
}

/** The text that was in effect at a time; without one, that is. */
export function agreementBy(room: Place['agreement'], at?: Date): Agreement | undefined {
  return at === undefined ? room.current() : room.at(at)
}

export function namedMeasure(all: readonly Definition[], name: string): Definition {
  const found = all.find(({ id }) => id === name)
  if (found !== undefined) return found
  const known = all.map(({ id }) => id).join(', ') || 'none'
  throw new Fault(`there is no measure ${name}`, 'NAME', `The agreement has ${known}.`)
}

import { Fault, isMonth } from '../kernel/index.ts'
import { isOver } from '../transfer/index.ts'
import { type CliCall, textOption } from './command.ts'

/** @throws Fault where none is given, or what is given is none */
export function monthGiven(values: CliCall['values']): string {
  const month = textOption(values, 'month')
  if (month === undefined) throw new Fault('no month was given', '--month', REMEDY)
  if (isMonth(month)) return month
  throw new Fault(`this is no month: ${JSON.stringify(month)}`, '--month', REMEDY)
}

const REMEDY = 'Write it like 2026-03.'

/**
 * What is told of a month that goes on tells tomorrow, less what it tells today, what happened on one day.
 *
 * @throws Fault for a month that is not over
 */
export function refuseUnended(month: string, now: Date): void {
  if (isOver(month, now)) return
  const remedy = 'Give a month that is over: figures of a month are told when it is.'
  throw new Fault(`${month} is not over`, '--month', remedy)
}

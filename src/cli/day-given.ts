import { Fault, isDay } from '../kernel/index.ts'
import { type CliCall, textOption } from './command.ts'

/** A day that an option names; undefined where it is left out. */
export function dayGiven(values: CliCall['values'], option: string): string | undefined {
  const text = textOption(values, option)
  if (text === undefined || isDay(text)) return text
  throw new Fault(
    `this is no day: ${JSON.stringify(text)}`,
    `--${option}`,
    'Write it like 2026-03-31.',
  )
}

import { type CliCall, textOption } from './command.ts'
import { timeGiven } from './time-given.ts'

/** As of when something is asked for; undefined for now. Of a day its end: what was learnt on it was known on it. */
export function knownAt(values: CliCall['values']): Date | undefined {
  return timeGiven(textOption(values, 'known-at'), '--known-at', 'ends')
}

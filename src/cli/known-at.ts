import { Fault, instantsInLondon } from '../kernel/index.ts'
import { type CliCall, textOption } from './command.ts'

/** As of when something is asked for; undefined for now. Of a day its end: what was learnt on it was known on it. */
export function knownAt(values: CliCall['values']): Date | undefined {
  const text = textOption(values, 'known-at')
  if (text === undefined) return undefined
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const at = new Date(day ? instantsInLondon(Date.parse(`${text}T23:59:59.999Z`))[0] : text)
  const zoned = day || /(?:Z|[+-]\d{2}:?\d{2})$/.test(text)
  if (!Number.isNaN(at.getTime()) && zoned) return at
  throw new Fault(
    `this is no time: ${JSON.stringify(text)}`,
    '--known-at',
    'Write YYYY-MM-DD, or a time with its zone: 2026-03-03T09:00:00Z.',
  )
}

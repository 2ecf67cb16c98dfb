import type { Fields } from './latest.ts'
import { PATIENT } from './person-fields.ts'
import type { Said, Verdict } from './reading.ts'

const MADE_UP_WARNING = 'an NHS number begins with 9: it is made up, and this place is live'

/** No NHS number that begins with 9 was ever given to anybody: in a live place one is a test, or a mistake. */
export function withAlarm(verdict: Extract<Verdict, { ok: true }>): Verdict {
  const { reading } = verdict
  const numbers = [...reading.said.map(({ fields }) => numberIn(fields)), reading.number ?? '']
  const madeUp = numbers.some((one) => one.startsWith('9'))
  if (!madeUp) return verdict
  return { ok: true, reading: { ...reading, warnings: [...reading.warnings, MADE_UP_WARNING] } }
}

function numberIn({ nhsNumber, [PATIENT]: patient }: Said['fields']): string {
  return String(nhsNumber ?? (patient as Fields | undefined)?.nhsNumber ?? '')
}

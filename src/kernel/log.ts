import { type DestinationStream, pino } from 'pino'
import { markUnseen } from './unseen.ts'

/**
 * Structured logs to stderr. They say what happened to which thing by its id, how long it took and
 * what failed; never a name, a number, a search text or a body. Only these fields pass.
 */
export type LogFields = {
  event: string
  id?: string
  room?: string
  source?: string
  count?: number
  milliseconds?: number
  status?: number
  method?: string
  route?: string
  code?: string
  error?: unknown
}

export type Log = {
  info(fields: LogFields): void
  warn(fields: LogFields): void
  error(fields: LogFields): void
}

/** `to`: where a test reads what would have been written. */
export function openLog(
  level: 'info' | 'warn' | 'silent' = 'info',
  to: { write(line: string): unknown } = pino.destination(2),
): Log {
  const logger = pino(
    { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime },
    to as DestinationStream,
  )
  return {
    info: (fields) => logger.info(only(fields)),
    warn: (fields) => logger.warn(only(fields)),
    error: (fields) => logger.error(only(fields)),
  }
}

const FIELDS = [
  'event',
  'id',
  'room',
  'source',
  'count',
  'milliseconds',
  'status',
  'method',
  'route',
  'code',
]

function only(fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const name of FIELDS) {
    const value = fields[name as keyof LogFields]
    if (value !== undefined) kept[name] = typeof value === 'string' ? markUnseen(value) : value
  }
  if (fields.error instanceof Error) {
    // A database error's message can quote a row; its code and our stack cannot.
    const coded = fields.error as Error & { code?: string }
    kept.error = coded.code ?? fields.error.name
    kept.stack = fields.error.stack
      ?.split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 8)
  }
  return kept
}

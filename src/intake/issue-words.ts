import type { z } from 'zod'

/** What is wrong with a written value, to follow its name; a sentence of a schema's own stays as it is. */
export function issueWords({ code, message }: Pick<z.core.$ZodIssue, 'code' | 'message'>): string {
  if (!message.startsWith('Invalid input')) return message
  if (code === 'invalid_type' && message.endsWith('received undefined')) return 'is missing'
  return 'is not written as it must be'
}

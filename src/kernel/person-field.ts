import { z } from 'zod'
import { toPersonId } from './identifier.ts'

/** The field of a command that names a person; capital letters are the same id. */
export function personIdField() {
  return z.uuid('is not the id of a person').toLowerCase().transform(toPersonId)
}

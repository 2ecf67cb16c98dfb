import { rowTold, whyInvalid } from './cld-check.ts'
import { CLD_COLUMNS } from './cld-columns.ts'
import { statusIn } from './cld-conditions.ts'
import { readRecord } from './cld-record.ts'
import { Unreadable } from './reading.ts'
import type { FieldTold } from './tally.ts'

/** What a row does with each field that applies to it; a value of either release will do. */
export function cldFields(bytes: Buffer): readonly FieldTold[] {
  try {
    const { cells } = readRecord(bytes)
    const row = rowTold(cells)
    return CLD_COLUMNS.flatMap((name, at) => {
      const value = cells[at]!.trim()
      const asked = statusIn(name, row, 2) === 'Mandatory'
      const filled = value !== ''
      if (!asked && !filled) return []
      return [{ name, asked, filled, valid: filled && whyInvalid(name, value) === undefined }]
    })
  } catch (error) {
    if (error instanceof Unreadable) return []
    throw error
  }
}

import { readAdt } from './adt.ts'
import { readCld } from './cld.ts'
import { readFhirEntry, readFhirResource } from './fhir.ts'
import { decodeMessage } from './hl7.ts'
import type { Item } from './item.ts'
import { refuseCutOff } from './message-end.ts'
import { type ReadContext, type Reading, Unreadable, type Verdict } from './reading.ts'

/** Reads an item, or says why it cannot be read and where in it. Pure; never throws for what came. */
export function readItem(item: Pick<Item, 'kind' | 'bytes'>, context: ReadContext): Verdict {
  if (item.bytes === undefined) {
    return { ok: false, reason: 'the item is larger than 16 MB, and was not kept' }
  }
  try {
    const reading = parse(item.kind, item.bytes, context)
    refuseNul(reading)
    return { ok: true, reading }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { ok: false, reason: error.message, place: error.place }
  }
}

function parse(kind: Item['kind'], bytes: Buffer, context: ReadContext): Reading {
  switch (kind) {
    case 'fhir-bundle':
      return readFhirEntry(bytes, context)
    case 'fhir-resource':
    case 'fhir-ndjson':
      return readFhirResource(bytes, context)
    case 'hl7v2':
      refuseCutOff(bytes)
      return readAdt(decodeMessage(bytes), context)
    case 'cld-csv':
      return readCld(bytes, context)
    default:
      return kind satisfies never
  }
}

/** An HL7 escape such as \X00\ can still make one; the database takes no text with it. */
function refuseNul({ said }: Reading): void {
  if (said.length > 0 && JSON.stringify(said).includes('\\u0000')) {
    throw new Unreadable('the text holds a NUL character')
  }
}

import type { PersonId } from '../kernel/index.ts'
import type { JsonObject, ParsedResource } from '../record/index.ts'
import { type Fields, type FieldValue, type Stamped, standing } from './latest.ts'
import { startOfDay } from './moment.ts'
import { COUNCIL_FACT, type Said } from './reading.ts'

/**
 * What a return says of somebody that is no event: who cares for them, why they are supported. A return says all of
 * it anew, so what a later whole one leaves out is so no longer: `gone` is the newest return that leaves it out.
 */
const WHOLE = 'whole'
const GONE = 'gone'

export type CouncilFact = {
  resource: ParsedResource
  /** the return that says it (`submissionOf`) */
  submission: string
}

/** Begins with the council, whose returns alone can take it back. */
export function factKey(laCode: string, ...parts: string[]): string {
  return scopeOfFacts(laCode) + JSON.stringify(parts)
}

export function scopeOfFacts(laCode: string): string {
  return `${JSON.stringify(laCode.trim().toUpperCase())} `
}

export function factSaid(personId: PersonId, key: string, stamp: string, fact: CouncilFact): Said {
  return {
    personId,
    about: COUNCIL_FACT,
    key,
    stamp,
    fields: { [WHOLE]: fact as unknown as FieldValue },
  }
}

/** A whole return does not say it any more. */
export function factGone(personId: PersonId, key: string, submission: string): Said {
  return { personId, about: COUNCIL_FACT, key, stamp: submission, fields: { [GONE]: submission } }
}

/** Undefined where all that is known is that it has gone. */
export function factResource(known: Stamped): ParsedResource | undefined {
  const fields: Fields = standing(known)
  const fact = fields[WHOLE] as unknown as CouncilFact | undefined
  if (fact === undefined) return undefined
  const gone = fields[GONE]
  const { resource, submission } = fact
  if (typeof gone !== 'string' || gone < submission) return resource
  const [asAt, at] = gone.split('~') as [string, string]
  const stamp = `${startOfDay(asAt)}~0~${at}~`
  return { ...resource, content: ended(resource.content), stamp, asAt }
}

function ended(content: JsonObject): JsonObject {
  if (content.resourceType === 'RelatedPerson') return { ...content, active: false }
  return { ...content, clinicalStatus: { coding: [{ code: 'inactive' }] } }
}

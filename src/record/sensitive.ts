import { speaksOfSafeguarding } from './data-class.ts'
import { objectOf, objectsOf, stringOf } from './fhir.ts'
import type { JsonObject } from './resource.ts'

/** Codes of a security label by which a source restricts what it sends: restricted, very restricted. */
const RESTRICTED = new Set(['R', 'V'])
/** The code of a category that says the same as the word. */
const SAFEGUARDING = '"SGC"'

/** Whether a resource says by its labels that it is safeguarding information, or that its source restricts it. */
export function isMarkedSensitive({
  code,
  category,
  type,
  title,
  description,
  meta,
}: JsonObject): boolean {
  const security = objectOf(meta)?.security
  if (security !== undefined && objectsOf([security].flat()).some(isRestricted)) return true
  const labels = JSON.stringify([code, category, type, title, description])
  return labels.includes(SAFEGUARDING) || speaksOfSafeguarding(labels)
}

function isRestricted(label: JsonObject): boolean {
  return RESTRICTED.has(stringOf(label.code) ?? '')
}

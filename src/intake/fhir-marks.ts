import { type JsonObject, type JsonValue, labelsOf, type Marks } from '../record/index.ts'
import { objectOf, objectsOf, textIn } from './json-value.ts'

/** Which elements stand behind which words of an event; '' is what it is itself. */
const BEHIND: readonly (readonly [field: string, elements: readonly string[]])[] = [
  ['', ['code', 'vaccineCode', 'type', 'category', 'serviceType']],
  ['reason', ['reasonCode']],
  ['outcome', ['outcome', 'statusReason']],
  ['complication', ['complication']],
]
/** The same of how somebody came to a stay and left it. */
const BEHIND_STAY: typeof BEHIND = [
  ['destination', ['dischargeDisposition']],
  ['admission', ['admitSource']],
]

/** The security labels of a resource, and the codes behind what an event says in words: it is classed by them. */
export function marksOf(resource: JsonObject): Marks | undefined {
  const labels = labelsOf(resource)
  const stay = objectOf(resource.hospitalization) ?? {}
  const codes = [...behind(resource, BEHIND), ...behind(stay, BEHIND_STAY)]
  if (labels.length === 0 && codes.length === 0) return undefined
  return {
    ...(labels.length === 0 ? {} : { labels }),
    ...(codes.length === 0 ? {} : { codes: Object.fromEntries(codes) }),
  }
}

function behind(object: JsonObject, fields: typeof BEHIND) {
  return fields.flatMap(([field, elements]) => {
    const found = elements.flatMap((element) => codesIn(object[element]))
    return found.length === 0 ? [] : [[field, found] as const]
  })
}

/** `SYSTEM|CODE` of a concept, or of several. */
function codesIn(concepts: JsonValue | undefined): string[] {
  if (concepts === undefined) return []
  return objectsOf(Array.isArray(concepts) ? concepts : [concepts]).flatMap(({ coding }) =>
    objectsOf(coding).flatMap(({ system, code }) => {
      const text = textIn(code)
      return text === undefined ? [] : [`${textIn(system) ?? ''}|${text}`]
    }),
  )
}

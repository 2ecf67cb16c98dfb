import type { JsonObject } from '../record/index.ts'
import { counted } from './item.ts'
import { objectsOf, textIn } from './json-value.ts'

/**
 * What a bundle says of itself that its entries do not bear out: that pages follow it, or that more was found than
 * it holds (FHIR R4, Bundle.link, Bundle.total). Undefined where it seems whole.
 */
export function lackingOf(bundle: JsonObject, entries: number): string | undefined {
  const relations = objectsOf(bundle.link).map(({ relation }) => textIn(relation))
  if (relations.includes('next')) {
    return 'the bundle is one page of several: see that the pages which follow it are loaded too'
  }
  // The last of several pages counts what stands on all of them.
  if (relations.some((relation) => relation === 'previous' || relation === 'prev')) return undefined
  const { total } = bundle
  if (typeof total !== 'number' || total <= entries) return undefined
  const held = `${counted(entries)}: it may be cut off, so ask for all of it`
  return `the bundle says that there are ${counted(total)} resources, and it holds ${held}`
}

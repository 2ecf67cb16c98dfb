import type { PersonId } from '../kernel/index.ts'
import type { KeptApart } from './apart.ts'
import type { DataClass } from './data-class.ts'
import type { JsonObject } from './resource.ts'

/** The current version of a resource, with where and when it was learnt. */
export type KnownResource = {
  personId: PersonId
  type: string
  id: string
  source: string
  /** set once, when it was stored */
  dataClass: DataClass
  content: JsonObject
  /** parts of the content that are in another class than the resource, for whoever may see that */
  apart?: readonly KeptApart[]
  /** orders what the source said of it */
  stamp: string
  /** reference as written → `Type/id` at the source, where it does not say so itself */
  refs?: Readonly<Record<string, string>>
  /** the source gives the same id to somebody else as well: one of the two is mistaken */
  contested: boolean
  trueAt?: string
  /** YYYY-MM-DD: the day as at which a return speaks */
  asAt?: string
  learntAt: string
}

/**
 * Of one id that several records of one identity hold (a merge, a changed number), what the source said last.
 * The order in which they were read does not matter.
 */
export function newestOfEach(resources: readonly KnownResource[]): KnownResource[] {
  const newest = new Map<string, KnownResource>()
  for (const resource of resources) {
    const known = newest.get(resource.id)
    if (known === undefined || isNewer(resource, known)) newest.set(resource.id, resource)
  }
  return [...newest.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

function isNewer(a: KnownResource, b: KnownResource): boolean {
  return a.stamp === b.stamp ? a.personId < b.personId : a.stamp > b.stamp
}

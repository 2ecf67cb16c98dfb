import type { KnownEvent } from './known-event.ts'
import { givenClass, givenType } from './part-of.ts'
import type { Sources } from './sources.ts'

type Gives = Pick<Sources, 'givesOf'>

/** A feed gives the classes that its clause lists: what else it sends is kept, and nobody is shown it. */
export function eventsGiven(events: readonly KnownEvent[], { givesOf }: Gives): KnownEvent[] {
  return events.filter(({ kind, source }) => givenClass(kind, givesOf(source)) !== undefined)
}

/** The same of resources, and of anything else that has a type and a source. */
export function resourcesGiven<R extends { type: string; source: string }>(
  resources: readonly R[],
  { givesOf }: Gives,
): R[] {
  return resources.filter(({ type, source }) => givenType(type, givesOf(source)) !== undefined)
}

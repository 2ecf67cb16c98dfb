import { DAY_MS, endsAt } from '../kernel/index.ts'
import { type Directory, NO_DIRECTORY, referencesIn } from './directory.ts'
import type { KnownResource } from './known-resource.ts'
import type { JsonValue } from './resource.ts'

/** A time that is further ahead is none, or a number: as long as what is read is kept, it is not reached. */
const REACHED_MS = 10 * 365 * DAY_MS

type Settled<R> = { readonly from: number; readonly isAlone: boolean; readonly read: R }

/**
 * Reads a resource once where reading it again gives the same: every time that it names lies behind, so that nothing in
 * it begins or ends any more, and it refers to nothing in the directory, or there is none. What is read is shared, so
 * nobody may change it.
 */
export function readSettled<R>(
  read: (resource: KnownResource, directory: Directory, now: Date) => R,
): (resource: KnownResource, directory: Directory, now: Date) => R {
  const settled = new WeakMap<KnownResource, Settled<R>>()
  return (resource, directory, now) => {
    const at = now.getTime()
    const known = settled.get(resource)
    const isWhole = directory === NO_DIRECTORY
    if (known !== undefined && (known.isAlone || isWhole)) {
      if (at >= known.from && at <= known.from + REACHED_MS) return known.read
    }
    const answer = read(resource, directory, now)
    const isAlone = referencesIn(resource.content).length === 0
    if ((isAlone || isWhole) && isBehind(resource.content, at))
      settled.set(resource, { from: at, isAlone, read: answer })
    return answer
  }
}

/** True where no text in it, read as a time, is reached or over later than now. */
function isBehind(value: JsonValue, now: number): boolean {
  if (typeof value === 'string') {
    const isAhead = (moment: number) => moment > now && moment <= now + 2 * REACHED_MS
    return !isAhead(Date.parse(value)) && !isAhead(endsAt(value))
  }
  if (typeof value !== 'object' || value === null) return true
  return Object.values(value).every((one) => isBehind(one as JsonValue, now))
}

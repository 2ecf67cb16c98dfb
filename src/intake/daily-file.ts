import type { SourceId, Viewer } from '../kernel/index.ts'
import { closeDaily } from './close-daily.ts'
import { type Item, knownAs } from './item.ts'
import { ownKinds } from './own-kinds.ts'
import { coveredAt } from './queries-daily.ts'
import type { IntakePlace } from './receive-items.ts'
import { type OpenReturns, submissionOf } from './returns.ts'

/** A file that is all that is open on its day, while it is taken. */
export type DailyFileTaken = {
  covered(hashes: readonly string[]): Promise<ReadonlySet<string>>
  /** @param unread why those could not be read that could not, by hash */
  note(items: readonly Item[], unread: ReadonlyMap<string, string>): void
  close(
    incomplete: string | undefined,
    how: { close?: boolean; viewer?: Viewer },
  ): Promise<{ closed: number; warnings: string[] }>
}

/** Undefined where a file of the kind is no such thing. */
export function dailyOf(
  place: IntakePlace,
  source: SourceId,
  kind: string,
  returns: OpenReturns,
): DailyFileTaken | undefined {
  const { thingOf } = (place.fileKinds ?? ownKinds).find(({ id }) => id === kind) ?? {}
  if (thingOf === undefined) return undefined
  const file = submissionOf(returns.returns[0]!)
  const told = new Map<string, string[]>()
  let rows = 0
  let unknown = 0
  return {
    covered: (hashes) => coveredAt(place.databases.care.short, source, file, hashes.map(knownAs)),
    note(items, unread) {
      for (const { hash, bytes } of items) {
        rows += 1
        const thing = bytes && thingOf(bytes)
        if (thing === undefined) unknown += 1
        else {
          const hashes = told.get(thing) ?? []
          told.set(thing, unread.has(hash) ? hashes : [...hashes, knownAs(hash)])
        }
      }
    },
    close: (incomplete, { close, viewer }) =>
      closeDaily(place, source, returns, { told, rows, unknown, incomplete }, { close, viewer }),
  }
}

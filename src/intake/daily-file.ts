import type { SourceId, Viewer } from '../kernel/index.ts'
import { closeDaily } from './close-daily.ts'
import { type Item, knownAs } from './item.ts'
import { ownKinds } from './own-kinds.ts'
import { coveredAt } from './queries-daily.ts'
import type { IntakePlace } from './receive-items.ts'
import { type OpenReturns, submissionOf } from './returns.ts'
import { SharedReferences } from './shared-references.ts'

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
  const { whole, refers } = (place.fileKinds ?? ownKinds).find(({ id }) => id === kind) ?? {}
  if (!whole || refers === undefined) return undefined
  const file = submissionOf(returns.returns[0]!)
  const noted: { hash: string; thing: string | undefined; unread: ReadonlyMap<string, string> }[] =
    []
  const shared = new SharedReferences()
  return {
    covered: (hashes) => coveredAt(place.databases.care.short, source, file, hashes.map(knownAs)),
    note(items, unread) {
      for (const item of items) {
        const { hash, bytes } = item
        const told = bytes && refers(bytes)
        if (told !== undefined) shared.take(item, told)
        noted.push({ hash, thing: told?.thing, unread })
      }
    },
    close(incomplete, { close, viewer }) {
      const told = new Map<string, string[]>()
      for (const { hash, thing, unread } of noted) {
        if (thing === undefined) continue
        // What could not be put down shows only by now.
        told.set(thing, [...(told.get(thing) ?? []), ...(unread.has(hash) ? [] : [knownAs(hash)])])
      }
      const unknown = noted.filter(({ thing }) => thing === undefined).length
      const taken = { told, rows: noted.length, unknown, incomplete, shared: shared.rows }
      return closeDaily(place, source, returns, taken, { close, viewer })
    },
  }
}

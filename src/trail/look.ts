import { derivedId, newId, type PersonId, type Viewer } from '../kernel/index.ts'
import { AGAIN, describeViewer, type Entry, noticeId, WITHHOLD, writeEntry } from './entry.ts'
import type { LookAgain, NewLook } from './queries.ts'

/**
 * A look: one person shown (or refused) once to one viewer. It carries each source person's running
 * number and the hash of the look before, so that a missing one shows.
 */
export type LookRequest = {
  /** all source persons of the identity; empty where nobody was found */
  identity: readonly PersonId[]
  /** in words that a resident reads: `person page`, `search result` */
  what: string
  outcome: 'allowed' | 'refused'
  clause: string
  /** why it was refused */
  sentence?: string
  /** what proved that it could be shown: the id of an event, or of a source's record of the person */
  because?: string
  /** kept from the resident until a date, under a clause that says so */
  withheld?: { clause: string; until: string }
}

export type LookReceipt = { entryId: string; numbers: Record<string, number> }

/** The end of a person's chain of looks: what the next one follows on. */
export type Chain = {
  number: number
  data: Buffer | null
  /** looks of their own, newest first; undefined where nobody has asked for them */
  recent?: RecentLook[] | undefined
}
export type RecentLook = { showing: string; entryId: string; at: Date; number: number }

/** `notice`: the entry that tells the resident of a withheld look its number, its clause and its date. */
export type ComposedLook =
  | { receipt: LookReceipt; entry: Entry; notice?: Entry; rows: NewLook[] }
  | { receipt: LookReceipt; again: Again }

/** `entryId` is given when the flight is written: one entry for all that was shown again in it. */
export type Again = Omit<LookAgain, 'entryId'>

/** The same shown again for so long is the same look. */
export const AGAIN_MS = 60 * 60 * 1000
const RECENT_MAX = 8

/**
 * Writes the look down as the next in the chain of each of its persons, and moves those chains on. The
 * same shown again within the hour, to the same actor for the same purpose, extends the earlier look.
 */
export function composeLook(
  viewer: Viewer,
  request: LookRequest,
  now: Date,
  chains: Map<PersonId, Chain>,
): ComposedLook {
  const people = [...new Set(request.identity)].sort()
  const showing = showingOf(viewer, request, people)
  const earlier = earlierLook(people, showing, now, chains)
  if (earlier !== undefined) return extend(earlier, now)
  const places = people.map((person) => {
    const chain = chains.get(person)!
    return { person, number: chain.number + 1, previous: chain.data }
  })
  const entry = writeEntry('look', now, {
    ...describeViewer(viewer),
    what: request.what,
    outcome: request.outcome,
    clause: request.clause,
    sentence: request.sentence,
    because: request.because,
    withheld: request.withheld,
    people: places.map(({ person, number, previous }) => ({
      person,
      number,
      previous: previous?.toString('base64') ?? null,
    })),
  })
  const common = {
    entryId: entry.id,
    at: entry.at,
    data: entry.data,
    showing,
    actorId: viewer.actor.id,
    withheldUntil: request.withheld?.until ?? null,
  }
  for (const { person, number } of places) {
    const look = { showing, entryId: entry.id, at: now, number }
    const recent = [look, ...(chains.get(person)!.recent ?? [])].slice(0, RECENT_MAX)
    chains.set(person, { number, data: entry.data, recent })
  }
  return {
    receipt: receiptOf(entry.id, places),
    entry,
    ...(request.withheld && { notice: noticeOf(entry, request.withheld, places, now) }),
    rows: places.map(({ person, ...look }) => ({
      personId: person,
      ...look,
      ...common,
      place: null,
    })),
  }
}

/** Says nothing of who looked or why, so that it can be shown at once, with its proof. */
function noticeOf(
  look: Entry,
  { clause, until }: NonNullable<LookRequest['withheld']>,
  places: readonly { person: PersonId; number: number }[],
  now: Date,
): Entry {
  const people = places.map(({ person, number }) => ({ person, number }))
  const entry = { look: look.id, data: look.data.toString('base64'), clause, until, people }
  return writeEntry('system', now, { command: WITHHOLD, entry }, noticeId(look.id))
}

/** What was shown again, all of it in one entry: the rows of the list are held to it. */
export function writeAgain(again: readonly Again[], now: Date): Entry {
  const said = again.map(({ look, id, at, places }) => ({ look, id, at, places }))
  return writeEntry('system', now, { command: AGAIN, entry: { again: said } })
}

/** The same for the same showing; two that differ in anything a resident would want to know differ here. */
export function showingOf(
  viewer: {
    actor: Pick<Viewer['actor'], 'id' | 'role' | 'organisation' | 'unit' | 'via'>
    purpose: string
  },
  request: Omit<LookRequest, 'identity'>,
  people: readonly string[],
): string {
  const { id, role, organisation, unit, via } = viewer.actor
  const { what, outcome, clause, sentence, because, withheld } = request
  return derivedId(
    ...[id, role, organisation, unit ?? '', via, viewer.purpose, what, outcome, clause],
    ...[sentence ?? '', because ?? '', withheld?.clause ?? '', withheld?.until ?? '', ...people],
  )
}

type EarlierLook = { entryId: string; places: { person: PersonId; number: number }[] }

/** A look at nobody has no chain to find it by, so it is always written anew. */
function earlierLook(
  people: readonly PersonId[],
  showing: string,
  now: Date,
  chains: Map<PersonId, Chain>,
): EarlierLook | undefined {
  const since = now.getTime() - AGAIN_MS
  const found = people.map((person) => {
    const recent = chains.get(person)!.recent ?? []
    const look = recent.find((one) => one.showing === showing && one.at.getTime() > since)
    return { person, number: look?.number, entryId: look?.entryId }
  })
  const entryId = found[0]?.entryId
  if (entryId === undefined || found.some((one) => one.entryId !== entryId)) return undefined
  return { entryId, places: found.map(({ person, number }) => ({ person, number: number! })) }
}

function extend({ entryId, places }: EarlierLook, now: Date): ComposedLook {
  const again = { look: entryId, id: newId(), at: now.toISOString() }
  return { receipt: receiptOf(entryId, places), again }
}

export function receiptOf(
  entryId: string,
  places: { person: PersonId; number: number }[],
): LookReceipt {
  return {
    entryId,
    numbers: Object.fromEntries(places.map(({ person, number }) => [person, number])),
  }
}

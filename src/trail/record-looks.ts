import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Clock,
  type Database,
  isPersonId,
  type PersonId,
  type Viewer,
} from '../kernel/index.ts'
import { ChainEnds } from './chain-ends.ts'
import type { Entry } from './entry.ts'
import {
  composeList,
  groupsOf,
  isOn,
  type ListGroup,
  type ListRequest,
  readShown,
  type ShownList,
} from './list-look.ts'
import {
  AGAIN_MS,
  type Again,
  type Chain,
  composeLook,
  type LookReceipt,
  type LookRequest,
  writeAgain,
} from './look.ts'
import {
  copyEntries,
  entryRows,
  type LastLookRow,
  lastLooks,
  lastOfEach,
  lookAgainRows,
  lookRows,
  type NewLook,
} from './queries.ts'
import { listRows, listsShown, type NewList } from './queries-lists.ts'

/**
 * Writes looks in a transaction of their own. Looks that arrive while a flight is under way leave
 * together on the next one, so a busy minute costs few commits and a quiet one no waiting. A person is
 * on one flight at a time: of two processes that still meet, the loser reads again and goes again.
 */
const FLIGHTS_MAX = 3
const PEOPLE_MAX = 1_000
/** From so many entries on, copying them in is worth its extra round trip. */
const COPY_MIN = 50
const RECENT_READ = 8
const TRIES_MAX = 30

type Call = {
  viewer: Viewer
  looks: readonly LookRequest[]
  groups: readonly ListGroup[]
  people: readonly PersonId[]
  done: (receipts: LookReceipt[]) => void
  failed: (error: unknown) => void
}

export class LookRecorder {
  readonly #care: Database
  readonly #clock: Clock
  readonly #recorded: () => void
  readonly #inFlight = new Set<PersonId>()
  readonly #ends = new ChainEnds()
  #waiting: Call[] = []
  #flights = 0

  /** `recorded` is called after each commit. */
  constructor(care: Database, clock: Clock, recorded: () => void) {
    this.#care = care
    this.#clock = clock
    this.#recorded = recorded
  }

  /** Resolves when the looks are durable; rejects if they are not, and then nothing may be shown. */
  record(viewer: Viewer, looks: readonly LookRequest[]): Promise<LookReceipt[]> {
    return this.#call(viewer, { looks, groups: [] }, looks)
  }

  /** The same for a list: a receipt for each of its people, in their order. */
  recordList(viewer: Viewer, list: ListRequest): Promise<LookReceipt[]> {
    return this.#call(viewer, { looks: [], groups: groupsOf(viewer, list) }, list.people)
  }

  #call(
    viewer: Viewer,
    asked: Pick<Call, 'looks' | 'groups'>,
    identities: readonly Pick<LookRequest, 'identity' | 'because'>[],
  ): Promise<LookReceipt[]> {
    const people = [...new Set(identities.flatMap(({ identity }) => identity))]
    const ids = [...people, ...identities.flatMap(({ because }) => because ?? [])]
    // A part of a list has room for nothing else.
    if (!ids.every(isPersonId)) return Promise.reject(new TypeError('an id is not a UUID'))
    if (identities.length === 0) return Promise.resolve([])
    return new Promise((done, failed) => {
      this.#waiting.push({ viewer, ...asked, people, done, failed })
      this.#depart()
    })
  }

  #depart(): void {
    while (this.#flights < FLIGHTS_MAX) {
      const calls = this.#board()
      if (calls.length === 0) return
      this.#flights++
      void this.#fly(calls).finally(() => {
        this.#flights--
        for (const call of calls) for (const person of call.people) this.#inFlight.delete(person)
        this.#depart()
      })
    }
  }

  #board(): Call[] {
    const boarding: Call[] = []
    const staying: Call[] = []
    let people = 0
    for (const call of this.#waiting) {
      const full = boarding.length > 0 && people + call.people.length > PEOPLE_MAX
      if (full || call.people.some((person) => this.#inFlight.has(person))) staying.push(call)
      else {
        boarding.push(call)
        people += call.people.length
      }
    }
    for (const call of boarding) for (const person of call.people) this.#inFlight.add(person)
    this.#waiting = staying
    return boarding
  }

  async #fly(calls: readonly Call[]): Promise<void> {
    try {
      const receipts = await this.#write(calls)
      calls.forEach((call, at) => {
        call.done(receipts[at]!)
      })
      this.#recorded()
    } catch (error) {
      // One look that the database refuses must not take the others down with it.
      if (calls.length > 1 && isRefusedData(error)) {
        for (const call of calls) await this.#fly([call])
      } else {
        for (const call of calls) call.failed(error)
      }
    }
  }

  async #write(calls: readonly Call[]): Promise<LookReceipt[][]> {
    for (let tries = 1; ; tries++) {
      const now = this.#clock.now()
      const shown = await this.#readShown(calls, now)
      const chains = await this.#readChains(calls, shown)
      const flight = compose(calls, now, chains, shown)
      try {
        await this.#keep(flight)
        this.#ends.keep(chains)
        return flight.receipts
      } catch (error) {
        this.#ends.forget(chains.keys())
        if (!isOvertaken(error) || tries === TRIES_MAX) throw error
        await sleep(tries)
      }
    }
  }

  async #keep({ entries, lists, rows, again }: Flight): Promise<void> {
    const statements = [
      ...(rows.length === 0 ? [] : [lookRows(rows)]),
      ...(lists.length === 0 ? [] : [listRows(lists)]),
      ...(again.length === 0
        ? []
        : [lookAgainRows(again.map((one) => ({ ...one, entryId: entries.at(-1)!.id })))]),
    ]
    if (entries.length < COPY_MIN) {
      const first = entryRows(entries.map((entry) => ({ entry })))
      await this.#care.transaction(async (tx) => {
        for (const statement of [first, ...statements]) tx.post(statement)
      })
      return
    }
    await this.#care.copying(async (tx) => {
      await copyEntries(tx, entries)
      for (const statement of statements) await tx.query(statement)
    })
  }

  /** The lists of these sorts that were shown within the hour, to the same actors for the same purposes. */
  async #readShown(calls: readonly Call[], now: Date): Promise<Shown> {
    const showings = calls.flatMap(({ groups }) => groups.map(({ showing }) => showing))
    const shown: Shown = new Map(showings.map((showing) => [showing, []]))
    if (showings.length === 0) return shown
    const since = new Date(now.getTime() - AGAIN_MS).toISOString()
    for (const row of await listsShown(this.#care.short, [...shown.keys()], since)) {
      shown.get(row.showing)!.push(readShown(row))
    }
    return shown
  }

  /** Of whoever is shown anew. Those of a list are read together; of the others their own looks too. */
  async #readChains(calls: readonly Call[], shown: Shown): Promise<Map<PersonId, Chain>> {
    const alone = new Set(calls.flatMap(({ looks }) => looks.flatMap(({ identity }) => identity)))
    const listed = new Set(
      calls.flatMap(({ groups }) => groups.flatMap((group) => notShown(group, shown))),
    )
    const chains = new Map<PersonId, Chain>()
    for (const person of [...alone, ...listed]) {
      const kept = this.#ends.get(person)
      if (kept !== undefined && (kept.recent || !alone.has(person))) chains.set(person, kept)
    }
    const missing = (people: ReadonlySet<PersonId>) => [...people].filter((one) => !chains.has(one))
    const db = this.#care.short
    const together = missing(listed).filter((person) => !alone.has(person))
    const [ends, own] = await Promise.all([
      together.length === 0 ? [] : lastOfEach(db, together),
      Promise.all(
        missing(alone).map(async (person) => {
          return [person, await lastLooks(db, person, RECENT_READ)] as const
        }),
      ),
    ])
    for (const person of together) chains.set(person, { number: 0, data: null })
    for (const { person_id, number, data } of ends)
      chains.set(person_id, { number: Number(number), data })
    for (const [person, rows] of own) chains.set(person, readChain(rows))
    return chains
  }
}

type Shown = Map<string, ShownList[]>

function notShown({ showing, identities }: ListGroup, shown: Shown): PersonId[] {
  const lists = shown.get(showing)!
  return identities.flatMap((one) => (lists.some((list) => isOn(list, one)) ? [] : one.people))
}

function readChain(rows: readonly LastLookRow[]): Chain {
  const [last] = rows
  const recent = rows
    .filter(({ place }) => place === null)
    .map(({ showing, entry_id, at, number }) => {
      return { showing, entryId: entry_id, at, number: Number(number) }
    })
  return { number: Number(last?.number ?? 0), data: last?.data ?? null, recent }
}

type Flight = {
  entries: Entry[]
  lists: NewList[]
  rows: NewLook[]
  again: Again[]
  receipts: LookReceipt[][]
}

function compose(
  calls: readonly Call[],
  now: Date,
  chains: Map<PersonId, Chain>,
  shown: Shown,
): Flight {
  const flight: Flight = { entries: [], lists: [], rows: [], again: [], receipts: [] }
  for (const { viewer, looks, groups } of calls) {
    const receipts = looks.map((request) => {
      const look = composeLook(viewer, request, now, chains)
      if ('entry' in look) {
        flight.entries.push(look.entry, ...(look.notice ? [look.notice] : []))
        flight.rows.push(...look.rows)
      } else {
        flight.again.push(look.again)
      }
      return look.receipt
    })
    for (const group of groups) {
      const look = composeList(viewer, group, now, chains, shown.get(group.showing)!)
      if (look.entry) flight.entries.push(look.entry)
      if (look.list) flight.lists.push(look.list)
      flight.rows.push(...look.rows)
      flight.again.push(...look.again)
      for (const [at, receipt] of look.receipts) receipts[at] = receipt
    }
    flight.receipts.push(receipts)
  }
  if (flight.again.length > 0) flight.entries.push(writeAgain(flight.again, now))
  // Two flights of different processes that meet on two persons must meet in the same order.
  flight.rows.sort((a, b) =>
    a.personId < b.personId ? -1 : a.personId > b.personId ? 1 : a.number - b.number,
  )
  return flight
}

/** Another process has taken the number (23505), or the two waited for each other (40P01). */
function isOvertaken(error: unknown): boolean {
  const { code, table } = error as { code?: string; table?: string }
  return (code === '23505' && table === 'look') || code === '40P01'
}

function isRefusedData(error: unknown): boolean {
  return /^2[23]/.test((error as { code?: string }).code ?? '')
}

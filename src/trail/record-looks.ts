import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Database, Viewer } from '../kernel/index.ts'
import type { Entry } from './entry.ts'
import {
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
  lastLooks,
  lookAgainRows,
  lookRows,
  type NewLook,
} from './queries.ts'

/**
 * Writes looks in a transaction of their own. Looks that arrive while a flight is under way leave
 * together on the next one, so a busy minute costs few commits and a quiet one no waiting. A person is
 * on one flight at a time: of two processes that still meet, the loser reads again and goes again.
 */
const FLIGHTS_MAX = 3
const PEOPLE_MAX = 400
/** From so many entries on, copying them in is worth its extra round trip. */
const COPY_MIN = 50
const RECENT_READ = 8
const TRIES_MAX = 30
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type Call = {
  viewer: Viewer
  looks: readonly LookRequest[]
  people: readonly string[]
  done: (receipts: LookReceipt[]) => void
  failed: (error: unknown) => void
}

export class LookRecorder {
  readonly #care: Database
  readonly #clock: Clock
  readonly #recorded: () => void
  readonly #inFlight = new Set<string>()
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
    const people = [...new Set(looks.flatMap(({ identity }) => identity))]
    const strange = people.find((person) => !UUID.test(person))
    if (strange !== undefined) return Promise.reject(new TypeError('a person id is not a UUID'))
    if (looks.length === 0) return Promise.resolve([])
    return new Promise((done, failed) => {
      this.#waiting.push({ viewer, looks, people, done, failed })
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
      const flight = compose(calls, this.#clock.now(), await this.#readChains(calls))
      try {
        await this.#keep(flight)
        return flight.receipts
      } catch (error) {
        if (!isOvertaken(error) || tries === TRIES_MAX) throw error
        await sleep(tries)
      }
    }
  }

  async #keep({ entries, rows, again }: Flight): Promise<void> {
    const statements = [
      ...(rows.length === 0 ? [] : [lookRows(rows)]),
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

  async #readChains(calls: readonly Call[]): Promise<Map<string, Chain>> {
    const people = [...new Set(calls.flatMap((call) => call.people))]
    const rows = await Promise.all(
      people.map((person) => lastLooks(this.#care.short, person, RECENT_READ)),
    )
    return new Map(
      people.map((person, at) => {
        const [last] = rows[at]!
        const recent = rows[at]!.map((row) => ({
          showing: row.showing,
          entryId: row.entry_id,
          at: row.at,
          number: Number(row.number),
        }))
        return [person, { number: Number(last?.number ?? 0), data: last?.data ?? null, recent }]
      }),
    )
  }
}

type Flight = {
  entries: Entry[]
  rows: NewLook[]
  again: Again[]
  receipts: LookReceipt[][]
}

function compose(calls: readonly Call[], now: Date, chains: Map<string, Chain>): Flight {
  const flight: Flight = { entries: [], rows: [], again: [], receipts: [] }
  for (const { viewer, looks } of calls) {
    flight.receipts.push(
      looks.map((request) => {
        const look = composeLook(viewer, request, now, chains)
        if ('entry' in look) {
          flight.entries.push(look.entry, ...(look.notice ? [look.notice] : []))
          flight.rows.push(...look.rows)
        } else {
          flight.again.push(...look.again)
        }
        return look.receipt
      }),
    )
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

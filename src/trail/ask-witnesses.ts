import type { Clock, Database, Log, Queryable } from '../kernel/index.ts'
import { openCheckpoint } from './checkpoint.ts'
import { joinNote, splitNote, type Verifier } from './note.ts'
import { newestCheckpoint, saveConfirmation, saveObjection, witnessRows } from './queries-log.ts'
import type { TreeReader } from './read-tree.ts'
import { consistencyProof } from './tree.ts'
import { writeAddCheckpoint } from './witness.ts'

/**
 * Asks the witnesses to confirm the newest checkpoint (C2SP tlog-witness). All are asked for the same
 * one, together, so that it carries every signature; one round at a time. A witness that does not
 * answer is left out for a while and the others do not wait for it again.
 */
const ANSWER_MS_MAX = 5_000
const TRIES_MAX = 4
const REST_MS = [1_000, 5_000, 30_000, 120_000]
/** A quiet log is confirmed anew after so long, to show that the witness is still there. */
const STALE_MS = 5 * 60_000

export type WitnessAddress = { verifier: Verifier; url: string }

type Deps = {
  /** the sequencer's login, which alone may write what witnesses said */
  database: Database
  reader: TreeReader
  logKey: Verifier
  witnesses: readonly WitnessAddress[]
  clock: Clock
  log: Log
}

export type Head = { note: string; size: number }
export type Confirmation = { size: number; line: string; at: Date }

export class WitnessRounds {
  readonly #deps: Deps
  readonly #failures = new Map<string, { count: number; restUntil: number }>()
  #round: Promise<void> | undefined
  #again = false

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** Every witness, those at rest too. Resolves when they have answered, or not. */
  askAll(): Promise<void> {
    this.#failures.clear()
    return this.#ask()
  }

  /** A round if the newest checkpoint is not confirmed by all, or was confirmed long ago. */
  async askIfBehind(): Promise<void> {
    const { database, clock, witnesses } = this.#deps
    const [head, rows] = await Promise.all([
      newestCheckpoint(database.short),
      witnessRows(database.short),
    ])
    const fresh = clock.now().getTime() - STALE_MS
    const current = witnesses.every(({ verifier: { vkey } }) =>
      rows.some((row) => row.vkey === vkey && row.size === head?.size && Number(row.at) > fresh),
    )
    if (!current) await this.#ask()
  }

  async idle(): Promise<void> {
    await this.#round?.catch(() => {})
  }

  #ask(): Promise<void> {
    this.#again = true
    this.#round ??= this.#rounds().finally(() => {
      this.#round = undefined
    })
    return this.#round
  }

  async #rounds(): Promise<void> {
    while (this.#again) {
      this.#again = false
      const head = await newestHead(this.#deps.database.short)
      if (head === undefined || head.size === 0) return
      const now = Date.now()
      const awake = this.#deps.witnesses.filter(
        ({ verifier }) => (this.#failures.get(verifier.name)?.restUntil ?? 0) <= now,
      )
      await Promise.all(awake.map((witness) => this.#askOne(witness, head)))
    }
  }

  /** The head of the round first; a newer one only where the witness is already past it. */
  async #askOne(witness: WitnessAddress, head: Head): Promise<void> {
    const { name, vkey } = witness.verifier
    const { database, log } = this.#deps
    let asked = 0
    const newest = async () => (asked++ === 0 ? head : ((await newestHead(database.short)) ?? head))
    try {
      const rows = await witnessRows(database.short)
      const known = rows.find((row) => row.vkey === vkey)
      const answer = await askWitness({ ...this.#deps, newest }, witness, Number(known?.size ?? 0))
      if (typeof answer === 'string') {
        this.#rest(name)
        log.error({ event: 'a witness objects', room: 'trail', id: name })
        await saveObjection(database.short, { name, vkey, objection: answer })
        return
      }
      this.#failures.delete(name)
      await saveConfirmation(database.short, { name, vkey, ...answer, at: answer.at.toISOString() })
    } catch (error) {
      this.#rest(name)
      log.warn({ event: 'a witness does not answer', room: 'trail', id: name, error })
    }
  }

  #rest(name: string): void {
    const count = (this.#failures.get(name)?.count ?? 0) + 1
    const rest = REST_MS[Math.min(count, REST_MS.length) - 1]!
    this.#failures.set(name, { count, restUntil: Date.now() + rest })
  }
}

export async function newestHead(db: Queryable): Promise<Head | undefined> {
  const row = await newestCheckpoint(db)
  return row && { note: row.note, size: Number(row.size) }
}

/**
 * Asks one witness to confirm the newest checkpoint: its confirmation, or in words what it objects to.
 * `oldSize` is what we believe it confirmed last. Throws where it does not answer.
 */
export async function askWitness(
  { reader, logKey, newest }: { reader: TreeReader; logKey: Verifier; newest(): Promise<Head> },
  { verifier, url }: WitnessAddress,
  oldSize: number,
): Promise<Confirmation | string> {
  let old = oldSize
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const { note, size } = await newest()
    const from = Math.min(old, size)
    const proof = await reader.compute(size, (node) => consistencyProof(from, size, node))
    const answer = await post(url, writeAddCheckpoint({ oldSize: from, proof, note }))
    if (answer.status === 200)
      return readConfirmation(logKey, verifier, { note, size }, answer.text)
    const confirmed = answer.status === 409 ? readSize(answer.text) : undefined
    if (confirmed === undefined) return objection(answer.status)
    if (confirmed === from) return FORKED
    // More than we asked for is in order if another process has asked for it meanwhile.
    const { size: now } = await newest()
    if (confirmed > now) return ahead(confirmed, now)
    old = confirmed
  }
  throw new Error('the log grows faster than the witness answers')
}

async function post(url: string, body: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url.replace(/\/$/, '')}/add-checkpoint`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  })
  return { status: response.status, text: await response.text() }
}

/** Only a signature of the key that we expect counts, and only over our own checkpoint. */
function readConfirmation(
  logKey: Verifier,
  verifier: Verifier,
  { note, size }: Head,
  lines: string,
): Confirmation | string {
  const parts = splitNote(note)!
  const cosigned = joinNote(parts.text, [...parts.signatures.map(({ line }) => line), lines])
  const opened = openCheckpoint(cosigned, logKey, [verifier])
  const at = typeof opened === 'string' ? undefined : opened.witnesses[0]?.at
  const mine = splitNote(cosigned)?.signatures.find(
    ({ name, id }) => name === verifier.name && id.equals(verifier.id),
  )
  if (at === undefined || mine === undefined) return 'it answered without a signature of its key'
  return { size, line: mine.line, at }
}

const FORKED =
  'it has confirmed another log of the same name: what it saw and what stands here are not one history'

function ahead(confirmed: number, size: number): string {
  const what = `it has confirmed ${confirmed} entries and this log has ${size}`
  return `${what}: the end was cut off, or an old backup was put back`
}

function objection(status: number): string {
  if (status === 422) return FORKED
  if (status === 404) return 'it does not know this log: its operator must add the key of the log'
  if (status === 403) return 'it does not know the key that signs this log'
  return `it refused with status ${status}`
}

function readSize(text: string): number | undefined {
  const match = /^(0|[1-9]\d{0,15})\n$/.exec(text)
  return match ? Number(match[1]) : undefined
}

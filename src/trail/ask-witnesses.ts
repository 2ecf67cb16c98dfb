import type { Clock, Database, Log } from '../kernel/index.ts'
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
const REST_MS = [1_000, 5_000, 30_000, 120_000]
/** A quiet log is confirmed anew after so long, to show that the witness is still there. */
const STALE_MS = 5 * 60_000
const ANSWER_BYTES_MAX = 64 * 1024

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

type Confirmation = { line: string; at: Date }

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
    await this.#round
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
      const head = await newestCheckpoint(this.#deps.database.short)
      if (head === undefined || Number(head.size) === 0) return
      const now = Date.now()
      const awake = this.#deps.witnesses.filter(
        ({ verifier }) => (this.#failures.get(verifier.name)?.restUntil ?? 0) <= now,
      )
      await Promise.all(awake.map((witness) => this.#askOne(witness, head.note, Number(head.size))))
    }
  }

  async #askOne(witness: WitnessAddress, note: string, size: number): Promise<void> {
    const { name, vkey } = witness.verifier
    const { database, log } = this.#deps
    try {
      const answer = await this.#confirm(witness, note, size)
      if (typeof answer === 'string') {
        this.#rest(name)
        log.error({ event: 'a witness objects', room: 'trail', id: name })
        await saveObjection(database.short, { name, vkey, objection: answer })
        return
      }
      this.#failures.delete(name)
      const at = answer.at.toISOString()
      await saveConfirmation(database.short, { name, vkey, size, line: answer.line, at })
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

  /** The confirmation, or in words what the witness objects to. Throws where it does not answer. */
  async #confirm(
    witness: WitnessAddress,
    note: string,
    size: number,
  ): Promise<Confirmation | string> {
    const rows = await witnessRows(this.#deps.database.short)
    const row = rows.find(({ vkey }) => vkey === witness.verifier.vkey)
    let oldSize = Math.min(Number(row?.size ?? 0), size)
    for (let tries = 0; tries < 2; tries++) {
      const answer = await this.#post(witness.url, oldSize, size, note)
      if (answer.status === 200) return this.#read(witness.verifier, note, answer.text)
      if (answer.status !== 409) return objection(answer.status)
      const confirmed = readSize(answer.text)
      if (confirmed === undefined) return objection(answer.status)
      if (confirmed > size) return ahead(confirmed, size)
      if (confirmed === oldSize) return FORKED
      oldSize = confirmed
    }
    throw new Error('the witness changes its mind')
  }

  async #post(url: string, oldSize: number, size: number, note: string) {
    const proof = await this.#deps.reader.compute(size, (node) =>
      consistencyProof(oldSize, size, node),
    )
    const response = await fetch(`${url.replace(/\/$/, '')}/add-checkpoint`, {
      method: 'POST',
      body: writeAddCheckpoint({ oldSize, proof, note }),
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    })
    const text = (await response.text()).slice(0, ANSWER_BYTES_MAX)
    return { status: response.status, text }
  }

  /** Only a signature of the key that we expect counts, and only over our own checkpoint. */
  #read(verifier: Verifier, note: string, lines: string): Confirmation | string {
    const { text, signatures } = splitNote(note)!
    const cosigned = joinNote(text, [...signatures.map(({ line }) => line), lines])
    const opened = openCheckpoint(cosigned, this.#deps.logKey, [verifier])
    const at = typeof opened === 'string' ? undefined : opened.witnesses[0]?.at
    const mine = splitNote(cosigned)?.signatures.find(
      ({ name, id }) => name === verifier.name && id.equals(verifier.id),
    )
    if (at === undefined || mine === undefined) return 'it answered without a signature of its key'
    return { line: mine.line, at }
  }
}

const FORKED =
  'it has confirmed another log of the same name: what it saw and what stands here are not one history'

function ahead(confirmed: number, size: number): string {
  return `it has confirmed ${confirmed} entries and this log has ${size}: the end was cut off, or an old backup was put back`
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

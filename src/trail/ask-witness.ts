import type { Clock, Queryable } from '../kernel/index.ts'
import { openCheckpoint, readCount, type SignedCheckpoint } from './checkpoint.ts'
import { ageWords } from './confirmation.ts'
import { joinNote, readUtf8, splitNote, type Verifier } from './note.ts'
import { AHEAD_MS_MAX } from './publish.ts'
import { newestCheckpoint } from './queries-log.ts'
import type { TreeReader } from './read-tree.ts'
import { originHash } from './serve-witness.ts'
import { consistencyProof, treeRoot } from './tree.ts'
import { writeAddCheckpoint } from './witness.ts'

/**
 * One witness, asked once. There are two kinds of bad news: a witness that is away (silence, 429, 5xx, a
 * refusal that it does not prove), and one that has signed what cannot be true of this log. Only the second
 * is an objection, and both signed heads are kept.
 */
const ANSWER_MS_MAX = 5_000
const TRIES_MAX = 4
const ANSWER_BYTES_MAX = 128 * 1024

export type Head = { note: string; size: number }
export type Confirmed = { size: number; line: string; at: Date }
export type Away = { away: string }
export type Contradiction = { what: string; ours: string; theirs: string }

type Deps = { reader: TreeReader; logKey: Verifier; newest(): Promise<Head>; clock: Clock }

export async function newestHead(db: Queryable): Promise<Head | undefined> {
  const row = await newestCheckpoint(db)
  return row && { note: row.note, size: Number(row.size) }
}

export class AskedWitness {
  readonly #verifier: Verifier
  readonly #url: string
  readonly #deps: Deps

  constructor({ verifier, url }: { verifier: Verifier; url: string }, deps: Deps) {
    this.#verifier = verifier
    this.#url = url.replace(/\/$/, '')
    this.#deps = deps
  }

  /** `oldSize` is what we believe it confirmed last. */
  async confirm(oldSize: number): Promise<Confirmed | Away | Contradiction> {
    const { reader, newest } = this.#deps
    let old = oldSize
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const { note, size } = await newest()
      const from = Math.min(old, size)
      const proof = await reader.compute(size, (node) => consistencyProof(from, size, node))
      const answer = await this.#post(writeAddCheckpoint({ oldSize: from, proof, note }))
      if (answer.status === 200) return this.#readConfirmation({ note, size }, answer.text)
      const confirmed = answer.status === 409 ? readSize(answer.text) : undefined
      if (confirmed === undefined || confirmed === from) return this.#explain(answer.status)
      // More than we asked for is in order if another process has asked for it meanwhile.
      if (confirmed > (await newest()).size) return this.#explain(answer.status)
      old = confirmed
    }
    return { away: 'the log grows faster than it answers' }
  }

  /** The last checkpoint that it confirmed, in its own signature; undefined where it shows none. */
  async shown(): Promise<SignedCheckpoint | undefined> {
    const { logKey } = this.#deps
    const answer = await this.#fetch(this.#monitoring(), {})
    if (answer.status !== 200) return undefined
    const opened = openCheckpoint(answer.text, logKey, [this.#verifier])
    return typeof opened === 'string' || opened.witnesses.length === 0 ? undefined : opened
  }

  /** How many entries of this log it has confirmed; undefined where it does not answer. */
  async size(): Promise<number | undefined> {
    const answer = await this.#fetch(this.#monitoring(), {})
    if (answer.status === 404) return 0
    const opened = openCheckpoint(answer.text, this.#deps.logKey, [this.#verifier])
    return answer.status !== 200 || typeof opened === 'string' ? undefined : opened.size
  }

  /** Reads what it shows and holds it to this log, without asking it for anything. */
  async compare(): Promise<Away | Contradiction | undefined> {
    const [theirs, ours] = [await this.shown(), await this.#deps.newest()]
    if (theirs === undefined) return { away: 'it does not show what it has signed' }
    const what = await this.#contradiction(theirs, ours)
    return what === undefined ? undefined : { what, ours: ours.note, theirs: theirs.note }
  }

  #monitoring(): string {
    return `${this.#url}/${originHash(this.#deps.logKey.name)}/checkpoint`
  }

  /** It did not confirm. What it has signed tells whether this log is another than the one that it knows. */
  async #explain(status: number): Promise<Away | Contradiction> {
    if (status === 404)
      return { away: 'it does not know this log: its operator must add the key of the log' }
    if (status === 403) return { away: 'it does not know the key that signs this log' }
    if (status !== 409 && status !== 422) {
      return { away: status === 0 ? 'it does not answer' : `it answers with status ${status}` }
    }
    const [theirs, ours] = [await this.shown(), await this.#deps.newest()]
    if (theirs === undefined) {
      return { away: `it refuses with status ${status} and does not show what it has signed` }
    }
    const what = await this.#contradiction(theirs, ours)
    return what === undefined
      ? { away: `it refuses with status ${status}, and what it has signed is in order` }
      : { what, ours: ours.note, theirs: theirs.note }
  }

  async #contradiction({ size, root }: SignedCheckpoint, ours: Head): Promise<string | undefined> {
    if (size > ours.size) {
      const what = `it has confirmed ${size} entries and this log has ${ours.size}`
      return `${what}: the end was cut off, or an old backup was put back`
    }
    const here = await this.#deps.reader.compute(size, (node) => treeRoot(size, node))
    return here.equals(root) ? undefined : FORKED
  }

  /** Only a signature of the key that we expect counts, only over our own checkpoint, and only of now. */
  #readConfirmation({ note, size }: Head, lines: string): Confirmed | Away {
    const { logKey, clock } = this.#deps
    const { name, id } = this.#verifier
    const parts = splitNote(note)!
    const cosigned = joinNote(parts.text, [...parts.signatures.map(({ line }) => line), lines])
    const opened = openCheckpoint(cosigned, logKey, [this.#verifier])
    const at = typeof opened === 'string' ? undefined : opened.witnesses[0]?.at
    const mine = splitNote(cosigned)?.signatures.find(
      (one) => one.name === name && one.id.equals(id),
    )
    if (at === undefined || mine === undefined)
      return { away: 'it answered without a signature of its key' }
    const wrong = Math.abs(at.getTime() - clock.now().getTime())
    if (wrong > AHEAD_MS_MAX) {
      return { away: `its clock and ours are ${ageWords(wrong / 1000)} apart` }
    }
    return { size, line: mine.line, at }
  }

  #post(body: string): Promise<{ status: number; text: string }> {
    const headers = { 'content-type': 'text/plain; charset=utf-8' }
    return this.#fetch(`${this.#url}/add-checkpoint`, { method: 'POST', body, headers })
  }

  /** Status 0: silence. */
  async #fetch(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
    try {
      const signal = AbortSignal.timeout(ANSWER_MS_MAX)
      const response = await fetch(url, { ...init, redirect: 'error', signal })
      const bytes = Buffer.from(await response.arrayBuffer())
      const text = bytes.length > ANSWER_BYTES_MAX ? undefined : readUtf8(bytes)
      return { status: response.status, text: text ?? '' }
    } catch {
      return { status: 0, text: '' }
    }
  }
}

const FORKED =
  'it has confirmed another log of the same name: what it saw and what stands here are not one history'

function readSize(text: string): number | undefined {
  return text.endsWith('\n') ? readCount(text.slice(0, -1)) : undefined
}

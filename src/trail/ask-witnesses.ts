import { type Clock, type Database, type Log, newId } from '../kernel/index.ts'
import { AskedWitness, type Contradiction, newestHead } from './ask-witness.ts'
import type { Verifier } from './note.ts'
import type { KnownWitness } from './place-keys.ts'
import type { Policy } from './policy.ts'
import { readHeads } from './publish.ts'
import { newestCheckpoint } from './queries-log.ts'
import {
  pruneCosignatures,
  saveAway,
  saveConfirmation,
  saveObjection,
  witnessRows,
} from './queries-witness.ts'
import type { TreeReader } from './read-tree.ts'

/**
 * Asks the witnesses to confirm the newest checkpoint (C2SP tlog-witness). All are asked for the same
 * one, together, so that it carries every signature; one round at a time. A witness that does not
 * answer is left out for a while and the others do not wait for it again.
 */
const REST_MS = [1_000, 5_000, 30_000, 120_000]
/** A quiet log is confirmed anew after so long, to show that the witness is still there. */
const STALE_MS = 5 * 60_000
const PRUNE_MS = 60_000

export type WitnessAddress = KnownWitness & { url: string }

type Deps = {
  /** the sequencer's login, which alone may write what witnesses said */
  database: Database
  reader: TreeReader
  logKey: Verifier
  witnesses: readonly WitnessAddress[]
  policy(): Policy
  clock: Clock
  log: Log
}

export class WitnessRounds {
  readonly #deps: Deps
  readonly #failures = new Map<string, { count: number; restUntil: number }>()
  #round: Promise<void> | undefined
  #again = false
  #pruned = 0

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
    const { database, witnesses } = this.#deps
    while (this.#again) {
      this.#again = false
      const head = await newestHead(database.short)
      if (head === undefined || head.size === 0) return
      const now = Date.now()
      const awake = witnesses.filter(
        ({ verifier }) => (this.#failures.get(verifier.vkey)?.restUntil ?? 0) <= now,
      )
      await Promise.all(awake.map((witness) => this.#askOne(witness, head)))
      await this.#prune()
    }
  }

  /** The head of the round first; a newer one only where the witness is already past it. */
  async #askOne(
    { verifier, url }: WitnessAddress,
    head: { note: string; size: number },
  ): Promise<void> {
    const { name, vkey } = verifier
    const { database, log, reader, logKey, clock } = this.#deps
    let asked = 0
    const newest = async () => (asked++ === 0 ? head : ((await newestHead(database.short)) ?? head))
    try {
      const known = (await witnessRows(database.short)).find((row) => row.vkey === vkey)
      const witness = new AskedWitness({ verifier, url }, { reader, logKey, newest, clock })
      const answer = await witness.confirm(Number(known?.size ?? 0))
      if ('line' in answer) {
        this.#failures.delete(vkey)
        const at = answer.at.toISOString()
        return await saveConfirmation(database.short, { name, vkey, ...answer, at })
      }
      this.#rest(vkey)
      if ('ours' in answer) return await this.#object(verifier, answer)
      log.warn({ event: 'a witness is away', room: 'trail', id: name })
      await saveAway(database.short, { name, vkey, away: answer.away })
    } catch (error) {
      this.#rest(vkey)
      log.warn({ event: 'a witness could not be asked', room: 'trail', id: name, error })
    }
  }

  async #object({ name, vkey }: Verifier, { what, ours, theirs }: Contradiction): Promise<void> {
    const { database, log, clock } = this.#deps
    log.error({ event: 'a witness contradicts the log', room: 'trail', id: name })
    const evidence = { id: newId(), at: clock.now().toISOString(), vkey, what, ours, theirs }
    await saveObjection(database.short, name, evidence)
  }

  async #prune(): Promise<void> {
    const { database, clock, policy } = this.#deps
    if (Date.now() - this.#pruned < PRUNE_MS) return
    this.#pruned = Date.now()
    const now = clock.now()
    const { confirmed } = await readHeads(database.short, policy(), now)
    const before = new Date(now.getTime() - PRUNE_MS).toISOString()
    await pruneCosignatures(database.short, { keep: confirmed?.size ?? 0, before })
  }

  #rest(vkey: string): void {
    const count = (this.#failures.get(vkey)?.count ?? 0) + 1
    const rest = REST_MS[Math.min(count, REST_MS.length) - 1]!
    this.#failures.set(vkey, { count, restUntil: Date.now() + rest })
  }
}

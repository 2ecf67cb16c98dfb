import { createPublicKey, verify } from 'node:crypto'
import type { TrailFault } from './audit.ts'
import { canonical } from './canonical.ts'
import { type Decision, erasureOf, type Told } from './told.ts'
import { sha256 } from './tree.ts'
import type { Erased } from './verification.ts'

/** Erasures: which texts are gone, and that an officer whom the agreement lets sign has decided it. */
export type KnownOfficer = {
  id: string
  name: string
  /** Ed25519, 32 bytes in base64 */
  key: string
}

const DER_PUBLIC = Buffer.from('302a300506032b6570032100', 'hex')

/** What an officer signs: which entries, or looks in lists by their data, under which clause, why, and when. */
export function erasureStatement(
  { entries, clause, reason }: { entries: readonly string[]; clause: string; reason: string },
  { officer, time }: Pick<Decision, 'officer' | 'time'>,
): Buffer {
  const listed = sha256(Buffer.from(canonical([...entries].sort()))).toString('hex')
  const lines = [`entries ${listed}`, `clause ${clause}`, `reason ${canonical(reason)}`]
  return Buffer.from(`concordat erasure 1\n${lines.join('\n')}\nofficer ${officer}\ntime ${time}\n`)
}

/** The officer who has signed the decision; undefined where nobody of them has. */
export function decidedBy(
  erasure: { entries: readonly string[]; clause: string; reason: string },
  decision: Decision | undefined,
  officers: readonly KnownOfficer[],
): KnownOfficer | undefined {
  const officer = officers.find(({ id, key }) => id === decision?.officer && key === decision.key)
  if (decision === undefined || officer === undefined) return undefined
  const raw = Buffer.from(officer.key, 'base64')
  if (raw.length !== 32) return undefined
  const key = createPublicKey({
    key: Buffer.concat([DER_PUBLIC, raw]),
    format: 'der',
    type: 'spki',
  })
  const bytes = Buffer.from(decision.signature, 'base64')
  return verify(null, erasureStatement(erasure, decision), key, bytes) ? officer : undefined
}

/** The others are data of looks in lists, in base64. */
export function isEntryId(name: string): boolean {
  return name.length === 36
}

export class ErasureAudit {
  readonly listed: Erased[] = []
  readonly faults: TrailFault[] = []
  readonly #officers: readonly KnownOfficer[] | undefined
  /** looks in lists, by their data */
  readonly looks = new Set<string>()
  readonly #ids = new Set<string>()

  /** Without officers nobody can be held to a decision: then what is erased is listed only. */
  constructor(officers: readonly KnownOfficer[] | undefined) {
    this.#officers = officers
  }

  get count(): number {
    return this.#ids.size
  }

  /** The ids of the entries that it erases. */
  next(told: Told): string[] {
    const erasure = erasureOf(told)
    if (erasure === undefined) return []
    const { erased, clause = '', reason = '', decision } = erasure
    const officer = decidedBy({ entries: erased, clause, reason }, decision, this.#officers ?? [])
    this.listed.push({
      entry: told.id,
      erased,
      at: told.at,
      by: told.actor?.name ?? '',
      clause,
      reason,
      signed_by: officer?.name ?? null,
    })
    if (this.#officers !== undefined && officer === undefined) {
      const what = 'It erases entries, and no officer whom the agreement lets sign has decided it.'
      this.faults.push({ entry: told.id, what })
    }
    for (const name of erased) (isEntryId(name) ? this.#ids : this.looks).add(name)
    return erased
  }
}

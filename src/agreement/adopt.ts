import { type Clock, PUBLIC, type Refusal, refuse, type Settings } from '../kernel/index.ts'
import { formatList, plural } from '../shell/index.ts'
import type { Command, JsonValue } from '../trail/index.ts'
import type { Agreement } from './agreement.ts'
import type { ClauseKind } from './clause.ts'
import { startOfDay } from './in-force-day.ts'
import { isMadeUpKey } from './made-up-keys.ts'
import type { Signatory } from './party-kinds.ts'
import {
  insertAdoption,
  insertVersion,
  lockAdoptions,
  readAdoptions,
  readFiles,
} from './queries.ts'
import { type ReadAgreement, readTexts } from './read-agreement.ts'
import type { Term } from './term-kinds.ts'
import { faultLine } from './text-fault.ts'
import type { TextFile } from './text-hash.ts'

export type AdoptInput = {
  readonly files: readonly TextFile[]
  readonly signatures: readonly TextFile[]
}

export type Adopted = {
  readonly hash: string
  readonly version: string
  readonly title: string
  /** ISO 8601: from this moment it is in effect */
  readonly effectiveAt: string
  readonly adoptedAt: string
  /** it had been adopted before, with the signatures of the same officers */
  readonly already: boolean
}

export type AdoptDeps = {
  readonly kinds: readonly ClauseKind[]
  readonly clock: Clock
  readonly mode: Settings['mode']
}

/**
 * A text takes effect: both sides have signed its hash, and on each side at least one officer whom the
 * text that it replaces lets sign. The text is read anew here; nothing that a caller says about it counts.
 */
export function adoptCommand(deps: AdoptDeps): Command<AdoptInput, Adopted> {
  return {
    name: 'agreement.adopt',
    // Whoever carries it: the signatures under the text decide.
    basis: PUBLIC,
    async run({ tx, viewer, now, announce }, input) {
      const read = readTexts(input, deps.kinds, deps.clock)
      const refusal = whyNotAdopt(read, deps.mode)
      if (refusal !== undefined) return refusal
      const agreement = read.agreement!
      await lockAdoptions(tx)
      const [last] = await readAdoptions(tx)
      if (last !== undefined) {
        const lastFiles = (await readFiles(tx, last.hash))!
        const before = { files: lastFiles, signatures: last.signatures }
        const replaced = readTexts(before, deps.kinds, deps.clock).agreement
        if (replaced !== undefined && isSame(replaced, agreement)) {
          const result = adopted(agreement, last.effective_at, last.adopted_at, true)
          return { result, entry: { hash: agreement.hash, already: true } }
        }
        const takeover = replaced && officersReplaced(replaced, agreement)
        if (takeover !== undefined) return takeover
      }
      const [term] = agreement.table<Term>('term')
      const starts = startOfDay(term!.starts)
      const effectiveAt = new Date(Math.max(starts.getTime(), now.getTime()))
      const sequence = (last?.sequence ?? 0) + 1
      const { hash, title, version } = agreement
      await insertVersion(tx, { hash, title, version, files: input.files })
      await insertAdoption(tx, {
        sequence,
        hash,
        signatures: input.signatures,
        adoptedBy: viewer.actor.id,
        adoptedAt: now,
        effectiveAt,
      })
      announce('agreement', hash)
      const result = adopted(agreement, effectiveAt, now, false)
      return { result, entry: entryOf(agreement, sequence, result, last?.hash) }
    },
  }
}

/** What can be told from the text alone; the officers of the text that it replaces come after. */
export function whyNotAdopt(read: ReadAgreement, mode: Settings['mode']): Refusal | undefined {
  const [first] = read.faults
  if (first !== undefined) {
    const count = plural(read.faults.length, 'fault')
    return refuse(
      'agreement-faulty',
      `The agreement has ${count}. The first: ${faultLine(first)}`,
      {
        next: 'Run concordat agreement check, and put them right.',
      },
    )
  }
  const agreement = read.agreement!
  if (read.missing.length > 0) {
    const sides = agreement.sides.filter(({ id }) => read.missing.includes(id))
    const names = formatList(sides.map(({ name }) => name))
    return refuse('agreement-unsigned', `Too few officers have signed this text for ${names}.`, {
      clause: agreement.table<{ clause: string }>('signing')[0]?.clause,
      next: 'An officer of each side signs it with concordat agreement sign.',
    })
  }
  const madeUp = agreement.table<Signatory>('signatory').filter(({ key }) => isMadeUpKey(key))
  if (mode === 'live' && madeUp.length > 0) {
    const names = formatList(madeUp.map(({ name }) => name))
    return refuse('made-up-officers', `The keys of ${names} are those of the made-up place.`, {
      next: 'Real officers make keys of their own, or the place runs in made-up mode.',
    })
  }
  return undefined
}

/** The same text, and no officer has signed it since. */
function isSame(before: Agreement, now: Agreement): boolean {
  const signed = new Set(before.signatures.map(({ officer }) => officer))
  return before.hash === now.hash && now.signatures.every(({ officer }) => signed.has(officer))
}

/** Neither side can put officers of its own choosing in the place of the other's. */
function officersReplaced(before: Agreement, now: Agreement): Refusal | undefined {
  const officers = now.table<Signatory>('signatory', 'all')
  const keys = new Set(
    now.signatures.map(({ officer }) => officers.find(({ id }) => id === officer)?.key),
  )
  const known = before.table<Signatory>('signatory', 'all')
  const [side] = before.sides.filter(
    ({ id }) => !known.some((officer) => officer.side === id && keys.has(officer.key)),
  )
  if (side === undefined) return undefined
  return refuse(
    'agreement-officers',
    `Nobody has signed it whom the agreement in effect lets sign for ${side.name}.`,
    {
      clause: before.table<{ clause: string }>('signing')[0]?.clause,
      next: 'One of the officers of that side, with the key that the agreement in effect names, signs it too.',
    },
  )
}

function adopted(
  agreement: Agreement,
  effectiveAt: Date,
  adoptedAt: Date,
  already: boolean,
): Adopted {
  const { hash, version, title } = agreement
  return {
    hash,
    version,
    title,
    effectiveAt: effectiveAt.toISOString(),
    adoptedAt: adoptedAt.toISOString(),
    already,
  }
}

function entryOf(
  agreement: Agreement,
  sequence: number,
  { hash, title, version, effectiveAt }: Adopted,
  replaces: string | undefined,
): JsonValue {
  const signedBy = agreement.signatures.map(({ officer, name, party, key, time, signature }) => {
    return { officer, name, party, key, time, signature }
  })
  return { hash, title, version, sequence, effectiveAt, replaces: replaces ?? '', signedBy }
}

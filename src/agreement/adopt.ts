import {
  type Clock,
  PUBLIC,
  type Refusal,
  refuse,
  type Settings,
  startOfLondonDay,
} from '../kernel/index.ts'
import { plural } from '../shell/index.ts'
import type { Command, JsonValue, LoggedEntry } from '../trail/index.ts'
import type { Agreement } from './agreement.ts'
import { type Adoption, walkChain } from './chain.ts'
import type { ClauseKind } from './clause.ts'
import {
  insertAdoption,
  insertVersion,
  lockAdoptions,
  readAdoptions,
  readVersion,
} from './queries.ts'
import { type ReadAgreement, readTexts } from './read-agreement.ts'
import { type WhyNotAdopt, whyNotSigned, whyNotSucceed } from './succeed.ts'
import type { Term } from './term-kinds.ts'
import { faultLine } from './text-fault.ts'
import type { TextFile } from './text-hash.ts'

/** The command, as the log names it. */
export const ADOPT = 'agreement.adopt'

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
  /** the hash of the first agreement of this place, where one is pinned */
  firstHash(): string | undefined
  logged(entryId: string): Promise<LoggedEntry | undefined>
  /** only where nothing was ever adopted: what a place does when it starts */
  readonly onlyFirst?: boolean
}

/**
 * A text takes effect: both sides have signed its hash, and on each side at least one officer whom the
 * text that it replaces lets sign. The text is read anew here; nothing that a caller says about it counts.
 */
export function adoptCommand(deps: AdoptDeps): Command<AdoptInput, Adopted, WhyNotAdopt> {
  return {
    name: ADOPT,
    // Whoever carries it: the signatures under the text decide.
    basis: PUBLIC,
    login: 'adopt',
    async run({ tx, viewer, now, entryId, announce }, input) {
      const read = readTexts(input, deps.kinds, deps.clock)
      const refusal = whyNotAdopt(read, deps.mode)
      if (refusal !== undefined) return refusal
      const agreement = read.agreement!
      await lockAdoptions(tx)
      const rows = (await readAdoptions(tx)).reverse()
      const { adoptions } = await walkChain(rows, {
        ...deps,
        firstHash: deps.firstHash(),
        readVersion: (hash) => readVersion(tx, hash),
      })
      const last = adoptions.at(-1)
      if (last !== undefined && isSame(last.agreement, agreement)) {
        const result = adopted(agreement, last.effectiveAt, last.adoptedAt, true)
        return { result, entry: { hash: agreement.hash, already: true } }
      }
      const against =
        last === undefined ? whyNotFirst(rows.length, deps, agreement) : whyNotReplace(last)
      const refused = against ?? (last && whyNotSucceed(last, adoptions, agreement))
      if (refused !== undefined) return refused
      const [term] = agreement.table<Term>('term')
      const starts = startOfLondonDay(term!.starts)
      const effectiveAt = new Date(Math.max(starts.getTime(), now.getTime()))
      const sequence = (rows.at(-1)?.sequence ?? 0) + 1
      const { hash, title, version } = agreement
      await insertVersion(tx, { hash, title, version, files: input.files })
      await insertAdoption(tx, {
        sequence,
        hash,
        replaces: last?.row,
        signatures: input.signatures,
        entryId,
        adoptedBy: viewer.actor.id,
        adoptedAt: now,
        effectiveAt,
      })
      announce('agreement', hash)
      const result = adopted(agreement, effectiveAt, now, false)
      return { result, entry: entryOf(agreement, sequence, result, last) }
    },
  }

  /** A place that starts never replaces what is in effect: an old folder would put an old text back. */
  function whyNotReplace(last: Adoption): Refusal<WhyNotAdopt> | undefined {
    if (!deps.onlyFirst) return undefined
    return refuse(
      'agreement-in-effect',
      `Another agreement was adopted here: version ${last.agreement.version}.`,
      {
        next: 'To replace it, run concordat agreement adopt with a text that both sides have signed.',
      },
    )
  }
}

/** Nothing is in effect. That is so in an empty place, or where what was adopted was taken out of the database. */
function whyNotFirst(
  rows: number,
  deps: AdoptDeps,
  { hash }: Agreement,
): Refusal<WhyNotAdopt> | undefined {
  const pinned = deps.firstHash()
  if (rows === 0 && (pinned === undefined || pinned === hash)) return undefined
  const sentence =
    rows > 0
      ? 'What was adopted here before cannot be obeyed any more.'
      : 'Another text was the first agreement of this place.'
  return refuse('agreement-chain-broken', sentence, {
    next: 'Run concordat trail verify: it says what was changed. Then restore a backup.',
  })
}

/** What can be told from the text alone; the officers of the text that it replaces come after. */
export function whyNotAdopt(
  read: ReadAgreement,
  mode: Settings['mode'],
): Refusal<WhyNotAdopt> | undefined {
  const [first] = read.faults
  if (first === undefined) return whyNotSigned(read, mode)
  const count = plural(read.faults.length, 'fault')
  return refuse('agreement-faulty', `The agreement has ${count}. The first: ${faultLine(first)}`, {
    next: 'Run concordat agreement check, and put them right.',
  })
}

/** The same text, and no officer has signed it since. */
function isSame(before: Agreement, now: Agreement): boolean {
  const signed = new Set(before.signatures.map(({ officer }) => officer))
  return before.hash === now.hash && now.signatures.every(({ officer }) => signed.has(officer))
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
  last: Adoption | undefined,
): JsonValue {
  const signedBy = agreement.signatures.map(({ officer, name, party, key, time, signature }) => {
    return { officer, name, party, key, time, signature }
  })
  const replaces = last ? { hash: last.row.hash, sequence: last.row.sequence } : null
  return { hash, title, version, sequence, effectiveAt, replaces, signedBy }
}

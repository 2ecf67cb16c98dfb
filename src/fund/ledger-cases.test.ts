import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isRefusal } from '../kernel/index.ts'
import { type Account, accountId, type Balance, NOTHING } from './account.ts'
import { ending } from './end-reservation.ts'
import type { FoundTransfer, StoredTransfer } from './queries.ts'
import { apply, type Draft, movedOf } from './transfer.ts'

/**
 * Published tables of transfers with the result of each (two phases, running out), as far as ours are the same: the
 * README says where not. Flags, ledgers and user data have nothing like them here, and their lines are passed over.
 */
const TABLES = join(
  import.meta.dirname,
  '../../../shared/testdata/ledger/state-machine-tables.json',
)
const SAME = ['create/lookup 2-phase transfers', 'create/lookup expired transfers']
const WHY_NOT = new Map([
  ['exceeds_pending_transfer_amount', 'too-much'],
  ['pending_transfer_not_found', 'no-such-transfer'],
  ['pending_transfer_not_pending', 'no-such-transfer'],
  ['pending_transfer_already_posted', 'closed'],
  ['pending_transfer_already_voided', 'closed'],
  ['pending_transfer_expired', 'closed'],
])

type Kept = { found: FoundTransfer; ended?: string; until?: number }

class Books {
  readonly balances = new Map<string, Balance>()
  readonly #kept = new Map<string, Kept>()
  #now = 0

  tick(seconds: number): void {
    this.#now += seconds
    for (const [id, { ended, until }] of this.#kept)
      if (ended === undefined && until !== undefined && until <= this.#now) this.#end(id, 'expire')
  }

  move(id: string, debit: string, credit: string, pence: bigint, timeout?: number): void {
    const pending = timeout !== undefined
    const [posted, reserved] = pending ? [0n, pence] : [pence, 0n]
    const step = pending ? ('reserve' as const) : ('move' as const)
    const draft = {
      step,
      debit: account(debit),
      credit: account(credit),
      posted,
      reserved,
      reason: id,
    }
    apply(this.balances, movedOf(draft))
    const until = timeout ? { until: this.#now + timeout } : {}
    this.#kept.set(id, { found: { transfer: stored(id, draft), takenBack: 0n }, ...until })
  }

  end(id: string, of: string, step: 'post' | 'void', pence?: bigint): string {
    const draft = this.#end(of, step, pence)
    if (isRefusal(draft)) return draft.code
    this.#kept.set(id, { found: { transfer: stored(id, draft), takenBack: 0n } })
    return 'created'
  }

  #end(of: string, step: 'post' | 'void' | 'expire', pence?: bigint) {
    const kept = this.#kept.get(of)
    const ended = kept?.ended === undefined ? {} : { endedBy: kept.ended }
    const drafts = ending(kept && { ...kept.found, ...ended }, step, { reason: of, pence })
    if (isRefusal(drafts)) return drafts
    const draft = drafts[0]!
    apply(this.balances, movedOf(draft))
    kept!.ended = step
    return draft
  }
}

function account(name: string): Account {
  return { fund: 'f', kind: 'commitment', origin: 'o', scheme: name.toLowerCase(), activity: '' }
}

function stored(id: string, draft: Draft): StoredTransfer {
  const moved = movedOf(draft)
  const rest = { number: 1, at: '2026-03-01', learntAt: '', clause: '', key: '', entryId: '' }
  return { ...draft, ...moved, ...rest, id }
}

const skip = existsSync(TABLES) ? false : 'the shared folder with the tables is not here'
for (const name of SAME) {
  test(`the published table ‘${name}’ comes out the same`, { skip }, () => {
    const tables = JSON.parse(readFileSync(TABLES, 'utf8')) as { test: string; lines: string[] }[]
    const books = new Books()
    let held = 0
    for (const line of tables.find((one) => one.test === name)!.lines) held += follow(books, line)
    assert.ok(held > 12, `${held} lines were held to it`)
  })
}

/** Does what a line says; 1 where it is one that ours must answer the same. */
function follow(books: Books, line: string): number {
  const [verb, ...words] = line.trim().split(/\s+/)
  if (verb === 'tick') books.tick(Number(words[0]))
  if (verb === 'lookup_account') {
    const [name, coming, debits, going, credits] = words
    const balance = books.balances.get(accountId(account(name!))) ?? NOTHING
    const posted = BigInt(debits!) - BigInt(credits!)
    assert.deepEqual(balance, { posted, comingIn: BigInt(coming!), goingOut: BigInt(going!) }, line)
    return 1
  }
  return verb === 'transfer' ? transferred(books, words, line) : 0
}

function transferred(books: Books, words: readonly string[], line: string): number {
  const [id, debit, credit, amount, of] = words as [string, string, string, string, string]
  const result = words.at(-1)!
  const flags = words.filter((word) => ['PEN', 'POS', 'VOI', 'BDR', 'BCR', 'LNK'].includes(word))
  if (result !== 'created' && !WHY_NOT.has(result)) return 0
  if (flags.length === 0 || flags[0] === 'PEN') {
    const timeout = flags[0] === 'PEN' ? Number(words[8]) : undefined
    books.move(id, debit, credit, BigInt(amount), timeout)
    return 1
  }
  // Theirs may void with a sum and post nothing: ours lets go of all of it, and posts all where no sum is said.
  const nothing = flags[0] === 'VOI' || amount === '0'
  if (nothing && result === 'exceeds_pending_transfer_amount') return 0
  const pence = ['-0', '-1', '_'].includes(amount) ? undefined : BigInt(amount)
  const most = amount === '-1' ? 10n ** 30n : pence
  const code = books.end(id, of, nothing ? 'void' : 'post', nothing ? undefined : most)
  assert.equal(code, WHY_NOT.get(result) ?? 'created', line)
  return 1
}

import { z } from 'zod'
import { actOnDispute, DISPUTE_REFUSALS } from '../agreement/index.ts'
import {
  dayInLondon,
  daysFromTo,
  formatPounds,
  isRefusal,
  type Refusal,
  refuse,
} from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { formatList, plural } from '../shell/index.ts'
import { type CommandContext, namedCommand, type Outcome } from '../trail/index.ts'
import { type Account, accountId } from './account.ts'
import { type Books, openBooks } from './books.ts'
import { standingOf } from './disputed-costs.ts'
import { reasonField } from './fields.ts'
import { KEEP_REFUSALS, keepTransfers, transfersSaid } from './keep-transfers.ts'
import {
  type Advanced,
  type Bearer,
  type Borne,
  bearersIn,
  type Liability,
  settled,
  termsOf,
} from './liability.ts'
import { insertSettlement, liabilitiesOf, settlementsOf } from './queries-liabilities.ts'
import { type LiabilityRule, rulesOf } from './rules.ts'
import type { Draft } from './transfer.ts'

export const SETTLE = 'fund.settle'

const REFUSALS = [
  ...KEEP_REFUSALS,
  ...DISPUTE_REFUSALS,
  'no-such-liability',
  'no-such-party',
] as const
type NotSettled = Refusal<(typeof REFUSALS)[number]>

export type LiabilitySettled = {
  readonly liability: string
  /** false: it is proposed to the other side */
  readonly settled: boolean
  readonly transfers: readonly string[]
  readonly bears: readonly {
    readonly party: string
    readonly pence: string
    readonly interest: string
  }[]
}

const parts = (label: string) =>
  z.int('must be a whole number').min(1, 'must be 1 at least').max(1_000).optional().meta({ label })
const party = (label: string, hint: string) =>
  z.string().max(60, 'is longer than 60 characters').meta({ label, hint })

/**
 * Says who bears a disputed cost. The first side that says so proposes it; when the other says the same it is settled
 * and booked: each contribution bears its part, and what was advanced beyond it is free again.
 */
export const settle = namedCommand({
  name: SETTLE,
  says: 'Says who bears a disputed cost: proposed by one side, and booked when the other says the same',
  label: 'Say who bears it',
  basis: { action: SETTLE, does: 'settle who bears a disputed cost' },
  input: z.strictObject({
    liability: z
      .uuid('is not the id of a disputed cost')
      .toLowerCase()
      .meta({ label: 'Cost', hidden: true }),
    party: party('Who bears it?', 'All of it, or a part where a second is named'),
    parts: parts('How many parts?'),
    other: party('Who bears the rest?', 'Left empty where one bears it all').optional(),
    other_parts: parts('How many parts do they bear?'),
    reason: reasonField(),
  }),
  choices: (place: Place) => ({ party: payersOf(place), other: payersOf(place) }),
  refuses: REFUSALS,
  preview: ({ settled: done }: LiabilitySettled) =>
    done
      ? 'It is settled and booked: each contribution bears its part.'
      : 'The other side is asked to say the same. When it does, it is booked so.',
  leads: () => '/fund/disputes',
  async run(context, { liability: id, reason, ...said }, place: Place) {
    const rules = rulesOf(place.agreement.current())
    const [found] = await liabilitiesOf(context.tx, id)
    if (found === undefined) {
      return refuse('no-such-liability', 'There is no disputed cost with this id.', {
        at: '/fund/disputes',
      })
    }
    const books = await openBooks(context, place, { fund: found.fund, schemes: [found.scheme] })
    if (isRefusal(books)) return books
    const [ended] = await settlementsOf(context.tx, id)
    if (ended !== undefined) return refuse('closed', 'It is settled who bears it, and booked.')
    const { liability: rule } = books.fund
    if (rule === undefined)
      return refuse('no-clause', 'No clause is for disputed costs of this fund.')
    const advanced = advancedOf(books, found, rule)
    const bearers = bearersOf(said)
    const strange = bearers.find((one) => !advanced.some((own) => own.party === one.party))
    if (strange !== undefined) {
      const names = formatList(advanced.map((one) => rules.partyName(one.party)))
      return refuse(
        'no-such-party',
        `${rules.partyName(strange.party)} cannot bear it: ${names} can.`,
      )
    }
    const terms = termsOf(bearers)
    const agreed = await agree(context, place, found, {
      terms,
      words: wordsOf(place, bearers, reason),
    })
    if (isRefusal(agreed)) return agreed
    if (!agreed.settled) {
      const result: LiabilitySettled = { liability: id, settled: false, transfers: [], bears: [] }
      return { result, entry: agreed.entry! }
    }
    return book(context, books, { found, advanced, bearers, rule, reason, entry: agreed.entry })
  },
})

type Said = {
  readonly party: string
  readonly parts?: number | undefined
  readonly other?: string | undefined
  readonly other_parts?: number | undefined
}

/** In the order of their names, so that whoever says it first says the same as the other. */
function bearersOf({ party: one, parts: own = 1, other, other_parts: rest = 1 }: Said): Bearer[] {
  if (other === undefined || other === '' || other === one) return [{ party: one, parts: 1 }]
  return [
    { party: one, parts: own },
    { party: other, parts: rest },
  ].sort((a, b) => (a.party < b.party ? -1 : 1))
}

function payersOf({ agreement }: Place): ReadonlyMap<string, string> {
  const rules = rulesOf(agreement.current())
  const origins = [...rules.funds.values()].flatMap(({ liability }) => liability?.meanwhile ?? [])
  const parties = new Set(origins.flatMap((one) => rules.contributions.get(one)?.party ?? []))
  return new Map([...parties].map((one) => [one, rules.partyName(one)]))
}

function wordsOf({ agreement }: Place, bearers: readonly Bearer[], reason: string): string {
  const { partyName } = rulesOf(agreement.current())
  const told = bearers.map((one) =>
    bearers.length > 1
      ? `${partyName(one.party)} ${plural(one.parts, 'part')}`
      : `${partyName(one.party)} bears it`,
  )
  return `${formatList(told)}. ${reason}`
}

/** Proposes it; accepts it where the other side has proposed the same; and nothing where both have agreed before. */
async function agree(
  context: CommandContext,
  place: Place,
  { id }: Liability,
  { terms, words }: { readonly terms: string; readonly words: string },
): Promise<{ settled: boolean; entry?: Outcome<null>['entry'] } | NotSettled> {
  const standing = await standingOf(context.tx, place, id, context.now)
  const agreement = place.agreement.current()
  if (standing === undefined)
    return refuse('no-such-dispute', 'Nobody has opened a dispute about it.')
  const same = sameTerms(standing.terms, terms)
  if (standing.state === 'settled' && same) return { settled: true }
  if (standing.state === 'settled' || standing.state === 'withdrawn') {
    const agreed = bearersIn(standing.terms).length > 0
    const sentence = agreed
      ? 'Both sides have agreed otherwise who bears it.'
      : 'The dispute has ended without saying who bears it.'
    const next = agreed ? 'Say it as they did.' : 'Open it again, and then say who bears it.'
    return refuse('closed', sentence, { next, at: `/disputes/${standing.id}` })
  }
  const theirs =
    standing.proposedBy !== undefined && standing.proposedBy !== context.viewer.actor.side
  const act = theirs && same ? 'accept' : 'propose'
  const how = act === 'accept' ? {} : { terms }
  const acted = await actOnDispute(context, agreement, standing.id, act, words, how)
  if (isRefusal(acted)) return acted
  return { settled: act === 'accept', entry: acted.entry }
}

function sameTerms(standing: string | undefined, terms: string): boolean {
  return termsOf(bearersIn(standing)) === terms
}

/** What stands in suspense of it, of each contribution that the clause names. */
function advancedOf(books: Books, one: Liability, { meanwhile }: LiabilityRule): Advanced[] {
  return meanwhile.map((origin) => ({
    ...{ party: books.rules.contributions.get(origin)!.party, origin },
    pence: books.balances.get(accountId(suspenseOf(one, origin)))?.posted ?? 0n,
  }))
}

function suspenseOf({ fund, scheme, id }: Liability, origin: string): Account {
  return { fund, kind: 'suspense', origin, scheme, activity: id }
}

type Booking = {
  readonly found: Liability
  readonly advanced: readonly Advanced[]
  readonly bearers: readonly Bearer[]
  readonly rule: LiabilityRule
  readonly reason: string
  readonly entry: Outcome<null>['entry'] | undefined
}

/** Frees what was advanced beyond what each bears, takes the rest of who bears more, and spends it. */
function book(
  context: CommandContext,
  books: Books,
  { found, advanced, bearers, rule, reason, entry }: Booking,
): Outcome<LiabilitySettled> | NotSettled {
  const days = Math.max(0, daysFromTo(found.at, dayInLondon(context.now)))
  const borne = settled(advanced, bearers, { rate: rule.interest, days })
  const kept = keepTransfers(context, books, draftsOf(found, borne, reason), undefined)
  if (isRefusal(kept)) return kept
  const { id: actor, name } = context.viewer.actor
  const settlement = {
    ...{ liability: found.id, bears: bearers },
    interest: borne.map((one) => ({ party: one.party, pence: String(one.interest) })),
    ...{ actor, name, learntAt: context.now.toISOString() },
  }
  insertSettlement(context.tx, settlement, context.entryId)
  context.announce('fund.liability', found.id)
  const result: LiabilitySettled = {
    ...{ liability: found.id, settled: true, transfers: kept.map(({ id }) => id) },
    bears: borne.map((one) => ({
      ...{ party: one.party, pence: String(one.bears), interest: String(one.interest) },
    })),
  }
  const said = { ...transfersSaid(kept), settlements: [settlement] }
  return { result, entry: entry === undefined ? said : { ...(entry as object), ...said } }
}

function draftsOf(found: Liability, borne: readonly Borne[], reason: string): Draft[] {
  const { fund, scheme, activity, supplier, at: notBefore } = found
  const draft = (debit: Account, credit: Account, posted: bigint): Draft[] =>
    posted === 0n
      ? []
      : [
          {
            ...{ step: 'move' as const, debit, credit, posted, reserved: 0n, notBefore },
            reason: `${found.about}: ${reason}`.slice(0, 300),
            ...(supplier === undefined ? {} : { supplier }),
          },
        ]
  const back: Draft[] = []
  const out: Draft[] = []
  for (const { origin, pence, bears } of borne) {
    const suspense = suspenseOf(found, origin)
    const held: Account = { fund, kind: 'held', origin, scheme: '', activity: '' }
    const spend: Account = { fund, kind: 'spend', origin, scheme, activity }
    back.push(...draft(held, suspense, pence > bears ? pence - bears : 0n))
    out.push(...draft(suspense, held, bears > pence ? bears - pence : 0n))
    out.push(...draft(spend, suspense, bears))
  }
  return [...back, ...out]
}

/** `£1,250 to the council` */
export function interestWords(
  interest: readonly { readonly party: string; readonly pence: string }[],
  nameOf: (party: string) => string,
): string {
  const owed = interest.filter(({ pence }) => BigInt(pence) > 0n)
  return formatList(
    owed.map(
      ({ party: one, pence }) => `${nameOf(one)} owes ${formatPounds(BigInt(pence))} of interest`,
    ),
  )
}

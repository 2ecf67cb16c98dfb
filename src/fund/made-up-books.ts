import { addDays, derivedId, type Pence } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { IMPORT, LINES_AT_ONCE } from './import-lines.ts'
import type { Hands } from './made-up-fund.ts'
import { MAP_COST_CENTRE } from './map-cost-centre.ts'
import type { OurPayment } from './match-books.ts'
import { schemesOf } from './queries.ts'
import { journalOf } from './queries-read.ts'
import { cashOf, paymentsOf } from './read-differences.ts'
import type { FundRule } from './rules.ts'

/**
 * What the ledgers of both sides and the bank say of the running year of the made-up place: what our books say, with
 * the differences that real ones have. Every so many payments one is booked weeks later, one with its tax, one at the
 * cost centre of another scheme, one not at all, and the bank has its charges.
 */
const LATER = 19
const TAXED = 31
const MISCODED = 27
const FORGOTTEN = 43
const NHS_WORDS = /^nhs$/i

type Line = { day: string; pence: Pence; said: Record<string, string> }

export async function makeUpBooks(place: Place, fund: FundRule, hands: Hands): Promise<void> {
  const db = place.databases.care.short
  const [schemes, transfers] = [
    await schemesOf(db, fund.id),
    await journalOf(db, { fund: fund.id }),
  ]
  const [nhs, council] = [hands.nhs.actor.side, hands.council.actor.side]
  const sideOf = new Map(
    schemes.map(({ id, commissioner = '' }) => [id, NHS_WORDS.test(commissioner) ? nhs : council]),
  )
  const centres = new Map(schemes.map(({ id }, at) => [id, `CC-${2200 + at * 10}`]))
  for (const { id } of schemes) {
    const input = { costCentre: centres.get(id)!, scheme: id, from: fund.from }
    const viewer = sideOf.get(id) === nhs ? hands.nhs : hands.council
    await place.call(MAP_COST_CENTRE, {
      viewer,
      input,
      key: `made-up cost centre ${fund.id} ${id}`,
    })
  }
  const ledger = paymentsOf(transfers).flatMap((one, at) => {
    const side = sideOf.get(one.scheme)!
    const own = centres.get(one.scheme)!
    const others = schemes.filter(({ id }) => sideOf.get(id) === side && id !== one.scheme)
    const other = centres.get(others[at % others.length]?.id ?? one.scheme)!
    return ledgerLines(one, at, { side, own, other })
  })
  await keep(place, 'ledger', ledger, hands)
  await keep(place, 'bank', bankLines(cashOf(transfers), fund), hands)
}

function ledgerLines(
  { supplier, day, pence }: OurPayment,
  at: number,
  { side, own, other }: { side: string; own: string; other: string },
): Line[] {
  if (at % FORGOTTEN === 11) return []
  const said = {
    cost_centre: at % MISCODED === 5 ? other : own,
    reference: `L-${88_000 + at}`,
    supplier,
    side,
  }
  const taxed = at % TAXED === 7 ? (pence * 120n) / 100n : pence
  return [{ day: at % LATER === 3 ? addDays(day, 24) : addDays(day, at % 3), pence: taxed, said }]
}

/** With a running balance, and what the bank takes each month. */
function bankLines(cash: readonly OurPayment[], { from }: FundRule): Line[] {
  const charges = Array.from({ length: 3 }, (_, at) => ({
    day: addDays(from, 27 + at * 30),
    pence: -1_250n,
    reference: 'CHARGES',
  }))
  const moved = cash.map(({ supplier, day, pence }) => ({
    ...{ day: addDays(day, 1), pence, reference: supplier === '' ? 'RECEIPT' : `BACS ${supplier}` },
  }))
  let balance = 0n
  return [...moved, ...charges]
    .sort((a, b) => (a.day < b.day ? -1 : 1))
    .map(({ day, pence, reference }) => {
      balance += pence
      return { day, pence, said: { reference, balance: String(balance) } }
    })
}

async function keep(
  place: Place,
  kind: 'ledger' | 'bank',
  lines: readonly Line[],
  { council }: Hands,
): Promise<void> {
  for (let at = 0; at < lines.length; at += LINES_AT_ONCE) {
    const some = lines.slice(at, at + LINES_AT_ONCE).map(({ day, pence, said }, nth) => ({
      ...{ id: derivedId('fund.line', kind, String(at + nth)), day, pence: String(pence), said },
      row: at + nth + 2,
    }))
    const input = { kind, file: `${kind} of the running year`, lines: some }
    await place.call(IMPORT, { viewer: council, input, key: `made-up ${kind} ${at}` })
  }
}

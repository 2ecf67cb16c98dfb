import type { Place } from '../room.ts'
import { CSV_END, csvLine } from './csv-line.ts'
import { costCentres, costCentresOn } from './queries-cost-centres.ts'
import { journalOf } from './queries-read.ts'
import { paymentsOf } from './read-differences.ts'

const COLUMNS = [
  ...['date', 'account', 'cost_centre', 'reference', 'supplier', 'description', 'amount', 'side'],
]

/**
 * What a side's own finance system takes in: a line for each payment of a scheme that stands in its books, at the cost
 * centre that it said. A payment that was taken back is below nothing. Taken in here as its ledger, it differs in
 * nothing.
 */
export async function asLedger(
  { databases }: Pick<Place, 'databases'>,
  side: string,
): Promise<{ text: string; lines: number }> {
  const db = databases.care.short
  const [mapping, transfers] = [await costCentres(db), await journalOf(db, {})]
  const byId = new Map(transfers.map((one) => [one.id, one]))
  const rows = paymentsOf(transfers).flatMap(({ scheme, supplier, day, pence, transfers: own }) => {
    const centre = costCentresOn(mapping, day).find(
      (one) => one.side === side && one.scheme === scheme,
    )
    if (centre === undefined || pence === 0n) return []
    const first = byId.get(own[0]!)!
    const said = [String(first.number), supplier, first.reason]
    return [[day, '', centre.costCentre, ...said, amount(pence), side]]
  })
  return { text: [COLUMNS, ...rows].map(csvLine).join(CSV_END) + CSV_END, lines: rows.length }
}

function amount(pence: bigint): string {
  const digits = String(pence < 0n ? -pence : pence).padStart(3, '0')
  const written = `${digits.slice(0, -2)}.${digits.slice(-2)}`
  // In brackets, because a cell that begins with a sign could be worked out.
  return pence < 0n ? `(${written})` : written
}

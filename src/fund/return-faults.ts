import { type Balance, readAccount } from './account.ts'
import type { Breach } from './breach.ts'
import { figureOf } from './figure.ts'
import { rootOfSheets } from './make-return.ts'
import type { MadeReturn } from './queries-returns.ts'
import { eachCell } from './return-sheet.ts'
import { apply, type Transfer } from './transfer.ts'

/** Cells of returns that are not what the log has, or not what their postings come to. */
export function returnFaults(
  returns: readonly MadeReturn[],
  transfers: readonly Transfer[],
): Breach[] {
  return returns.flatMap((made): Breach[] => {
    if (rootOfSheets(made.sheets) !== made.root)
      return [fault(made.id, 'What stands in its cells is not what was made.')]
    const balances = new Map<string, Balance>()
    for (const one of transfers) {
      const counts = one.number <= made.through && one.at <= made.at
      if (counts && readAccount(one.debit)?.fund === made.fund) apply(balances, one)
    }
    return [...eachCell(made.sheets)].flatMap(({ at, cell }) => {
      if (cell.is !== 'figure' || figureOf(cell.asks, balances) === BigInt(cell.pence)) return []
      const where = `${made.id} ${at.sheet}!${at.cell}`
      return [fault(where, 'Its transfers come to something else than stands there.')]
    })
  })
}

function fault(where: string, what: string): Breach {
  return { rule: 'return', clause: '', where, what }
}

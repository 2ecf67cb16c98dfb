import { explainCell, journalOf, readAccount, readCellAt, readReturn } from '../fund/index.ts'
import { dayInLondon, Fault, formatPounds } from '../kernel/index.ts'
import { openPlace, type Place } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

type Explained = {
  readonly cell: string
  readonly pence: bigint
  readonly postings: readonly {
    readonly id: string
    readonly number: number
    readonly at: string
    readonly pence: bigint
  }[]
  readonly clauses: readonly string[]
}

export const command: CliCommand = {
  words: 'fund explain',
  summary: 'of which transfers a figure of a return, or an account, is made',
  usage: `concordat fund explain FILE.xlsx#SHEET!CELL | ACCOUNT [--json]

A cell of a return that was made here, like return.xlsx#Spending!G7: the transfers that make the figure as it was made,
with what each adds. A sum opens to those of all its cells. Or an account, as it stands today.

  --json   {cell, pence, postings: [ID], clauses, adds: [{id, number, at, pence}]}; pence are whole numbers as text`,
  options: {},
  async run({ positionals, settings, json, out, house }) {
    const [asked] = positionals
    if (asked === undefined) {
      throw new Fault('no cell is named', 'fund explain', 'Write it like return.xlsx#Spending!G7.')
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const { cell, pence, postings, clauses } = asked.includes('#')
        ? await ofCell(place, asked)
        : await ofAccount(place, asked)
      if (json) {
        const adds = postings.map((one) => ({ ...one, pence: String(one.pence) }))
        const ids = postings.map(({ id }) => id)
        out(JSON.stringify({ cell, pence: String(pence), postings: ids, clauses, adds }))
        return 0
      }
      out(
        `${cell}: ${formatPounds(pence)}${clauses.length === 0 ? '' : `, by ${clauses.join(', ')}`}`,
      )
      for (const one of postings) {
        out(`${String(one.number).padStart(6)}  ${one.at}  ${formatPounds(one.pence)}  ${one.id}`)
      }
      return 0
    } finally {
      await place.close()
    }
  },
}

async function ofCell(place: Place, asked: string): Promise<Explained> {
  const mark = asked.lastIndexOf('#')
  const [file, name] = [asked.slice(0, mark), asked.slice(mark + 1)]
  const at = readCellAt(name)
  if (at === undefined) throw new Fault(`${name} is no cell`, file, 'Write it like Spending!G7.')
  const db = place.databases.care.short
  const { made } = await readReturn(db, file)
  const found = await explainCell(db, made, at)
  if (found === undefined)
    throw new Fault('no money stands in this cell', asked, 'Name a cell with an amount.')
  const postings = found.postings.map(({ transfer, pence }) => ({
    id: transfer.id,
    number: transfer.number,
    at: transfer.at,
    pence,
  }))
  return { cell: name, pence: found.pence, postings, clauses: found.clauses }
}

async function ofAccount(place: Place, id: string): Promise<Explained> {
  const account = readAccount(id)
  if (account === undefined)
    throw new Fault(`${id} is no account of a fund`, 'fund explain', 'See fund balance.')
  const db = place.databases.care.short
  const transfers = await journalOf(db, { account: id, to: dayInLondon(place.clock.now()) })
  const postings = transfers
    .map(({ id: transfer, number, at, debit, posted }) => ({
      id: transfer,
      number,
      at,
      pence: debit === id ? posted : -posted,
    }))
    .filter(({ pence }) => pence !== 0n)
  const clauses = [...new Set(transfers.map(({ clause }) => clause))].sort()
  const pence = postings.reduce((sum, one) => sum + one.pence, 0n)
  return { cell: id, pence, postings, clauses }
}

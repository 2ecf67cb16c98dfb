import { BOOK_KINDS, type ImportedFile, importFile, rulesOf } from '../fund/index.ts'
import { Fault, formatPounds, plural, type Viewer } from '../kernel/index.ts'
import { openPlace, type Place } from '../main.ts'
import { ACTING_OPTIONS, ACTING_USAGE, refuseNoPlace, viewerActing } from './acting.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'
import { operator } from './operator.ts'

export const command: CliCommand = {
  words: 'fund import',
  summary: 'takes in a plan, a ledger, a bank, an invoice or a spend file',
  usage: `concordat fund import FILE… [--kind spend|ledger|bank|invoice|plan] [--as USER] [--json]

Takes in files about money: CSV in any encoding, or workbooks (xlsx). Headings are found by name, in any order, below
whatever titles stand above them. What is not certain is refused by its row, and the rest goes in. A line of totals is
no payment. The same file again changes nothing. An invoice that says the same as an earlier one under another number
waits for somebody to say whether it is the same.

A plan sets what each scheme is to have, so it needs --as: somebody whom a clause lets do that. The others are kept
beside the books, and nothing is posted.

  plan      year, fund, scheme_id, scheme, activity, area_of_spend, provider_type, commissioner, origin, amount
  ledger    date, account, cost_centre, reference, supplier, description, amount, side
  bank      date, amount, reference, balance
  invoice   invoice_number, supplier_id, supplier, date, line, person_reference, week_start, units, unit_price, amount,
            contract
  spend     date, supplier, amount, reference, description; by whatever headings councils give them

  --kind K  what the files are; left out, what their headings say
${ACTING_USAGE}
  --json    {files: [{path, kind, rows, accepted, new, refused: [{row, column, what}], passed: [{row, what}],
            like: [{row, line, as}], warnings, total_pence}]}

Exits 1 where a row was refused, 2 where a file could not be read.`,
  options: { kind: { type: 'string' }, ...ACTING_OPTIONS },
  async run(call) {
    const { positionals: files, values, settings, json, out, house } = call
    const said = textOption(values, 'kind')
    const kind = BOOK_KINDS.find((one) => one === said)
    if (said !== undefined && kind === undefined) {
      throw new Fault(`there is no kind ${said}`, '--kind', `Give one of ${BOOK_KINDS.join(', ')}.`)
    }
    if (files.length === 0)
      throw new Fault('no file was named', 'fund import FILE…', 'Name at least one file.')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const { viewer, under } = whoKeepsBooks(call, place)
      const told = []
      for (const path of files) told.push(await importFile(place, path, { viewer, under, kind }))
      if (json) {
        const asJson = told.map(({ pence, ...one }) => ({ ...one, total_pence: String(pence) }))
        out(JSON.stringify({ files: asJson }))
      } else for (const line of told.flatMap(linesOf)) out(line)
      return told.some(({ refused }) => refused.length > 0) ? 1 : 0
    } finally {
      await place.close()
    }
  },
}

/** Somebody who is named; else whoever has the machine, as the clause of a fund lets files come in. */
export function whoKeepsBooks(call: CliCall, place: Place): { viewer: Viewer; under?: string } {
  if (textOption(call.values, 'as') !== undefined)
    return { viewer: viewerActing(call, place.agreement) }
  const [fund] = rulesOf(place.agreement.current()).funds.values()
  const viewer = { actor: operator(), purpose: '' }
  return fund === undefined ? { viewer } : { viewer, under: fund.clause }
}

function linesOf(one: ImportedFile): string[] {
  const { path, kind, rows, accepted, pence, refused, passed, like, warnings } = one
  return [
    `${path}: ${kind}, ${plural(rows, 'row')}, ${accepted} accepted, ${formatPounds(pence)}`,
    ...refused.map(({ row, column, what }) => `  row ${row}${column && `, ${column}`}: ${what}`),
    ...passed.map(({ row, what }) => `  row ${row}: ${what}`),
    ...like.map(
      ({ row }) => `  row ${row}: An earlier invoice says the same under another number.`,
    ),
    ...warnings.map((warning) => `  ${warning}`),
  ]
}

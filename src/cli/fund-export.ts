import { asCsv, asJournal, asLedger, journalOf, rulesOf } from '../fund/index.ts'
import { Fault } from '../kernel/index.ts'
import { openPlace, type Place } from '../main.ts'
import { plural } from '../shell/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { writeWhole } from './write-whole.ts'

const FORMATS = new Map([
  ['journal', asJournal],
  ['csv', asCsv],
])

export const command: CliCommand = {
  words: 'fund export',
  summary: 'the books of the pooled fund as a file for other ledgers',
  usage: `concordat fund export --format journal|csv|SIDE --out FILE [--json]

  --format journal   as hledger and ledger read it; what is reserved stands below the account "reserved"
  --format csv       a line for each transfer
  --format SIDE      what the finance system of a side takes in, like council or nhs: the payments of the schemes that
                     stand in its books, at the cost centres that it said
  --out FILE         written anew

  --json   {out, transfers}; of a side, its lines`,
  options: { format: { type: 'string' }, out: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const format = textOption(values, 'format') ?? ''
    const file = textOption(values, 'out')
    if (file === undefined) throw new Fault('no file is named', '--out', 'Say where to write it.')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const { text, lines } = await written(place, format)
      writeWhole(file, text)
      if (json) out(JSON.stringify({ out: file, transfers: lines }))
      else out(`${file}: ${plural(lines, FORMATS.has(format) ? 'transfer' : 'line')}`)
      return 0
    } finally {
      await place.close()
    }
  },
}

async function written(place: Place, format: string): Promise<{ text: string; lines: number }> {
  const write = FORMATS.get(format)
  const sides = [...rulesOf(place.agreement.current()).sides.keys()]
  if (write === undefined && !sides.includes(format)) {
    const known = [...FORMATS.keys(), ...sides].join(', ')
    throw new Fault('no such format', '--format', `Give one of ${known}.`)
  }
  if (write === undefined) return asLedger(place, format)
  const transfers = await journalOf(place.databases.care.short, {})
  return { text: write(transfers), lines: transfers.length }
}

import { writeFileSync } from 'node:fs'
import { asCsv, asJournal, journalOf } from '../fund/index.ts'
import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { plural } from '../shell/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

const FORMATS = new Map([
  ['journal', asJournal],
  ['csv', asCsv],
])

export const command: CliCommand = {
  words: 'fund export',
  summary: 'the books of the pooled fund as a file for other ledgers',
  usage: `concordat fund export --format journal|csv --out FILE [--json]

  --format journal   as hledger and ledger read it; what is reserved stands below the account "reserved"
  --format csv       a line for each transfer
  --out FILE         written anew

  --json   {out, transfers}`,
  options: { format: { type: 'string' }, out: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const write = FORMATS.get(textOption(values, 'format') ?? '')
    if (write === undefined) {
      throw new Fault(
        'no such format',
        '--format',
        `Give one of ${[...FORMATS.keys()].join(', ')}.`,
      )
    }
    const file = textOption(values, 'out')
    if (file === undefined) throw new Fault('no file is named', '--out', 'Say where to write it.')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const transfers = await journalOf(place.databases.care.short, {})
      writeFileSync(file, write(transfers))
      if (json) out(JSON.stringify({ out: file, transfers: transfers.length }))
      else out(`${file}: ${plural(transfers.length, 'transfer')}`)
      return 0
    } finally {
      await place.close()
    }
  },
}

import { basename } from 'node:path'
import {
  findReturn,
  MAKE_RETURN,
  RETURN_KINDS,
  type ReturnMade,
  workbookOf,
} from '../fund/index.ts'
import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { ACTING_OPTIONS, ACTING_USAGE, refuseNoPlace } from './acting.ts'
import { answered } from './answered.ts'
import { type CliCommand, textOption } from './command.ts'
import { whoKeepsBooks } from './fund-import.ts'
import { writeWhole } from './write-whole.ts'

export const command: CliCommand = {
  words: 'fund return',
  summary: 'a return of the pooled fund as a workbook',
  usage: `concordat fund return --year Y [--quarter Q] [--kind plan|quarterly|year-end] --out FILE.xlsx [--json]

Makes a return of a year or a quarter from the books, as the place lays it out (fund/returns in its folder): no
official form. What sums up is a formula. What stands in it is kept and in the log, so that each figure opens to its
transfers (fund explain) and what was changed by hand shows (fund diff).

  --year Y        like 2026-27
  --quarter Q     1 to 4
  --kind K        which layout; left out, quarterly where a quarter is given and year-end otherwise
  --fund F        where a year has several funds
  --out FILE      written anew
${ACTING_USAGE}
  --json          {return, kind, out, fund, size}`,
  options: {
    year: { type: 'string' },
    quarter: { type: 'string' },
    kind: { type: 'string' },
    fund: { type: 'string' },
    out: { type: 'string' },
    ...ACTING_OPTIONS,
  },
  async run(call) {
    const { values, settings, json, out, err, house } = call
    const [year, quarter, fund] = [
      textOption(values, 'year'),
      textOption(values, 'quarter'),
      textOption(values, 'fund'),
    ]
    const said = textOption(values, 'kind') ?? (quarter === undefined ? 'year-end' : 'quarterly')
    const kind = RETURN_KINDS.find((one) => one === said)
    if (kind === undefined) {
      throw new Fault(
        `there is no return ${said}`,
        '--kind',
        `Give one of ${RETURN_KINDS.join(', ')}.`,
      )
    }
    if (year === undefined) throw new Fault('no year is named', '--year', 'Write it like 2026-27.')
    const file = textOption(values, 'out')
    if (!file) throw new Fault('no file is named', '--out', 'Give --out FILE.xlsx.')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const input = { kind, year, ...(quarter && { quarter }), ...(fund && { fund }) }
      const answer = await place.call(MAKE_RETURN, { ...whoKeepsBooks(call, place), input })
      const made = answered<ReturnMade>(answer, err)
      if (made === undefined) return 1
      const found = (await findReturn(place.databases.care.short, made.return))!
      writeWhole(file, await workbookOf(found.sheets))
      if (json) out(JSON.stringify({ ...made, kind, out: file }))
      else out(`${basename(file)}: ${made.size}`)
      return 0
    } finally {
      await place.close()
    }
  },
}

import { DAILY_COLUMNS, DAILY_TABLE, DATE_COLUMNS } from './daily-columns.ts'
import { readDailyRecord, thingOf } from './daily-record.ts'
import { readDailyRow } from './daily-row.ts'
import { DAILY, dailyItems, inspectDaily, isDailyTable } from './daily-table.ts'
import { knownAs } from './item.ts'
import { type DailyOwn, keepDaily } from './keep-daily.ts'
import type { FileKind } from './kind.ts'
import { startOfDay } from './moment.ts'
import { NOTHING_SAID, Unreadable } from './reading.ts'
import { fieldsTold } from './told-fields.ts'

/** But for what says of what a row is, and the day of the file. */
const COUNTED = DAILY_COLUMNS.filter((column) => column !== 'record_type' && column !== 'as_of')

/** What is open at a council on a day: each row a thing, known by its reference from day to day. */
export const councilDaily: FileKind = {
  id: DAILY,
  item: 'Row of a council’s daily file',
  sent: 'a council’s daily file',
  holds: 'what is open at a council',
  classes: ['council-care'],
  columns: DAILY_COLUMNS,
  dates: DATE_COLUMNS,
  recognise: isDailyTable,
  inspect: inspectDaily,
  cut: (bytes, { table }, path) => dailyItems(bytes, table!, path),
  read(bytes, context) {
    const cells = readDailyRecord(bytes)
    const { row, warnings } = readDailyRow(cells, context)
    const [file] = context.file.returns.entries()
    if (file === undefined) throw new Unreadable('it is not known of which day it speaks')
    const [, , day] = JSON.parse(file[0]) as [string, string, string]
    const own: DailyOwn = { file: `${day}~${file[1]}`, hash: knownAs(context.hash), row }
    const { nhsNumber } = row.who
    const number = typeof nhsNumber === 'string' ? { number: nhsNumber } : {}
    const fields = fieldsTold(cells, COUNTED, DAILY_TABLE.asked(cells))
    const counted = { own, about: row.personId, fields, trueAt: startOfDay(day) }
    return { ...NOTHING_SAID, warnings, ...counted, ...number }
  },
  keep: (context, own) => keepDaily(context, own as readonly DailyOwn[]),
  whole: true,
  refers(bytes) {
    try {
      const cells = readDailyRecord(bytes)
      const thing = thingOf(cells)
      const reference = cells.has('reference') ? (thing ?? '') : ''
      const number = (cells.get('nhs_number') ?? '').replaceAll(/\s/g, '')
      return { thing, reference, own: cells.get('la_person_id') ?? '', number }
    } catch (error) {
      // It did not fit its headings.
      if (!(error instanceof Unreadable)) throw error
      return undefined
    }
  },
}

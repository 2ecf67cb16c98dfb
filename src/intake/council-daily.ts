import { DAILY_COLUMNS, DATE_COLUMNS } from './daily-columns.ts'
import { readDailyRecord, thingOf } from './daily-record.ts'
import { readDailyRow } from './daily-row.ts'
import { DAILY, dailyItems, inspectDaily, isDailyTable } from './daily-table.ts'
import { knownAs } from './item.ts'
import { type DailyOwn, keepDaily } from './keep-daily.ts'
import type { FileKind } from './kind.ts'
import { NOTHING_SAID, Unreadable } from './reading.ts'

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
  cut: (bytes, { daily }, path) => dailyItems(bytes, daily!, path),
  read(bytes, context) {
    const { row, warnings } = readDailyRow(readDailyRecord(bytes), context)
    const [file] = context.file.returns.entries()
    if (file === undefined) throw new Unreadable('it is not known of which day it speaks')
    const [, , day] = JSON.parse(file[0]) as [string, string, string]
    const own: DailyOwn = { file: `${day}~${file[1]}`, hash: knownAs(context.hash), row }
    const { nhsNumber } = row.who
    const number = typeof nhsNumber === 'string' ? { number: nhsNumber } : {}
    return { ...NOTHING_SAID, warnings, own, about: row.personId, ...number }
  },
  keep: (context, own) => keepDaily(context, own as readonly DailyOwn[]),
  thingOf(bytes) {
    try {
      return thingOf(readDailyRecord(bytes))
    } catch {
      return undefined
    }
  },
}

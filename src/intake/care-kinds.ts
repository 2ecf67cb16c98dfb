import { CONTACTS, readContact } from './contacts-file.ts'
import { headerOf, inspectRows, isTableOf, tableItems } from './inspect-rows.ts'
import type { FileKind } from './kind.ts'
import { RESIDENTS, readResident } from './residents-file.ts'
import type { TableColumns } from './table-columns.ts'
import { readCells, rowBytes } from './table-row.ts'
import { readTask, TASKS } from './tasks-file.ts'
import { fieldsTold } from './told-fields.ts'
import { readVisit, VISITS } from './visits-file.ts'

/** One sentence for all of them, to follow `Send`. */
const SENT = 'visits, contacts, tasks or stays in care homes as CSV'

type TableKind = Pick<FileKind, 'id' | 'item' | 'sent' | 'holds' | 'classes' | 'read'>

const visits = tableKind(VISITS, {
  id: 'visits',
  item: 'Row of visits',
  sent: SENT,
  holds: 'visits of home care',
  classes: ['council-care'],
  read: readVisit,
})

const contacts = tableKind(CONTACTS, {
  id: 'contacts',
  item: 'Row of contacts',
  sent: SENT,
  holds: 'contacts of community services',
  classes: ['health-record', 'hospital'],
  read: readContact,
})

const tasks = tableKind(TASKS, {
  id: 'tasks',
  item: 'Row of tasks',
  sent: SENT,
  holds: 'tasks of leaving hospital',
  classes: ['hospital', 'council-care', 'health-record'],
  read: readTask,
})

const residents = tableKind(RESIDENTS, {
  id: 'care-home-stays',
  item: 'Row of stays in a care home',
  sent: SENT,
  holds: 'stays in care homes',
  classes: ['council-care'],
  read: readResident,
})

/** Care delivered: what was planned for somebody and what came of it, as providers tell it. */
export const careKinds: readonly FileKind[] = [visits, contacts, tasks, residents]

function tableKind(table: TableColumns, about: TableKind): FileKind {
  return {
    ...about,
    read(bytes, context) {
      const reading = about.read(bytes, context)
      const cells = readCells(bytes)
      return { ...reading, fields: fieldsTold(cells, table.columns, table.asked(cells)) }
    },
    columns: table.columns,
    dates: table.dates,
    recognise: (head) => isTableOf(head, table),
    inspect: (file) => inspectRows(file, about.id, { header: headerOf(file.head, table), table }),
    cut: (bytes, { table: header }, path) =>
      tableItems(about.id, bytes, { header: header!, path }, rowBytes(header!, table)),
  }
}

import { Fault, isDay, type Viewer } from '../kernel/index.ts'
import { readNhsNumber } from '../people/index.ts'
import { type StaffMember, type TakenStaff, takeStaffList } from '../record/index.ts'
import type { Place } from '../room.ts'
import { eachCsvRow } from './csv-file.ts'

const COLUMNS = [
  'account',
  'given',
  'family',
  'birth_date',
  'nhs_number',
  'address_line_1',
  'postcode',
  'team',
] as const
type Row = Record<(typeof COLUMNS)[number], string>

const REMEDY = `Give a table with the headings ${COLUMNS.join(', ')}.`

/**
 * Reads the staff list of a party and keeps its hashes. The file is no item of the inbox: nothing of it is kept as it
 * is read.
 *
 * @throws Fault where it is no such table, or a row of it cannot be right
 */
export async function loadStaffList(
  place: Pick<Place, 'trail' | 'agreement'>,
  path: string,
  { party, viewer }: { party: string; viewer: Viewer },
): Promise<TakenStaff> {
  const staff: StaffMember[] = []
  let head: string[] | undefined
  await eachCsvRow(path, ',', (row) => {
    if (row.isBlank()) return
    const cells = row.cells.map((cell) => cell.trim())
    if (head === undefined) head = headOf(cells, path)
    else staff.push(memberOf(asRow(head, cells), `${path}, line ${row.line}`))
  })
  if (staff.length === 0) throw new Fault('nobody stands in the staff list', path, REMEDY)
  return takeStaffList(place, viewer, { party, staff })
}

function headOf(cells: readonly string[], path: string): string[] {
  const head = cells.map((name) => name.toLowerCase().replaceAll(' ', '_'))
  const missing = COLUMNS.find((name) => !head.includes(name))
  if (missing === undefined) return head
  throw new Fault(`the table has no column ${missing}`, path, REMEDY)
}

function asRow(head: readonly string[], cells: readonly string[]): Row {
  return Object.fromEntries(COLUMNS.map((name) => [name, cells[head.indexOf(name)] ?? ''])) as Row
}

function memberOf(row: Row, where: string): StaffMember {
  if (row.account === '') {
    throw new Fault('a member of staff has no account', where, 'Give what they sign in with.')
  }
  if (row.birth_date !== '' && !isDay(row.birth_date)) {
    throw new Fault('a birth date is no day', where, 'Write it like 1984-05-21, or leave it out.')
  }
  const number = row.nhs_number === '' ? undefined : readNhsNumber(row.nhs_number)
  if (number !== undefined && !number.ok) {
    throw new Fault(`an NHS number cannot be right: ${number.why}`, where, 'Correct it.')
  }
  return {
    account: row.account,
    family: row.family,
    given: [row.given],
    team: row.team,
    address: { lines: [row.address_line_1], postcode: row.postcode },
    ...(row.birth_date === '' ? {} : { birthDate: row.birth_date }),
    ...(number === undefined ? {} : { nhsNumber: number.number }),
  }
}

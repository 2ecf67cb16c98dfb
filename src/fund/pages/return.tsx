import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { isPersonId as isUuid, type Pence } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  ClauseLink,
  formatFullDate,
  requireViewer,
  sendPage,
  sendProblem,
  Table,
} from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { explainCell } from '../explain-figure.ts'
import { findReturn, type MadeReturn } from '../queries-returns.ts'
import { returnName } from '../return-name.ts'
import {
  cellName,
  penceIn,
  type ReturnCell,
  type ReturnSheet,
  readCellAt,
} from '../return-sheet.ts'
import { rulesOf } from '../rules.ts'
import { workbookOf } from '../write-workbook.ts'
import { cellHref, fundHref, pounds, returnHref } from './money.tsx'
import { schemesById } from './newest.ts'
import { CellPage } from './return-cell.tsx'

/** A return as it was made, its workbook, and each of its figures down to the transfers. */
export function registerReturn(app: FastifyInstance, place: Place): void {
  app.get('/fund/return/:id', action(READ), async (request, reply) => {
    const found = await findAsked(request, reply, place)
    if (found === undefined) return reply
    const { made, name } = found
    const body = <ReturnPage made={made} name={name} />
    return sendPage(request, reply, { title: name, nav: 'fund', body })
  })
  app.get('/fund/return/:id/workbook', action(READ), async (request, reply) => {
    const found = await findAsked(request, reply, place)
    if (found === undefined) return reply
    const { fund, kind, quarter } = found.made
    const file = [fund, kind, quarter].filter((part) => part !== '').join('-')
    return reply
      .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
      .header('content-disposition', `attachment; filename="${file}.xlsx"`)
      .send(await workbookOf(found.made.sheets))
  })
  app.get('/fund/return/:id/cell', action(READ), async (request, reply) => {
    const found = await findAsked(request, reply, place)
    if (found === undefined) return reply
    const { at: said } = request.query as { at?: unknown }
    const at = typeof said === 'string' ? readCellAt(said) : undefined
    const db = place.databases.care.short
    const explained = at === undefined ? undefined : await explainCell(db, found.made, at)
    if (at === undefined || explained === undefined) return noSuch(request, reply, 'cell')
    const schemes = await schemesById(db, found.made.fund)
    const known = { rules: rulesOf(place.agreement.current()), schemes }
    const body = <CellPage {...{ ...found, at, explained, known }} now={place.clock.now()} />
    return sendPage(request, reply, { title: `${at.sheet}, ${at.cell}`, nav: 'fund', body })
  })
}

async function findAsked(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
): Promise<{ made: MadeReturn; name: string } | undefined> {
  if (requireViewer(request, reply) === undefined) return undefined
  const { id } = request.params as { id: string }
  const made = isUuid(id) ? await findReturn(place.databases.care.short, id) : undefined
  const fund = made && rulesOf(place.agreement.current()).funds.get(made.fund)
  if (made === undefined) {
    await noSuch(request, reply, 'return')
    return undefined
  }
  return { made, name: fund === undefined ? made.kind : returnName(made, fund) }
}

function noSuch(request: FastifyRequest, reply: FastifyReply, what: string): Promise<FastifyReply> {
  return sendProblem(request, reply, {
    status: 404,
    title: `There is no such ${what}`,
    sentences: [
      what === 'cell'
        ? 'No money stands there in this return.'
        : 'No return that was made here has this id.',
    ],
    next: { href: '/fund', label: 'See the fund of this year' },
  })
}

function ReturnPage({ made, name }: { made: MadeReturn; name: string }): ReactNode {
  const [cover, ...sheets] = made.sheets
  return (
    <>
      <BackLink href={`${fundHref(made.fund)}/returns`}>Returns</BackLink>
      <h1>{name}</h1>
      <p className="cc-lead">
        As it was booked up to {formatFullDate(made.at)}. Every figure opens to its transfers.
      </p>
      <p>
        <a href={`${returnHref(made.id)}/workbook`}>Take it as a workbook</a>
      </p>
      {sheets.map((sheet) => (
        <SheetTable key={sheet.name} made={made} sheet={sheet} />
      ))}
      <p className="cc-small">
        {texts(cover).join(' ')} What stands in it is in the log, as {made.root.slice(0, 12)}.
      </p>
    </>
  )
}

function texts(sheet: ReturnSheet | undefined): string[] {
  const rows = sheet?.rows ?? []
  return rows.flatMap((row) =>
    row.length === 1 && row[0]?.is === 'text' && !row[0].bold ? [row[0].text] : [],
  )
}

type NumberedRow = { readonly at: number; readonly cells: readonly (ReturnCell | null)[] }

function SheetTable({ made, sheet }: { made: MadeReturn; sheet: ReturnSheet }): ReactNode {
  const heads = sheet.rows.findIndex(
    (row) => row.length > 1 && row.every((cell) => cell?.is === 'text' && cell.bold === true),
  )
  const says = sheet.rows.slice(1, heads === -1 ? undefined : heads).flat()
  const note = says.map((cell) => (cell?.is === 'text' ? cell.text : '')).join(' ')
  const rows = sheet.rows.map((cells, at): NumberedRow => ({ at, cells })).slice(heads + 1)
  return (
    <>
      <h2>{sheet.name}</h2>
      {note !== '' && <p>{note}</p>}
      {heads !== -1 && (
        <Table
          caption={sheet.name}
          hideCaption
          columns={sheet.rows[heads]!.map((head, column) => ({
            head: head?.is === 'text' ? head.text : '',
            ...(isMoney(rows, column) ? { align: 'right' as const } : {}),
            cell: ({ at, cells }: NumberedRow) => (
              <CellWords
                made={made}
                at={{ sheet: sheet.name, cell: cellName(at, column) }}
                cell={cells[column] ?? null}
              />
            ),
          }))}
          rows={rows}
          rowKey={({ at }) => String(at)}
        />
      )}
    </>
  )
}

function isMoney(rows: readonly NumberedRow[], column: number): boolean {
  return rows.some(({ cells }) => cells[column] != null && penceIn(cells[column]) !== undefined)
}

function CellWords(props: {
  made: MadeReturn
  at: { sheet: string; cell: string }
  cell: ReturnCell | null
}): ReactNode {
  const { made, at, cell } = props
  if (cell === null) return null
  if (cell.is === 'text') return cell.text
  if (cell.is === 'handed') return String(cell.value)
  const pence: Pence = BigInt(cell.pence)
  if (cell.is === 'clause')
    return (
      <>
        {pounds(pence)} (<ClauseLink number={cell.clause} />)
      </>
    )
  const money = <a href={cellHref(made.id, at)}>{pounds(pence)}</a>
  return cell.is === 'sum' ? <strong>{money}</strong> : money
}

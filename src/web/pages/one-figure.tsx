import type { ReactNode } from 'react'
import {
  type Disclosed,
  disclosedWords,
  type FigureId,
  type PartnershipFigure,
} from '../../record/index.ts'
import { ChartWithTable, type Column, Details, Table } from '../../shell/index.ts'
import type { DrawnFigures } from '../draw-figures.ts'
import {
  chartSentence,
  FIGURE_WORDS,
  type FigureRow,
  figureParts,
  figureRows,
  figureSentence,
  isDrawn,
} from '../figure-words.ts'

/** One figure in a sentence, as a chart and as a table; or why it is not known. */
export function OneFigure({
  id,
  found,
  charts,
  unknown,
  now,
}: DrawnFigures & { id: FigureId }): ReactNode {
  const words = FIGURE_WORDS[id]
  const figure = found?.figures.find((one) => one.id === id)
  const why = unknown.get(id)
  return (
    <section className="cc-figure" id={`figure-${id}`} aria-labelledby={`heading-${id}`}>
      <h3 id={`heading-${id}`}>{words.heading}</h3>
      {why !== undefined || figure === undefined ? (
        <p className="cc-unknown">Not known. {why ?? 'What arrives is put in order first.'}</p>
      ) : (
        <KnownFigure figure={figure} chart={charts.get(id)!} now={now} />
      )}
    </section>
  )
}

function KnownFigure(props: { figure: PartnershipFigure; chart: string; now: Date }): ReactNode {
  const { figure, chart, now } = props
  const words = FIGURE_WORDS[figure.id]
  const rows = figureRows(figure, now)
  const parts = figureParts(figure)
  return (
    <>
      <p className="cc-figure__now">{figureSentence(figure)}</p>
      <Rows figure={figure} rows={rows} chart={chart} />
      {words.parts && figure.parts && (
        <Details summary={words.parts.caption}>
          {parts.length === 0 ? (
            <p>There are too few people to tell them apart.</p>
          ) : (
            <FigureTable
              caption={words.parts.caption}
              head={words.parts.head}
              counted={words.counted}
              rows={parts}
            />
          )}
        </Details>
      )}
    </>
  )
}

/** Where nothing can be drawn the table stands alone; where nothing can be told apart, nothing does. */
function Rows(props: {
  figure: PartnershipFigure
  rows: readonly FigureRow[]
  chart: string
}): ReactNode {
  const { figure, rows, chart } = props
  const { caption, when, counted, second } = FIGURE_WORDS[figure.id]
  if (rows.length === 0)
    return <p className="cc-aside">{caption}: there are too few people to tell them apart.</p>
  const table = (
    <FigureTable {...{ caption, head: when, counted, second }} rows={inOrder(figure, rows)} />
  )
  if (!isDrawn(rows)) return table
  return (
    <ChartWithTable picture={chart} says={chartSentence(figure, rows)} note={noteOf(figure, rows)}>
      {table}
    </ChartWithTable>
  )
}

/** Of time the newest is read first. */
function inOrder({ id }: PartnershipFigure, rows: readonly FigureRow[]): readonly FigureRow[] {
  return id === 'requests' ? rows : rows.toReversed()
}

function noteOf({ id }: PartnershipFigure, rows: readonly FigureRow[]): ReactNode {
  const { second } = FIGURE_WORDS[id]
  const gaps = rows.some(({ told }) => !('about' in told))
  if (second === undefined && !gaps) return undefined
  return (
    <>
      {second !== undefined && (
        <>
          <span className="cc-key" aria-hidden="true" />
          all <span className="cc-key cc-key--front" aria-hidden="true" />
          {second.toLowerCase()}.{' '}
        </>
      )}
      {gaps && 'Where no bar stands there are too few to show.'}
    </>
  )
}

function FigureTable(props: {
  caption: string
  head: string
  counted: string
  second?: string
  rows: readonly FigureRow[]
}): ReactNode {
  const number = (
    head: string,
    read: (row: FigureRow) => Disclosed | undefined,
  ): Column<FigureRow> => ({
    head,
    align: 'right',
    cell(row) {
      const told = read(row)
      return told === undefined ? '' : disclosedWords(told)
    },
  })
  const columns: Column<FigureRow>[] = [
    { head: props.head, cell: ({ label }) => label },
    number(props.counted, ({ told }) => told),
    ...(props.second === undefined ? [] : [number(props.second, ({ second }) => second)]),
  ]
  return (
    <Table
      caption={props.caption}
      columns={columns}
      rows={props.rows}
      rowKey={({ label }) => label}
    />
  )
}

import type { FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { mayDo } from '../../access/index.ts'
import { isRefusal, type Viewer } from '../../kernel/index.ts'
import {
  type Disclosed,
  disclosedWords,
  type FeedState,
  type FigureId,
  type PartnershipFigure,
  type PartnershipFigures,
  partnershipFigures,
} from '../../record/index.ts'
import {
  type Bar,
  ChartWithTable,
  ClauseLink,
  type Column,
  Details,
  drawChart,
  EmptyState,
  type Figure,
  FigureStrip,
  Table,
} from '../../shell/index.ts'
import {
  chartSentence,
  FIGURE_WORDS,
  type FigureRow,
  figureParts,
  figureRows,
  figureSentence,
  isDrawn,
} from '../figure-words.ts'
import { heardOf } from '../own-feeds.ts'
import { LateFeeds } from './row-cells.tsx'
import type { TodayPlace } from './today-place.ts'

const SEE = { name: 'record.figures', does: 'see the figures of the partnership' }
const ORDER = Object.keys(FIGURE_WORDS) as FigureId[]

/** What a figure rests on, where nothing of it has ever come: then it is not known, which is no nought. */
const UNHEARD: Readonly<Partial<Record<FigureId, string>>> = {
  'in-hospital': 'Nothing has come from a hospital yet.',
  ready: 'Nothing has come from a hospital yet.',
  'bed-days': 'Nothing has come from a hospital yet.',
  requests: 'Nothing has come from a council yet.',
}

export type DrawnFigures = {
  /** undefined: nobody has been counted yet */
  found: PartnershipFigures | undefined
  /** of each figure its chart, and why it is not known where it is not */
  charts: ReadonlyMap<FigureId, string>
  unknown: ReadonlyMap<FigureId, string>
  /** clauses of those who are not counted */
  optOuts: readonly string[]
  late: readonly FeedState[]
  now: Date
}

/** The partnership's five figures with their charts, for whoever a clause lets see them; undefined for others. */
export async function drawFigures(
  { nonce }: FastifyRequest,
  place: TodayPlace,
  viewer: Viewer,
): Promise<DrawnFigures | undefined> {
  const agreement = place.agreement.current()
  if (agreement === undefined || isRefusal(mayDo(agreement, viewer, SEE))) return undefined
  const now = place.clock.now()
  const [found, feeds] = await Promise.all([partnershipFigures(place), place.feeds()])
  const heard = heardOf(agreement, feeds, '')
  const unknown = new Map<FigureId, string>()
  for (const id of ORDER) {
    const isHeard = id === 'looks' || (id === 'requests' ? heard.councils : heard.hospitals)
    if (!isHeard) unknown.set(id, UNHEARD[id]!)
  }
  for (const { id, said } of found?.figures ?? []) {
    if (!said && !unknown.has(id)) unknown.set(id, 'No hospital has given anybody a ready date.')
  }
  const charts = await chartsOf(found, unknown, { now, nonce })
  const optOuts = agreement.table<{ clause: string }>('opt-out').map(({ clause }) => clause)
  return { found, charts, unknown, optOuts, late: heard.late, now }
}

/** The charts of what is known. */
export async function chartsOf(
  found: PartnershipFigures | undefined,
  unknown: ReadonlyMap<FigureId, string>,
  { now, nonce }: { now: Date; nonce: string },
): Promise<Map<FigureId, string>> {
  const known = (found?.figures ?? []).filter(({ id }) => !unknown.has(id))
  return new Map(
    await Promise.all(
      known.map(async (figure) => [figure.id, await chartOf(figure, now, nonce)] as const),
    ),
  )
}

function chartOf(figure: PartnershipFigure, now: Date, nonce: string): Promise<string> {
  const rows = figureRows(figure, now)
  const { unit } = FIGURE_WORDS[figure.id]
  const bars = rows.map(({ short, told }) => barOf(short, told))
  const front = rows.flatMap(({ short, second }) =>
    second === undefined ? [] : [barOf(short, second)],
  )
  return drawChart({ bars, front, unit, nonce })
}

function barOf(label: string, told: Disclosed): Bar {
  return 'about' in told ? { label, value: told.about } : { label }
}

/** The numbers alone, each leading to its chart. */
export function FiguresInShort({ found, unknown }: DrawnFigures): ReactNode {
  const figures = ORDER.map((id): Figure => {
    const figure = found?.figures.find((one) => one.id === id)
    const isKnown = figure !== undefined && !unknown.has(id)
    const refused = figure?.series.at(-1)?.second
    return {
      label: FIGURE_WORDS[id].label,
      value: isKnown ? disclosedWords(figure.now) : 'not known',
      href: `#figure-${id}`,
      ...(isKnown && refused ? { note: `refused: ${disclosedWords(refused)}` } : {}),
    }
  })
  return <FigureStrip figures={figures} label="The partnership in five figures" />
}

/** Each with its chart and its table, and what the numbers are and are not. */
export function Figures(drawn: DrawnFigures): ReactNode {
  const { found, optOuts, late, now } = drawn
  return (
    <section aria-labelledby="figures">
      <h2 id="figures">The partnership in five figures</h2>
      {found === undefined ? (
        <EmptyState title="Nobody has been counted yet.">
          <p>What arrives is counted within minutes, when it has been put in order.</p>
        </EmptyState>
      ) : (
        <p className="cc-aside">
          Every number is rounded to the nearest {found.rule.base}, and none is shown that rests on
          fewer than {found.rule.least} people (<ClauseLink number={found.rule.clause} />
          ), so totals do not quite add up. Whoever has opted out is not counted
          {optOuts.map((clause, at) => (
            <span key={clause}>
              {at === 0 ? ' (' : ', '}
              <ClauseLink number={clause} />
            </span>
          ))}
          {optOuts.length > 0 && ')'}.
        </p>
      )}
      <LateFeeds feeds={late} now={now} />
      {ORDER.map((id) => (
        <OneFigure key={id} id={id} {...drawn} />
      ))}
    </section>
  )
}

function OneFigure({
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
        <p className="cc-unknown">Not known. {why ?? 'Nobody has been counted yet.'}</p>
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

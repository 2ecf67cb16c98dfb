import type { FastifyRequest } from 'fastify'
import { mayDo } from '../access/index.ts'
import { isRefusal, type Viewer } from '../kernel/index.ts'
import {
  type Disclosed,
  endOfDay,
  type FeedState,
  type FigureId,
  figuresKnownOn,
  type PartnershipFigure,
  type PartnershipFigures,
  partnershipFigures,
} from '../record/index.ts'
import { type Bar, drawChart } from '../shell/index.ts'
import { FIGURE_WORDS, figureRows } from './figure-words.ts'
import { heardOf } from './own-feeds.ts'
import type { TodayPlace } from './pages/today-place.ts'

export const SEE_FIGURES = { name: 'record.figures', does: 'see the figures of the partnership' }
/** In the order in which they stand on the page. */
export const FIGURES = Object.keys(FIGURE_WORDS) as FigureId[]

/** What a figure rests on, where nothing of it has ever come: then it is not known, which is no nought. */
const UNHEARD: Readonly<Partial<Record<FigureId, string>>> = {
  'in-hospital': 'Nothing has come from a hospital yet.',
  ready: 'Nothing has come from a hospital yet.',
  'bed-days': 'Nothing has come from a hospital yet.',
  requests: 'Nothing has come from a council yet.',
}

export type DrawnFigures = {
  /** undefined: nobody has been counted yet, or had been by the day as of which they are asked for */
  found: PartnershipFigures | undefined
  /** of each figure its chart, and why it is not known where it is not */
  charts: ReadonlyMap<FigureId, string>
  unknown: ReadonlyMap<FigureId, string>
  /** clauses of those who are not counted */
  optOuts: readonly string[]
  late: readonly FeedState[]
  now: Date
  /** they are as they were known when that day was over: YYYY-MM-DD */
  knownOn?: string
}

/**
 * The partnership's five figures with their charts, for whoever a clause lets see them; undefined for others.
 *
 * @param knownOn as they were known when that day was over; now where it is left out
 */
export async function drawFigures(
  { nonce }: FastifyRequest,
  place: TodayPlace,
  viewer: Viewer,
  knownOn?: string,
): Promise<DrawnFigures | undefined> {
  const agreement = place.agreement.current()
  if (agreement === undefined || isRefusal(mayDo(agreement, viewer, SEE_FIGURES))) return undefined
  const now = knownOn === undefined ? place.clock.now() : endOfDay(knownOn)
  const asked = knownOn === undefined ? partnershipFigures(place) : figuresKnownOn(place, knownOn)
  const [found, feeds] = await Promise.all([asked, place.feeds()])
  const heard = heardOf(agreement, feeds, '')
  const unknown = new Map<FigureId, string>()
  for (const id of FIGURES) {
    const isHeard = id === 'looks' || (id === 'requests' ? heard.councils : heard.hospitals)
    if (!isHeard) unknown.set(id, UNHEARD[id]!)
  }
  for (const { id, said } of found?.figures ?? []) {
    if (!said && !unknown.has(id)) unknown.set(id, 'No hospital has given anybody a ready date.')
  }
  const charts = await chartsOf(found, unknown, { now, nonce })
  const optOuts = agreement.table<{ clause: string }>('opt-out').map(({ clause }) => clause)
  const late = knownOn === undefined ? heard.late : []
  return { found, charts, unknown, optOuts, late, now, ...(knownOn && { knownOn }) }
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

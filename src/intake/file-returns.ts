import type { SourceId, Viewer } from '../kernel/index.ts'
import { formatCount } from '../kernel/index.ts'
import { whyNoId } from '../people/index.ts'
import { closeReturn } from './close-return.ts'
import type { Inspection } from './kind.ts'
import { readCouncilDate } from './moment.ts'
import type { ReportedReturn } from './note-report.ts'
import type { IntakePlace } from './receive-items.ts'
import {
  type Asked,
  type OpenReturns,
  openReturns,
  periodKey,
  type ReturnPeriod,
} from './returns.ts'

/** What is known of a file when all of it was taken. */
export type TakenFile = {
  source: SourceId
  returns: OpenReturns
  incomplete?: string
  /** rows that could not be read */
  quarantined: number
  /** what is wrong with it */
  report?: ReportedReturn | undefined
}

/** What a table is among the returns that came before it; rows of a period that cannot be read go to quarantine. */
export async function returnsOf(
  place: IntakePlace,
  source: SourceId,
  { submissions, digest }: Inspection,
): Promise<OpenReturns | undefined> {
  const periods = periodsIn(submissions)
  if (periods.length === 0) return undefined
  const db = place.databases.care.short
  return openReturns(db, source, { digest, periods }, place.clock.now())
}

/** Of which periods a table speaks, of those that can be read. */
export function periodsIn(submissions: Inspection['submissions']): ReturnPeriod[] {
  const periods = submissions.flatMap(({ laCode, periodStart, periodEnd, rows }) => {
    const start = readCouncilDate(periodStart)
    const end = readCouncilDate(periodEnd)
    if (whyNoId(laCode) !== undefined || !start.ok || !end.ok) return []
    return [{ scope: laCode, start: start.moment.date, end: end.moment.date, rows }]
  })
  return samePeriods(periods)
}

/** One period may be written in two ways in one file. */
function samePeriods(periods: readonly ReturnPeriod[]): ReturnPeriod[] {
  const same = new Map<string, ReturnPeriod>()
  for (const one of periods) {
    const key = periodKey(one.scope, one.start, one.end)
    same.set(key, { ...one, rows: one.rows + (same.get(key)?.rows ?? 0) })
  }
  return [...same.values()]
}

/**
 * Closes what a whole return leaves out; what is not closed is said with the reason. A row that could not be read
 * may be about any of the things that seem to be left out.
 */
export async function closeWhole(
  place: IntakePlace,
  { source, returns, incomplete, quarantined, report }: TakenFile,
  { close, viewer }: { close?: boolean; viewer?: Viewer },
): Promise<{ closed: number; warnings: string[] }> {
  const wrong = (await report?.end(place, viewer)) ?? []
  const left = 'so nothing that it leaves out was closed'
  if (incomplete !== undefined) {
    return {
      closed: 0,
      warnings: [...wrong, `not all of the return may be here (${incomplete}), ${left}`],
    }
  }
  if (quarantined > 0) {
    const next = 'have them put right and load it again'
    return {
      closed: 0,
      warnings: [...wrong, `some rows of the return could not be read, ${left}: ${next}`],
    }
  }
  const { closed, asked } = await closeReturn(place, source, returns, { evenHalf: close, viewer })
  return { closed, warnings: [...wrong, ...asked.map(askedSentence)] }
}

function askedSentence({ scope, asAt, leftOut, standing }: Asked): string {
  const share = `${formatCount(leftOut)} of the ${formatCount(standing)}`
  const what = `the return of ${scope} as at ${asAt} leaves out ${share} that stood before it`
  return `${what}, so they were left as they were: send it again and say so if that is meant`
}

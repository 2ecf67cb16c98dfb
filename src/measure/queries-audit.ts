import type { Queryable } from '../kernel/index.ts'
import type { ToldFigure } from './tell.ts'

/** What stands because one entry says so, with what it must say. */
export type SpokenRow = {
  readonly entryId: string
  readonly learntAt: Date
  /** how a sentence about it begins */
  readonly called: string
  readonly says: ReadonlyMap<string, unknown>
}

type EditionSaid = {
  measure: string
  period: string
  number: number
  version: string
  told: ToldFigure
}

export async function spokenRows(
  db: Queryable,
  toldText: (told: ToldFigure) => string,
): Promise<SpokenRow[]> {
  const editions = await db.query<{ entry_id: string; at: Date; editions: EditionSaid[] }>(
    `select entry_id, max(worked_at) as at, json_agg(json_build_object('measure', measure, 'period', period,
        'number', number, 'version', version, 'told', told)) as editions
      from measure.edition group by entry_id`,
  )
  const others = await db.query<{ entry_id: string; at: Date; called: string; says: object }>(
    `select entry_id, said_at as at, 'Limits of ' || measure || ' from ' || period as called,
        json_build_object('measure', measure, 'period', period, 'side', side, 'reason', reason) as says
      from measure.rebase
      union all
      select entry_id, said_at, 'The own figure of ' || party || ' for ' || measure,
        json_build_object('measure', measure, 'period', period, 'party', party, 'number', number,
          'value', value, 'why', why, 'owner', owner, 'due', due::text)
      from measure.difference`,
  )
  return [
    ...editions.rows.map((row) => {
      const [first] = row.editions
      const said = row.editions.map(({ told, ...one }) => ({ ...one, told: toldText(told) }))
      return {
        entryId: row.entry_id,
        learntAt: row.at,
        called: `What was said of ${first!.measure}`,
        says: new Map<string, unknown>([['editions', said]]),
      }
    }),
    ...others.rows.map(({ entry_id, at, called, says }) => ({
      entryId: entry_id,
      learntAt: at,
      called,
      says: new Map(Object.entries(says)),
    })),
  ]
}

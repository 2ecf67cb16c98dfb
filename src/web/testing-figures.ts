import type { Disclosed, FigureId, PartnershipFigure } from '../record/index.ts'
import { chartsOf, type DrawnFigures } from './draw-figures.ts'

/** For tests of pages: figures as they are found, one too small and one not known; or nothing counted. */
export async function drawnFigures(
  now: Date,
  nonce: string,
  counted: boolean,
): Promise<DrawnFigures> {
  const about = (number: number): Disclosed => ({ about: number })
  const few: Disclosed = { tooFew: true }
  const days = ['2026-02-10', '2026-02-17', '2026-02-24', '2026-03-03']
  const series = (told: readonly Disclosed[]) => days.map((at, line) => ({ at, told: told[line]! }))
  const figures: PartnershipFigure[] = [
    {
      id: 'in-hospital',
      said: true,
      now: about(1_245),
      series: series([about(1_190), about(1_205), few, about(1_245)]),
      parts: {
        name: 'age',
        parts: [
          { names: ['75-84'], told: [about(480)] },
          { names: ['0-4', '5-17', '18-39'], told: [about(765)] },
        ],
      },
    },
    { id: 'ready', said: true, now: few, series: series([few, few, few, few]) },
    { id: 'bed-days', said: false, now: few, series: series([few, few, few, few]) },
    {
      id: 'requests',
      said: true,
      now: about(30),
      series: [],
      parts: {
        name: 'wait',
        parts: [
          { names: ['28'], told: [about(15)] },
          { names: ['0', '7', '84'], told: [about(15)] },
        ],
      },
    },
    {
      id: 'looks',
      said: true,
      now: about(310),
      series: series([about(280), about(305), about(290), about(310)]).map((one) => ({
        ...one,
        second: about(20),
      })),
    },
  ]
  const rule = { least: 10, base: 5, clause: '3.14' }
  const found = counted ? { rule, figures } : undefined
  const unknown = new Map<FigureId, string>(
    counted ? [['bed-days', 'No hospital has given anybody a ready date.']] : [],
  )
  const charts = await chartsOf(found, unknown, { now, nonce })
  return { found, charts, unknown, optOuts: ['3.12', '3.13'], late: [], now }
}

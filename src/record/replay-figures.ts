import type { Agreement, Replay, Replayed, ReplayedDays } from '../agreement/index.ts'
import { plural } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { figuresUnder } from './figures.ts'

/** Which of the partnership's figures would not have been shown. */
export const figureReplay: Replay = { of: ['disclosure'], run: replayFigures }

async function replayFigures(
  place: Place,
  text: Agreement,
  { from, to }: ReplayedDays,
): Promise<Replayed[]> {
  const counted = await figuresUnder(place, text)
  if (counted === undefined) return []
  const { clause, least } = counted.rule
  const sentence = `It would rest on fewer than ${plural(least, 'person', 'people')}, or be told beside what does.`
  return counted.figures
    .filter(({ said }) => said)
    .flatMap(({ id, series }) =>
      series
        .filter(({ at, told }) => at >= from && at <= to && 'tooFew' in told)
        .map(({ at }) => ({ id: `${id} ${at}`, clause, sentence })),
    )
}

import type { ReactNode } from 'react'
import { disclosedWords } from '../../record/index.ts'
import {
  AskTime,
  ClauseLink,
  EmptyState,
  type Figure,
  FigureStrip,
  plural,
} from '../../shell/index.ts'
import { type DrawnFigures, FIGURES } from '../draw-figures.ts'
import { FIGURE_WORDS } from '../figure-words.ts'
import { OneFigure } from './one-figure.tsx'
import { LateFeeds } from './row-cells.tsx'

export const FIGURES_PATH = '/figures'

/** The numbers alone, each leading to its chart. */
export function FiguresInShort({ found, unknown }: DrawnFigures): ReactNode {
  const figures = FIGURES.map((id): Figure => {
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
        <NoFigures {...drawn} />
      ) : (
        <p className="cc-aside">
          Every number is rounded to the nearest {found.rule.base}, and none is shown that rests on
          fewer than {plural(found.rule.least, 'person', 'people')} (
          <ClauseLink number={found.rule.clause} />
          ), so totals do not quite add up. Whoever has opted out is not counted
          {optOuts.map((clause, at) => (
            <span key={clause}>
              {at === 0 ? ' (' : ', '}
              <ClauseLink number={clause} />
            </span>
          ))}
          {optOuts.length > 0 && ')'}, but looks are counted at everybody’s record.
        </p>
      )}
      <LateFeeds feeds={late} now={now} />
      {FIGURES.map((id) => (
        <OneFigure key={id} id={id} {...drawn} />
      ))}
      {drawn.knownOn === undefined && <AskDay {...drawn} present={now} />}
    </section>
  )
}

/** The same as they were known when a day was over. */
export function AskDay(
  props: Pick<DrawnFigures, 'knownOn' | 'now'> & { present: Date },
): ReactNode {
  const { knownOn, now, present } = props
  const words = 'See these figures as they were known before'
  return <AskTime {...{ words, path: FIGURES_PATH, present }} {...(knownOn && { at: now })} day />
}

function NoFigures({ knownOn }: DrawnFigures): ReactNode {
  if (knownOn !== undefined)
    return <EmptyState title="Nothing that is counted was known then, or it cannot be told now." />
  return (
    <EmptyState title="No figure can be told now.">
      <p>What arrives is put in order first, and counted within minutes.</p>
    </EmptyState>
  )
}

import type { ReactNode } from 'react'
import { byCount, capital, formatList } from '../../shell/index.ts'
import type { Fact } from '../identity-view.ts'
import type { Difference } from '../now-item.ts'
import { dateWords, momentWords } from './dates.ts'

/** In small type: who says so, and when it was learnt. */
export function Learnt(props: {
  sources: readonly string[]
  learntAt?: string
  now: Date
  /** sentences of its own, or words that lead on to who says so */
  before?: string
}): ReactNode {
  const { before = '' } = props
  return (
    <span className="cc-learnt">
      {before}
      {/[^.\s]\s*$/.test(before) ? formatList(props.sources) : capital(formatList(props.sources))}
      {props.learntAt !== undefined && `, learnt ${momentWords(props.learntAt, props.now)}`}
    </span>
  )
}

/** Sources that disagree about who this is, side by side. Nothing where they agree. */
export function Disagreement(props: {
  about: string
  fact: Fact
  now: Date
  show?(value: string): string
}): ReactNode {
  const { about, fact, now } = props
  if (fact.length < 2) return null
  const show = props.show ?? ((value: string) => value)
  return (
    <SideBySide
      title={`${about}: the sources do not agree`}
      voices={fact.map(({ value, sources, calls, at }) => ({
        sources,
        calls: calls ?? sources,
        words: show(value),
        when: at && `as told ${dateWords(at, now)}`,
      }))}
    />
  )
}

/** What sources do not say the same of, each under its name and its date. */
export function Differences(props: { differences: readonly Difference[]; now: Date }): ReactNode {
  return props.differences.map(({ key, about, says }) => (
    <SideBySide
      key={key}
      title={`${capital(about)}: the sources do not agree`}
      voices={says.map(({ at, dated, ...one }) => ({
        ...one,
        when: at && `${dated === undefined ? '' : `${dated} `}${dateWords(at, props.now)}`,
      }))}
    />
  ))
}

type Voice = {
  sources: readonly string[]
  calls: readonly string[]
  words: string
  when?: string
}

function SideBySide(props: { title: string; voices: readonly Voice[] }): ReactNode {
  return (
    <div className="cc-conflict">
      <p className="cc-conflict__title">{props.title}</p>
      {props.voices.map(({ sources, calls, words, when }) => (
        <div key={sources.join()}>
          <span className="cc-conflict__who">
            {capital(formatList(calls))} {byCount(calls.length, 'says', 'say')}
          </span>{' '}
          <strong>{words}</strong>
          <span className="cc-learnt">
            {[capital(formatList(sources)), when].filter((part) => part).join(', ')}
          </span>
        </div>
      ))}
    </div>
  )
}

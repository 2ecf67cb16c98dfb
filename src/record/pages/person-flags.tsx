import type { ReactNode } from 'react'
import { byCount, capital, formatList } from '../../shell/index.ts'
import { knownWords, type Subject } from '../known.ts'
import type { Difference, NowItem } from '../now-item.ts'
import type { PersonView } from '../person-view.ts'
import { topicOf } from '../read-alert.ts'
import { Codes } from './codes.tsx'
import { dateWords } from './dates.ts'
import { Warnings, whenWords } from './now-lines.tsx'

/** Allergies first, then alerts; what is not known of either is said in their place. */
export function Flags({ view, now }: { view: PersonView; now: Date }): ReactNode {
  const { allergies, alerts, differences } = view.now
  const of = (section: Difference['section']) =>
    differences.filter((one) => one.section === section)
  const agreed = (items: readonly NowItem[]) =>
    items.filter(({ differs, conflict, none }) => !differs && !(none && !conflict) && !conflict)
  return (
    <>
      {of('allergies').map((one) => (
        <DifferenceFlag key={one.key} difference={one} now={now} />
      ))}
      {agreed(allergies).map((item) => (
        <Flag key={item.key} item={item} words={allergyWords(item)} now={now} alert />
      ))}
      <Unknown view={view} subject="allergies" now={now} />
      {of('alerts').map((one) => (
        <DifferenceFlag key={one.key} difference={one} now={now} />
      ))}
      {agreed(alerts).map((item) => (
        <Flag key={item.key} item={item} now={now} alert={item.forbids ?? isDecision(item)} />
      ))}
      {of('medicines').map((one) => (
        <DifferenceFlag key={one.key} difference={one} now={now} />
      ))}
      <Unknown view={view} subject="alerts" now={now} />
    </>
  )
}

/** `Allergies are not recorded`: as plain to see as an allergy would be. */
function Unknown(props: { view: PersonView; subject: Subject; now: Date }): ReactNode {
  const known = props.view.known[props.subject]
  if (known === undefined || known.state === 'some') return null
  const quiet = props.subject === 'alerts' || known.state === 'none'
  return (
    <p className={quiet ? 'cc-flag cc-flag--quiet' : 'cc-flag'}>
      {knownWords(props.subject, known, props.now, true)}
    </p>
  )
}

function Flag(props: { item: NowItem; words?: string; now: Date; alert?: boolean }): ReactNode {
  const { item, now } = props
  const when = whenWords(item, now)
  return (
    <div className={props.alert ? 'cc-flag cc-flag--alert' : 'cc-flag'}>
      {props.words ?? item.what}
      {item.more && ` (${item.more})`}
      <span className="cc-learnt">
        {[capital(formatList(item.sources)), when, item.aside].filter((part) => part).join(', ')}
      </span>
      <Codes codes={item.codes} />
      <Warnings item={item} />
    </div>
  )
}

/** What is decided about resuscitation is read before anything else is done. */
function isDecision({ what }: NowItem): boolean {
  return topicOf(what) === 'resuscitation'
}

/** Each under its source and its date: here, for this is where an allergy or a dose is looked for first. */
function DifferenceFlag({ difference, now }: { difference: Difference; now: Date }): ReactNode {
  const { section, about, says } = difference
  const title = section === 'allergies' && !/^whether/i.test(about) ? `Allergic to ${about}` : about
  return (
    <div className="cc-flag cc-flag--alert">
      {title}: the sources do not agree
      <ul className="cc-flag__voices">
        {says.map(({ sources, calls, words, at, dated, learntAt }) => (
          <li key={sources.join()}>
            {capital(formatList(calls))} {byCount(calls.length, 'says', 'say')} {words}
            <span className="cc-learnt">
              {capital(formatList(sources))},{' '}
              {at === undefined
                ? `learnt ${dateWords(learntAt, now)}`
                : `${dated ?? ''} ${dateWords(at, now)}`.trim()}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function allergyWords({ what, more }: NowItem): string {
  const to = what.replace(/^(allergy to|allergic to)\s+/i, '').replace(/\s+allergy$/i, '')
  return /^intolerance\b/.test(more ?? '') ? `Intolerant of ${to}` : `Allergic to ${to}`
}

import type { ReactNode } from 'react'
import { formatAge, formatFullDate, formatList, formatNhsNumber } from '../../shell/index.ts'
import type { IdentityView } from '../identity-view.ts'
import { knownWords, type Subject } from '../known.ts'
import type { Setting } from '../now.ts'
import type { Difference, NowItem } from '../now-item.ts'
import type { PersonView } from '../person-view.ts'
import { topicOf } from '../read-alert.ts'
import { dateWords } from './dates.ts'
import { Warnings, whenWords } from './now-lines.tsx'
import { capital, Disagreement } from './said.tsx'

/** At home is what nobody says: it is where somebody is of whom nothing else is known. */
const SETTINGS: Partial<Record<Setting, string>> = {
  dead: 'Has died',
  hospital: 'In hospital',
  'care-home': 'In a care home',
  'home-with-care': 'At home with care',
}

type Props = { view: PersonView; now: Date; likeNamed?: string }

/** Who this is, where they are, and what to know before doing anything: readable in one glance. */
export function PersonBanner({ view, now, likeNamed }: Props): ReactNode {
  const { who } = view
  return (
    <header className="cc-banner">
      <h1 className="cc-banner__name">{who.name}</h1>
      <ul className="cc-banner__facts">
        <li>
          <strong>{ageWords(who, now)}</strong>
        </li>
        <li>{sexWords(who)}</li>
        {who.pronouns && <li>{who.pronouns}</li>}
        <li>{numberWords(who)}</li>
        {view.setting && SETTINGS[view.setting] && <li>{SETTINGS[view.setting]}</li>}
      </ul>
      <Death view={view} />
      {likeNamed && <p className="cc-flag cc-flag--alert">{likeNamed}</p>}
      <Flags view={view} now={now} />
      {who.restricted && (
        <p className="cc-flag cc-flag--alert">
          Restricted: address, telephone and practice are not shown
          <span className="cc-learnt">{capital(formatList(who.restricted.sources))}</span>
        </p>
      )}
      <ul className="cc-banner__facts cc-banner__facts--where">
        {who.address[0] && <li>{who.address[0].value}</li>}
        {who.phones[0] && <li>{who.phones[0].value}</li>}
        {who.language && !/^(english|en)\b/i.test(who.language) && <li>Speaks {who.language}</li>}
      </ul>
    </header>
  )
}

/** Allergies first, then alerts; what is not known of either is said in their place. */
export function Flags({ view, now }: Props): ReactNode {
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
    <p className={props.alert ? 'cc-flag cc-flag--alert' : 'cc-flag'}>
      {props.words ?? item.what}
      {item.more && ` (${item.more})`}
      <span className="cc-learnt">
        {[capital(formatList(item.sources)), when, item.aside].filter((part) => part).join(', ')}
      </span>
      <Warnings item={item} />
    </p>
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
            {capital(formatList(calls))} {calls.length === 1 ? 'says' : 'say'} {words}
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

/** That somebody has died is said with its date or without one; a stay that says otherwise beside it. */
function Death({ view }: { view: PersonView }): ReactNode {
  const { dead, deathDate } = view.who
  if (dead === undefined) return null
  const [date] = deathDate
  const stay = view.now.stay?.event
  return (
    <p className="cc-flag cc-flag--alert">
      {date ? `Died ${formatFullDate(date.value)}` : 'Has died; the day is not recorded'} (
      {formatList(date?.sources ?? dead.sources)})
      {stay && `. A stay is still open${stay.unit ? ` on ${stay.unit}` : ''}.`}
    </p>
  )
}

function ageWords(who: IdentityView, now: Date): string {
  const birth = who.birthDate[0]?.value
  if (birth === undefined) return 'Birth date not recorded'
  const age = formatAge(birth, who.deathDate[0]?.value ?? now)
  const born = `born ${formatFullDate(birth)}`
  if (age === undefined) return born
  if (who.deathDate.length > 0) return `${born}, died aged ${age}`
  return who.dead === undefined ? `${age}, ${born}` : born
}

export function sexWords({ sex }: IdentityView): string {
  return sex[0] === undefined ? 'Sex not recorded' : capital(sex[0].value)
}

function numberWords({ nhsNumber, wrongNumbers }: IdentityView): string {
  if (nhsNumber !== undefined) {
    const verified = nhsNumber.verified ? 'verified' : 'not verified'
    return `NHS ${formatNhsNumber(nhsNumber.number)} (${verified})`
  }
  const wrong = wrongNumbers[0]
  if (wrong === undefined) return 'NHS number not recorded'
  return `NHS number as given: ${wrong.value} (a digit is wrong)`
}

/** Sources that disagree about who this is stand side by side. */
export function IdentityDifferences({ who, now }: { who: IdentityView; now: Date }): ReactNode {
  const date = (value: string) => formatFullDate(value)
  return (
    <>
      <Disagreement about="Name" fact={who.names} now={now} />
      <Disagreement about="Born" fact={who.birthDate} show={date} now={now} />
      <Disagreement about="Sex" fact={who.sex} now={now} />
      <Disagreement
        about="NHS number"
        fact={who.nhsNumbers ?? []}
        show={formatNhsNumber}
        now={now}
      />
      <Disagreement about="Died" fact={who.deathDate} show={date} now={now} />
      <Disagreement about="Address" fact={who.address} now={now} />
      <Disagreement about="GP practice" fact={who.gpPractice} now={now} />
    </>
  )
}

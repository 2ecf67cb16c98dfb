import type { ReactNode } from 'react'
import { ageOn, formatFullDate, formatList, formatNhsNumber } from '../../shell/index.ts'
import type { IdentityView } from '../identity-view.ts'
import type { NowItem, Setting } from '../now.ts'
import type { PersonView } from '../person-view.ts'
import { dateWords } from './dates.ts'
import { capital, Disagreement } from './said.tsx'

const SETTINGS: Record<Setting, string> = {
  dead: 'Has died',
  hospital: 'In hospital',
  'care-home': 'In a care home',
  'home-with-care': 'At home with care',
  home: 'At home',
}

/** Who this is, where they are, and what to know before doing anything: readable in one glance. */
export function PersonBanner(props: { view: PersonView; now: Date }): ReactNode {
  const { view, now } = props
  const { who } = view
  return (
    <>
      <header className="cc-banner">
        <h1 className="cc-banner__name">{who.name}</h1>
        <ul className="cc-banner__facts">
          <li>{ageWords(who, now)}</li>
          {who.pronouns && <li>{who.pronouns}</li>}
          <li>{numberWords(who)}</li>
          {view.setting && <li>{SETTINGS[view.setting]}</li>}
          {who.address[0] && <li>{who.address[0].value}</li>}
          {who.phones[0] && <li>{who.phones[0].value}</li>}
          {who.language && !/^english/i.test(who.language) && <li>Speaks {who.language}</li>}
        </ul>
        {who.deathDate[0] && (
          <p className="cc-flag cc-flag--alert">
            Died {formatFullDate(who.deathDate[0].value)} ({formatList(who.deathDate[0].sources)})
          </p>
        )}
        {view.now.alerts.map((alert) => (
          <Flag key={alert.key} item={alert} />
        ))}
        {view.now.allergies.map((allergy) => (
          <Flag key={allergy.key} item={allergy} words={allergyWords(allergy)} alert />
        ))}
        {view.now.carers.map((carer) => (
          <Flag key={carer.key} item={carer} />
        ))}
      </header>
      <Disagreements who={who} />
    </>
  )
}

function Flag(props: { item: NowItem; words?: string; alert?: boolean }): ReactNode {
  const { item } = props
  return (
    <p className={props.alert ? 'cc-flag cc-flag--alert' : 'cc-flag'}>
      {props.words ?? item.what}
      {item.more && ` (${item.more})`}
      <span className="cc-learnt">
        {capital(formatList(item.sources))}
        {item.conflict && `. ${item.conflict}`}
      </span>
    </p>
  )
}

function allergyWords({ what }: NowItem): string {
  if (/^(no |nil |not )/i.test(what)) return what
  const to = what.replace(/^(allergy to|allergic to)\s+/i, '').replace(/\s+allergy$/i, '')
  return `Allergic to ${to}`
}

function ageWords(who: IdentityView, now: Date): string {
  const birth = who.birthDate[0]?.value
  if (birth === undefined) return 'Birth date not known'
  const until = who.deathDate[0]?.value ?? now
  const age = ageOn(birth, until)
  const born = `born ${formatFullDate(birth)}`
  if (age === undefined) return born
  return who.deathDate.length > 0 ? `${born}, died aged ${age}` : `${age}, ${born}`
}

function numberWords({ nhsNumber, wrongNumbers }: IdentityView): string {
  if (nhsNumber !== undefined) {
    const verified = nhsNumber.verified ? 'verified' : 'not verified'
    return `NHS ${formatNhsNumber(nhsNumber.number)} (${verified})`
  }
  const wrong = wrongNumbers[0]
  if (wrong === undefined) return 'NHS number not known'
  return `NHS number as given: ${wrong.value} (a digit is wrong)`
}

/** Two sources that disagree about who this is stand side by side. */
function Disagreements(props: { who: IdentityView }): ReactNode {
  const { who } = props
  const date = (value: string) => formatFullDate(value)
  return (
    <>
      <Disagreement about="Name" fact={who.names} />
      <Disagreement about="Born" fact={who.birthDate} show={date} />
      <Disagreement about="Died" fact={who.deathDate} show={date} />
      <Disagreement about="Address" fact={who.address} />
    </>
  )
}

/** `since Tue 3 Mar`, `since 2019` where the day no longer matters; nothing without a date. */
export function since({ trueAt }: { trueAt?: string }, now: Date): string {
  if (trueAt === undefined) return ''
  const year = trueAt.slice(0, 4)
  return Number(year) < now.getUTCFullYear() - 1
    ? `since ${year}`
    : `since ${dateWords(trueAt, now)}`
}

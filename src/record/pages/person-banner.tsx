import type { ReactNode } from 'react'
import { capital, formatFullDate, formatList, formatNhsNumber } from '../../shell/index.ts'
import { ageWords, isDead } from '../age.ts'
import { type IdentityView, ofTwoWords, unsaidWords } from '../identity-view.ts'
import type { Setting } from '../now.ts'
import type { PersonView } from '../person-view.ts'
import { Flags } from './person-flags.tsx'
import { Disagreement } from './said.tsx'

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
          <strong>{bornWords(who, now)}</strong>
        </li>
        <li>{sexWords(who)}</li>
        {who.otherNames.length > 0 && (
          <li>Also called {formatList(who.otherNames.map(({ value }) => value))}</li>
        )}
        {who.pronouns && <li>{who.pronouns}</li>}
        <li>{numberWords(who)}</li>
        {view.setting && SETTINGS[view.setting] && <li>{SETTINGS[view.setting]}</li>}
      </ul>
      <Death view={view} />
      {who.ofTwo && <p className="cc-flag cc-flag--alert">{ofTwoWords(who)}</p>}
      {likeNamed && <p className="cc-flag cc-flag--alert">{likeNamed}</p>}
      <Flags view={view} now={now} />
      {who.restricted && (
        <p className="cc-flag cc-flag--alert">
          Restricted: address, telephone and practice are not shown
          <span className="cc-learnt">{capital(formatList(who.restricted.sources))}</span>
        </p>
      )}
      <Where who={who} />
    </header>
  )
}

/** Where they are to be found, and in which language to speak. */
function Where({ who }: { who: IdentityView }): ReactNode {
  const { address, phones, language } = who
  const speaks = language !== undefined && !/^(english|en)\b/i.test(language)
  const facts = [address[0]?.value, phones[0]?.value, speaks ? `Speaks ${language}` : undefined]
  const known = facts.filter((fact) => fact !== undefined)
  if (known.length === 0) return null
  return (
    <ul className="cc-banner__facts">
      {known.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  )
}

/** That somebody has died is said with its date or without one; who or what says otherwise beside it. */
function Death({ view }: { view: PersonView }): ReactNode {
  const { dead, deathDate } = view.who
  if (dead === undefined) return null
  const [date] = deathDate
  const stay = view.now.stay?.event
  const unsaid = unsaidWords(view.who)
  return (
    <p className="cc-flag cc-flag--alert">
      {date ? `Died ${formatFullDate(date.value)}` : 'Has died; the day is not recorded'} (
      {formatList(date?.sources ?? dead.sources)})
      {stay && `. A stay is still open${stay.unit ? ` on ${stay.unit}` : ''}.`}
      {unsaid && `${stay ? '' : '.'} ${unsaid}`}
    </p>
  )
}

function bornWords(who: IdentityView, now: Date): string {
  const birth = who.birthDate[0]?.value
  if (birth === undefined) return 'Birth date not recorded'
  const age = ageWords(who, now)
  const born = `born ${formatFullDate(birth)}`
  if (age === undefined) return capital(born)
  return isDead(who) ? `${capital(born)}, ${age}` : `${capital(age)}, ${born}`
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

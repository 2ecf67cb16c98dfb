import {
  formatDate,
  formatDateTime,
  formatFullDate,
  formatList,
  formatNhsNumber,
} from '../shell/index.ts'
import { ageWords, isDead } from './age.ts'
import { diedWords, type Fact, ofTwoWords, unsaidWords } from './identity-view.ts'
import { keptWords } from './kept.ts'
import { knownWords, unreachedWords } from './known.ts'
import type { PersonLook } from './look-at-person.ts'
import type { Difference, NowItem } from './now-item.ts'
import type { PersonView } from './person-view.ts'
import type { RefusedLook } from './refused-look.ts'
import { type ShownNote, writtenWords } from './shown-note.ts'
import type { TimelineItem } from './timeline.ts'

/** A look as lines of text, for a terminal: what the page says, in the same order. */
export function recordInWords(look: PersonLook, likeNamed?: string): string[] {
  if (look.outcome === 'unknown') return ['Nobody was found. That you asked has been noted.']
  return look.outcome === 'refused' ? refusalLines(look.refusal) : viewLines(look.view, likeNamed)
}

function refusalLines({ asked, sentence, clause, askWhom }: RefusedLook): string[] {
  return [
    asked,
    'It is not shown.',
    sentence,
    ...(clause ? [`Clause ${clause.number}: ${clause.heading ?? ''}`, clause.text ?? ''] : []),
    ...(askWhom ? [askWhom] : []),
    'This has been noted, and the person can see it.',
  ].filter((line) => line !== '')
}

function viewLines(view: PersonView, likeNamed: string | undefined): string[] {
  const now = new Date(view.at)
  const { now: so, withheld } = view
  const of = (part: Difference['section']) => so.differences.filter((one) => one.section === part)
  const lines = (name: string, items: readonly NowItem[], part?: Difference['section']) =>
    section(name, items, part === undefined ? [] : of(part), now)
  return [
    ...whoLines(view, now),
    ...(likeNamed === undefined ? [] : [`  ! ${likeNamed}`]),
    ...unreachedLines(view, now),
    ...lines('Allergies', so.allergies, 'allergies'),
    ...unknown(view, 'allergies', now),
    ...lines('Alerts', so.alerts, 'alerts'),
    ...unknown(view, 'alerts', now),
    ...lines('What matters', so.wishes, 'wishes'),
    ...nowLines(view, now),
    ...lines('Medicines', so.medicines, 'medicines'),
    ...lines('Plans', so.plans, 'plans'),
    ...lines('Last known', so.lastKnown),
    ...caringLines(view),
    ...lines('Teams', so.team, 'team'),
    ...lines('Family and carers', so.carers, 'carers'),
    ...unknown(view, 'next-of-kin', now),
    ...noteLines(view, now),
    '',
    'Timeline',
    ...view.timeline.map((item) => timelineLine(item, now)),
    ...(view.kept.total === 0 ? [] : ['', `Also kept, not shown here: ${keptWords(view.kept)}`]),
    ...(withheld.length === 0
      ? []
      : [
          '',
          `Not shown: ${withheld.map(({ words, clause }) => `${words} (clause ${clause})`).join(', ')}`,
        ]),
  ]
}

function whoLines({ who }: PersonView, now: Date): string[] {
  const number = who.nhsNumber
    ? `NHS ${formatNhsNumber(who.nhsNumber.number)}`
    : 'NHS number not recorded'
  const age = ageWords(who, now)
  const undated = isDead(who) && who.deathDate.length === 0
  const unsaid = unsaidWords(who)
  return [
    [who.name, number, age].filter((part) => part !== undefined).join(', '),
    ...(who.ofTwo === undefined ? [] : [`  ! ${ofTwoWords(who)}`]),
    ...factLines('Name', who.names.slice(1)),
    ...factLines('Also called', who.otherNames),
    ...factLines('Born', who.birthDate, formatFullDate),
    ...factLines('Sex', who.sex),
    ...factLines('NHS number', who.nhsNumbers ?? [], formatNhsNumber),
    ...(unsaid === undefined
      ? factLines('Died', who.deathDate, formatFullDate)
      : [`  ! ${diedWords(who, formatFullDate)}. ${unsaid}`]),
    ...(undated ? [`  Has died; the day is not recorded (${formatList(who.dead!.sources)})`] : []),
    ...(who.restricted
      ? ['  Restricted: address, telephone and practice are not shown']
      : [
          ...factLines('Address', who.address),
          ...factLines('Telephone', who.phones),
          ...factLines('GP practice', who.gpPractice),
        ]),
  ]
}

function unreachedLines({ unreached }: PersonView, now: Date): string[] {
  if (unreached.length === 0) return []
  return ['', `Not reached: ${formatList(unreached.map((one) => unreachedWords(one, now)))}`]
}

function nowLines(view: PersonView, now: Date): string[] {
  const { services, endedServices, requests, conditions, differences } = view.now
  const visits = view.timeline.filter(
    ({ kind, open }) => open && (kind === 'stay' || kind === 'attendance'),
  )
  const own = differences.filter(({ section }) => section === 'now' || section === 'conditions')
  const items = [...services, ...requests, ...endedServices, ...conditions]
  const found = section('Now', items, own, now)
  const head = found.length === 0 ? ['', 'Now'] : found.slice(0, 2)
  return [
    ...head,
    ...visits.map((item) => timelineLine(item, now)),
    ...found.slice(2),
    ...unknown(view, 'ready-date', now),
    ...unknown(view, 'care-at-home', now),
  ]
}

function caringLines({ caring }: PersonView): string[] {
  if (caring.length === 0) return []
  const lines = caring.map(({ who, what, phone, ask }) => {
    const numbers = [phone, ask && `ask ${ask}`].filter((part) => part !== undefined)
    return `  ${[`${who}: ${what}`, ...numbers].join('; ')}`
  })
  return ['', 'Who is caring', ...lines]
}

function noteLines({ notes }: PersonView, now: Date): string[] {
  if (notes.length === 0) return []
  return ['', 'Notes', ...notes.flatMap((note) => noteLine(note, now))]
}

/** Each line of what was written begins with what no line of this room begins with: it is nobody else's word. */
function noteLine(note: ShownNote, now: Date): string[] {
  const { takenBack, text, unsettled } = note
  const said = text?.split('\n').map((line) => `    | ${line}`) ?? []
  const back =
    takenBack === undefined
      ? []
      : [
          `    Taken back ${formatDateTime(takenBack.at, now)}${takenBack.reason ? `: ${takenBack.reason}` : ''}`,
        ]
  const whose = unsettled
    ? ['    ! It may be about somebody else: whose it is has still to be said']
    : []
  return [`  ${writtenWords(note, now)}`, ...whose, ...said, ...back]
}

/** `Allergies are not recorded`: said in the place where what is known would stand. */
function unknown(view: PersonView, subject: keyof PersonView['known'], now: Date): string[] {
  const known = view.known[subject]
  const words = known === undefined ? '' : knownWords(subject, known, now)
  return words === '' ? [] : [`  ${words}`]
}

function factLines(name: string, fact: Fact, show: (value: string) => string = String): string[] {
  return fact.map(({ value, sources }) => `  ${name}: ${show(value)} (${formatList(sources)})`)
}

/** What sources do not agree on stands at the top. */
function section(
  name: string,
  items: readonly NowItem[],
  differences: readonly Difference[],
  now: Date,
): string[] {
  if (items.length + differences.length === 0) return []
  return [
    '',
    name,
    ...differences.map(({ about, sentence }) => `  ! ${about}: ${sentence}`),
    ...items.map((item) => `  ${nowLine(item, now)}`),
  ]
}

function nowLine(item: NowItem, now: Date): string {
  const { what, more, by, aside, sources, learntAt, asAt, conflict, warnings = [] } = item
  const asWhen = asAt === undefined ? '' : `, as at ${formatDate(asAt, now)}`
  const said = `${formatList(sources)}${asWhen}, learnt ${formatDateTime(learntAt, now)}`
  const parts = [what, more, by && `by ${by}`, aside, whenWords(item, now)]
  const line = `${parts.filter((part) => part).join(', ')} (${said})`
  return [line, conflict, ...warnings].filter((part) => part !== undefined).join(' ')
}

function whenWords({ trueAt, dated, endedAt, until, ended }: NowItem, now: Date): string {
  if (ended !== undefined) return ended
  if (endedAt !== undefined) return `ended ${formatDate(endedAt, now)}`
  const since = trueAt === undefined ? '' : `${dated ?? 'since'} ${formatDate(trueAt, now)}`
  return until === undefined ? since : `${since} until ${formatDate(until, now)}`.trim()
}

function timelineLine(item: TimelineItem, now: Date): string {
  const start = item.startAt === undefined ? 'date not recorded' : formatDate(item.startAt, now)
  const end = endWords(item, now)
  const when = end === '' || end === start ? start : `${start} to ${end}`
  const where = item.where === undefined ? '' : `, ${item.where}`
  const ended = item.ended === undefined ? '' : `; ${item.ended}`
  return `  ${when}: ${item.label}${where}${ended} (${item.source}, learnt ${formatDateTime(item.learntAt, now)})`
}

function endWords({ open, endAt, lastTold }: TimelineItem, now: Date): string {
  if (lastTold !== undefined) return `${formatDate(lastTold, now)} at least, as it was last told`
  if (open) return 'open'
  return endAt === undefined ? '' : formatDate(endAt, now)
}

import {
  formatDate,
  formatDateTime,
  formatFullDate,
  formatList,
  formatNhsNumber,
} from '../shell/index.ts'
import type { Fact } from './identity-view.ts'
import type { PersonLook } from './look-at-person.ts'
import type { NowItem } from './now-item.ts'
import type { PersonView } from './person-view.ts'
import type { RefusedLook } from './refused-look.ts'
import type { TimelineItem } from './timeline.ts'

/** A look as lines of text, for a terminal: what the page says, in the same order. */
export function recordInWords(look: PersonLook): string[] {
  if (look.outcome === 'unknown') return ['Nobody was found. That you asked has been noted.']
  return look.outcome === 'refused' ? refusalLines(look.refusal) : viewLines(look.view)
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

function viewLines(view: PersonView): string[] {
  const now = new Date(view.at)
  const { who } = view
  const number = who.nhsNumber
    ? `NHS ${formatNhsNumber(who.nhsNumber.number)}`
    : 'NHS number not known'
  return [
    `${who.name}, ${number}`,
    ...factLines('Name', who.names.slice(1)),
    ...factLines('Born', who.birthDate, formatFullDate),
    ...factLines('Died', who.deathDate, formatFullDate),
    ...factLines('Address', who.address),
    ...factLines('GP practice', who.gpPractice),
    ...section('Alerts', [...view.now.alerts, ...view.now.allergies], now),
    ...section('Now', [...view.now.services, ...view.now.requests, ...view.now.conditions], now),
    ...section('Medicines', view.now.medicines, now),
    ...section('Family and carers', view.now.carers, now),
    '',
    'Timeline',
    ...view.timeline.map((item) => timelineLine(item, now)),
    ...(view.withheld.length === 0
      ? []
      : [
          '',
          `Not shown: ${view.withheld.map(({ words, clause }) => `${words} (clause ${clause})`).join(', ')}`,
        ]),
  ]
}

function factLines(name: string, fact: Fact, show: (value: string) => string = String): string[] {
  return fact.map(({ value, sources }) => `  ${name}: ${show(value)} (${formatList(sources)})`)
}

function section(name: string, items: readonly NowItem[], now: Date): string[] {
  if (items.length === 0) return []
  return ['', name, ...items.map((item) => `  ${nowLine(item, now)}`)]
}

function nowLine({ what, more, trueAt, sources, learntAt, conflict }: NowItem, now: Date): string {
  const since = trueAt === undefined ? '' : `, since ${formatDate(trueAt, now)}`
  const said = `${formatList(sources)}, learnt ${formatDateTime(learntAt, now)}`
  return `${what}${more ? `, ${more}` : ''}${since} (${said})${conflict ? ` ${conflict}` : ''}`
}

function timelineLine(item: TimelineItem, now: Date): string {
  const start = item.startAt === undefined ? 'date not known' : formatDate(item.startAt, now)
  const end = item.open ? 'open' : item.endAt === undefined ? '' : formatDate(item.endAt, now)
  const when = end === '' || end === start ? start : `${start} to ${end}`
  const where = item.where === undefined ? '' : `, ${item.where}`
  return `  ${when}: ${item.label}${where} (${item.source}, learnt ${formatDateTime(item.learntAt, now)})`
}

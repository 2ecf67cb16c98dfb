import {
  type Disclosed,
  type DisclosedPart,
  disclosedWords,
  type FigureId,
  type PartnershipFigure,
} from '../record/index.ts'
import { capital, formatDate, formatList, formatMonth } from '../shell/index.ts'

/** What each of the five figures is called, in one place. */
export type FigureWords = {
  /** under its number */
  label: string
  heading: string
  /** after `about 45` */
  is: string
  /** after `Too few people` */
  few: string
  /** what is counted, for the axis of the chart */
  unit: string
  caption: string
  /** heading of the first column */
  when: string
  /** heading of the column of numbers */
  counted: string
  /** what a second number is: it is drawn in front */
  second?: string
  /** of what it is made */
  parts?: { caption: string; head: string }
}

export const FIGURE_WORDS: Readonly<Record<FigureId, FigureWords>> = {
  'in-hospital': {
    label: 'in hospital now',
    heading: 'In hospital',
    is: 'people are in a hospital bed now',
    few: 'are in a hospital bed now to say how many',
    unit: 'people',
    caption: 'In hospital at this time of the week',
    when: 'Day',
    counted: 'People',
    parts: { caption: 'In hospital now, by age', head: 'Age' },
  },
  ready: {
    label: 'ready and waiting',
    heading: 'Ready to leave, and waiting',
    is: 'people in hospital could leave and are still there',
    few: 'in hospital could leave, or too few of them could not, to say how many',
    unit: 'people',
    caption: 'Ready and waiting at this time of the week',
    when: 'Day',
    counted: 'People',
    parts: { caption: 'Ready and waiting now, by what they need to leave', head: 'Way home' },
  },
  'bed-days': {
    label: 'bed days lost last month',
    heading: 'Bed days lost',
    is: 'nights were spent in hospital last month by people who could have left',
    few: 'who could have left were in hospital last month to say for how long',
    unit: 'bed days',
    caption: 'Bed days lost in each month that is over',
    when: 'Month',
    counted: 'Bed days',
  },
  requests: {
    label: 'requests without an assessment',
    heading: 'Requests without an assessment',
    is: 'people asked the council and have been neither assessed nor given support since',
    few: 'wait for the council to say how many',
    unit: 'people',
    caption: 'Without an assessment now, by how long they have waited',
    when: 'Waited',
    counted: 'People',
  },
  looks: {
    label: 'looks at records last week',
    heading: 'Looks and refusals',
    is: 'times somebody’s record was shown, or refused, last week',
    few: 'had their record looked at last week to say how often',
    unit: 'looks',
    caption: 'Looks in each week that is over, and how many of them were refused',
    when: 'From',
    counted: 'Looks',
    second: 'Refused',
  },
}

const PART_WORDS: ReadonlyMap<string, string> = new Map([
  ['0-4', 'under 5'],
  ['5-17', '5 to 17'],
  ['18-39', '18 to 39'],
  ['40-64', '40 to 64'],
  ['65-74', '65 to 74'],
  ['75-84', '75 to 84'],
  ['85+', '85 and over'],
  ['0', 'home, without new support'],
  ['1', 'home, with support'],
  ['2', 'a bed to recover in'],
  ['3', 'a home to live in'],
  ['not known', 'not known'],
])

/** From how many days on somebody has waited. */
const WAIT_WORDS: ReadonlyMap<string, string> = new Map([
  ['0', 'under 1 week'],
  ['7', '1 to 4 weeks'],
  ['28', '4 to 12 weeks'],
  ['84', '12 weeks or more'],
])

/** A row of the table beside a chart, and the bar of it. */
export type FigureRow = { label: string; short: string; told: Disclosed; second?: Disclosed }

/** Lines of time; of requests, which have none, how long people have waited. */
export function figureRows(figure: PartnershipFigure, now: Date): FigureRow[] {
  if (figure.id === 'requests') return partRows(figure.parts?.parts ?? [], WAIT_WORDS)
  return figure.series.map(({ at, ...told }) => {
    if (figure.id === 'bed-days') return { label: formatMonth(at), short: monthShort(at), ...told }
    const label = formatDate(at, now)
    return { label, short: label.replace(/^\w{3} /, ''), ...told }
  })
}

/** `Mar 26` */
function monthShort(month: string): string {
  return `${formatMonth(month).slice(0, 3)} ${month.slice(2, 4)}`
}

/** The rows of what a figure is made of; none where that is its own table, or cannot be told. */
export function figureParts({ id, parts }: PartnershipFigure): FigureRow[] {
  return id === 'requests' || parts === undefined ? [] : partRows(parts.parts, PART_WORDS)
}

function partRows(
  parts: readonly DisclosedPart[],
  words: ReadonlyMap<string, string>,
): FigureRow[] {
  return parts.map(({ names, told }) => {
    const label = formatList(names.map((name) => words.get(name) ?? name))
    const together = names.length > 1
    return {
      label: `${capital(label)}${together ? ', together' : ''}`,
      short: together ? 'the others' : label,
      told: told[0]!,
    }
  })
}

/** `About 45 people are in a hospital bed now.` */
export function figureSentence({ id, now }: PartnershipFigure): string {
  const { is, few } = FIGURE_WORDS[id]
  return 'about' in now ? `About ${disclosedWords(now)} ${is}.` : `Too few people ${few}.`
}

/** Whether there is anything to draw. */
export function isDrawn(rows: readonly FigureRow[]): boolean {
  return rows.some(({ told }) => 'about' in told)
}

/** What a chart shows, for whoever hears it: the least, the most and the last. */
export function chartSentence(figure: PartnershipFigure, rows: readonly FigureRow[]): string {
  const { caption } = FIGURE_WORDS[figure.id]
  const told = rows.flatMap((row) => ('about' in row.told ? [row.told.about] : []))
  const least = disclosedWords({ about: Math.min(...told) })
  const most = disclosedWords({ about: Math.max(...told) })
  const range = least === most ? `about ${most} throughout` : `between about ${least} and ${most}`
  return `${caption}: a bar chart, ${range}. The table beside it gives every number.`
}

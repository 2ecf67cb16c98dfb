import { createHash } from 'node:crypto'
import { formatDateTime, formatFullDate, formatTime } from '../shell/index.ts'
import type { Board } from './board.ts'
import { dayOf, type Item, interestsAfter, interestsIn, type Meeting } from './item.ts'
import type { Body } from './member.ts'
import { type ShownItem, shownAgenda, shownEvents } from './shown.ts'

export type Minutes = {
  readonly title: string
  /** one paragraph after the other; the heading of an item begins with its number */
  readonly lines: readonly MinutesLine[]
  /** of what stands there, in hexadecimal: both chairs approve the very same */
  readonly sha256: string
}

export type MinutesLine = { readonly kind: 'heading' | 'line'; readonly text: string }

type Where = {
  readonly board: Board
  readonly body: Body
  readonly sideName: (side: string) => string
}

const OUTCOMES = {
  carried: 'It was carried on both sides.',
  lost: 'It was lost on both sides.',
  split: 'It was not carried on both sides, and is a dispute.',
}

/**
 * The minutes as they follow from what was written down during the meeting, as everybody reads them. What is private
 * stands there by its open title, with how it was voted and without why; once it is open, with all of it. Pure.
 */
export function draftMinutes(
  { board, body, sideName }: Where,
  meeting: Meeting,
  now: Date,
): Minutes {
  const nameOf = (id: string) => body.members.find((one) => one.id === id)?.name ?? id
  const lines: MinutesLine[] = []
  const say = (text: string) => void lines.push({ kind: 'line', text })
  for (const { event, member, text, at } of shownEvents(board, body, meeting, { now })) {
    const words = eventWords(event, member === undefined ? '' : nameOf(member))
    say(ended(`${formatTime(at)} ${words}${text === undefined ? '' : `: ${text}`}`))
  }
  const register = board.register.filter((one) => one.body === body.id)
  for (const [at, item] of shownAgenda(board, body, meeting.id, { now }).entries()) {
    lines.push({ kind: 'heading', text: `${at + 1}. ${item.title}` })
    if (item.byItself !== undefined) say(item.byItself)
    const until = item.decision?.at
    const out = item.kept ? [...item.out] : [...interestsIn(item, register, until)]
    for (const [member, what] of out) {
      const why = what === '' ? '' : `: ${what}`
      say(ended(`${nameOf(member)} took no part, having declared an interest${why}`))
    }
    if (item.kept) say(keptLine(item))
    for (const text of decisionLines(item, nameOf, sideName)) say(text)
    for (const { member, what } of interestsAfter(item)) {
      say(ended(`After the vote ${nameOf(member)} declared an interest: ${what}`))
    }
    if (item.kept) continue
    for (const action of board.actions.values()) {
      if (action.item !== item.id) continue
      say(`To do: ${action.what}, ${nameOf(action.owner)}, by ${formatFullDate(action.due)}.`)
    }
  }
  const title = `${body.name}, ${formatDateTime(meeting.on, new Date(meeting.on))} ${dayOf(meeting).slice(0, 4)}`
  const text = [title, meeting.where, ...lines.map((one) => one.text)].join('\n')
  return { title, lines, sha256: createHash('sha256').update(text).digest('hex') }
}

/** A sentence ends once. */
function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

const OPENS = {
  decided: 'when it is decided',
  'minutes-approved': 'when these minutes are approved',
}

function keptLine({ private: kept }: ShownItem): string {
  const { paragraph, opensOn, opensWhen } = kept!
  const when = opensOn === undefined ? OPENS[opensWhen!] : `on ${formatFullDate(opensOn)}`
  return `Taken in private under paragraph ${paragraph}. It opens by itself ${when}.`
}

/** The same as Markdown (CommonMark), each line a paragraph; what somebody wrote is text and no mark. Pure. */
export function minutesMarkdown({ title, lines }: Minutes, where: string): string {
  const told = lines.map(({ kind, text }) => {
    return `${kind === 'heading' ? '## ' : ''}${plainMarkdown(text)}`
  })
  return `${[`# ${plainMarkdown(title)}`, plainMarkdown(where), ...told].join('\n\n')}\n`
}

/** Each mark of Markdown is taken as it stands, and a line is one line. */
function plainMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]()<>#+\-!|~&]/g, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')
}

function decisionLines(
  { decision, votes }: Item,
  nameOf: (id: string) => string,
  sideName: (side: string) => string,
): string[] {
  if (decision === undefined) return []
  const { tally, outcome, motion } = decision
  const counts = tally.sides.map((one) => {
    return `${sideName(one.side)}: ${one.for} for, ${one.against} against, ${one.abstained} neither`
  })
  const last = new Map(votes.map((one) => [one.member, one]))
  const dissent = [...last.values()].flatMap((one) =>
    one.dissent === undefined ? [] : [`${nameOf(one.member)} differs: ${one.dissent}`],
  )
  const cast =
    tally.casting === undefined
      ? []
      : [`${nameOf(tally.casting)} used the casting vote that the law gives.`]
  return [
    `Decided: ${motion.text}`,
    `${counts.join('; ')}. ${OUTCOMES[outcome]}`,
    ...cast,
    ...dissent,
  ]
}

const EVENT_WORDS = {
  begin: 'The meeting began',
  in: 'came in',
  out: 'left',
  adjourn: 'The meeting was adjourned',
  resume: 'The meeting went on',
  motion: 'Moved',
  amendment: 'Amended',
  note: 'Noted',
  end: 'The meeting ended',
}

/** `Colin Webb came in`, `Moved by Bea Lindley`. */
export function eventWords(event: keyof typeof EVENT_WORDS, who = ''): string {
  const words = EVENT_WORDS[event]
  return who === ''
    ? words
    : event === 'in' || event === 'out'
      ? `${who} ${words}`
      : `${words} by ${who}`
}

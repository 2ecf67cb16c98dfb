import { createHash } from 'node:crypto'
import { formatDateTime, formatFullDate, formatTime } from '../shell/index.ts'
import { agendaOf, type Board } from './board.ts'
import { dayOf, type Item, interestsAfter, interestsIn, isPrivate, type Meeting } from './item.ts'
import type { Body } from './member.ts'

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
 * The minutes as they follow from what was written down during the meeting. What is private stands there by its title.
 * Pure.
 */
export function draftMinutes(
  { board, body, sideName }: Where,
  meeting: Meeting,
  now: Date,
): Minutes {
  const nameOf = (id: string) => body.members.find((one) => one.id === id)?.name ?? id
  const lines: MinutesLine[] = []
  const say = (text: string) => void lines.push({ kind: 'line', text })
  for (const { event, member, text, at } of meeting.events) {
    const time = formatTime(at)
    const who = member === undefined ? '' : nameOf(member)
    say(
      `${time} ${eventWords(event, who)}${text === undefined ? '' : `: ${text}`}.`.replace(
        '..',
        '.',
      ),
    )
  }
  const register = board.register.filter((one) => one.body === body.id)
  for (const [at, item] of agendaOf(board, meeting.id).entries()) {
    lines.push({ kind: 'heading', text: `${at + 1}. ${item.title}` })
    if (item.byItself !== undefined) say(item.byItself)
    for (const [member, what] of interestsIn(item, register, item.decision?.at)) {
      say(`${nameOf(member)} took no part, having declared an interest: ${what}.`)
    }
    if (item.private !== undefined && isPrivate(item, meeting, now)) {
      say(
        `Taken in private under paragraph ${item.private.paragraph}, because ${item.private.test}`,
      )
      continue
    }
    for (const text of decisionLines(item, nameOf, sideName)) say(text)
    for (const { member, what } of interestsAfter(item)) {
      say(`After the vote ${nameOf(member)} declared an interest: ${what}.`)
    }
    for (const action of board.actions.values()) {
      if (action.item !== item.id) continue
      say(`To do: ${action.what}, ${nameOf(action.owner)}, by ${formatFullDate(action.due)}.`)
    }
  }
  const title = `${body.name}, ${formatDateTime(meeting.on, new Date(meeting.on))} ${dayOf(meeting).slice(0, 4)}`
  const text = [title, meeting.where, ...lines.map((one) => one.text)].join('\n')
  return { title, lines, sha256: createHash('sha256').update(text).digest('hex') }
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

import { capital, formatDateTime, formatList } from '../shell/index.ts'
import type { Asking, Message } from './asking.ts'
import type { TransferRule } from './clock-kind.ts'
import { needOf, reasonWords, signWords } from './need.ts'
import { taskWords } from './task-kind.ts'
import { wayWords } from './way-words.ts'

/** `A place in a care home`; `Early notice` */
export function whatWords({ what, messages: [first] }: Asking): string {
  if (what !== undefined) return capital(taskWords(what))
  return first!.kind === 'pack' ? 'Transfer pack' : 'Early notice'
}

/** What a message says, as a sentence without its stop. */
export function saidIn({ kind, from, to, says }: Message, rule: TransferRule, now: Date): string {
  const [sender, receiver] = [rule.nameOf(from), rule.nameOf(to)].map(capital)
  const on = says.on === undefined ? '' : formatDateTime(says.on, now)
  const why = says.reason === undefined ? '' : `: ${reasonWords(says.reason)}`
  const way = wayWords(says.pathway)
  switch (kind) {
    case 'early-notice':
      return `${sender} gave ${receiver} early notice: the record shows ${signsIn(says.signs)}`
    case 'pack':
      return `${sender} sent ${receiver} what is known of them`
    case 'referral':
      return `${sender} asked ${receiver} for ${taskWords(says.what!)}${on === '' ? '' : `, for ${on}`}`
    case 'assessment':
      return `${sender} assessed them: the way home is ${way}`
    case 'trusted-assessment':
      return `${sender} sent a trusted assessment: the way home is ${way}`
    case 'offer':
      return `${sender} offered it${on === '' ? '' : ` from ${on}`}`
    case 'acceptance':
      return `${sender} accepted${on === '' ? '' : `: they come on ${on}`}`
    case 'refusal':
      return `${sender} said no${why}`
    case 'withdrawal':
      return `${sender} withdrew it${why}`
  }
}

function signsIn(signs: Message['says']['signs'] = []): string {
  return formatList(signs.map(signWords))
}

const CAME = {
  page: 'said so on this page',
  link: 'said so by the link that was mailed',
  interface: 'its own system took it',
  answer: 'answered it',
} as const

/** How it is known that a message came, or that it is not; what was tried last. */
export function cameWords(
  { to, delivered, read, attempts }: Message,
  rule: TransferRule,
  now: Date,
): string {
  const receiver = capital(rule.nameOf(to))
  if (delivered !== undefined) {
    const number = delivered.way === 'interface' ? `, as ${delivered.told}` : ''
    const opened =
      read === undefined ? '' : `; opened ${openedBy(read)} ${formatDateTime(read.at, now)}`
    const how = delivered.fact === read?.fact ? 'opened it' : CAME[delivered.way]
    return `Came ${formatDateTime(delivered.at, now)}: ${receiver} ${how}${number}${opened}`
  }
  const last = attempts.at(-1)
  if (last === undefined) return `Not proved to have come. It waits on the page of ${receiver}`
  const at = formatDateTime(last.at, now)
  return last.way === 'link'
    ? `Not proved to have come. A mail went to ${last.told} ${at}`
    : `Not proved to have come. The system of ${receiver} was tried ${at}: ${last.told}`
}

/** A system says how far it is in a word of its own, and not who opened it. */
function openedBy({ way, by, told }: NonNullable<Message['read']>): string {
  return way === 'interface' ? `there, as its system says (${told})` : `by ${by.name}`
}

/** What they need, for whoever is asked: no name, and nothing else. */
export function needWordsOf({ needs, messages: [first] }: Asking): string {
  const { signs } = first!.says
  if (signs !== undefined) return capital(signsIn(signs))
  if (first!.kind === 'pack') return 'What is known of them goes before them'
  return needs.length === 0
    ? 'Nothing is said of what they need'
    : capital(formatList(needs.map(needOf)))
}

/** `Over: Mere General said on Tue 10 Mar, 14:00 that it is done` */
function endedWords(ended: NonNullable<Asking['ended']>, rule: TransferRule, now: Date): string {
  const how = ended.outcome === 'done' ? 'it is done' : 'it is not needed any more'
  const { at, by } = ended
  return `Over: ${rule.nameOf(by.organisation)} said that ${how}, ${formatDateTime(at, now)}`
}

/** `answered by Southmere Council until Tue 10 Mar, 14:00`; who has it, where nothing is waited for */
export function awaitsWords(asking: Asking, rule: TransferRule, now: Date): string {
  const { awaits, state, on } = asking
  if (state === 'refused') return 'Refused'
  if (state === 'withdrawn') return 'Withdrawn'
  if (asking.ended !== undefined) return endedWords(asking.ended, rule, now)
  if (state === 'accepted')
    return on === undefined ? 'Accepted' : `Accepted for ${formatDateTime(on, now)}`
  if (awaits === undefined) {
    const came = asking.messages[0]!.delivered !== undefined
    return came ? 'It has come, and asks for nothing yet' : 'Not proved to have come'
  }
  const whom = capital(rule.nameOf(awaits.whom))
  if (awaits.by === undefined) return `${whom} is to answer, and is not proved to have it`
  const late = Date.parse(awaits.by) < now.getTime() ? 'should have answered' : 'is to answer'
  return `${whom} ${late} by ${formatDateTime(awaits.by, now)}`
}

import { derivedId, isRefusal, nextState, type Refusal } from '../kernel/index.ts'
import {
  type Fact,
  inOrder,
  type Outcome,
  type Receipt,
  type SaidBy,
  type Sent,
  standingFacts,
} from './fact.ts'
import {
  ASSESSING,
  type AskingState,
  askingCycle,
  BEGINNINGS,
  type Beginning,
  MESSAGES,
  type MessageKind,
  type Part,
  type Reply,
} from './message-kind.ts'
import { minuteOf } from './minute.ts'
import type { Need } from './need.ts'
import type { TaskKind } from './task-kind.ts'

/** That a message came to whoever it was sent to, was read there, or that somebody tried to send it. */
export type Proof = {
  readonly fact: string
  /** ISO */
  readonly at: string
  readonly by: SaidBy
  /** `answer`: whoever answers it had it */
  readonly way: Receipt['way'] | 'answer'
  readonly told?: string
}

export type Message = {
  readonly id: string
  readonly kind: MessageKind
  readonly from: string
  readonly to: string
  /** ISO */
  readonly sentAt: string
  readonly by: SaidBy
  readonly says: Sent
  readonly delivered?: Proof
  readonly read?: Proof
  readonly attempts: readonly Proof[]
}

/** What one party asks of another about one stay, from its first message to its last. */
export type Asking = {
  readonly id: string
  /** the telling of the stay by which it was found */
  readonly stay: string
  readonly asker: string
  readonly asked: string
  readonly state: AskingState
  readonly messages: readonly Message[]
  readonly what?: TaskKind
  readonly needs: readonly Need[]
  /** ISO: for when it was offered last, and then agreed */
  readonly on?: string
  readonly pathway?: string
  /** whose answer is waited for, and until when; without a time, it is not proved that they have it */
  readonly awaits?: { readonly whom: string; readonly by?: string }
  /** where somebody closed its task, so that nothing is asked any more; ISO */
  readonly ended?: { readonly at: string; readonly by: SaidBy; readonly outcome: Outcome }
}

/** Within how many hours a message is answered, from when it is proved to have come. */
export type AnswerRule = { hoursFor(kind: MessageKind): number | undefined }

const HOUR_MS = 3_600_000

/**
 * Pure: the askings that facts tell of, in the order in which they began. A message that its life cycle does not leave
 * open (two that crossed) says nothing. Whoever closes the task of one ends it: one fact ends both.
 */
export function askingsOf(facts: readonly Fact[], rule: AnswerRule): Asking[] {
  const told = facts.filter(({ asking }) => asking !== undefined)
  const closings = standingFacts(facts).filter(({ kind }) => kind === 'close')
  return [...Map.groupBy(inOrder(told), ({ asking }) => asking!)].flatMap(([id, own]) => {
    const task = taskOfAsking(id)
    const closing = closings.find((one) => one.task === task && one.asking === undefined)
    return askingOf(asSent(own), closing, rule) ?? []
  })
}

/** Of what was learnt in the same moment, what was sent after something stands after it. */
function asSent(facts: readonly Fact[]): Fact[] {
  const before = new Map(facts.map(({ id, sent }) => [id, sent?.after]))
  const depthOf = (fact: Fact) => {
    let depth = 0
    for (let id = fact.sent?.after; id !== undefined && depth < facts.length; depth++) {
      id = before.get(id)
    }
    return depth
  }
  return facts.toSorted((a, b) => (a.learntAt === b.learntAt ? depthOf(a) - depthOf(b) : 0))
}

function askingOf(
  facts: readonly Fact[],
  closing: Fact | undefined,
  rule: AnswerRule,
): Asking | undefined {
  const first = facts.find(({ kind, id, asking }) => kind === 'send' && id === asking)
  if (first?.sent === undefined || !isBeginning(first.sent.kind)) return undefined
  const { from: asker, to: asked, what, needs = [] } = first.sent
  let state: AskingState = BEGINNINGS[first.sent.kind]
  const sent: Fact[] = [first]
  const endedBy = (before?: string) => {
    const end = closing ?? assessedBy(sent.at(-1)!, { asker, what }, facts)
    return end !== undefined && (before === undefined || end.learntAt < before) ? end : undefined
  }
  for (const fact of facts) {
    if (fact.kind !== 'send' || fact === first) continue
    const { kind, from } = fact.sent!
    if (endedBy(fact.learntAt) !== undefined) state = endedFrom(state)
    if (isBeginning(kind) || !maySay(kind, from, { asker, asked, state })) continue
    const next: AskingState | Refusal = nextState(askingCycle, kind, state)
    if (isRefusal(next)) continue
    state = next
    sent.push(fact)
  }
  const end = endedBy()
  if (end !== undefined) state = endedFrom(state)
  const messages = sent.map((fact, at) => messageOf(fact, sent.slice(at + 1), facts))
  const last = messages.at(-1)!
  const said = <N extends 'on' | 'pathway'>(name: N) =>
    messages.findLast(({ kind, says }) => says[name] !== undefined && kind !== 'referral')?.says[
      name
    ]
  const on = said('on')
  const pathway = said('pathway')
  return {
    ...{ id: first.id, stay: first.stay, asker, asked, state, messages, needs },
    ...(what === undefined ? {} : { what }),
    ...(on === undefined ? {} : { on }),
    ...(pathway === undefined ? {} : { pathway }),
    ...(state === 'ended' ? endOf(end!) : awaitsOf(last, { asker, asked }, rule)),
  }
}

/** What was agreed stays agreed when it has been done. */
function endedFrom(state: AskingState): AskingState {
  return state === 'asked' || state === 'assessed' || state === 'offered' ? 'ended' : state
}

function endOf({ at, by, outcome = 'done' }: Fact): Pick<Asking, 'ended'> {
  return { ended: { at, by, outcome } }
}

/** What was asked for was an assessment, and it is there: as soon as the other is proved to have it. */
function assessedBy(
  fact: Fact,
  { asker, what }: { asker: string; what: TaskKind | undefined },
  facts: readonly Fact[],
): Fact | undefined {
  const { kind, from } = fact.sent!
  const isFound = MESSAGES[kind].ends === 'assessing' && what !== undefined && ASSESSING.has(what)
  if (!isFound) return undefined
  if (from === asker) return fact
  const came = facts.find(({ receipt, kind: proves }) => {
    return receipt?.message === fact.id && (proves === 'deliver' || proves === 'read')
  })
  return came && { ...came, by: fact.by }
}

export function isBeginning(kind: MessageKind): kind is Beginning {
  return Object.hasOwn(BEGINNINGS, kind)
}

/** Whether a party is the part of an asking that a message needs. */
export function isPart(
  part: Part,
  party: string,
  { asker, asked }: Pick<Asking, 'asker' | 'asked'>,
): boolean {
  if (part === 'either') return party === asker || party === asked
  return party === (part === 'asker' ? asker : asked)
}

/**
 * Whoever asked withdraws what they asked: they refuse only what was offered. Whoever offered says no after it was
 * accepted as well: a room is lost, a carer falls ill.
 */
export function maySay(
  kind: Reply,
  party: string,
  asking: Pick<Asking, 'asker' | 'asked' | 'state'>,
): boolean {
  if (!isPart(askingCycle.moves[kind].needs[0]!, party, asking)) return false
  return kind !== 'refusal' || party === asking.asked || asking.state === 'offered'
}

/** Whoever answers a message has had it: what was answered needs no other proof that it came. */
function messageOf(fact: Fact, later: readonly Fact[], facts: readonly Fact[]): Message {
  const { kind, from, to } = fact.sent!
  const own = facts.filter(({ receipt }) => receipt?.message === fact.id)
  const proofs = (wanted: Fact['kind'][]) =>
    own.filter((one) => wanted.includes(one.kind)).map((one) => proofOf(one, one.receipt!.way))
  const answer = later.find((one) => one.sent!.from === to && to !== from)
  const came = [
    ...proofs(['deliver', 'read']),
    ...(answer === undefined ? [] : [proofOf(answer, 'answer')]),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.fact < b.fact ? -1 : 1))
  const [read] = proofs(['read'])
  return {
    ...{ id: fact.id, kind, from, to, sentAt: fact.at, by: fact.by, says: fact.sent! },
    ...(came[0] === undefined ? {} : { delivered: came[0] }),
    ...(read === undefined ? {} : { read }),
    attempts: proofs(['attempt']),
  }
}

function proofOf({ id, at, by, receipt }: Fact, way: Proof['way']): Proof {
  const told = receipt?.told
  return { fact: id, at, by, way, ...(told === undefined ? {} : { told }) }
}

function awaitsOf(
  { kind, delivered }: Message,
  parts: Pick<Asking, 'asker' | 'asked'>,
  rule: AnswerRule,
): Pick<Asking, 'awaits'> {
  const { asks } = MESSAGES[kind]
  if (asks === undefined) return {}
  const whom = parts[asks]
  const hours = rule.hoursFor(kind)
  if (delivered === undefined || hours === undefined) return { awaits: { whom } }
  const by = new Date(Date.parse(delivered.at) + hours * HOUR_MS).toISOString()
  return { awaits: { whom, by } }
}

/** The task by which the clock counts what was asked. */
export function taskOfAsking(asking: string): string {
  return derivedId('task of an asking', asking)
}

/**
 * What follows from askings for the task of each, as facts beside those that people state. What a message asks is its
 * sender's until it is proved to have come; what gives somebody back what they held, at once. What was refused, and is
 * asked of somebody else, goes on as the task of that.
 */
export function askingFacts(askings: readonly Asking[]): Fact[] {
  return askings.flatMap((asking) => {
    if (asking.what === undefined) return []
    const own = asking.messages.flatMap((one) => factsOf(asking, one, asking.what!))
    return [...lastInMinute(own), ...askedAgain(asking, askings)]
  })
}

function askedAgain(asking: Asking, askings: readonly Asking[]): Fact[] {
  if (asking.state !== 'refused') return []
  const { sentAt: refusedAt } = asking.messages.at(-1)!
  const next = askings.find(({ what, asker, messages: [first] }) => {
    return what === asking.what && asker === asking.asker && first!.sentAt > refusedAt
  })
  if (next === undefined) return []
  const { sentAt: at, by } = next.messages[0]!
  const id = derivedId('asked again by', next.id, asking.id)
  const follows = { stay: asking.stay, task: taskOfAsking(asking.id), asking: asking.id, by }
  return [{ ...follows, id, kind: 'close', at, learntAt: at, outcome: 'not-needed' }]
}

/** A clock knows minutes: of what moved in one, the last move stands. */
function lastInMinute(facts: readonly Fact[]): Fact[] {
  const moves = facts.filter(({ kind }) => kind === 'hand-over')
  return facts.filter((fact) => {
    const later = moves.slice(moves.indexOf(fact) + 1)
    return fact.kind !== 'hand-over' || !later.some(({ at }) => minuteOf(at) === minuteOf(fact.at))
  })
}

function factsOf(asking: Asking, message: Message, what: TaskKind): Fact[] {
  const { kind, delivered, from, to, sentAt, by } = message
  const task = taskOfAsking(asking.id)
  const follows = { stay: asking.stay, task, asking: asking.id }
  const id = (name: string) => derivedId(name, message.id)
  const facts: Fact[] = []
  if (kind === 'referral') {
    const open = { at: sentAt, learntAt: sentAt, by, what, holders: [from], waitsFor: to }
    facts.push({ ...follows, ...open, id: id('opened by a message'), kind: 'open' })
  }
  const { hands, ends } = MESSAGES[kind]
  const moved = { ...follows, by: delivered?.by ?? by }
  if (hands !== undefined && delivered !== undefined && asking[hands] !== from) {
    const { at } = delivered
    const holders = [asking[hands]]
    facts.push({
      ...{ ...moved, id: id('handed by a message'), kind: 'hand-over', at, learntAt: at, holders },
    })
  }
  const over = ends === 'always' || (ends === 'assessing' && ASSESSING.has(what))
  const at = from === asking.asker ? sentAt : delivered?.at
  if (over && at !== undefined) {
    const outcome = ends === 'always' ? 'not-needed' : 'done'
    facts.push({ ...moved, id: id('ended by a message'), kind: 'close', at, learntAt: at, outcome })
  }
  return facts
}

/** What it asks is asked no more: whoever it was sent to need not have it. */
export function isMoot({ state }: Pick<Asking, 'state'>, { kind }: Pick<Message, 'kind'>): boolean {
  return state === 'ended' && (kind === 'referral' || kind === 'offer')
}

/** Nothing more is said in it. */
export function isOver({ state }: Pick<Asking, 'state'>): boolean {
  return state === 'refused' || state === 'withdrawn' || state === 'ended'
}

/** To whom somebody goes: the party whose offer was accepted last. */
export function receiverOf(askings: readonly Asking[]): Asking | undefined {
  return askings
    .filter(({ state }) => state === 'accepted')
    .sort((a, b) => (a.messages.at(-1)!.sentAt < b.messages.at(-1)!.sentAt ? 1 : -1))[0]
}

/** What somebody may say next, as the part that their party is; in the order of the table. */
export function repliesOf(asking: Asking, party: string): Reply[] {
  return (Object.keys(askingCycle.moves) as Reply[]).filter((kind) => {
    return askingCycle.moves[kind].from[asking.state] !== undefined && maySay(kind, party, asking)
  })
}

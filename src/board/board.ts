import type { Fact, Said } from './fact.ts'
import type { ActionToDo, Change, Item, Meeting, Paper, Question, Request, Told } from './item.ts'
import { itemCycle } from './item-cycle.ts'

/** Everything that bodies did, as it stands. */
export type Board = {
  readonly meetings: ReadonlyMap<string, Meeting>
  readonly items: ReadonlyMap<string, Item>
  readonly actions: ReadonlyMap<string, ActionToDo>
  readonly questions: ReadonlyMap<string, Question>
  readonly requests: ReadonlyMap<string, Request>
  /** interests in parties, by body */
  readonly register: readonly (Told<Said<'interest'>> & { readonly body: string })[]
  /** how many pages the pack of a meeting has, or of an item that is meant for none yet */
  readonly pages: ReadonlyMap<string, number>
  /** the number of the last fact */
  readonly last: number
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }
type Making = {
  meetings: Map<string, Writable<Meeting>>
  items: Map<string, Writable<Item>>
  actions: Map<string, Writable<ActionToDo>>
  questions: Map<string, Writable<Question>>
  requests: Map<string, Writable<Request>>
  register: (Told<Said<'interest'>> & { body: string })[]
  pages: Map<string, number>
}

/** Works out how everything stands from what was said, in its order. Pure: the same facts give the same. */
export function foldBoard(facts: readonly Fact[]): Board {
  return foldOn(emptyBoard(), facts)
}

export function emptyBoard(): Board {
  const said = { actions: new Map(), questions: new Map(), requests: new Map() }
  const none = { meetings: new Map(), items: new Map(), pages: new Map() }
  return { ...none, ...said, register: [], last: 0 }
}

/**
 * How everything stands after more was said: what was not spoken of is taken over as it is, so that it costs what was
 * said and not what is kept. What stood before stays as it was. Pure: the same as all of it from the beginning.
 */
export function foldOn(before: Board, facts: readonly Fact[]): Board {
  const { register, ...kept } = before
  const making: Making = {
    meetings: new Map(kept.meetings),
    items: new Map(kept.items),
    actions: new Map(kept.actions),
    questions: new Map(kept.questions),
    requests: new Map(kept.requests),
    register: [...register],
    pages: new Map(kept.pages),
  }
  for (const fact of facts) {
    anew(making.meetings, fact.meeting)
    const item = anew(making.items, fact.item)
    if (item === undefined) sayOfMeeting(making, fact)
    else sayOfItem(making, item, fact)
  }
  return { ...making, last: facts.at(-1)?.number ?? before.last }
}

/** A copy to be written in, in the place of what others may still read. */
function anew<T extends object>(all: Map<string, T>, id: string | undefined): T | undefined {
  const known = id === undefined ? undefined : all.get(id)
  if (known === undefined) return undefined
  const copy = { ...known }
  all.set(id!, copy)
  return copy
}

function sayOfMeeting(making: Making, fact: Fact): void {
  const { at, by, body, meeting: id } = fact
  const meeting = id === undefined ? undefined : making.meetings.get(id)
  switch (fact.act) {
    case 'call': {
      const broughtIn = fact.at === fact.learntAt ? {} : { broughtIn: fact.learntAt }
      const { on, where } = fact.says
      const fresh = { state: 'called' as const, events: [], present: new Set<string>() }
      making.meetings.set(id!, {
        id: id!,
        body,
        on,
        where,
        calledAt: at,
        ...fresh,
        approved: new Map(),
        opened: new Map(),
        ...broughtIn,
      })
      return
    }
    case 'propose':
      making.items.set(fact.item!, itemOf(fact, fact.says))
      return
    case 'interest':
      making.register.push({ ...fact.says, at, by, body })
      return
    case 'minute':
      if (meeting !== undefined) minute(making, meeting, { ...fact.says, at, by })
      return
    case 'approve':
      if (meeting !== undefined) approve(meeting, by.side, fact.says.sha256)
      return
    case 'opened':
      if (meeting !== undefined) {
        const before = meeting.opened.get(by.actor) ?? []
        const opened = [...before, { ...fact.says, at }]
        meeting.opened = new Map(meeting.opened).set(by.actor, opened)
      }
      return
    case 'question': {
      const of = id === undefined ? {} : { meeting: id }
      making.questions.set(fact.says.question, { ...fact.says, at, by, body, ...of })
      return
    }
    default:
      sayOfOther(making, fact)
  }
}

/** What needs neither a meeting nor an item, but may have either. */
function sayOfOther(making: Making, fact: Fact): void {
  const { at, by, meeting, item } = fact
  if (fact.act === 'minute' && item !== undefined) {
    const of = making.meetings.get(meeting ?? '')
    if (of !== undefined) minute(making, of, { ...fact.says, at, by, item })
  }
  if (fact.act === 'action') {
    const of = { ...(meeting && { meeting }), ...(item && { item }) }
    making.actions.set(fact.says.action, { ...fact.says, at, by, ...of })
  }
  if (fact.act === 'done') {
    const action = anew(making.actions, fact.says.action)
    if (action !== undefined) action.done = { ...fact.says, at, by }
  }
  if (fact.act === 'request') {
    const of = item === undefined ? {} : { item }
    making.requests.set(fact.says.request, { ...fact.says, at, by, body: fact.body, ...of })
  }
  if (fact.act === 'response') {
    const request = anew(making.requests, fact.says.request)
    if (request !== undefined) request.response = { ...fact.says, at, by }
  }
  if (fact.act === 'answer') {
    const question = anew(making.questions, fact.says.question)
    if (question !== undefined) question.answered = { ...fact.says, at, by }
  }
}

function itemOf(
  { item, body, meeting, by, at, learntAt }: Fact,
  says: Said<'propose'>,
): Writable<Item> {
  const none = {
    notYet: [],
    changes: [],
    papers: [],
    interests: [],
    votes: [],
    drafts: [],
    signed: [],
  }
  const of = meeting === undefined ? {} : { meeting }
  return {
    ...says,
    ...none,
    ...of,
    ...(at === learntAt ? {} : { openSince: at }),
    ...{ id: item!, body, proposedBy: by, proposedAt: at, agreed: new Map(), state: 'waits' },
  }
}

function sayOfItem(making: Making, item: Writable<Item>, fact: Fact): void {
  const { at, by } = fact
  switch (fact.act) {
    case 'agree': {
      const { change, urgent } = fact.says
      if (item.changes.some((one) => one.change === change)) {
        item.changes = item.changes.map((one) =>
          one.change === change ? { ...one, agreed: new Set(one.agreed).add(by.side) } : one,
        )
      } else item.agreed = new Map(item.agreed).set(by.side, { at, ...(urgent && { urgent }) })
      return
    }
    case 'not-yet': {
      const said = { ...fact.says, at, by }
      const { change } = fact.says
      if (item.changes.some((one) => one.change === change)) {
        item.changes = item.changes.map((one) =>
          one.change === change ? { ...one, notYet: [...one.notYet, said] } : one,
        )
      } else item.notYet = [...item.notYet, said]
      return
    }
    case 'place':
      item.placedAt = at
      item.openSince ??= at
      item.state = 'agenda'
      if (fact.meeting !== undefined) item.meeting = fact.meeting
      return
    case 'change': {
      const change: Change = { ...fact.says, at, by, agreed: new Set([by.side]), notYet: [] }
      item.changes = [...item.changes, change]
      return
    }
    case 'changed':
      changed(item, fact.says.change, at)
      return
    case 'paper':
      item.papers = [...item.papers, paperOf(making, fact, fact.says)]
      return
    case 'interest':
      item.interests = [...item.interests, { ...fact.says, at, by }]
      return
    case 'draft':
      item.drafts = [...item.drafts, { ...fact.says, at, by }]
      return
    case 'signed':
      item.signed = [...item.signed, { ...fact.says, at, by }]
      return
    case 'open-vote':
      item.motion = { ...fact.says, at, by }
      item.votes = []
      item.state = 'voting'
      return
    case 'vote':
      item.votes = [...item.votes, { ...fact.says, at, by }]
      return
    case 'decide':
      item.decision = { ...fact.says, at, by, motion: item.motion!, present: presentIn(making, fact) }
      item.state = fact.says.outcome === 'split' ? 'split' : 'decided'
      return
    default:
      sayOfOther(making, fact)
  }
}

function presentIn({ meetings }: Making, { meeting }: Fact): ReadonlySet<string> {
  return meetings.get(meeting ?? '')?.present ?? new Set()
}

/** Each paper begins where the pack of its meeting ended when it was published, so no page number ever changes. */
function paperOf({ pages }: Making, { at, by, meeting, item }: Fact, says: Said<'paper'>): Paper {
  const pack = meeting ?? item!
  const firstPage = (pages.get(pack) ?? 0) + 1
  pages.set(pack, firstPage + says.pages - 1)
  return { ...says, at, by, firstPage }
}

function changed(item: Writable<Item>, id: string, at: string): void {
  const change = item.changes.find((one) => one.change === id)
  if (change === undefined) return
  item.changes = item.changes.map((one) => (one === change ? { ...one, doneAt: at } : one))
  if (change.what === 'make-private' && change.private !== undefined) item.private = change.private
  if (change.what === 'open') delete item.private
  if (change.what === 'close') item.state = 'closed'
  if (change.what === 'place' && change.place !== undefined) item.place = change.place
}

const AFTER = {
  begin: 'open',
  resume: 'open',
  adjourn: 'adjourned',
  end: 'ended',
} satisfies Record<string, Meeting['state']>

function minute(
  { items }: Making,
  meeting: Writable<Meeting>,
  told: Meeting['events'][number],
): void {
  const { event, member } = told
  meeting.events = [...meeting.events, told]
  if (Object.hasOwn(AFTER, event)) meeting.state = AFTER[event as keyof typeof AFTER]
  if (member !== undefined && (event === 'in' || event === 'out')) {
    const present = new Set(meeting.present)
    if (event === 'in') present.add(member)
    else present.delete(member)
    meeting.present = present
  }
  if (event !== 'end') return
  // A vote that was not closed has decided nothing: what was not reached goes to the next meeting by itself.
  for (const item of items.values()) {
    if (
      item.meeting === meeting.id &&
      itemCycle.moves.leave.from[item.state as 'agenda'] !== undefined &&
      item.kind === 'decision'
    ) {
      anew(items, item.id)!.state = 'unfinished'
    }
  }
}

/** Approved when the second side has approved the very same. */
function approve(meeting: Writable<Meeting>, side: string, sha256: string): void {
  meeting.approved = new Map(meeting.approved).set(side, sha256)
  const same = [...meeting.approved.values()].filter((one) => one === sha256)
  if (same.length > 1) meeting.state = 'approved'
}

/** The items of a meeting in their order: as both chairs placed them, then as they came. */
export function agendaOf(board: Board, meeting: string): Item[] {
  const items = [...board.items.values()].filter(
    (one) => one.meeting === meeting && one.placedAt !== undefined && one.state !== 'closed',
  )
  const inTurn = items.sort((a, b) =>
    a.placedAt! < b.placedAt! ? -1 : a.placedAt === b.placedAt ? 0 : 1,
  )
  const free = inTurn.filter(({ place }) => place === undefined)
  const placed = inTurn
    .filter(({ place }) => place !== undefined)
    .sort((a, b) => a.place! - b.place!)
  for (const one of placed) free.splice(Math.min(one.place! - 1, free.length), 0, one)
  return free
}

/** What waits for one of the chairs: items, and changes of items. */
export type Waiting = { readonly item: Item; readonly change?: Change; readonly since: string }

/** The oldest first. What has waited past the meeting that it was meant for waits on. */
export function waitingIn(board: Board, body?: string): Waiting[] {
  const of = [...board.items.values()].filter((one) => body === undefined || one.body === body)
  const items = of.filter(({ state }) => state === 'waits')
  const changes = of.flatMap((item) =>
    item.state === 'agenda'
      ? item.changes.flatMap((change) =>
          change.doneAt === undefined ? [{ item, change, since: change.at }] : [],
        )
      : [],
  )
  return [...items.map((item) => ({ item, since: item.proposedAt })), ...changes].sort((a, b) =>
    a.since < b.since ? -1 : 1,
  )
}

/** The meetings of a body that have not begun, the next first. */
export function meetingsToCome(board: Board, body: string, now: Date): Meeting[] {
  return [...board.meetings.values()]
    .filter(
      (one) => one.body === body && one.state === 'called' && Date.parse(one.on) > now.getTime(),
    )
    .sort((a, b) => (a.on < b.on ? -1 : 1))
}

/** Decisions, the newest first. */
export function decisionsIn(
  board: Board,
  body?: string,
): (Item & { decision: NonNullable<Item['decision']> })[] {
  return [...board.items.values()]
    .filter(
      (one): one is Item & { decision: NonNullable<Item['decision']> } =>
        one.decision !== undefined,
    )
    .filter((one) => body === undefined || one.body === body)
    .sort((a, b) => (a.decision.at > b.decision.at ? -1 : 1))
}

import type { Agreement } from '../agreement/index.ts'
import { derivedId } from '../kernel/index.ts'
import { type Counted, sourcesOf, taskNamed } from '../record/index.ts'
import { THEIR_COUNCIL, THEIR_FAMILY, THEIR_HOSPITAL, type TransferRule } from './clock-kind.ts'
import { FEED_ROLE, type Listing, listFacts, listingOf } from './council-list.ts'
import { type Fact, type SaidBy, standingFacts } from './fact.ts'
import { minuteOf, timeOf } from './minute.ts'
import { reasonOf } from './reason-list.ts'
import { tasksOf } from './task.ts'
import type { TaskKind } from './task-kind.ts'

/** Who is meant at one stay by `their hospital` and `their council`. */
export type Places = {
  /** a party, or the hospital's code where it is none; undefined where nobody says */
  readonly hospital?: string
  readonly councils: readonly string[]
}

/**
 * What a hospital's feed says of a stay, as facts beside those that people state: that somebody is ready, on which
 * days they were expected to leave, and by each code of its reasons a task, open until the next code or until they
 * are told to wait for nothing; beside it what other systems tell of the stay. Their ids follow from what they say, so
 * that whoever puts one right can name it.
 *
 * @param told what was told to happen in it
 */
export function feedFacts(
  stay: Counted,
  told: readonly Counted[],
  places: Places,
  rule: TransferRule,
  agreement: Agreement,
): Fact[] {
  const by = speakerOf(stay, agreement)
  const own = { stay: stay.id, learntAt: stay.firstLearntAt, by }
  const facts: Fact[] = []
  if (stay.ready !== undefined) {
    const id = derivedId('ready', stay.organisation ?? '', stay.ready)
    facts.push({ ...own, id, kind: 'review', at: stay.ready, met: false })
  }
  const words = stay.saidAgain ?? []
  for (const { what, at, value, eventId } of words) {
    if (what !== 'expected' || value === undefined) continue
    // Which of them stands follows from when each was said: the feed's last word, or somebody's after it.
    const learntAt = timeOf(minuteOf(at)).toISOString()
    const id = derivedId('expected', eventId, at)
    facts.push({ ...own, id, kind: 'expected', at: value, learntAt })
  }
  for (const { what, at, value, eventId } of words) {
    if (what !== 'review' || value === undefined) continue
    facts.push({
      ...own,
      id: derivedId('review', eventId, at),
      kind: 'review',
      at,
      met: value === 'Y',
    })
  }
  const codes = words.filter(({ what }) => what === 'delay')
  for (const [place, { at, value, eventId }] of codes.entries()) {
    if (value === undefined) continue
    const task = derivedId('task of a code', eventId, at)
    const kind: TaskKind = reasonOf(value)?.task ?? 'other'
    const holders = holdersOf(rule.holdersOf(kind), places)
    const open = { ...own, id: task, kind: 'open', at, task, what: kind, reason: value } as const
    facts.push({ ...open, holders })
    const next = codes[place + 1]
    if (next === undefined) continue
    const id = derivedId('end of a code', eventId, at)
    facts.push({ ...own, id, kind: 'close', at: next.at, task, outcome: 'done' })
  }
  for (const one of told) {
    if (one.kind === 'task') facts.push(...taskFacts(one, stay.id, places, agreement))
  }
  return facts
}

/**
 * What somebody's own council has on its lists of them, as tasks of its own word, where the clause of the clock says
 * which; and where no system tells of that task under its name: one thing holds one share.
 *
 * @param told what was told to happen in the stay
 * @param others what was said of it beside that
 */
export function listedFacts(
  stay: Counted,
  told: readonly Counted[],
  { councils }: Places,
  rule: TransferRule,
  agreement: Agreement,
  others: readonly Fact[],
): Fact[] {
  const named = new Set(told.flatMap(({ kind, label }) => (kind === 'task' ? kindOf(label) : [])))
  const kinds = new Map<TaskKind, { one: Counted; listing: Listing }[]>()
  for (const one of told) {
    const listing = listingOf(one)
    const kind = listing && rule.councilTask(listing.listed)
    if (listing === undefined || kind === undefined || named.has(kind)) continue
    const council = partyOf(one, agreement)
    if (councils.includes(council)) kinds.set(kind, [...(kinds.get(kind) ?? []), { one, listing }])
  }
  const tasks = kinds.size === 0 ? [] : tasksOf(standingFacts(others), rule)
  return [...kinds].flatMap(([kind, listings]) => {
    const own: Fact[] = []
    // The first to have it on a list goes on with it: two lists of one thing are one task.
    const inOrder = listings.sort((a, b) => (listKey(a) < listKey(b) ? -1 : 1))
    for (const { one, listing } of inOrder) {
      const by = speakerOf(one, agreement)
      const about = { stay: stay.id, learntAt: one.firstLearntAt, by, kind }
      const before = [...tasks, ...tasksOf(own, rule)]
      own.push(...listFacts(one.id, listing, { ...about, holder: partyOf(one, agreement) }, before))
    }
    return own
  })
}

function listKey({ one, listing }: { one: Counted; listing: Listing }): string {
  return `${listing.from} ${one.id}`
}

function partyOf({ organisation = '' }: Counted, { parties }: Agreement): string {
  return parties.find(({ codes }) => codes.includes(organisation))?.id ?? organisation
}

/** A task as a partner's own system tells of it: opened, and closed where it is. */
function taskFacts(task: Counted, stay: string, places: Places, agreement: Agreement): Fact[] {
  if (task.start === undefined) return []
  const by = speakerOf(task, agreement)
  const told = { stay, learntAt: task.firstLearntAt, by, task: task.id }
  const kind = kindOf(task.label)
  const open: Fact = {
    ...told,
    id: task.id,
    kind: 'open',
    at: task.start,
    what: kind,
    holders: task.holder === undefined ? [] : namedHolders(task.holder, places, agreement),
    ...(kind === 'other' ? { reason: task.label } : {}),
    ...(task.waitsFor === undefined ? {} : { waitsFor: task.waitsFor }),
  }
  if (task.end === undefined) return [open]
  const id = derivedId('end of a task', task.id, task.end)
  return [open, { ...told, id, kind: 'close', at: task.end, outcome: 'done' }]
}

/** By the name that we give it, in our words, or in those of a national list. */
function kindOf(label: string): TaskKind {
  return taskNamed(label) ?? reasonOf(label)?.task ?? 'other'
}

/** A party by its identifier, its name, what people call it, or a code; anybody else by what they are called. */
function namedHolders(said: string, places: Places, { parties }: Agreement): string[] {
  const word = said.trim().toLowerCase()
  const special = word.replaceAll(/[\s_]+/g, '-')
  if (special === THEIR_FAMILY || word === 'family') return [THEIR_FAMILY]
  if (special === THEIR_HOSPITAL || special === THEIR_COUNCIL) return holdersOf([special], places)
  const party = parties.find(({ id, name, codes }) => {
    return (
      id === special || name.toLowerCase() === word || codes.some((code) => code === said.trim())
    )
  })
  return [party?.id ?? said.trim()]
}

/** Holders by name: of a clause's words, whose hospital and whose council it is. Nobody, where that is not known. */
export function holdersOf(words: readonly string[], { hospital, councils }: Places): string[] {
  const named = words.flatMap((word) => {
    if (word === THEIR_HOSPITAL) return hospital ?? []
    return word === THEIR_COUNCIL ? councils : word
  })
  return [...new Set(named)].sort()
}

function speakerOf({ sources: [source = ''] }: Counted, agreement: Agreement): SaidBy {
  const sources = sourcesOf(agreement)
  const feed = agreement
    .table<{ id: string; party: string }>('feed')
    .find(({ id }) => id === source)
  return {
    name: sources.nameOf(source),
    role: FEED_ROLE,
    organisation: feed?.party ?? source,
    side: sources.sideOf(source),
  }
}

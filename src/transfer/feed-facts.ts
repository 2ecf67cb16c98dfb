import type { Agreement } from '../agreement/index.ts'
import { derivedId } from '../kernel/index.ts'
import { type Counted, sourcesOf } from '../record/index.ts'
import { THEIR_COUNCIL, THEIR_HOSPITAL, type TransferRule } from './clock-kind.ts'
import type { Fact, SaidBy } from './fact.ts'
import { reasonOf } from './reason-list.ts'
import type { TaskKind } from './task-kind.ts'

/** Who is meant at one stay by `their hospital` and `their council`. */
export type Places = {
  /** a party, or the hospital's code where it is none; undefined where nobody says */
  readonly hospital?: string
  readonly councils: readonly string[]
}

/**
 * What a hospital's feed says of a stay, as facts beside those that people state: that somebody is ready, on which days
 * they were expected to leave, and by each code of its reasons a task, open until the next code or until they are
 * told to
 * wait for nothing. Their ids follow from what they say, so that whoever puts one right can name it.
 */
export function feedFacts(
  stay: Counted,
  places: Places,
  rule: TransferRule,
  agreement: Agreement,
): Fact[] {
  const by = speakerOf(stay, agreement)
  const told = { stay: stay.id, learntAt: stay.firstLearntAt, by }
  const facts: Fact[] = []
  if (stay.ready !== undefined) {
    const id = derivedId('ready', stay.organisation ?? '', stay.ready)
    facts.push({ ...told, id, kind: 'review', at: stay.ready, met: false })
  }
  const words = stay.saidAgain ?? []
  for (const { what, at, value, eventId } of words) {
    if (what !== 'expected' || value === undefined) continue
    facts.push({ ...told, id: derivedId('expected', eventId, at), kind: 'expected', at: value })
  }
  const codes = words.filter(({ what }) => what === 'delay')
  for (const [place, { at, value, eventId }] of codes.entries()) {
    if (value === undefined) continue
    const task = derivedId('task of a code', eventId, at)
    const kind: TaskKind = reasonOf(value)?.task ?? 'other'
    const holders = holdersOf(rule.holdersOf(kind), places)
    const open = { ...told, id: task, kind: 'open', at, task, what: kind, reason: value } as const
    facts.push({ ...open, holders })
    const next = codes[place + 1]
    if (next === undefined) continue
    const id = derivedId('end of a code', eventId, at)
    facts.push({ ...told, id, kind: 'close', at: next.at, task, outcome: 'done' })
  }
  return facts
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
    role: 'feed',
    organisation: feed?.party ?? source,
    side: sources.sideOf(source),
  }
}

import { addDays } from '../kernel/index.ts'
import { type DraftItem, type Drafts, inLondon } from './made-up-board.ts'
import { type Body, membersOn } from './member.ts'

/** One thing that was done, as `board.bring-in` takes it. */
type Step = {
  readonly act: string
  readonly item?: string
  readonly at: string
  readonly by?: string
  readonly says?: object
  readonly text?: string
}

type Made = { readonly drafts: Drafts; readonly body: Body; readonly today: string }

/** A meeting as it was held: agreed by both chairs and public beforehand, then minuted, voted and ended. Pure. */
export function stepsHeld(
  made: Made,
  { items, noQuorum }: Drafts['behind'][number],
  day: string,
): Step[] {
  const voting = membersOn(made.body, day).filter(({ standing, deputyOf }) => {
    return standing === 'votes' && deputyOf === undefined
  })
  const alone = voting.find(({ id }) => id === noQuorum)
  const present =
    alone === undefined
      ? voting
      : voting.filter(({ id, side }) => id === noQuorum || side !== alone.side)
  const minute = (time: string, event: string, more = {}): Step => {
    return { act: 'minute', at: inLondon(day, time), says: { event, ...more } }
  }
  const before = items.flatMap((one, at) => stepsBefore(made, one, `${at}`, addDays(day, -14)))
  const there = present.map(({ id }) => id)
  const votes = items.flatMap((one, at) => stepsVoted(made, one, at, day, there))
  return [
    ...before,
    minute('14:00', 'begin'),
    ...present.map(({ id }) => minute('14:01', 'in', { member: id })),
    ...(alone === undefined
      ? []
      : [minute('14:10', 'note', { text: 'There is no quorum, so nothing is decided' })]),
    ...(alone === undefined ? votes : []),
    minute(alone === undefined ? '16:30' : '14:15', 'end'),
  ]
}

function stepsBefore({ drafts, today }: Made, one: DraftItem, item: string, day: string): Step[] {
  const [first, second] = drafts.chairs
  const at = inLondon(day, '10:00')
  const returns = one.again ? one.title : one.returns
  const says = {
    title: one.title,
    kind: one.kind,
    concerns: one.concerns === undefined ? [] : [one.concerns],
  }
  const kept = privacyOf(one, today)
  return [
    {
      act: 'propose',
      item,
      at,
      by: first!,
      says: { ...says, ...kept, ...(returns && { returns }), ...(one.what && { what: one.what }) },
    },
    { act: 'agree', item, at, by: first! },
    { act: 'agree', item, at: inLondon(day, '11:00'), by: second! },
    { act: 'place', item, at: inLondon(day, '11:00') },
    ...papersOf(one, item, day),
  ]
}

function privacyOf({ private: kept, privateTitle }: DraftItem, today: string): object {
  if (kept === undefined) return {}
  const { opensIn, ...more } = kept
  return {
    private: { ...more, opensOn: addDays(today, opensIn) },
    ...(privateTitle && { privateTitle }),
  }
}

function papersOf(one: DraftItem, item: string, day: string): Step[] {
  const text = paperOf(one)
  if (text === undefined) return []
  return [{ act: 'paper', item, at: inLondon(day, '12:00'), says: { title: one.title }, text }]
}

function paperOf({ title, motion, why, refused, effect, evidence }: DraftItem): string | undefined {
  if (why === undefined) return undefined
  const parts = [
    `# ${title}`,
    motion === undefined ? undefined : `## What is asked\n\n${motion}`,
    `## Why\n\n${why}`,
    evidence === undefined ? undefined : `## On what evidence\n\n${evidence}`,
    refused === undefined ? undefined : `## What else was looked at\n\n${refused}`,
    effect === undefined ? undefined : `## For whom\n\n${effect}`,
  ]
  return parts.filter((part) => part !== undefined).join('\n\n')
}

function stepsVoted(
  { today }: Made,
  one: DraftItem,
  nth: number,
  day: string,
  present: readonly string[],
): Step[] {
  const item = `${nth}`
  const at = inLondon(day, `14:${String(10 + nth * 5).padStart(2, '0')}`)
  const { action, dissent, interest } = one
  const voters = present.filter((id) => id !== interest?.member)
  return [
    ...(interest === undefined
      ? []
      : [{ act: 'interest', item, at, by: interest.member, says: interest }]),
    { act: 'open-vote', item, at, says: motionOf(one, today) },
    ...voters.map((member): Step => {
      const answer = one.against.includes(member) ? 'against' : 'for'
      const own = dissent?.by === member ? { answer: 'against', dissent: dissent.says } : { answer }
      return { act: 'vote', item, at, by: member, says: { member, ...own } }
    }),
    { act: 'decide', item, at },
    ...(action === undefined ? [] : stepsToDo(action, item, at, today)),
  ]
}

function stepsToDo(
  action: NonNullable<DraftItem['action']>,
  item: string,
  at: string,
  today: string,
): Step[] {
  const { what, owner, due, done } = action
  const day = addDays(today, due)
  const taken: Step = { act: 'action', item, at, says: { action: what, what, owner, due: day } }
  if (done === undefined) return [taken]
  return [
    taken,
    {
      act: 'done',
      item,
      at: inLondon(addDays(day, -1), '15:00'),
      by: owner,
      says: { action: what, how: done },
    },
  ]
}

function motionOf(one: DraftItem, today: string): object {
  const { motion, refused, evidence, effect, clause, measure, target, by, review } = one
  const said = { text: motion, refused, evidence, effect, clause, measure, target }
  const days = {
    byDay: by === undefined ? undefined : addDays(today, by),
    reviewOn: review === undefined ? undefined : addDays(today, review),
  }
  return Object.fromEntries(
    Object.entries({ ...said, ...days }).filter(([, value]) => value !== undefined),
  )
}

/**
 * A meeting to come: its items and papers stood open before, and the chairs still have to agree to each here. Pure.
 */
export function stepsAhead(drafts: Drafts, today: string): Step[] {
  const { ahead, chairs, questions } = drafts
  const day = addDays(today, -20)
  const items = ahead.items.flatMap((one, at): Step[] => {
    const says = {
      title: one.title,
      kind: one.kind,
      concerns: one.concerns === undefined ? [] : [one.concerns],
    }
    const more = {
      ...privacyOf(one, today),
      ...(one.returns && { returns: one.returns }),
      ...(one.what && { what: one.what }),
    }
    return [
      {
        act: 'propose',
        item: `${at}`,
        at: inLondon(day, '10:00'),
        by: chairs[0]!,
        says: { ...says, ...more },
      },
      ...papersOf(one, `${at}`, day),
    ]
  })
  const waits = ahead.waits.map(({ title, kind, what, by, since }): Step => {
    return {
      act: 'propose',
      item: title,
      at: inLondon(addDays(today, -since), '10:00'),
      by,
      says: { title, kind, what, concerns: [] },
    }
  })
  const asked = questions.map(({ from, text, ago }): Step => {
    return {
      act: 'question',
      at: inLondon(addDays(today, -ago), '18:00'),
      says: { question: text, text, from },
    }
  })
  const answered = questions.flatMap(({ text, ago, answer }): Step[] => {
    const at = inLondon(addDays(today, 5 - ago), '09:00')
    return answer === undefined
      ? []
      : [{ act: 'answer', at, says: { question: text, text: answer } }]
  })
  return [...items, ...waits, ...asked, ...answered, ...stepsOwed(drafts, today)]
}

/** What was asked of partners and bodies, with what they said to it: one of it is late. */
function stepsOwed({ requests }: Drafts, today: string): Step[] {
  return requests.flatMap(({ rule, of, from, by, text, ago, due, answer }): Step[] => {
    const says = { request: text, rule, of, from, text, due: addDays(today, due) }
    const asked: Step = { act: 'request', at: inLondon(addDays(today, -ago), '10:00'), by, says }
    if (answer === undefined) return [asked]
    const at = inLondon(addDays(today, -answer.ago), '15:00')
    const response = { request: text, stand: answer.stand, text: answer.says }
    return [asked, { act: 'response', at, by: answer.by, says: response }]
  })
}

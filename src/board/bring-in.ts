import { z } from 'zod'
import { derivedId, isRefusal, newId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { plural } from '../shell/index.ts'
import { namedCommand } from '../trail/index.ts'
import { type Board, foldBoard } from './board.ts'
import { bodyChoices } from './call-meeting.ts'
import { chase } from './chase.ts'
import { outcomeOf } from './decide.ts'
import { ACTS, type Act, type Fact, type NewFact, SAYS } from './fact.ts'
import { BOARD_REFUSALS, type Dated, lacks, type Opened, openBoard } from './open-board.ts'
import { readPaper } from './paper.ts'
import { insertFile } from './queries.ts'
import { askToTakeUp } from './take-up.ts'
import { tallyOf } from './tally.ts'
import { votingOn } from './voting.ts'

export const BRING_IN = 'board.bring-in'
const FACTS_MAX = 2_000
const FILE_LENGTH_MAX = 2_000_000
/** What may be brought in of a meeting to come: the chairs agree to it here, as to anything. */
const BEFORE: readonly Act[] = [
  'propose',
  'paper',
  'interest',
  'not-yet',
  'question',
  'answer',
  'request',
  'response',
]

/** One thing that was done: of the meeting, or of the item that the file calls so; papers with their text. */
const step = z.strictObject({
  act: z.enum(ACTS),
  item: z.string().max(60).optional(),
  at: z.iso.datetime(),
  /** the chair or member who did it; left out, the clerk */
  by: z.string().max(60).optional(),
  says: z.record(z.string(), z.unknown()).default({}),
  text: z.string().max(100_000).optional(),
})

const heldMeeting = z.strictObject({
  on: z.iso.datetime(),
  where: z.string().max(200),
  called: z.iso.datetime(),
  steps: z.array(step).max(FACTS_MAX),
})

type BroughtIn = { readonly meeting: string; readonly facts: number }

/**
 * A meeting as it was held before this place kept its papers. It is marked as brought in, with the day, its votes are
 * counted anew by the clause, and its minutes stand when both chairs have approved them here.
 */
export const bringIn = namedCommand({
  name: BRING_IN,
  says: 'Brings in a meeting that was held before it was kept here',
  label: 'Bring it in',
  basis: { action: BRING_IN, does: 'bring in a meeting that was held before' },
  input: z.strictObject({
    body: z.string().max(60).meta({ label: 'Which body?' }),
    file: z.string().max(FILE_LENGTH_MAX, 'is longer than 2 million characters').meta({
      label: 'The meeting',
      hint: 'JSON: {on, where, called, steps: [{act, item, at, by, says, text}]}',
      rows: 12,
    }),
  }),
  refuses: [...BOARD_REFUSALS, 'not-readable'],
  choices: (place: Place) => ({ body: bodyChoices(place) }),
  preview: ({ facts }: BroughtIn) =>
    `${plural(facts, 'thing')} brought in. They stand when both chairs have approved the minutes.`,
  leads: ({ meeting }: BroughtIn) => `/board/meetings/${meeting}`,
  async run(context, { body: named, file }, place: Place) {
    const held = readHeld(file)
    if (isRefusal(held)) return held
    const { steps } = held
    const opened = (await openBoard(context, place)).in(named)
    if (isRefusal(opened)) return opened
    const not = lacks('keeper', opened.seat, opened.body)
    if (not !== undefined) return not
    const coming = Date.parse(held.on) >= context.now.getTime()
    const early = coming ? steps.find(({ act }) => !BEFORE.includes(act)) : undefined
    if (early !== undefined) {
      const next = 'Bring in its items and papers; both chairs then agree to each of them here.'
      return refuse(
        'not-readable',
        `That meeting is still to come, so nothing in it is ${early.act}.`,
        { next },
      )
    }
    const meeting = newId(context.now.getTime())
    const bringing = new Bringing(opened, meeting)
    bringing.add({ act: 'call', meeting, says: { on: held.on, where: held.where } }, held.called)
    for (const [at, one] of steps.entries()) {
      const fault = bringing.take(one)
      if (fault !== undefined) return refuse('not-readable', `Step ${at + 1}: ${fault}`)
    }
    for (const [sha256, bytes] of bringing.files) insertFile(context.tx, sha256, bytes)
    for (const { action, due } of bringing.toDo()) chase(context, action, due)
    askToTakeUp(context, named)
    return opened.say({ meeting, facts: bringing.facts.length }, bringing.facts)
  },
})

function readHeld(file: string) {
  try {
    const read = heldMeeting.safeParse(JSON.parse(file))
    if (read.success) return read.data
    const [issue] = read.error.issues
    return refuse('not-readable', `${issue!.path.join('.')}: it ${issue!.message}.`)
  } catch {
    return refuse('not-readable', 'This is not JSON.', {
      next: 'Take the form that its hint shows.',
    })
  }
}

/** Reads steps one after the other; what is voted on is counted from what was read before it. */
class Bringing {
  readonly facts: (Dated & { at: string })[] = []
  readonly files = new Map<string, Buffer>()
  readonly #items = new Map<string, string>()
  readonly #opened: Opened
  readonly #meeting: string

  constructor(opened: Opened, meeting: string) {
    this.#opened = opened
    this.#meeting = meeting
  }

  add(fact: NewFact, at: string, by?: Fact['by']): void {
    this.facts.push({ ...fact, at: new Date(at).toISOString(), ...(by && { by }) })
  }

  /** What is wrong with it; undefined where it is taken. */
  take({
    act,
    item: called,
    at,
    by,
    says: given,
    text,
  }: z.output<typeof step>): string | undefined {
    const sayer = by === undefined ? undefined : this.#sayer(by)
    if (by !== undefined && sayer === undefined) return `there is no member ${by}.`
    const item = called === undefined ? undefined : (this.#items.get(called) ?? newId())
    if (called !== undefined && item !== undefined) this.#items.set(called, item)
    const says = this.#saysOf(act, { ...given }, { item, text })
    if (typeof says === 'string') return says
    const read = SAYS[act].safeParse(says)
    if (!read.success) {
      const issue = read.error.issues[0]!
      return `${issue.path.join('.')} ${issue.message}`
    }
    this.add(
      { act, meeting: this.#meeting, ...(item && { item }), says: read.data } as NewFact,
      at,
      sayer,
    )
    return undefined
  }

  /** What was taken on and is not done yet. */
  toDo(): { action: string; due: string }[] {
    const done = new Set(this.facts.flatMap((one) => (one.act === 'done' ? [one.says.action] : [])))
    const taken = this.facts.flatMap((one) => (one.act === 'action' ? [one.says] : []))
    return taken.filter(({ action }) => !done.has(action))
  }

  #sayer(id: string): Fact['by'] | undefined {
    const member = this.#opened.body.members.find((one) => one.id === id)
    if (member === undefined) return undefined
    const { name, party, side } = member
    return { actor: id, name, role: 'member', organisation: party, side }
  }

  /** What the file cannot say itself: the bytes of a paper, ids, and how a vote came out. */
  #saysOf(
    act: Act,
    says: Record<string, unknown>,
    { item, text }: { item: string | undefined; text: string | undefined },
  ): Record<string, unknown> | string {
    if (act === 'paper') {
      const bytes = Buffer.from(text ?? '')
      const read = readPaper(bytes)
      if ('refused' in read) return read.refused
      this.files.set(read.sha256, bytes)
      return {
        paper: derivedId('board.paper', String(item), String(says.title)),
        version: 1,
        ...says,
        ...read,
        bytes: bytes.length,
      }
    }
    if (act === 'question' || act === 'answer') {
      return { ...says, question: derivedId('board.question', String(says.question)) }
    }
    if (act === 'request' || act === 'response') {
      return { ...says, request: derivedId('board.request', String(says.request)) }
    }
    if (act === 'action' || act === 'done')
      return { ...says, action: derivedId('board.action', String(item), String(says.action)) }
    if (act === 'propose' && typeof says.returns === 'string') {
      return { ...says, returns: this.#items.get(says.returns) ?? this.#earlier(says.returns) }
    }
    if (act !== 'decide') return says
    return this.#counted(item) ?? 'nothing was put to the vote.'
  }

  /** An item of an earlier meeting, by its title. */
  #earlier(title: string): string | undefined {
    return [...this.#opened.board.items.values()].find((one) => one.title === title)?.id
  }

  #counted(id: string | undefined): Record<string, unknown> | undefined {
    const own = this.#fold()
    const [item, meeting] = [own.items.get(id ?? ''), own.meetings.get(this.#meeting)]
    if (item?.motion === undefined || meeting === undefined) return undefined
    const tally = tallyOf(votingOn({ ...this.#opened, board: own }, item, meeting))
    return { tally, outcome: outcomeOf(tally) }
  }

  #fold(): Board {
    const nobody = { actor: '', name: '', role: '', organisation: '', side: '' }
    const body = this.#opened.body.id
    return foldBoard(
      this.facts.map((one, at) => {
        const more = { number: at + 1, body, learntAt: one.at, by: one.by ?? nobody, entryId: '' }
        return { ...one, ...more } as Fact
      }),
    )
  }
}

import { z } from 'zod'
import { ANSWERS } from './tally.ts'

/**
 * Everything that happens in a body is said as facts, in their order; how a meeting, an item, a vote or an action
 * stands is worked out from them (`read-board.ts`). Each has the time at which it was done and the time at which this
 * place learnt it, which differ only for what was brought in from before.
 */

const text = (max: number) =>
  z.string().trim().min(1, 'is empty').max(max, `is longer than ${max} characters`)
const moment = z.iso.datetime('is not a moment like 2026-03-10T14:00:00Z')
const day = z.iso.date('is not a day like 2026-03-10')
const id = z.uuid('is not an id')

/** What an item that is private for a time is kept back by, and when it opens by itself. */
const privacy = z.strictObject({
  paragraph: text(20),
  /** why the public interest in keeping it back is the greater one */
  test: text(2_000),
  opensOn: day.optional(),
  opensWhen: z.enum(['decided', 'minutes-approved']).optional(),
})
export type Privacy = z.output<typeof privacy>

/** What is put to the vote, with everything that a decision promises. */
export const motionFields = {
  text: text(4_000),
  refused: text(2_000).optional(),
  evidence: text(2_000).optional(),
  effect: text(1_000).optional(),
  clause: z
    .string()
    .regex(/^\d+(\.\d+)*$/, 'is not the number of a clause')
    .optional(),
  posting: id.optional(),
  /** the scheme of the fund that pays for it */
  scheme: z.string().max(60).optional(),
  measure: z.string().max(60).optional(),
  /** the value that it is to reach, as the measure writes it */
  target: z
    .string()
    .regex(/^-?\d+(\.\d+)?$/, 'is not a number like 12.5')
    .optional(),
  byDay: day.optional(),
  reviewOn: day.optional(),
}
export const motion = z.strictObject(motionFields)
export type Motion = z.output<typeof motion>

export const ITEM_KINDS = ['decision', 'discussion', 'to-note'] as const
export const EVENTS = [
  'begin',
  'in',
  'out',
  'adjourn',
  'resume',
  'motion',
  'amendment',
  'note',
  'end',
] as const
export type MeetingEvent = (typeof EVENTS)[number]
export const CHANGES = ['make-private', 'open', 'place', 'close'] as const
export const REGIMES = ['councillors', 'nhs-register', 'neither'] as const
/** Whether whoever responds does what was asked. */
export const STANDS = ['yes', 'in-part', 'no'] as const
export const PAPER_TYPES = ['markdown', 'pdf', 'docx'] as const

const sideTally = z.strictObject({
  side: z.string(),
  entitled: z.int(),
  present: z.int(),
  for: z.int(),
  against: z.int(),
  abstained: z.int(),
  out: z.array(z.strictObject({ member: z.string(), why: z.string() })).readonly(),
})
const tally = z.strictObject({
  sides: z.array(sideTally).readonly(),
  quorum: z.array(z.strictObject({ side: z.string(), met: z.boolean() })).readonly(),
  passes: z.boolean(),
  ties: z.array(z.string()).readonly(),
  casting: z.string().optional(),
})

const number = z.string().regex(/^-?\d+(\.\d+)?$/, 'is not a number like 12.5')
const pounds = z
  .string()
  .regex(/^\d{1,10}(\.\d{2})?$/, 'is not an amount in pounds, like 1200 or 1200.50')

/** The fact by which an action is done, whoever says what of it: what came after it was given. */
const closes = z.discriminatedUnion('by', [
  /** a month of a measure reaches a value */
  z.strictObject({ by: z.literal('measure'), measure: text(60), target: number }),
  /** a scheme has spent so much, from the month in which it was given on */
  z.strictObject({ by: z.literal('money'), scheme: text(120), pounds }),
  /** an item is decided */
  z.strictObject({ by: z.literal('decision'), item: id }),
  /** so many things of a kind happened to people, from the day on which it was given on */
  z.strictObject({ by: z.literal('occurrences'), kind: text(40), many: z.int().min(1) }),
])
export type Closes = z.output<typeof closes>

/** What each act says, beside by whom, when and about which meeting or item. */
export const SAYS = {
  call: z.strictObject({ on: moment, where: text(200) }),
  propose: z.strictObject({
    title: text(200),
    kind: z.enum(ITEM_KINDS),
    what: text(2_000).optional(),
    /** what its members read in the place of the title, where it is private */
    privateTitle: text(200).optional(),
    private: privacy.optional(),
    urgent: text(1_000).optional(),
    /** parties whose affairs it touches: whoever has an interest in one is out by themselves */
    concerns: z.array(z.string()).default([]),
    /** why it is on the agenda by itself */
    byItself: text(400).optional(),
    returns: id.optional(),
    dispute: id.optional(),
  }),
  agree: z.strictObject({ urgent: text(1_000).optional(), change: id.optional() }),
  'not-yet': z.strictObject({ reason: text(1_000), change: id.optional() }),
  place: z.strictObject({}),
  change: z.strictObject({
    change: id,
    what: z.enum(CHANGES),
    reason: text(1_000),
    place: z.int().min(1).max(100).optional(),
    private: privacy.optional(),
  }),
  changed: z.strictObject({ change: id }),
  paper: z.strictObject({
    paper: id,
    title: text(200),
    version: z.int().min(1),
    type: z.enum(PAPER_TYPES),
    name: text(120).optional(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int(),
    pages: z.int().min(1),
    /** why an earlier version was replaced */
    why: text(400).optional(),
    evidenceAt: day.optional(),
  }),
  interest: z.strictObject({
    member: z.string(),
    regime: z.enum(REGIMES),
    what: text(400),
    /** every item that concerns this party, from then on */
    party: z.string().optional(),
  }),
  minute: z.strictObject({
    event: z.enum(EVENTS),
    member: z.string().optional(),
    text: text(2_000).optional(),
  }),
  /** a clause of the agreement as it would stand, and the text in effect that it was written against */
  draft: z.strictObject({
    clause: z.string(),
    becomes: text(20_000),
    reason: text(2_000),
    base: z.string(),
    hash: z.string(),
  }),
  signed: z.strictObject({
    officer: z.string(),
    side: z.string(),
    hash: z.string(),
    file: text(4_000),
  }),
  'open-vote': motion,
  vote: z.strictObject({
    member: z.string(),
    answer: z.enum(ANSWERS),
    /** of whoever is against it, or differs in part */
    dissent: text(2_000).optional(),
    casting: z.literal(true).optional(),
  }),
  decide: z.strictObject({
    tally,
    outcome: z.enum(['carried', 'lost', 'split']),
    dispute: id.optional(),
  }),
  action: z.strictObject({
    action: id,
    what: text(400),
    owner: z.string(),
    due: day,
    closes: closes.optional(),
  }),
  done: z.strictObject({
    action: id,
    how: text(600),
    /** what closed it by itself: a month of a measure, a month of the books, an item, or what was counted until when */
    fact: text(200).optional(),
  }),
  approve: z.strictObject({ sha256: z.string() }),
  /** papers that somebody had not been shown before, when they opened the pack of a meeting */
  opened: z.strictObject({
    papers: z.array(z.strictObject({ paper: id, version: z.int().min(1) })).readonly(),
  }),
  question: z.strictObject({ question: id, text: text(2_000), from: text(120) }),
  /** a response that a party or a body owes, to whom and by when, under a clause of kind `response` */
  request: z.strictObject({
    request: id,
    rule: z.string(),
    of: z.string(),
    from: z.string(),
    text: text(2_000),
    due: day,
  }),
  response: z.strictObject({ request: id, stand: z.enum(STANDS), text: text(4_000) }),
  answer: z.strictObject({ question: id, text: text(4_000) }),
} satisfies Record<string, z.ZodType>

export type Act = keyof typeof SAYS
export const ACTS = Object.keys(SAYS) as Act[]

export type Said<A extends Act> = z.output<(typeof SAYS)[A]>

type FactOf<A extends Act> = {
  readonly act: A
  readonly says: Said<A>
  readonly meeting?: string
  readonly item?: string
}

/** What somebody says, before it is numbered. */
export type NewFact = { [A in Act]: FactOf<A> }[Act]

/** By whom it was said. */
export type Sayer = {
  readonly actor: string
  readonly name: string
  readonly role: string
  readonly organisation: string
  readonly side: string
}

export type Fact = NewFact & {
  readonly number: number
  readonly body: string
  /** ISO: when it was done */
  readonly at: string
  /** ISO: when this place learnt it */
  readonly learntAt: string
  readonly by: Sayer
  readonly entryId: string
}

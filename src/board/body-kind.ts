import { z } from 'zod'
import {
  type Clause,
  type ClauseSet,
  clauseKind,
  day,
  type FaultInClause,
  id,
  ids,
  references,
  words,
} from '../agreement/index.ts'
import { addDays } from '../kernel/index.ts'
import { capital, formatList, plural } from '../shell/index.ts'
import { COUNTED } from './clear-days.ts'
import { membersOn, STANDINGS } from './member.ts'

const member = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, 'is not how somebody signs in, like colin.webb')
    .describe('as whom they sign in'),
  name: words('their name'),
  post: words('the post for which they sit there, like ‘leader of the council’'),
  party: id('the party whose member they are'),
  standing: z
    .enum(STANDINGS, 'must be votes, speaks or observes')
    .describe('what they may do: votes, speaks or observes'),
  from: day('the first day of their term'),
  until: day('the last day of their term').optional(),
  chair: z.literal(true, 'must be true, or be left out').optional(),
  deputyOf: z
    .string()
    .describe('in whose place they sit, where that member is not there')
    .optional(),
})

const schema = z.strictObject({
  id: id('the body’s identifier'),
  name: words('what it is called'),
  form: words('what sort of body it is, like ‘a health and wellbeing board’'),
  members: z.array(member).min(2).max(100).describe('who sits in it'),
  quorum: z
    .array(
      z.strictObject({
        side: id('the side'),
        members: z.int().min(1).max(50).describe('how many of it must be in the room'),
      }),
    )
    .describe('how many voting members of each side must be in the room'),
  clearDays: z
    .int()
    .min(0)
    .max(60)
    .default(5)
    .describe('the clear days that an item and its papers stand open before the meeting'),
  counts: z
    .enum(COUNTED, 'must be working-days or every-day')
    .default('working-days')
    .describe('which days are counted'),
  publicity: id('the publicity that it keeps'),
  clerks: ids('the roles that keep its papers').min(1),
  answersTo: z.array(words('whom it answers to')).default([]),
  disputesFrom: z
    .int()
    .min(1)
    .max(10)
    .describe('the step of the ladder from which a dispute is an item by itself')
    .optional(),
  castingVote: z
    .strictObject({
      member: z.string().describe('the chair whose vote decides a tie of their side'),
      law: words('the law that gives it'),
    })
    .optional(),
})
export type BodyFields = z.output<typeof schema>
type Member = BodyFields['members'][number]

export const bodyKind = clauseKind({
  kind: 'body',
  room: 'board',
  words: ['body', 'bodies'],
  declares: 'id',
  runs: [
    { what: 'What a body decides is voted on by side, and comes back to it on the day agreed' },
  ],
  schema,
  refers: ({ fields }) => [
    ...fields.members.map((one, at) => ({
      kind: 'party',
      id: one.party,
      path: ['members', at, 'party'],
    })),
    ...fields.quorum.map(({ side }, at) => ({
      kind: 'side',
      id: side,
      path: ['quorum', at, 'side'],
    })),
    ...references('publicity', fields.publicity, 'publicity'),
    ...references('role', fields.clerks, 'clerks'),
  ],
  check: (clause, all) => [
    ...clause.fields.members.flatMap((_, at) => memberFaults(clause.fields, at, all)),
    ...chairFaults(clause, all),
    ...quorumFaults(clause, all),
    ...castingFaults(clause.fields),
  ],
  compile: ({ fields }) => ({ rows: { body: [fields] } }),
  explain(_, compiled) {
    const [body] = compiled.rows<BodyFields>('body')
    const sides = compiled.table<{ id: string; name: string }>('side')
    const nameOf = (side: string) => sides.find(({ id: one }) => one === side)?.name ?? side
    const { name, form, members, quorum, clearDays, counts, answersTo, castingVote } = body!
    const many = STANDINGS.flatMap((standing) => {
      const of = members.filter((one) => one.standing === standing && one.until === undefined)
      return of.length === 0 ? [] : [`${of.length} ${STANDING_WORDS[standing]}`]
    })
    const chairs = members.filter((one) => one.chair && one.until === undefined)
    const needs = quorum.map((one) => `${one.members} of ${nameOf(one.side)}`)
    const days =
      counts === 'working-days'
        ? plural(clearDays, 'clear working day')
        : plural(clearDays, 'clear day')
    const cast =
      castingVote === undefined
        ? []
        : [
            `By ${castingVote.law} one chair may decide a tie of their own side, and the decision says so.`,
          ]
    return [
      `${name} is ${form}: ${formatList(many)}.`,
      `It is chaired by ${formatList(chairs.map((one) => one.name))} together, and decides with ` +
        `${formatList(needs)} in the room.`,
      `An item and its papers stand open ${days} before. A decision needs a majority of those who vote on each side.`,
      ...cast,
      ...(answersTo.length === 0 ? [] : [`It answers to ${formatList(answersTo)}.`]),
    ].join(' ')
  },
  switchesOn: (_, compiled) => {
    const [body] = compiled.rows<BodyFields>('body')
    return ['1 body', plural(body!.members.length, 'member')]
  },
  concerns: (compiled) => {
    const [body] = compiled.rows<BodyFields>('body')
    return [capital(`members of ${body!.name}`)]
  },
})

const STANDING_WORDS = {
  votes: 'vote',
  speaks: 'speak and do not vote',
  observes: 'listen',
} satisfies Record<(typeof STANDINGS)[number], string>

function memberFaults({ members }: BodyFields, at: number, all: ClauseSet): FaultInClause[] {
  const one = members[at]!
  const faults: FaultInClause[] = []
  const say = (field: string, sentence: string) =>
    void faults.push({ path: ['members', at, field], sentence })
  if (one.until !== undefined && one.until < one.from) {
    say('until', `The term of ${one.name} ends on ${one.until}, before it begins.`)
  }
  const party = all.find<{ side?: string }>('party', one.party)
  if (one.standing === 'votes' && party !== undefined && party.fields.side === undefined) {
    say(
      'standing',
      `${one.name} sits for a party beside both sides, and votes are counted by side.`,
    )
  }
  if (one.chair && (one.standing !== 'votes' || one.deputyOf !== undefined)) {
    say('chair', `${one.name} chairs, so they vote and are nobody’s deputy.`)
  }
  const over = members.findIndex((other) => other.id === one.id && overlaps(other, one))
  if (over < at) say('from', `${one.name} stands twice in it for the same days.`)
  if (one.deputyOf !== undefined) {
    const whose = members.find(({ id: other }) => other === one.deputyOf)
    if (whose === undefined) say('deputyOf', `There is no member ${one.deputyOf}.`)
    else if (sideOf(whose, all) !== sideOf(one, all) || whose.deputyOf !== undefined) {
      say('deputyOf', `${one.name} can be the deputy only of a member of the same side.`)
    }
  }
  return faults
}

function overlaps(one: Member, other: Member): boolean {
  return one.from <= (other.until ?? '9999') && other.from <= (one.until ?? '9999')
}

function sideOf({ party }: Member, all: ClauseSet): string | undefined {
  return all.find<{ side?: string }>('party', party)?.fields.side
}

/** From its first day on, each side has one chair on every day; days on which a term begins or is over tell all. */
function chairFaults({ fields: { members } }: Clause<BodyFields>, all: ClauseSet): FaultInClause[] {
  const chairs = members.filter(({ chair }) => chair)
  const days = [
    ...new Set(
      chairs.flatMap(({ from, until }) => [
        from,
        ...(until === undefined ? [] : [addDays(until, 1)]),
      ]),
    ),
  ]
  const first = days.sort()[0]
  if (first === undefined)
    return [{ path: ['members'], sentence: 'It has no chair: name one of each side.' }]
  for (const day of days) {
    const there = membersOn(
      { members: chairs.map((one) => ({ ...one, side: sideOf(one, all) ?? '' })) as never },
      day,
    )
    for (const { fields: side } of all.of<{ id: string; name: string }>('side')) {
      const many = there.filter((one) => one.side === side.id).length
      if (many !== 1) {
        const has = many === 0 ? 'has no chair' : `has ${many} chairs`
        return [
          { path: ['members'], sentence: `On ${day} ${side.name} ${has}: each side has one.` },
        ]
      }
    }
  }
  return []
}

function quorumFaults({ fields }: Clause<BodyFields>, all: ClauseSet): FaultInClause[] {
  return all.of<{ id: string; name: string }>('side').flatMap(({ fields: side }) => {
    const said = fields.quorum.filter((one) => one.side === side.id)
    if (said.length !== 1) {
      return [
        { path: ['quorum'], sentence: `Say once how many of ${side.name} must be in the room.` },
      ]
    }
    const vote = fields.members.filter(
      (one) =>
        one.standing === 'votes' &&
        one.deputyOf === undefined &&
        one.until === undefined &&
        sideOf(one, all) === side.id,
    )
    if (vote.length >= said[0]!.members) return []
    return [
      {
        path: ['quorum'],
        sentence: `${side.name} has ${vote.length} who vote, fewer than must be in the room.`,
      },
    ]
  })
}

function castingFaults({ castingVote, members }: BodyFields): FaultInClause[] {
  if (castingVote === undefined) return []
  if (members.some(({ id: one, chair }) => one === castingVote.member && chair)) return []
  return [{ path: ['castingVote', 'member'], sentence: 'Only a chair can have a casting vote.' }]
}

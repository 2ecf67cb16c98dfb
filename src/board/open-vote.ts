import { z } from 'zod'
import { isRefusal, mayBeDay, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { whyNotPublic } from './draft.ts'
import { given, idField, mayBeText, textField } from './fields.ts'
import { whyNotTaken } from './item.ts'
import { BOARD_REFUSALS, mayAct, openItem } from './open-board.ts'
import { schemeNamed, schemesToday } from './paid-by.ts'
import { quorumMet } from './tally.ts'
import { votingOn } from './voting.ts'

export const OPEN_VOTE = 'board.open-vote'

/** What is to be decided is put to the vote with all that it promises: nothing is added when it has been counted. */
export const openVote = namedCommand({
  name: OPEN_VOTE,
  says: 'Puts an item to the vote',
  label: 'Put it to the vote',
  basis: { action: OPEN_VOTE, does: 'put an item to the vote' },
  input: z.strictObject({
    item: idField('Item'),
    text: textField('What would be decided?', 4_000, { rows: 4 }),
    refused: mayBeText('Which other ways were looked at and not taken?', 2_000, { rows: 3 }),
    evidence: mayBeText('On what evidence?', 2_000, { rows: 2 }),
    effect: mayBeText('What does it mean for whom?', 1_000, {
      hint: 'Groups of people, not persons',
      rows: 2,
    }),
    clause: mayBeText('By which clause of the agreement?', 12, { hint: 'Its number, like 15.24' }),
    posting: z
      .union([z.literal(''), z.uuid('is not the id of a transfer')])
      .transform((text) => (text === '' ? undefined : text))
      .optional()
      .meta({ label: 'Which transfer of the fund goes with it?', hidden: true }),
    scheme: mayBeText('Which scheme of the fund pays for it?', 60, {
      hint: 'Its name; where it leaves its plan, this comes back sooner',
    }),
    measure: z.string().max(60).optional().meta({ label: 'Which measure should move?' }),
    target: z
      .string()
      .regex(/^(-?\d+(\.\d+)?)?$/, 'is not a number like 12.5')
      .transform((text) => (text === '' ? undefined : text))
      .optional()
      .meta({ label: 'To what value?', hint: 'A number, as the measure writes it' }),
    byDay: mayBeDay('By when?', 'The month in which that day is counts'),
    reviewOn: mayBeDay(
      'When does it come back?',
      'By itself, to the first meeting from that day on',
    ),
  }),
  refuses: [
    ...BOARD_REFUSALS,
    'too-early',
    'stale',
    'too-late',
    'no-quorum',
    'not-open',
    'no-such-clause',
    'no-such-scheme',
    'half-promised',
  ],
  choices: (place: Place) => ({ measure: measureNames(place) }),
  preview: () => 'Members in the room vote on it, each by themselves, and it is counted by side.',
  leads: ({ item }: { item: string }) => `/board/items/${item}`,
  async run(context, { item: id, ...asked }, place: Place) {
    const opened = await openItem(context, place, id)
    if (isRefusal(opened)) return opened
    const may = mayAct(opened, 'open-vote')
    if (isRefusal(may)) return may
    const { item, meeting, body, sides, agreement } = opened
    if (meeting?.state !== 'open') {
      return refuse('not-open', 'Nothing is put to the vote outside an open meeting.', {
        next: 'Begin the meeting, or go on with it.',
      })
    }
    const late = whyNotTaken(body, item, meeting, sides)
    if (late !== undefined) {
      return refuse('too-late', `It cannot be taken: ${late}.`, {
        clause: body.clause,
        next: 'Take it at the next meeting; or both chairs give a reason why it cannot wait.',
      })
    }
    if (asked.clause !== undefined && agreement?.clause(asked.clause) === undefined) {
      return refuse('no-such-clause', `The agreement has no clause ${asked.clause}.`)
    }
    const paid = await paidBy(place, asked.scheme)
    if (isRefusal(paid)) return paid
    const motion = { ...asked, scheme: paid }
    const early = whyNotPublic(item.drafts, agreement, context.now)
    if (early !== undefined) return early
    const promise = [motion.measure, motion.target, motion.byDay, motion.reviewOn]
    if (motion.measure !== undefined && promise.includes(undefined)) {
      const sentence =
        'A promise says the measure, its value, by when, and when the decision comes back.'
      return refuse('half-promised', sentence)
    }
    const voting = votingOn(opened, item, meeting)
    const short = sides.filter((side) => !quorumMet(voting, side))
    if (short.length > 0) {
      return refuse('no-quorum', `Too few are in the room for ${sideNames(opened, short)}.`, {
        clause: body.clause,
      })
    }
    return opened.say({ item: id }, [
      { act: 'open-vote', item: id, meeting: meeting.id, says: given(motion) },
    ])
  },
})

/** The id of the scheme that is meant; it is one of this year’s fund. */
async function paidBy(
  place: Place,
  said: string | undefined,
): Promise<string | undefined | Refusal<'no-such-scheme'>> {
  if (said === undefined) return undefined
  const schemes = await schemesToday(place)
  const found = schemeNamed(schemes, said)
  if (found !== undefined) return found.id
  const next =
    schemes.length === 0 ? undefined : `It has ${schemes.map(({ name }) => name).join(', ')}.`
  return refuse('no-such-scheme', `This year’s fund has no scheme ${said}.`, { next })
}

/** What is counted, by the names of its clauses. */
function measureNames({ agreement }: Pick<Place, 'agreement'>): ReadonlyMap<string, string> {
  const measures = agreement.current()?.table<{ id: string; name: string }>('measure') ?? []
  return new Map(measures.map(({ id, name }) => [id, name]))
}

export function sideNames(
  {
    agreement,
  }: {
    readonly agreement: { readonly sides: readonly { id: string; name: string }[] } | undefined
  },
  ids: readonly string[],
): string {
  return ids.map((id) => agreement?.sides.find((one) => one.id === id)?.name ?? id).join(' and ')
}

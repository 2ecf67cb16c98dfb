import { z } from 'zod'
import { openDispute } from '../agreement/index.ts'
import { isRefusal, refuse, startOfLondonDay } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { formatFullDate } from '../shell/index.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import type { NewFact } from './fact.ts'
import { given, idField } from './fields.ts'
import { type Item, isPrivate } from './item.ts'
import { BOARD_REFUSALS, mayAct, type OpenedItem, openItem } from './open-board.ts'
import { sideNames } from './open-vote.ts'
import { TAKE_UP } from './take-up.ts'
import { type Tally, tallyOf } from './tally.ts'
import { votingOn } from './voting.ts'

export const DECIDE = 'board.decide'

type Decided = {
  readonly item: string
  readonly outcome: Outcome
  readonly dispute?: string
  readonly says: string
}
type Outcome = 'carried' | 'lost' | 'split'

/**
 * Closes a vote and counts it by side. Carried on both sides it is decided; lost on both it is not; what one side
 * carries and the other does not, or a tie, is a dispute with its ladder, and no one side's decision.
 */
export const decide = namedCommand({
  name: DECIDE,
  says: 'Closes a vote and counts it',
  label: 'Close the vote',
  basis: { action: DECIDE, does: 'close a vote' },
  input: z.strictObject({ item: idField('Item') }),
  refuses: [...BOARD_REFUSALS, 'no-quorum', 'not-open', 'no-clause', 'stale'],
  preview: ({ says }: Decided) => says,
  leads: ({ item }: Decided) => `/board/items/${item}`,
  async run(context, { item: id }, place: Place) {
    const opened = await openItem(context, place, id)
    if (isRefusal(opened)) return opened
    const may = mayAct(opened, 'decide')
    if (isRefusal(may)) return may
    const { item, meeting, body } = opened
    if (meeting?.state !== 'open') {
      return refuse(
        'not-open',
        'A vote is closed while the meeting is open. What it leaves open goes to the next.',
      )
    }
    const tally = tallyOf(votingOn(opened, item, meeting))
    const short = tally.quorum.filter(({ met }) => !met).map(({ side }) => side)
    if (short.length > 0) {
      return refuse(
        'no-quorum',
        `The quorum was lost: too few are left in the room for ${sideNames(opened, short)}.`,
        {
          clause: body.clause,
          next: 'Adjourn until they are back; at the end of the meeting the item goes to the next by itself.',
        },
      )
    }
    const outcome = outcomeOf(tally)
    const dispute = outcome === 'split' ? await differ(context, opened, tally) : undefined
    if (isRefusal(dispute)) return dispute
    const { reviewOn } = item.motion ?? {}
    if (outcome === 'carried' && reviewOn !== undefined) {
      context.ask(TAKE_UP, body.id, startOfLondonDay(reviewOn))
    }
    const facts: NewFact[] = [
      {
        act: 'decide',
        item: id,
        meeting: meeting.id,
        says: given({ tally, outcome, dispute: dispute?.dispute }),
      },
    ]
    const words = saidOfOutcome(outcome, item)
    const result = { item: id, outcome, ...(dispute && { dispute: dispute.dispute }), says: words }
    const said = opened.say(result, facts)
    return dispute === undefined
      ? said
      : { ...said, entry: { ...(said.entry as object), ...dispute } }
  },
})

/** Lost is what neither side carries and no side is tied on. */
export function outcomeOf({
  passes,
  sides,
  ties,
}: Pick<Tally, 'passes' | 'sides' | 'ties'>): Outcome {
  if (passes) return 'carried'
  return ties.length === 0 && sides.every((one) => one.for < one.against) ? 'lost' : 'split'
}

function saidOfOutcome(outcome: Outcome, { motion }: Item): string {
  if (outcome === 'lost') return 'It is lost on both sides.'
  if (outcome === 'split')
    return 'It is not carried on both sides: it is a dispute now, and its ladder says who takes it on.'
  const back = motion?.reviewOn
  return back === undefined
    ? 'It is carried on both sides.'
    : `It is carried on both sides, and comes back by itself on ${formatFullDate(back)}.`
}

/** Opens it; what its entry must say of that. What everybody reads names the item as everybody reads it. */
async function differ(context: CommandContext, opened: OpenedItem, { sides }: Tally) {
  const { item, meeting, agreement } = opened
  const told = sides.map((one) => {
    return `${sideNames(opened, [one.side])}: ${one.for} for, ${one.against} against`
  })
  const about = isPrivate(item, meeting, context.now) ? 'A private item of the board' : item.title
  const says = `The vote was not carried on both sides (${told.join('; ')}).`
  const of = { room: 'board', key: item.id, about }
  const dispute = await openDispute(context, agreement, { ...of, says })
  if (isRefusal(dispute)) return dispute
  const at = context.now.toISOString()
  return { dispute: dispute.id, number: 1, act: 'open', at, ...of, words: says }
}

import type { Agreement, Replay, Replayed, ReplayedDays } from '../agreement/index.ts'
import { addDays, dayInLondon, plural } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { bodyNamed, sidesOf } from './bodies.ts'
import { consultationRule } from './consultation-kind.ts'
import { outcomeOf } from './decide.ts'
import { type Item, type Meeting, whyNotTaken } from './item.ts'
import { readBoard } from './read-board.ts'
import { tallyOf } from './tally.ts'
import { votingOn } from './voting.ts'

/** What bodies decided in these days and could not have, and which changes would have been voted on too early. */
export const bodyReplay: Replay = { of: ['body', 'consultation'], run: replayBodies }

async function replayBodies(
  place: Place,
  text: Agreement,
  { from, to }: ReplayedDays,
): Promise<Replayed[]> {
  const board = await readBoard(place)
  return [...board.items.values()].flatMap((item): Replayed[] => {
    const { decision, id } = item
    const meeting = board.meetings.get(item.meeting ?? '')
    const day = decision && dayInLondon(new Date(decision.at))
    if (decision === undefined || meeting === undefined || day! < from || day! > to) return []
    const body = bodyNamed(text, item.body)
    if (body === undefined)
      return [{ id, clause: '', sentence: `There would be no body ${item.body}.` }]
    const sides = sidesOf(text)
    const early = tooEarly(item, text)
    if (early !== undefined) return [{ id, ...early }]
    const { clause } = body
    const late = whyNotTaken(body, item, meeting, sides)
    if (late !== undefined)
      return [{ id, clause, sentence: `It could not have been taken: ${late}.` }]
    const then: Meeting = { ...meeting, present: decision.present }
    const tally = tallyOf(votingOn({ board, body, sides }, item, then))
    const short = tally.quorum.filter(({ met }) => !met)
    if (short.length > 0) {
      const whom = short.map(({ side }) => text.sides.find((one) => one.id === side)?.name ?? side)
      return [
        { id, clause, sentence: `Too few would have been in the room for ${whom.join(' and ')}.` },
      ]
    }
    if (decision.outcome !== 'carried' || outcomeOf(tally) === 'carried') return []
    return [{ id, clause, sentence: 'It would not have been carried on both sides.' }]
  })
}

function tooEarly({ drafts, motion }: Item, text: Agreement) {
  const [last, rule] = [drafts.at(-1), consultationRule(text)]
  if (last === undefined || motion === undefined || rule === undefined) return undefined
  const day = addDays(dayInLondon(new Date(last.at)), rule.days)
  if (dayInLondon(new Date(motion.at)) >= day) return undefined
  const days = plural(rule.days, 'day')
  return { clause: rule.clause, sentence: `It would have been public for fewer than ${days}.` }
}

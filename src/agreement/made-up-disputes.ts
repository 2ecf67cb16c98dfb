import type { Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { readPersonas } from '../shell/index.ts'
import { actedBy, actorAt, MADE_UP_PLACE } from './actor-at.ts'
import type { Agreement } from './agreement.ts'
import { ladderOf } from './may-act.ts'

const OPEN = 'agreement.open-dispute'
const PROPOSE = 'agreement.propose-settlement'
const ANSWER = 'agreement.answer-settlement'

/**
 * What the made-up place shows of where partners differed: one thing that both sides have settled, by the people whom
 * its agreement lets do that. The keys are always the same, so that it is done once.
 */
export async function settleOneDispute(place: Place, tell: (text: string) => void): Promise<void> {
  const agreement = place.agreement.current()
  const ladder = ladderOf(agreement)
  if (agreement === undefined || ladder === undefined) return
  const [one, other] = agreement.sides.map(({ id }) => viewerOf(place, agreement, id))
  if (one === undefined || other === undefined) {
    return place.madeUp.unsaid(OPEN, 'On one of the sides nobody may open and settle it.')
  }
  tell('Settling what the two sides differed about.')
  const act = (name: string, viewer: Viewer, input: unknown) =>
    place.call(name, { viewer, input, key: `made-up ${name}` })
  const opened = await act(OPEN, other, {
    room: 'agreement',
    key: ladder.clause,
    about: 'Which days count as working days of a step',
    says: 'A day on which either of us is closed should not count: nobody is there to answer.',
  })
  if (!opened.ok) return
  const { id: dispute } = opened.result as { id: string }
  const settlement =
    'Bank holidays do not count. Any other day on which one of us is closed counts.'
  await act(PROPOSE, one, { dispute, settlement })
  await act(ANSWER, other, { dispute, answer: 'accept', reason: 'That is known a year ahead.' })
}

/** Somebody of a side who holds the first step and may open and settle; undefined where there is nobody. */
function viewerOf(place: Place, agreement: Agreement, side: string): Viewer | undefined {
  const holders = ladderOf(agreement)!.steps[0]?.holders ?? []
  const powers = agreement.table<{ role: string; purpose: string; does: readonly string[] }>(
    'power',
  )
  const people = readPersonas(place.settings.placeFolder).flatMap((group) => group.people)
  for (const person of people) {
    const purpose = powers.find(
      ({ role, does }) =>
        role === person.role && [OPEN, PROPOSE, ANSWER].every((action) => does.includes(action)),
    )?.purpose
    const actor = actedBy(MADE_UP_PLACE, actorAt(agreement, person))
    if (purpose !== undefined && actor.side === side && holders.includes(actor.role)) {
      return { actor, purpose }
    }
  }
  return undefined
}

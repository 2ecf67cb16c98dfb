import { ACCEPT_OFFER } from '../accept-offer.ts'
import { ACKNOWLEDGE, acknowledge } from '../acknowledge.ts'
import { type Asking, isOver, repliesOf } from '../asking.ts'
import { ASSESS } from '../assess.ts'
import { ASSESSING, askingCycle, type Reply } from '../message-kind.ts'
import { OFFER } from '../offer.ts'
import { undeliveredTo } from '../on-asking.ts'
import type { ReadStay } from '../read-stays.ts'
import { REFUSE_ASKING } from '../refuse-asking.ts'
import { WITHDRAW_ASKING } from '../withdraw-asking.ts'
import type { Doer, Verb } from './buttons.tsx'

const ACTIONS: Readonly<Record<Reply, string>> = {
  assessment: ASSESS,
  'trusted-assessment': ASSESS,
  offer: OFFER,
  acceptance: ACCEPT_OFFER,
  refusal: REFUSE_ASKING,
  withdrawal: WITHDRAW_ASKING,
}

/** What somebody may say next in an asking, the likeliest first: only what it and a clause leave open to them. */
export function askingVerbs(asking: Asking, { stay }: ReadStay, doer: Doer, then: string): Verb[] {
  const { organisation } = doer.viewer.actor
  const may = (action: string) => doer.whyNot(doer.viewer, action) === undefined
  const href = (action: string) => `/do/${action}?asking=${asking.id}&then=${then}`
  const waits = !isOver(asking) && undeliveredTo(asking, organisation) !== undefined
  const have =
    waits && may(ACKNOWLEDGE) ? [{ href: href(ACKNOWLEDGE), label: acknowledge.label! }] : []
  const replies = repliesOf(asking, organisation)
    .filter((reply) => may(ACTIONS[reply]) && fits(reply, asking))
    .filter((reply) => stay.state !== 'left' || reply === 'refusal' || reply === 'withdrawal')
    .map((reply) => ({ href: href(ACTIONS[reply]), label: askingCycle.moves[reply].label }))
  return [...have, ...replies]
}

/** Only what is to be assessed is. */
function fits(reply: Reply, { what, state }: Asking): boolean {
  const assesses = what !== undefined && ASSESSING.has(what)
  if (reply === 'assessment' || reply === 'trusted-assessment') return assesses
  return reply !== 'offer' || !assesses || state !== 'asked'
}

import { z } from 'zod'
import {
  actOnDispute,
  DISPUTE_REFUSALS,
  disputeId,
  disputeSubject,
  statement,
} from '../agreement/index.ts'
import { refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { formatList, plural } from '../shell/index.ts'
import { namedCommand } from '../trail/index.ts'
import { transferRule } from './clock-kind.ts'
import { termsOf } from './contest.ts'
import { holderChoices, holderField } from './fields.ts'
import { ROOM } from './read-stays.ts'

export const PROPOSE_SHARES = 'transfer.propose-shares'

const parts = (label: string) =>
  z.int('must be a whole number').min(1, 'must be 1 at least').max(1_000).optional().meta({ label })

/** Words alone settle a dispute too; then its minutes stay nobody's. */
export const proposeShares = namedCommand({
  name: PROPOSE_SHARES,
  says: 'Proposes to the other side who held the minutes that they differ about',
  label: 'Propose who held them',
  brief: true,
  basis: {
    action: PROPOSE_SHARES,
    does: 'propose who held the minutes that the sides differ about',
  },
  input: z.strictObject({
    dispute: disputeId(),
    holder: holderField('Who held them?', 'All of them, or a part where a second is named'),
    parts: parts('How many parts?'),
    other: holderField('Who held the rest?', 'Left empty where one held them all').optional(),
    other_parts: parts('How many parts did they hold?'),
    says: statement('Why', 'The other side reads it. Name nobody.'),
  }),
  choices: (place: Place) => ({ holder: holderChoices(place), other: holderChoices(place) }),
  refuses: [...DISPUTE_REFUSALS, 'no-such-dispute'],
  preview: () =>
    'The other side is asked to accept or decline exactly this. Accepted, the clock counts so.',
  leads: ({ id }: { id: string }) => `/disputes/${id}`,
  async run(context, { dispute, holder, says, other, ...shares }, place: Place) {
    const agreement = place.agreement.current()
    const rule = transferRule(agreement)
    const about = await disputeSubject(context.tx, dispute)
    if (about === undefined || about.room !== ROOM) {
      return refuse('no-such-dispute', 'There is no dispute about minutes with this id.')
    }
    if (rule === undefined) return refuse('no-clause', 'No clause says how minutes are counted.')
    const own = { holder, parts: shares.parts ?? 1 }
    const rest =
      other === undefined || other === '' ? [] : [{ holder: other, parts: shares.other_parts ?? 1 }]
    const all = [own, ...rest]
    const told = all.map((one) => `${rule.nameOf(one.holder)} ${plural(one.parts, 'part')}`)
    const words = `${formatList(told)}. ${says}`
    return actOnDispute(context, agreement, dispute, 'propose', words, {
      terms: termsOf(all),
    })
  },
})

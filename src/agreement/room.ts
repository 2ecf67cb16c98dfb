import type { Room } from '../room.ts'
import { answerSettlement } from './answer-settlement.ts'
import { agreementConcerns } from './concerns.ts'
import { settleOneDispute } from './made-up-disputes.ts'
import { moveDispute } from './move-dispute.ts'
import { openDisputeCommand } from './open-dispute.ts'
import { proposeSettlement } from './propose-settlement.ts'
import { sayInDispute } from './say-in-dispute.ts'
import { disputesToday } from './waiting-disputes.ts'
import { withdrawDispute } from './withdraw-dispute.ts'

/** The agreement, what changed in it, and what runs by which clause. */
export const agreement: Room = {
  name: 'agreement',
  actions: [{ name: 'agreement.disputes', does: 'read what the two sides differ about' }],
  commands: [
    openDisputeCommand,
    sayInDispute,
    moveDispute,
    proposeSettlement,
    answerSettlement,
    withdrawDispute,
  ],
  async pages(app, place) {
    const { register } = await import('./register.ts')
    register(app, place)
  },
  words: 'the agreement',
  concerns: agreementConcerns,
  today: disputesToday,
  madeUp: settleOneDispute,
  destinations: [
    { id: 'disputes', label: 'Where we differ', href: '/disputes', action: 'agreement.disputes' },
    { id: 'agreement', label: 'Agreement', href: '/agreement', action: 'public' },
  ],
}

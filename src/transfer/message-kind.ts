import { lifeCycle } from '../kernel/index.ts'
import type { TaskKind } from './task-kind.ts'

/** Of the two parties of an asking: who began it, who was asked, or whichever of them. */
export type Part = 'asker' | 'asked' | 'either'

export type AskingState =
  | 'told'
  | 'asked'
  | 'assessed'
  | 'offered'
  | 'accepted'
  | 'refused'
  | 'withdrawn'
  | 'ended'

/** What follows in an asking, when it has begun. */
export type Reply =
  | 'assessment'
  | 'trusted-assessment'
  | 'offer'
  | 'acceptance'
  | 'refusal'
  | 'withdrawal'

/**
 * What may be said between two parties of somebody who leaves hospital, and after what. An asking begins with early
 * notice, a transfer pack or a referral; what begins one stands in no row here. Whoever acts tests that they are the
 * part that the row needs. No message ends one as `ended`: closing its task does, until its offer is accepted.
 */
export const askingCycle = lifeCycle<AskingState, Reply, Part>({
  thing: 'What was asked',
  states: {
    told: 'was told, and asks for nothing',
    asked: 'waits for an answer',
    assessed: 'is assessed, and nothing is offered yet',
    offered: 'waits for the offer to be accepted',
    accepted: 'is accepted',
    refused: 'is refused',
    withdrawn: 'is withdrawn',
    ended: 'is over: what it asked for is done or not needed any more',
  },
  first: 'told',
  moves: {
    assessment: {
      from: { asked: 'assessed' },
      needs: ['asked'],
      label: 'Say what the assessment found',
      closed: 'no assessment is asked for',
    },
    'trusted-assessment': {
      from: { asked: 'assessed' },
      needs: ['asker'],
      label: 'Send a trusted assessment',
      closed: 'no assessment is asked for',
    },
    offer: {
      from: { asked: 'offered', assessed: 'offered', offered: 'offered' },
      needs: ['asked'],
      label: 'Offer it',
      closed: 'nothing can be offered',
    },
    acceptance: {
      from: { offered: 'accepted' },
      needs: ['asker'],
      label: 'Accept the offer',
      closed: 'there is no offer to accept',
    },
    refusal: {
      from: { asked: 'refused', assessed: 'refused', offered: 'refused', accepted: 'refused' },
      needs: ['either'],
      label: 'Refuse it',
      closed: 'there is nothing to refuse',
    },
    withdrawal: {
      from: {
        told: 'withdrawn',
        asked: 'withdrawn',
        assessed: 'withdrawn',
        offered: 'withdrawn',
        accepted: 'withdrawn',
      },
      needs: ['asker'],
      label: 'Withdraw it',
      closed: 'there is nothing to withdraw',
    },
  },
})

/** What begins an asking, with the state that it begins in. */
export const BEGINNINGS = { 'early-notice': 'told', pack: 'told', referral: 'asked' } as const
export type Beginning = keyof typeof BEGINNINGS

export type MessageKind = Beginning | Reply

/**
 * What each asks of whom, and what it does to the task of its asking. It moves the task only when it is proved that
 * whoever it was sent to has it: until then the task is its sender's. `hands`: who holds the task then. `ends`: the
 * task is over.
 */
export type MessageRow = {
  readonly words: string
  /** of whom an answer is asked, within the time that the clause gives */
  readonly asks?: 'asker' | 'asked'
  readonly hands?: 'asker' | 'asked'
  readonly ends?: 'assessing' | 'always'
}

export const MESSAGES: Readonly<Record<MessageKind, MessageRow>> = {
  'early-notice': { words: 'early notice' },
  pack: { words: 'a transfer pack' },
  referral: { words: 'a referral', asks: 'asked', hands: 'asked' },
  assessment: { words: 'an assessment', asks: 'asked', ends: 'assessing' },
  'trusted-assessment': { words: 'a trusted assessment', asks: 'asked', ends: 'assessing' },
  offer: { words: 'an offer', asks: 'asker', hands: 'asker' },
  acceptance: { words: 'an acceptance', hands: 'asked' },
  refusal: { words: 'a refusal', hands: 'asker' },
  withdrawal: { words: 'a withdrawal', ends: 'always' },
}

export const MESSAGE_KINDS = Object.keys(MESSAGES) as [MessageKind, ...MessageKind[]]

/** Those that ask somebody for an answer. */
export const ASKING_KINDS = MESSAGE_KINDS.filter((kind) => MESSAGES[kind].asks !== undefined) as [
  MessageKind,
  ...MessageKind[],
]

/** Tasks that are done when somebody has said what an assessment found. */
export const ASSESSING: ReadonlySet<TaskKind> = new Set([
  'therapy-review',
  'social-care-assessment',
  'continuing-care-checklist',
  'needs-and-pathway',
])

import { lifeCycle } from '../kernel/index.ts'

/**
 * What may be said of a stay. The hospital's feed alone says that somebody came or left; what was said too early, too
 * late or wrongly is put right after they have left as well. `other-side`: not the side that said it.
 */
export const stayCycle = lifeCycle({
  thing: 'This stay',
  states: {
    staying: 'goes on, and they are not ready to leave',
    ready: 'goes on, and one side says that they are ready to leave',
    agreed: 'goes on, and both sides say that they are ready to leave',
    left: 'is over',
  },
  first: 'staying',
  moves: {
    'set-expected': {
      from: { staying: 'staying', ready: 'ready', agreed: 'agreed' },
      needs: [],
      label: 'Say when they are expected to leave',
      closed: 'there is nothing to expect',
    },
    'mark-ready': {
      from: { staying: 'ready', ready: 'ready', agreed: 'agreed', left: 'left' },
      needs: [],
      label: 'Say whether they are ready',
      closed: 'nothing is reviewed',
    },
    review: {
      from: { staying: 'staying', ready: 'ready', agreed: 'agreed' },
      needs: [],
      label: 'Say that nothing has changed',
      closed: 'nothing is reviewed',
    },
    'confirm-ready': {
      from: { ready: 'agreed', left: 'left' },
      needs: ['other-side'],
      label: 'Confirm that they are ready',
      closed: 'there is nothing to confirm',
    },
    'open-task': {
      from: { staying: 'staying', ready: 'ready', agreed: 'agreed', left: 'left' },
      needs: [],
      label: 'Say what must happen',
      closed: 'nothing more has to happen',
    },
    contest: {
      from: { ready: 'ready', agreed: 'agreed', left: 'left' },
      needs: [],
      label: 'Contest these minutes',
      closed: 'no minute is counted that could be contested',
    },
    'score-handover': {
      from: { left: 'left' },
      needs: [],
      label: 'Say how they arrived',
      closed: 'they have not left',
    },
  },
})

export type StayState = keyof typeof stayCycle.states
export type StayAct = keyof typeof stayCycle.moves

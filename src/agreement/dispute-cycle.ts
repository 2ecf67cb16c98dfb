import { lifeCycle } from '../kernel/index.ts'

/**
 * What may be done where partners differ. `side`: whoever acts for one of the two sides; `holder`: a role that holds
 * the present step of the ladder; `above`: a step is left above it; `other-side`: not the side that proposed;
 * `opener`: the side that opened it.
 */
export const disputeCycle = lifeCycle({
  thing: 'This dispute',
  states: {
    open: 'is open without a proposal',
    proposed: 'has a proposal that waits for an answer',
    settled: 'is settled',
    withdrawn: 'was withdrawn',
  },
  first: 'open',
  moves: {
    say: {
      from: { open: 'open', proposed: 'proposed' },
      needs: ['side'],
      label: 'Say what your side says',
      closed: 'nothing can be added to it',
    },
    move: {
      from: { open: 'open', proposed: 'proposed' },
      needs: ['side', 'holder', 'above'],
      label: 'Move it up a step',
      closed: 'it goes no further',
    },
    propose: {
      from: { open: 'proposed', proposed: 'proposed' },
      needs: ['side', 'holder'],
      label: 'Propose how to settle it',
      closed: 'there is nothing to propose',
    },
    accept: {
      from: { proposed: 'settled' },
      needs: ['side', 'holder', 'other-side'],
      label: 'Accept the proposal',
      closed: 'there is none to accept',
    },
    decline: {
      from: { proposed: 'open' },
      needs: ['side', 'holder', 'other-side'],
      label: 'Decline the proposal',
      closed: 'there is none to decline',
    },
    withdraw: {
      from: { open: 'withdrawn', proposed: 'withdrawn' },
      needs: ['side', 'opener'],
      label: 'Withdraw it',
      closed: 'it cannot be withdrawn',
    },
  },
})

export type DisputeState = keyof typeof disputeCycle.states
export type DisputeAct = keyof typeof disputeCycle.moves
export type DisputeNeed = (typeof disputeCycle.moves)[DisputeAct]['needs'][number]

import { lifeCycle } from '../kernel/index.ts'

/** What may be done with an item, and what it asks of whoever does it. */
export const itemCycle = lifeCycle({
  thing: 'This item',
  states: {
    waits: 'waits for both chairs',
    agenda: 'is on the agenda',
    voting: 'is being voted on',
    decided: 'is decided',
    split: 'was carried on one side alone',
    unfinished: 'was not reached',
    closed: 'was taken off by both chairs',
  },
  first: 'waits',
  moves: {
    agree: {
      from: { waits: 'agenda' },
      needs: ['chair'],
      label: 'Agree to it for your side',
      closed: 'neither chair adds it again',
    },
    'not-yet': {
      from: { waits: 'waits' },
      needs: ['chair'],
      label: 'Say why not yet',
      closed: 'neither chair alone takes it off',
    },
    change: {
      from: { agenda: 'agenda' },
      needs: ['chair'],
      label: 'Ask the other chair to change it',
      closed: 'nothing about it is changed',
    },
    paper: {
      from: { agenda: 'agenda', voting: 'voting' },
      needs: ['keeper'],
      label: 'Publish a paper',
      closed: 'no paper is added to it',
    },
    draft: {
      from: { waits: 'waits', agenda: 'agenda' },
      needs: ['speaker'],
      label: 'Change a clause of the agreement',
      closed: 'no clause is changed by it',
    },
    sign: {
      from: { decided: 'decided' },
      needs: ['keeper'],
      label: 'Bring in a signature',
      closed: 'nothing is signed',
    },
    interest: {
      from: {
        waits: 'waits',
        agenda: 'agenda',
        voting: 'voting',
        decided: 'decided',
        split: 'split',
      },
      needs: ['member'],
      label: 'Declare an interest',
      closed: 'an interest in it has no effect',
    },
    'open-vote': {
      from: { agenda: 'voting' },
      needs: ['keeper'],
      label: 'Put it to the vote',
      closed: 'it is not put to the vote',
    },
    vote: {
      from: { voting: 'voting' },
      needs: [],
      label: 'Vote',
      closed: 'nobody votes on it',
    },
    close: {
      from: { agenda: 'closed' },
      needs: ['chair'],
      label: 'Take it off the agenda, where both chairs agree',
      closed: 'it is not taken off',
    },
    leave: {
      from: { agenda: 'unfinished', voting: 'unfinished' },
      needs: [],
      label: 'The meeting ends without it',
      closed: 'it is not left over',
    },
    decide: {
      from: { voting: 'decided' },
      needs: ['keeper'],
      label: 'Close the vote',
      closed: 'there is no vote to close',
    },
  },
})

export type ItemState = keyof typeof itemCycle.states
export type ItemAct = keyof typeof itemCycle.moves

import { lifeCycle } from '../kernel/index.ts'

/** How a meeting goes, as the clerk minutes it. */
export const meetingCycle = lifeCycle({
  thing: 'This meeting',
  states: {
    called: 'has not begun',
    open: 'is open',
    adjourned: 'is adjourned',
    ended: 'is over',
    approved: 'has minutes that both chairs approved',
  },
  first: 'called',
  moves: {
    begin: {
      from: { called: 'open' },
      needs: [],
      label: 'Begin',
      closed: 'it does not begin again',
    },
    in: {
      from: { called: 'called', open: 'open', adjourned: 'adjourned' },
      needs: ['who'],
      label: 'Somebody comes in',
      closed: 'nobody comes in',
    },
    out: {
      from: { called: 'called', open: 'open', adjourned: 'adjourned' },
      needs: ['who'],
      label: 'Somebody leaves',
      closed: 'nobody leaves',
    },
    adjourn: {
      from: { open: 'adjourned' },
      needs: [],
      label: 'Adjourn',
      closed: 'it is not adjourned',
    },
    resume: { from: { adjourned: 'open' }, needs: [], label: 'Go on', closed: 'it does not go on' },
    motion: {
      from: { open: 'open' },
      needs: ['words'],
      label: 'Note a motion',
      closed: 'nothing is moved',
    },
    amendment: {
      from: { open: 'open' },
      needs: ['words'],
      label: 'Note an amendment',
      closed: 'nothing is amended',
    },
    note: {
      from: { called: 'called', open: 'open', adjourned: 'adjourned', ended: 'ended' },
      needs: ['words'],
      label: 'Note something',
      closed: 'nothing more is noted',
    },
    end: {
      from: { open: 'ended', adjourned: 'ended' },
      needs: [],
      label: 'End',
      closed: 'it does not end',
    },
    approve: {
      from: { ended: 'approved' },
      needs: [],
      label: 'Approve the minutes for your side',
      closed: 'its minutes are not approved now',
    },
  },
})

export type MeetingState = keyof typeof meetingCycle.states

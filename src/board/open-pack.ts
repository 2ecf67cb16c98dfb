import { isRefusal, type Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Command } from '../trail/index.ts'
import { READ } from './actions.ts'
import type { Meeting, Paper } from './item.ts'
import { type BOARD_REFUSALS, openMeeting } from './open-board.ts'
import { notIn, type Supplement, supplementOf } from './pack.ts'

export const OPEN_PACK = 'board.open-pack'

type Shown = readonly Pick<Paper, 'paper' | 'version'>[]

/**
 * Whoever is signed in opens the pack of a meeting: what they are shown for the first time is a fact about them,
 * written down before the answer is sent, so that the next time they are told what is new. Where nothing is new
 * nothing is written.
 */
export async function openPack(
  place: Place,
  viewer: Viewer,
  meeting: Meeting,
  papers: Shown,
): Promise<Supplement> {
  const now = place.clock.now()
  const opened = meeting.opened.get(viewer.actor.id) ?? []
  const fresh = notIn(papers, opened)
  if (fresh.length > 0) {
    const shown = fresh.map(({ paper, version }) => ({ paper, version }))
    const key = `${OPEN_PACK}:${meeting.id}:${viewer.actor.id}:${now.toISOString()}`
    const input = { meeting: meeting.id, papers: shown }
    await place.trail.run(commandIn(place), { viewer, input, key })
  }
  return supplementOf(papers, opened, now)
}

function commandIn(
  place: Place,
): Command<{ meeting: string; papers: Shown }, null, (typeof BOARD_REFUSALS)[number]> {
  return {
    name: OPEN_PACK,
    basis: { action: READ, does: 'read what the board talks about and decides' },
    async run(context, { meeting, papers }) {
      const opened = await openMeeting(context, place, meeting)
      if (isRefusal(opened)) return opened
      return opened.say(null, [{ act: 'opened', meeting, says: { papers } }])
    },
  }
}

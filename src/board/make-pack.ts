import { type Refusal, refuse, type Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { READ } from './actions.ts'
import { viewBoard } from './board-view.ts'
import { openPack } from './open-pack.ts'
import { type PackFile, packFile } from './pages/pack-file.tsx'

/**
 * The pack of a meeting as one file, for whoever is named or for everybody; that somebody who is named has opened it is
 * written down.
 */
export async function makePack(
  place: Place,
  viewer: Viewer | undefined,
  id: string,
): Promise<PackFile | Refusal> {
  const not = viewer === undefined ? undefined : place.whyNot(viewer, READ)
  if (not !== undefined) return not
  const view = await viewBoard(place, viewer)
  const meeting = view.board.meetings.get(id)
  if (meeting === undefined) return refuse('no-such-meeting', 'There is no such meeting.')
  const file = await packFile(place, view, meeting)
  if (viewer !== undefined) await openPack(place, viewer, meeting, file.papers)
  return file
}

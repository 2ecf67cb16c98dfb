import { isRefusal, refuse, type Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Command } from '../trail/index.ts'
import { ACKNOWLEDGE } from './acknowledge.ts'
import type { Asking } from './asking.ts'
import { onAsking } from './on-asking.ts'
import { say } from './on-stay.ts'

export const READ_MESSAGE = 'transfer.read-message'

type Input = { readonly asking: string; readonly message: string }

/**
 * That somebody of the party that a message was sent to has opened it: once for each message. Their look stands in the
 * log as well; this says which message they had before them, and so proves that it came.
 */
export async function noteRead(place: Place, viewer: Viewer, asking: Asking): Promise<boolean> {
  const { organisation } = viewer.actor
  if (place.whyNot(viewer, ACKNOWLEDGE) !== undefined) return false
  const unread = asking.messages.filter(({ to, read }) => to === organisation && read === undefined)
  for (const { id } of unread) {
    const input = { asking: asking.id, message: id }
    await place.trail.done(command(place), { viewer, input, key: `${READ_MESSAGE}:${id}` })
  }
  return unread.length > 0
}

function command(place: Place): Command<Input, null, string> {
  return {
    name: READ_MESSAGE,
    basis: { action: ACKNOWLEDGE, does: 'say that what their organisation was asked has come' },
    async run(context, { asking: id, message }) {
      const on = await onAsking(context, id, place)
      if (isRefusal(on)) return on
      const { organisation } = context.viewer.actor
      const own = on.asking.messages.find((one) => one.id === message)
      if (own?.to !== organisation) return refuse('not-yours', 'It was not sent to you.')
      if (own.read !== undefined) return refuse('read', 'It has been opened already.')
      const at = context.now.toISOString()
      const receipt = { message, way: 'page' as const }
      const said = await say(context, on, { kind: 'read', at, asking: id, receipt })
      return { ...said, result: null }
    },
  }
}

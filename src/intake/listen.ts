import type { Listening, Place } from '../room.ts'
import { listenForMessages } from './listen-for-messages.ts'
import { beginViews } from './read-view.ts'
import { watchDrop } from './take-drop.ts'
import { beginTracing } from './trace-national.ts'

/**
 * What a process that serves listens to: messages over the network, views in databases of partners, and a folder into
 * which files are put.
 */
export async function listen(
  place: Place,
  say: (text: string) => void,
): Promise<Listening | undefined> {
  const messages = await listenForMessages(place, say)
  await beginViews(place)
  await beginTracing(place)
  const drop = await watchDrop(place, say).catch(async (error) => {
    await messages?.close()
    throw error
  })
  return {
    async close() {
      await Promise.all([messages?.close(), drop?.close()])
    },
  }
}

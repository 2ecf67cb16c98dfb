import { Fault } from '../kernel/index.ts'
import type { Listening, Place } from '../room.ts'
import { serveMllp } from './serve-mllp.ts'

/** IANA's port for HL7. */
const MADE_UP_PORT = 2575

/**
 * Opens the port for messages that a setting names; a made-up place has one unless the setting says 0. Where the port
 * that nobody asked for is taken, that is said and the place goes on without.
 */
export async function listenForMessages(
  place: Place,
  say: (text: string) => void,
): Promise<Listening | undefined> {
  const { mllpPort, mllpHost: host, mode } = place.settings
  const port = mllpPort ?? (mode === 'made-up' ? MADE_UP_PORT : 0)
  if (port === 0) return undefined
  try {
    return await serveMllp(place, { port, host, log: place.log })
  } catch (error) {
    if (mllpPort !== undefined || !(error instanceof Fault)) throw error
    say(error.line)
    return undefined
  }
}

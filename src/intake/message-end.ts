import { Unreadable } from './reading.ts'

const RETURN = 0x0d
const MISSING = 'its end, which is missing'

/**
 * A message must end where a message ends: what lost its end says less than its sender did, and may say something
 * else, for instance the tenth hour where the tenth of the month was meant.
 * @param bytes as `MessageSplitter` cuts them
 * @throws Unreadable where its frame was never closed, or nothing follows its header
 */
export function refuseCutOff(bytes: Buffer): void {
  if (bytes.at(-1) !== RETURN) {
    throw new Unreadable('the message is cut off: its frame was never closed', MISSING)
  }
  if (isHeaderAlone(bytes)) {
    throw new Unreadable('the message is cut off: nothing follows MSH', MISSING)
  }
}

function isHeaderAlone(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 3) === 'MSH' && bytes.indexOf(RETURN) === bytes.length - 1
}

import { setTimeout as sleep } from 'node:timers/promises'

/** Longer than it takes to find out, and shorter than anybody notices. */
const STROKE_MS = 50

/**
 * What must not tell by its time what was found is answered on the next stroke since it was asked, whichever way it
 * went: give it `performance.now()` of the asking.
 */
export async function onTheStroke(askedAt: number): Promise<void> {
  const passed = performance.now() - askedAt
  await sleep(Math.ceil((passed + 1) / STROKE_MS) * STROKE_MS - passed)
}

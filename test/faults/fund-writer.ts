import { readSettings } from '../../src/kernel/index.ts'
import { openPlace } from '../../src/main.ts'
import { IAN, POOL, SUNITA, setUpOnce } from '../fund-place.ts'
import { type Ask, askLog, RANDOM_PLAN, sendRandom } from '../fund-random.ts'

/**
 * A process to be killed: random commands on the books of a fund as fast as it can, and the key of each that was done,
 * one a line, after it was acknowledged.
 */
const settings = readSettings({ ...process.env, CONCORDAT_NOW: '2026-03-10T09:00:00Z' })
const place = await openPlace(settings)
await setUpOnce(place, RANDOM_PLAN)
const ask = askLog(place)
const telling: Ask = async (who, name, input, key) => {
  const answer = await ask(who, name, input, key)
  if (answer.ok) process.stdout.write(`${key}\n`)
  return answer
}
const seed = Number(process.argv[2])
const by = [IAN, SUNITA, POOL]
await sendRandom(telling, { count: Number.MAX_SAFE_INTEGER, lanes: 32, seed, by })

import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { readPersonas } from '../src/shell/index.ts'
import { openWindow, signInAs } from './browser.ts'
import { handsAt } from './browser-hands.ts'
import { HOME_LEAVING, HUB_LEAVING, SOCIAL_LEAVING, WARD_LEAVING } from './leaving-tasks.ts'
import type { RunningPlace } from './running-place.ts'
import { TASKS, type Task } from './tasks.ts'
import { Visitor } from './visitor.ts'

/**
 * Tasks with who leaves hospital that are walked in a real browser, by mouse and keyboard: of the hub all, of the
 * others what they alone do.
 */
const IN_BROWSER: ReadonlyMap<string, readonly Task[]> = new Map([
  ['lee.carter', HUB_LEAVING],
  ['priya.shah', WARD_LEAVING.slice(-1)],
  ['ana.reid', SOCIAL_LEAVING],
  ['olive.marsden', HOME_LEAVING],
])

/** What the tasks of everybody cost, walked at a place; each that is over its budget, or that cannot be done. */
export async function staysInBudget(place: RunningPlace, browser: Browser): Promise<void> {
  const personas = readPersonas(join(import.meta.dirname, '../places/southmere'))
  const ids = personas.flatMap(({ people }) => people.map(({ id }) => id))
  assert.deepEqual([...TASKS.keys()].sort(), ids.sort())
  const over: string[] = []
  for (const [persona, tasks] of TASKS) {
    assert.ok(tasks.length >= 10, `${persona} has ${tasks.length} tasks`)
    const plain = await Visitor.signIn(place.origin, persona)
    const own = IN_BROWSER.get(persona)
    const real = own === undefined ? undefined : await inBrowser(place.origin, browser, persona)
    const home = plain.path
    for (const task of tasks) {
      const { does, most, walk } = task
      const visitor = real !== undefined && own?.includes(task) ? real : plain
      await visitor.open(home)
      Object.assign(visitor.effort, { clicks: 0, fields: 0, keys: 0 })
      try {
        await walk(visitor)
      } catch (error) {
        over.push(`${persona} ${does}: ${(error as Error).message.slice(0, 600)}`)
        continue
      }
      const { clicks, fields, keys } = visitor.effort
      const cost = `${clicks} clicks, ${fields} fields, ${keys} keys`
      if (clicks > most.clicks || fields > most.fields || keys > most.keys)
        over.push(`${persona} ${does}: ${cost}`)
    }
  }
  assert.deepEqual(over, [])
}

export async function inBrowser(
  origin: string,
  browser: Browser,
  persona: string,
): Promise<Visitor> {
  const page = await (await openWindow(browser, origin)).newPage()
  await signInAs(page, persona)
  return Visitor.inBrowser(origin, handsAt(page))
}

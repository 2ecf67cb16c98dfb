import assert from 'node:assert/strict'
import { join } from 'node:path'
import { readPersonas } from '../src/shell/index.ts'
import type { RunningPlace } from './running-place.ts'
import { TASKS } from './tasks.ts'
import { Visitor } from './visitor.ts'

/** What the tasks of everybody cost, walked at a place; each that is over its budget, or that cannot be done. */
export async function staysInBudget(place: RunningPlace): Promise<void> {
  const personas = readPersonas(join(import.meta.dirname, '../places/southmere'))
  const ids = personas.flatMap(({ people }) => people.map(({ id }) => id))
  assert.deepEqual([...TASKS.keys()].sort(), ids.sort())
  const over: string[] = []
  for (const [persona, tasks] of TASKS) {
    assert.ok(tasks.length >= 10, `${persona} has ${tasks.length} tasks`)
    const visitor = await Visitor.signIn(place.origin, persona)
    const home = visitor.path
    for (const { does, most, walk } of tasks) {
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

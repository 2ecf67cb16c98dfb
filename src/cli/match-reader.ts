import { parentPort, workerData } from 'node:worker_threads'
import { Fault } from '../kernel/index.ts'
import { FieldValues, MatchTable } from '../people/index.ts'
import { fill, placesOf, type TableAnswer, type TableAsked } from './match-read.ts'

// One of the tables of `match`, in a thread of its own.
const asked = workerData as TableAsked
const fields = asked.fields.map((field) => new FieldValues(field))
const table = new MatchTable(fields, placesOf(asked), { ...asked.columns, where: asked.path })
parentPort!.postMessage(await answer())

async function answer(): Promise<TableAnswer> {
  try {
    await fill(table, asked.path)
    return { parts: table.parts }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { fault: { what: error.message, where: error.where, remedy: error.remedy } }
  }
}

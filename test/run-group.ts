import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { measure } from './measured.ts'

/**
 * Several test files in one process, one test after the other: what they stand on is loaded once, and what was
 * opened for one test is there for the next.
 */
const { CONCORDAT_TEST_COST: path } = process.env
const loaded = Promise.withResolvers<void>()
const load = path ? measure(path, join(import.meta.dirname, '..'), loaded.promise) : () => {}
for (const file of process.argv.slice(2)) {
  load(file)
  await import(pathToFileURL(file).href).catch((error: unknown) => {
    test(`${file} can be loaded`, () => {
      throw error
    })
  })
}
loaded.resolve()

import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

/**
 * Several test files in one process, one test after the other: what they stand on is loaded once, and what was
 * opened for one test is there for the next.
 */
for (const file of process.argv.slice(2)) {
  await import(pathToFileURL(file).href).catch((error: unknown) => {
    test(`${file} can be loaded`, () => {
      throw error
    })
  })
}

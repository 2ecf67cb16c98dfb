import { join, relative } from 'node:path'
import { suite, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { measure } from './measured.ts'
// What it closes, it closes when every file has been run, and not with the file that first asked for it.
import '../src/kernel/testing.ts'

/**
 * Several test files in one process, one test after the other: what they stand on is loaded once, and what was
 * opened for one test is there for the next. Each file is a suite, so that what it does before and after its tests
 * happens to no other's.
 */
const ROOT = join(import.meta.dirname, '..')
const files = process.argv.slice(2)
const { CONCORDAT_TEST_COST: path, CONCORDAT_TEST_DATA: data = ROOT } = process.env
const suites = new Map(files.map((file) => [relative(ROOT, file), pathToFileURL(file).href]))
if (path) measure(path, data, [...suites.keys()])
for (const [name, file] of suites) {
  // Asked for at once: after anything that is waited for, its tests would belong to no suite.
  suite(name, async () => {
    await import(file).catch((error: unknown) => {
      test(`${name} can be loaded`, () => {
        throw error
      })
    })
  })
}

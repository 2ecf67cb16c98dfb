import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

/** Who holds what, and who notices: each line of the page is a test that is there under that name. */
const ROOT = join(import.meta.dirname, '..')

test('each line of docs/trust.md names a test, and only all keys in one hand go unnoticed', () => {
  const text = readFileSync(join(ROOT, 'docs/trust.md'), 'utf8')
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
  assert.ok(lines.length > 20)
  for (const line of lines) {
    const [, holds, , notices, when, named] = line.split('|').map((cell) => cell.trim())
    const [file, title] = [
      named!.slice(0, named!.indexOf(': ')),
      named!.slice(named!.indexOf(': ') + 2),
    ]
    assert.ok(existsSync(join(ROOT, file)), `${file} is not there`)
    assert.ok(
      readFileSync(join(ROOT, file), 'utf8').includes(`'${title}'`),
      `${file} has no ${title}`,
    )
    assert.match(when!, /^(at once|in time|when it is checked)$/)
    if (/\bnobody\b/.test(notices!))
      assert.match(holds!, /log's key, the database and all witnesses/)
  }
})

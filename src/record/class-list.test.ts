import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Fault } from '../kernel/index.ts'
import { classList } from './class-list.ts'

function openFolder(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-lists-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'lists'))
  const path = join(folder, 'lists', 'few.yaml')
  return { folder, path, write: (text: string) => writeFileSync(path, text) }
}

test('a list holds codes by system, and is read again where its file has changed', (t) => {
  const { folder, path, write } = openFolder(t)
  write(
    'about: ours\nasAt: 2026-04-01\nsystems:\n  http://snomed.info/sct:\n    - 72892002 Normal pregnancy\n    - "19169002"\n',
  )
  const list = classList(folder, 'few')
  assert.deepEqual([...list.keys()], ['72892002', '19169002'])
  assert.ok(list.get('19169002')!.has('http://snomed.info/sct'))
  assert.equal(classList(folder, 'few'), list)
  write('about: ours\nasAt: 2026-04-01\nsystems:\n  constructor: [__proto__, 1a x, {code: b c}]\n')
  utimesSync(path, 1, 1)
  assert.deepEqual([...classList(folder, 'few').keys()], ['__proto__', '1a', 'b c'])
})

test('a list that is not there or cannot be used is a fault with its file and line', (t) => {
  const { folder, write } = openFolder(t)
  const fault = (pattern: RegExp, where: RegExp) =>
    assert.throws(
      () => classList(folder, 'few'),
      (error) =>
        error instanceof Fault && pattern.test(error.message) && where.test(error.where ?? ''),
    )
  fault(/names a list of codes that is not there/, /few\.yaml$/)
  write('about: [')
  fault(/it is not YAML/, /few\.yaml:/)
  write('about: ours\nasAt: 2026-04-01\nsystems:\n  a:\n    - 72892002\n')
  fault(/numbers lose digits/, /few\.yaml:5$/)
  write('about: ours\nsystem: {}\n')
  fault(/cannot be used/, /few\.yaml:/)
  write('about: ours\nsystems:\n  a:\n    - b\n')
  fault(/asAt is no day/, /few\.yaml/)
  write('about: ours\nasAt: 2026-04-01\nsystems:\n  a:\n    - "*"\n')
  fault(/cannot be used/, /few\.yaml:5$/)
})

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const PROGRAM = join(import.meta.dirname, '../../bin/concordat')

test('the program itself reads standard input, says what is wrong on the other side, and ends with the code', () => {
  const words = ['do', 'agreement.open-dispute', '--input', '-', '--as', 'priya.shah']
  const { status, stdout, stderr } = spawnSync(PROGRAM, words, {
    cwd: tmpdir(),
    input: 'no JSON',
    encoding: 'utf8',
  })
  assert.deepEqual([status, stdout], [2, ''])
  assert.equal(
    stderr,
    'concordat: this is not JSON (standard input). Give a file with one JSON object.\n',
  )
})

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { markForTerminal } from '../kernel/index.ts'
import { runCommand } from './run-command.ts'

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

test('what drives a terminal or turns a line round is shown as a mark, wherever it comes from', async () => {
  const said: string[] = []
  const terminal = {
    env: {},
    input: () => '',
    out: (line: string) => void said.push(line),
    err: (line: string) => void said.push(line),
  }
  await runCommand(['x\u001b[2J', 'y\u202ez', 'Siân'], terminal)
  await runCommand(['load', 'a\u001b]0;title\u0007', '--nothing\r'], terminal)
  const all = said.join('\n')
  assert.match(all, /x␛\[2J y\[U\+202E\]z Siân/)
  assert.match(all, /--nothing␍/)
  assert.equal(markForTerminal(all), all)
})

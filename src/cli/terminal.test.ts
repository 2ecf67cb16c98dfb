import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { markForTerminal, newId } from '../kernel/index.ts'
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

test('no word is passed over, no option given twice, and JSON says what is wrong in JSON', async () => {
  const folder = join(tmpdir(), `no-place-${newId()}`)
  const run = async (...args: string[]) => {
    const told = { out: [] as string[], err: [] as string[] }
    const code = await runCommand(args, {
      env: { CONCORDAT_DATA: folder },
      input: () => '',
      out: (line) => void told.out.push(line),
      err: (line) => void told.err.push(line),
    })
    return [code, told.out.join('\n'), told.err.join('\n')]
  }
  const spare = (words: string, word: string) =>
    `concordat: ${words} takes no "${word}" (${words}). See concordat ${words} --help.`
  for (const [words, ...given] of [
    ['quarantine list', 'foo'],
    ['feed list', 'foo'],
    ['feed certificate', 'mere-general', 'foo'],
    ['inbox list', 'foo', '--source', 's'],
    ['agreement diff', 'a', 'b', 'foo'],
    ['trail verify', 'http://localhost', 'foo'],
    ['generate', 'foo', '--out', 'x'],
    ['restore', 'x.zip', 'foo', '--into', 'y'],
    ['transfer clock', 'x', 'foo', '--as', 'u'],
    ['start', 'foo'],
    ['transfer return', 'sitrep', 'foo'],
    ['fund export', 'foo'],
  ] as [string, ...string[]][]) {
    assert.deepEqual(await run(...words.split(' '), ...given), [2, '', spare(words, 'foo')])
  }
  const twice = 'concordat: --source was given twice (load). Give it once.'
  const load = ['load', 'x.csv', '--source', 'a', '--source', 'b']
  assert.deepEqual(await run(...load), [2, '', twice])
  assert.deepEqual(await run(...load, '--json'), [2, JSON.stringify({ error: twice }), twice])
  // As many as there are, and a number in three words, are no words too many.
  for (const words of [
    'load a b c',
    'quarantine replay a b',
    'person 999 000 0018',
    'transfer return sitrep',
  ]) {
    const [code, , said] = await run(...words.split(' '))
    assert.equal(code === 0, false)
    assert.doesNotMatch(String(said), /takes no/)
    assert.equal(existsSync(folder), false, words)
  }
})

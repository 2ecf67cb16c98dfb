import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { Fault, readSettings } from '../kernel/index.ts'
import type { CliCall } from './command.ts'
import { command } from './generate.ts'

function callOf(t: TestContext, values: CliCall['values'], json = false) {
  const folder = mkdtempSync(join(tmpdir(), 'southmere-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const said: string[] = []
  const call: CliCall = {
    values: { out: join(folder, 'place'), ...values },
    positionals: [],
    json,
    settings: readSettings({}),
    out: (text) => said.push(text),
    err: (text) => said.push(text),
  }
  return { call, said, folder }
}

test('generate makes the place and says how much it is', async (t) => {
  const values = { people: '120', seed: 'x', 'as-of': '2026-03-03' }
  const { call, said, folder } = callOf(t, values)
  assert.equal(await command.run(call), 0)
  assert.match(said.join('\n'), /^120 people as of 2026-03-03 in .*: [\d,]+ items, \d+\.\d s$/)
  assert.deepEqual(readdirSync(join(folder, 'place')).sort(), [
    'care',
    'community',
    'council',
    'fund',
    'gp',
    'hospital',
    'leaving',
    'match',
    'opt-outs',
    'reference',
    'southmere.json',
    'staff',
    'truth',
  ])
})

test('generate --json prints its files', async (t) => {
  const { call, said } = callOf(t, { people: '30', 'as-of': '2026-03-03' }, true)
  assert.equal(await command.run(call), 0)
  const made = JSON.parse(said.join('')) as { people: number; files: { path: string }[] }
  assert.equal(made.people, 30)
  assert.ok(made.files.some(({ path }) => path === 'gp/record.ndjson'))
})

test('generate refuses what it cannot make, by the name of the option', async (t) => {
  for (const [values, where] of [
    [{ out: undefined }, '--out'],
    [{ people: 'many' }, '--people'],
    [{ people: '0' }, '--people'],
    [{ 'as-of': '31/02/2026' }, '--as-of'],
  ] as const) {
    const { call } = callOf(t, values)
    await assert.rejects(
      command.run(call),
      (error) => error instanceof Fault && error.where === where && error.exitCode === 2,
    )
  }
})

test('a folder that cannot be made is said, and nothing is tried for ever', async (t) => {
  const { call, folder } = callOf(t, { people: '1' })
  writeFileSync(join(folder, 'file'), '')
  for (const out of [join(folder, 'file', 'place'), '/proc/place']) {
    const asked = command.run({ ...call, values: { ...call.values, out } })
    await assert.rejects(asked, (error: Error) => {
      return error instanceof Fault && /no folder can be made here/.test(error.line)
    })
  }
})

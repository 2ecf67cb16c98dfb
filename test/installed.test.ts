import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { quietPort } from './quiet-port.ts'

const ROOT = join(import.meta.dirname, '..')
const PARTS = ['bin', 'src', 'places', 'package.json']

/** A folder of somebody else's, with us among its packages as a package manager puts us there. */
function installed(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'installed-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const packages = join(folder, 'node_modules')
  mkdirSync(join(packages, '.bin'), { recursive: true })
  for (const part of PARTS)
    cpSync(join(ROOT, part), join(packages, 'concordat', part), { recursive: true })
  for (const name of readdirSync(join(ROOT, 'node_modules')).filter(
    (one) => !one.startsWith('.'),
  )) {
    symlinkSync(join(ROOT, 'node_modules', name), join(packages, name))
  }
  symlinkSync(join(ROOT, 'node_modules/.bin/node'), join(packages, '.bin/node'))
  symlinkSync('../concordat/bin/concordat', join(packages, '.bin/concordat'))
  return folder
}

test('a package among others serves its pages from another folder, with its data folder there', async (t) => {
  const folder = installed(t)
  const program = join(folder, 'node_modules/.bin/concordat')
  const elsewhere = join(folder, 'elsewhere')
  mkdirSync(elsewhere)
  const port = await quietPort()
  const child = spawn(program, ['start', '--port', String(port)], {
    cwd: elsewhere,
    env: { ...process.env, CONCORDAT_DATA: 'data', CONCORDAT_PEOPLE: '0', CONCORDAT_PLACE: '' },
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  let said = ''
  const serves = new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (text) => {
      said += text
    })
    child.stdout.on('data', (text: Buffer) => text.includes('serves') && resolve())
    child.once('exit', (code) => reject(new Error(`it ended with ${code}\n${said}`)))
  })
  await serves
  const page = await fetch(`http://localhost:${port}/sign-in`)
  assert.equal(page.status, 200)
  assert.match(await page.text(), /Who do you want to be\?/)
  child.kill('SIGTERM')
  assert.equal(await ended, 0)
  assert.deepEqual(readdirSync(elsewhere), ['data'])
})

test('through a symbolic link of a symbolic link it is itself', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'linked-'))
  t.after(() => rmSync(folder, { recursive: true }))
  symlinkSync(join(ROOT, 'bin/concordat'), join(folder, 'one'))
  symlinkSync('one', join(folder, 'two'))
  const { status, stdout, stderr } = spawnSync(
    join(folder, 'two'),
    ['agreement', 'check', join(ROOT, 'places/example')],
    { cwd: folder, encoding: 'utf8' },
  )
  assert.equal(status, 0, stderr)
  assert.match(stdout, /^No fault/)
})

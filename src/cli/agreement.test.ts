import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { madeUpKey } from '../agreement/index.ts'

const ROOT = join(import.meta.dirname, '../..')
const SOUTHMERE = join(ROOT, 'places/southmere')

type Ran = { code: number; out: string; err: string }

function concordat(...args: string[]): Promise<Ran> {
  return concordatIn({}, ...args)
}

function concordatIn(settings: NodeJS.ProcessEnv, ...args: string[]): Promise<Ran> {
  const env = { ...process.env, ...settings }
  return new Promise((resolve) => {
    execFile(join(ROOT, 'bin/concordat'), ['agreement', ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err })
    })
  })
}

/** A copy of Southmere's agreement to spoil, without its signatures. */
function draft(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'draft-'))
  t.after(() => rmSync(folder, { recursive: true }))
  cpSync(join(SOUTHMERE, 'agreement'), folder, { recursive: true })
  rmSync(join(folder, 'signatures'), { recursive: true })
  return folder
}

function spoil(folder: string, file: string, from: string, to: string): void {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  assert.ok(text.includes(from))
  writeFileSync(path, text.replace(from, to))
}

function keyFile(folder: string, pem: string | Buffer): string {
  const path = join(folder, '.key.pem')
  writeFileSync(path, pem)
  return path
}

test('check: no fault, every fault at its place, and a folder that is not there', async (t) => {
  const good = await concordat('check', SOUTHMERE)
  assert.deepEqual([good.code, good.err], [0, ''])
  assert.match(good.out, /^No fault: \d+ clauses, \d+ policies, sha256:[0-9a-f]{64}\n$/)
  const folder = draft(t)
  spoil(folder, '06-who-may-see-what.yaml', 'role: gp\n', 'role: vet\n')
  spoil(folder, '11-how-long.yaml', 'ends: 2028-03-31', 'ends: tomorrow')
  const bad = await concordat('check', folder)
  assert.equal(bad.code, 1)
  const lines = bad.out.trimEnd().split('\n')
  assert.equal(lines.length, 3)
  assert.match(lines[0]!, /06-who-may-see-what\.yaml:\d+:11 No clause declares the role vet\.$/)
  assert.match(
    lines[1]!,
    /11-how-long\.yaml:11:11 The field ends: tomorrow is not a day of the calendar/,
  )
  assert.equal(lines[2], '2 faults')
  const json = await concordat('check', folder, '--json')
  assert.equal(json.code, 1)
  const { ok, faults } = JSON.parse(json.out)
  assert.equal(ok, false)
  assert.deepEqual(Object.keys(faults[0]), ['file', 'line', 'column', 'clause', 'sentence'])
  assert.equal(faults[0].clause, '6.3')
  assert.deepEqual(JSON.parse((await concordat('check', SOUTHMERE, '--json')).out), {
    ok: true,
    faults: [],
  })
  const none = await concordat('check', join(folder, 'nowhere'))
  assert.equal(none.code, 2)
  assert.match(none.err, /^concordat: there is no such folder \(.*nowhere\)\. Give the folder/)
  assert.equal((await concordat('check')).code, 2)
  assert.equal((await concordat('check', SOUTHMERE, '--nonsense')).code, 2)
})

test('explain: a reading of every clause, and the policies beside it', async () => {
  const { code, out } = await concordat('explain', SOUTHMERE, '--cedar')
  assert.equal(code, 0)
  assert.match(
    out,
    /6\.1 {2}Ward coordinators, for the people on their ward\n +Ward coordinators may see/,
  )
  assert.match(out, /@clause\("6\.1"\)/)
  const plain = await concordat('explain', SOUTHMERE)
  assert.ok(plain.out.split('\n').every((line) => line.length <= 100))
  const { clauses } = JSON.parse((await concordat('explain', SOUTHMERE, '--json')).out)
  assert.ok(clauses.length > 80)
  assert.deepEqual(Object.keys(clauses[0]), ['number', 'heading', 'kind', 'reading', 'cedar'])
})

test('diff: what changes for whom', async (t) => {
  const folder = draft(t)
  spoil(folder, '06-who-may-see-what.yaml', 'council-care, carer, looks]', 'carer, looks]')
  const { code, out } = await concordat('diff', SOUTHMERE, folder)
  assert.equal(code, 0)
  assert.match(out, /6\.1 .* \(changed, asked for by Mere General\)\n {2}for {5}ward coordinators/)
  assert.match(out, /Ward coordinators may no longer see council care\./)
  const { changes } = JSON.parse((await concordat('diff', SOUTHMERE, folder, '--json')).out)
  assert.equal(changes.length, 1)
  assert.equal(changes[0].before, undefined)
  assert.equal((await concordat('diff', SOUTHMERE, SOUTHMERE)).out, 'The same text.\n')
  assert.equal((await concordat('diff', SOUTHMERE)).code, 2)
})

test('sign and verify: both sides must sign, each with its own officer’s key', async (t) => {
  const folder = draft(t)
  const pem = (officer: 'nhs-1' | 'council-2') =>
    madeUpKey(officer).export({ type: 'pkcs8', format: 'pem' })
  const unsigned = await concordat('verify', folder)
  assert.equal(unsigned.code, 1)
  assert.match(unsigned.out, /Still to sign: the NHS and local government\./)

  const first = await concordat(
    'sign',
    folder,
    '--key',
    keyFile(folder, pem('nhs-1')),
    '--as',
    'southmere-icb',
  )
  assert.deepEqual([first.code, first.err], [0, ''])
  assert.match(first.out, /Still to sign: local government\./)
  assert.equal((await concordat('verify', folder)).code, 1)

  const wrong = await concordat(
    'sign',
    folder,
    '--key',
    keyFile(folder, pem('nhs-1')),
    '--as',
    'southmere-council',
  )
  assert.equal(wrong.code, 1)
  assert.match(
    wrong.err,
    /^concordat: the key is that of Dr Amara Nwosu, who may sign for southmere-icb and not/,
  )

  const second = await concordat(
    'sign',
    folder,
    '--key',
    keyFile(folder, pem('council-2')),
    '--as',
    'southmere-council',
    '--json',
  )
  assert.equal(second.code, 0)
  assert.deepEqual(JSON.parse(second.out).missing, [])
  const both = await concordat('verify', folder, '--json')
  assert.equal(both.code, 0)
  assert.equal(JSON.parse(both.out).ok, true)

  spoil(folder, '01-what-this-is.yaml', 'one team', 'a team')
  const changed = await concordat('verify', folder)
  assert.equal(changed.code, 1)
  assert.match(changed.out, /it was given to another text than this one/)
})

test('a changed text can be tried: the officers who do not exist sign it, but in no live place', async (t) => {
  const folder = draft(t)
  spoil(folder, '11-how-long.yaml', 'heading: Three years', 'heading: Three years only')
  const signed = await concordat('sign', folder, '--made-up', '--json')
  assert.equal(signed.code, 0, signed.err)
  const { files, missing } = JSON.parse(signed.out)
  assert.deepEqual(missing, [])
  assert.equal(files.length, 4)
  const verified = await concordat('verify', folder)
  assert.equal(verified.code, 0)
  const both = await concordat('sign', folder, '--made-up', '--as', 'mere-general')
  assert.equal(both.code, 2)
  const live = await concordatIn({ CONCORDAT_MODE: 'live' }, 'sign', folder, '--made-up')
  assert.notEqual(live.code, 0)
  assert.match(live.err, /^concordat: /)
})

test('sign refuses what it cannot stand behind, in one sentence each', async (t) => {
  const folder = draft(t)
  const stranger = generateKeyPairSync('ed25519').privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  })
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  })
  const own = madeUpKey('nhs-1').export({ type: 'pkcs8', format: 'pem' })
  const cases: [pem: string | Buffer, partner: string, code: number, err: RegExp][] = [
    [
      stranger,
      'southmere-council',
      1,
      /not that of an officer who may sign for Southmere Council .*Helen Marlow or Rafiq Anwar/,
    ],
    [own, 'southmere-voluntary', 1, /Nobody may sign for it/],
    [own, 'nowhere', 2, /has no party nowhere \(--as\)\. It has mere-general/],
    [rsa, 'southmere-icb', 2, /no Ed25519 private key in PEM/],
    ['hello', 'southmere-icb', 2, /no Ed25519 private key in PEM/],
  ]
  for (const [pem, partner, code, err] of cases) {
    const ran = await concordat('sign', folder, '--key', keyFile(folder, pem), '--as', partner)
    assert.equal(ran.code, code, ran.err)
    assert.match(ran.err, err)
  }
  const lost = await concordat(
    'sign',
    folder,
    '--key',
    join(folder, 'no.pem'),
    '--as',
    'southmere-icb',
  )
  assert.equal(lost.code, 2)
  assert.match(lost.err, /the key cannot be read/)
  spoil(folder, '06-who-may-see-what.yaml', 'role: gp\n', 'role: vet\n')
  const faulty = await concordat(
    'sign',
    folder,
    '--key',
    keyFile(folder, own),
    '--as',
    'southmere-icb',
  )
  assert.equal(faulty.code, 1)
  assert.match(
    faulty.err,
    /nobody signs a text with faults \(.*06-who-may-see-what\.yaml:\d+:11 No clause declares/,
  )
})

test('every command explains itself', async () => {
  for (const name of ['check', 'explain', 'diff', 'sign', 'verify', 'adopt']) {
    const { code, out } = await concordat(name, '--help')
    assert.equal(code, 0)
    assert.ok(out.startsWith(`concordat agreement ${name}`))
  }
})

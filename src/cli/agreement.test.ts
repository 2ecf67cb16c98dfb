import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { madeUpKey } from '../agreement/index.ts'
import { concordat, type Ended } from './testing.ts'

const ROOT = join(import.meta.dirname, '../..')
const SOUTHMERE = join(ROOT, 'places/southmere')

function agreement(...args: string[]): Promise<Ended> {
  return concordat({}, ['agreement', ...args])
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
  const good = await agreement('check', SOUTHMERE)
  assert.deepEqual([good.status, good.stderr], [0, ''])
  assert.match(good.stdout, /^No fault: \d+ clauses, \d+ policies, sha256:[0-9a-f]{64}\n$/)
  const folder = draft(t)
  spoil(folder, '06-who-may-see-what.yaml', 'role: gp\n', 'role: vet\n')
  spoil(folder, '11-how-long.yaml', 'ends: 2028-03-31', 'ends: tomorrow')
  const bad = await agreement('check', folder)
  assert.equal(bad.status, 1)
  const lines = bad.stdout.trimEnd().split('\n')
  assert.equal(lines.length, 3)
  assert.match(lines[0]!, /06-who-may-see-what\.yaml:\d+:11 No clause declares the role vet\.$/)
  assert.match(
    lines[1]!,
    /11-how-long\.yaml:11:11 The field ends: tomorrow is not a day of the calendar/,
  )
  assert.equal(lines[2], '2 faults')
  const json = await agreement('check', folder, '--json')
  assert.equal(json.status, 1)
  const { ok, faults } = JSON.parse(json.stdout)
  assert.equal(ok, false)
  assert.deepEqual(Object.keys(faults[0]), ['file', 'line', 'column', 'clause', 'sentence'])
  assert.equal(faults[0].clause, '6.3')
  assert.deepEqual(JSON.parse((await agreement('check', SOUTHMERE, '--json')).stdout), {
    ok: true,
    faults: [],
  })
  const none = await agreement('check', join(folder, 'nowhere'))
  assert.equal(none.status, 2)
  assert.match(none.stderr, /^concordat: there is no such folder \(.*nowhere\)\. Give the folder/)
  assert.equal((await agreement('check')).status, 2)
  assert.equal((await agreement('check', SOUTHMERE, '--nonsense')).status, 2)
})

test('explain: a reading of every clause, and the policies beside it', async () => {
  const { status, stdout } = await agreement('explain', SOUTHMERE, '--cedar')
  assert.equal(status, 0)
  assert.match(
    stdout,
    /6\.1 {2}Ward coordinators, for the people on their ward\n +Ward coordinators may see/,
  )
  assert.match(stdout, /@clause\("6\.1"\)/)
  const plain = await agreement('explain', SOUTHMERE)
  assert.ok(plain.stdout.split('\n').every((line) => line.length <= 100))
  const { clauses } = JSON.parse((await agreement('explain', SOUTHMERE, '--json')).stdout)
  assert.ok(clauses.length > 80)
  assert.deepEqual(Object.keys(clauses[0]), ['number', 'heading', 'kind', 'reading', 'cedar'])
})

test('diff: what changes for whom', async (t) => {
  const folder = draft(t)
  spoil(folder, '06-who-may-see-what.yaml', 'council-care, carer, do', 'carer, do')
  const { status, stdout } = await agreement('diff', SOUTHMERE, folder)
  assert.equal(status, 0)
  assert.match(
    stdout,
    /6\.1 .* \(changed, asked for by Mere General\)\n {2}for {5}ward coordinators/,
  )
  assert.match(stdout, /Ward coordinators may no longer see council care\./)
  const { changes } = JSON.parse((await agreement('diff', SOUTHMERE, folder, '--json')).stdout)
  assert.equal(changes.length, 1)
  assert.equal(changes[0].before, undefined)
  assert.equal((await agreement('diff', SOUTHMERE, SOUTHMERE)).stdout, 'The same text.\n')
  assert.equal((await agreement('diff', SOUTHMERE)).status, 2)
})

test('sign and verify: both sides must sign, each with its own officer’s key', async (t) => {
  const folder = draft(t)
  const pem = (officer: 'nhs-1' | 'council-2') =>
    madeUpKey(officer).export({ type: 'pkcs8', format: 'pem' })
  const unsigned = await agreement('verify', folder)
  assert.equal(unsigned.status, 1)
  assert.match(unsigned.stdout, /Still to sign: the NHS and local government\./)

  const first = await agreement(
    'sign',
    folder,
    '--key',
    keyFile(folder, pem('nhs-1')),
    '--as',
    'southmere-icb',
  )
  assert.deepEqual([first.status, first.stderr], [0, ''])
  assert.match(first.stdout, /Still to sign: local government\./)
  assert.equal((await agreement('verify', folder)).status, 1)

  const wrong = await agreement(
    'sign',
    folder,
    '--key',
    keyFile(folder, pem('nhs-1')),
    '--as',
    'southmere-council',
  )
  assert.equal(wrong.status, 1)
  assert.match(
    wrong.stderr,
    /^concordat: the key is that of Dr Amara Nwosu, who may sign for southmere-icb and not/,
  )

  const second = await agreement(
    'sign',
    folder,
    '--key',
    keyFile(folder, pem('council-2')),
    '--as',
    'southmere-council',
    '--json',
  )
  assert.equal(second.status, 0)
  assert.deepEqual(JSON.parse(second.stdout).missing, [])
  const both = await agreement('verify', folder, '--json')
  assert.equal(both.status, 0)
  assert.equal(JSON.parse(both.stdout).ok, true)

  spoil(folder, '01-what-this-is.yaml', 'one team', 'a team')
  const changed = await agreement('verify', folder)
  assert.equal(changed.status, 1)
  assert.match(changed.stdout, /it was given to another text than this one/)
})

test('a changed text can be tried: the officers who do not exist sign it, but in no live place', async (t) => {
  const folder = draft(t)
  spoil(folder, '11-how-long.yaml', 'heading: Three years', 'heading: Three years only')
  const signed = await agreement('sign', folder, '--made-up', '--json')
  assert.equal(signed.status, 0, signed.stderr)
  const { files, missing } = JSON.parse(signed.stdout)
  assert.deepEqual(missing, [])
  assert.equal(files.length, 4)
  const verified = await agreement('verify', folder)
  assert.equal(verified.status, 0)
  const both = await agreement('sign', folder, '--made-up', '--as', 'mere-general')
  assert.equal(both.status, 2)
  const live = await concordat({ CONCORDAT_MODE: 'live' }, [
    'agreement',
    'sign',
    folder,
    '--made-up',
  ])
  assert.notEqual(live.status, 0)
  assert.match(live.stderr, /^concordat: /)
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
    const ran = await agreement('sign', folder, '--key', keyFile(folder, pem), '--as', partner)
    assert.equal(ran.status, code, ran.stderr)
    assert.match(ran.stderr, err)
  }
  const lost = await agreement(
    'sign',
    folder,
    '--key',
    join(folder, 'no.pem'),
    '--as',
    'southmere-icb',
  )
  assert.equal(lost.status, 2)
  assert.match(lost.stderr, /the key cannot be read/)
  spoil(folder, '06-who-may-see-what.yaml', 'role: gp\n', 'role: vet\n')
  const faulty = await agreement(
    'sign',
    folder,
    '--key',
    keyFile(folder, own),
    '--as',
    'southmere-icb',
  )
  assert.equal(faulty.status, 1)
  assert.match(
    faulty.stderr,
    /nobody signs a text with faults \(.*06-who-may-see-what\.yaml:\d+:11 No clause declares/,
  )
})

test('every command explains itself', async () => {
  for (const name of ['check', 'explain', 'diff', 'sign', 'verify', 'adopt']) {
    const { status, stdout } = await agreement(name, '--help')
    assert.equal(status, 0)
    assert.ok(stdout.startsWith(`concordat agreement ${name}`))
  }
})

import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fixedClock, openLog, systemClock } from '../kernel/index.ts'
import { personCalled } from '../kernel/testing.ts'
import { openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { append, emptyEdge, rootOf } from './edge.ts'
import { openTrail, type Trail } from './index.ts'
import { joinNote, makeSigner, readVerifier, type Signer, signatureLine } from './note.ts'
import { startWitness, type Witness } from './serve-witness.ts'
import { lookOften, testTrail, witnessedTrail } from './testing.ts'
import { readNodes } from './tile.ts'
import { consistencyProof, EMPTY_ROOT, type Hash, leafHash, sha256 } from './tree.ts'
import { writeAddCheckpoint } from './witness.ts'

const ORIGIN = 'southmere.example/trail'
const key = makeSigner(ORIGIN, 'log')
const leaves = Array.from({ length: 20 }, (_, at) => leafHash(Buffer.from(`entry ${at}`)))
const others = leaves.with(3, leafHash(Buffer.from('another')))

test('a witness confirms a log that grew, with a signature of its own and the time', async (t) => {
  const { witness, ask } = await start(t)
  const first = await ask(0, 5)
  assert.equal(first.status, 200)
  const opened = openCheckpoint(noteOf(5) + first.text, key.verifier, [readVerifier(witness.vkey)!])
  assert.ok(typeof opened !== 'string')
  assert.equal(opened.witnesses[0]!.at.toISOString(), '2026-03-03T10:12:00.000Z')
  assert.equal((await ask(5, 20)).status, 200)
  assert.equal((await ask(20, 20)).status, 200)
})

test('a witness refuses a rollback: 409 with the size that it knows', async (t) => {
  const { ask } = await start(t)
  await ask(0, 10)
  const answer = await ask(0, 5)
  assert.deepEqual([answer.status, answer.type, answer.text], [409, 'text/x.tlog.size', '10\n'])
  const behind = await ask(5, 20)
  assert.deepEqual([behind.status, behind.text], [409, '10\n'])
})

test('a witness refuses a fork: 422 for another history, 409 for another root of the same size', async (t) => {
  const { ask } = await start(t)
  await ask(0, 10)
  assert.equal((await ask(10, 20, others)).status, 422)
  const same = await ask(10, 10, others)
  assert.deepEqual([same.status, same.type, same.text], [409, 'text/x.tlog.size', '10\n'])
  assert.equal((await ask(10, 20)).status, 200)
})

test('every other wrong request has its own status', async (t) => {
  const { post } = await start(t)
  const good = writeAddCheckpoint({ oldSize: 0, proof: [], note: noteOf(5) })
  const stranger = makeSigner('other.example/log', 'log')
  const impostor = makeSigner(ORIGIN, 'log')
  const proof = [leaves[0]!]
  const cases: [status: number, body: string][] = [
    [400, ''],
    [400, 'old 0\n'],
    [400, good.replace('old 0', 'old 00')],
    [400, good.replace('old 0', 'new 0')],
    [400, good.replace('\n5\n', '\n05\n')],
    [400, writeAddCheckpoint({ oldSize: 6, proof: [], note: noteOf(5) })],
    [400, writeAddCheckpoint({ oldSize: 0, proof: Array(64).fill(leaves[0]), note: noteOf(5) })],
    [400, good.replace('\n\n', '\nAAAA\n\n')],
    [404, writeAddCheckpoint({ oldSize: 0, proof: [], note: noteOf(5, leaves, stranger) })],
    [403, writeAddCheckpoint({ oldSize: 0, proof: [], note: noteOf(5, leaves, impostor) })],
    [422, writeAddCheckpoint({ oldSize: 0, proof, note: noteOf(5) })],
    [400, `old 0\n\n${'x'.repeat(70_000)}`],
    [200, good],
  ]
  for (const [status, body] of cases) {
    assert.equal((await post(body)).status, status, body.slice(0, 200))
  }
})

test('only POST to add-checkpoint is answered', async (t) => {
  const { witness } = await start(t)
  assert.equal((await fetch(`${witness.url}/add-checkpoint`)).status, 405)
  assert.equal((await fetch(`${witness.url}/`, { method: 'POST' })).status, 404)
})

test('what it confirmed last is shown to anybody, with both signatures', async (t) => {
  const { witness, ask } = await start(t)
  const address = `${witness.url}/${sha256(Buffer.from(ORIGIN)).toString('hex')}/checkpoint`
  assert.equal((await fetch(address)).status, 404)
  await ask(0, 5)
  const shown = openCheckpoint(await (await fetch(address)).text(), key.verifier, [
    readVerifier(witness.vkey)!,
  ])
  assert.ok(typeof shown !== 'string', String(shown))
  assert.deepEqual([shown.size, shown.witnesses.length], [5, 1])
  assert.equal((await fetch(address, { method: 'POST' })).status, 405)
})

test('sixteen signatures of nearly 5 kB are read, an unknown signer that is not UTF-8 is not', async (t) => {
  const { witness, post } = await start(t)
  const good = writeAddCheckpoint({ oldSize: 0, proof: [], note: noteOf(5) })
  const broken = Buffer.concat([
    Buffer.from(good),
    Buffer.from('\u2014 a'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from(` ${Buffer.alloc(68).toString('base64')}\n`),
  ])
  const answer = await fetch(`${witness.url}/add-checkpoint`, { method: 'POST', body: broken })
  assert.equal(answer.status, 400)
  const lines = Array.from({ length: 16 }, (_, at) => {
    return `\u2014 stranger${at}.example/w ${Buffer.alloc(3_600, at).toString('base64')}\n`
  })
  assert.equal((await post(good + lines.join(''))).status, 200)
})

test('a size beyond 2^53 has the form of a checkpoint: what log it is of is looked at first', async (t) => {
  const { post } = await start(t)
  const large = (origin: string, signer: Signer) => {
    const text = `${origin}\n9223372036854775807\n${Buffer.alloc(32).toString('base64')}\n`
    return `old 0\n\n${joinNote(text, [signatureLine(text, signer)])}`
  }
  const stranger = makeSigner('other.example/log', 'log')
  assert.equal((await post(large('other.example/log', stranger))).status, 404)
  assert.equal((await post(large(ORIGIN, key))).status, 400)
})

test('a witness with a key of ML-DSA-44 confirms, and counts', async (t) => {
  const { settings, folder } = await start(t)
  const files = { keyFile: join(folder, 'm.key'), stateFile: join(folder, 'm.json') }
  const witness = await startWitness({ ...settings, ...files, algorithm: 'ml-dsa-44' })
  t.after(() => witness.close())
  const verifier = readVerifier(witness.vkey)!
  assert.equal(verifier.algorithm, 'ml-dsa-44')
  const { status, text } = await postTo(witness, bodyOf(0, 5))
  assert.equal(status, 200)
  const opened = openCheckpoint(noteOf(5) + text, key.verifier, [verifier])
  assert.ok(typeof opened !== 'string', String(opened))
  assert.equal(opened.witnesses[0]!.at.toISOString(), '2026-03-03T10:12:00.000Z')
  const other = openCheckpoint(noteOf(6) + text, key.verifier, [verifier])
  assert.match(String(other), /false signature/)
})

test('of many requests at once for the same step, the witness never goes back', async (t) => {
  const { ask, state } = await start(t)
  await ask(0, 5)
  const answers = await Promise.all([8, 20, 12, 9, 15, 20].map((size) => ask(5, size)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  const known = JSON.parse(readFileSync(state, 'utf8'))[ORIGIN].size
  const [confirmed] = [8, 20, 12, 9, 15, 20].filter((_, at) => answers[at]!.status === 200)
  assert.equal(known, confirmed)
})

test('a witness remembers after a restart, and keeps its key to itself', async (t) => {
  const { witness, ask, folder, settings } = await start(t)
  await ask(0, 10)
  await witness.close()
  assert.equal(statSync(join(folder, 'w.key')).mode & 0o777, 0o600)
  const again = await startWitness(settings)
  t.after(() => again.close())
  assert.equal(again.vkey, witness.vkey)
  const answer = await postTo(again, bodyOf(0, 5))
  assert.deepEqual([answer.status, answer.text], [409, '10\n'])
})

test('a witness that has lost its memory, or cannot read it, does not start', async (t) => {
  const { witness, ask, settings, state } = await start(t)
  await ask(0, 10)
  await witness.close()
  writeFileSync(state, '{"southmere')
  await assert.rejects(startWitness(settings), /memory of this witness cannot be read/)
  rmSync(state)
  await assert.rejects(startWitness(settings), /a key but no memory/)
})

test('a witness does not answer if it cannot remember', async (t) => {
  const { ask, state } = await start(t)
  await ask(0, 5)
  writeFileSync(state, '{}\n')
  assert.equal((await ask(5, 10)).status, 500)
})

test('the log asks its witnesses, and publishes what they signed', async (t) => {
  const { trail } = await witnessedTrail(t)
  await lookOften(trail, [personCalled('martha')], 3)
  trail.start()
  await until(async () => (await trail.status()).witnesses.every(({ size }) => size === 3))
  const [log, ...keys] = trail.published.keys
  const opened = openCheckpoint((await trail.published.checkpoint())!, log!, keys)
  assert.ok(typeof opened !== 'string')
  assert.deepEqual([opened.size, opened.witnesses.length], [3, 2])
})

test('a witness that does not answer holds nothing up, and catches up when it is back', async (t) => {
  const { folder, settings: files } = await start(t)
  const clock = fixedClock('2026-03-03T10:12:00Z')
  const log = makeSigner('southmere.example/trail', 'log')
  writeFileSync(join(folder, 'log.key'), `${log.skey}\n`)
  const named = { ...files, clock, logs: [log.verifier], stateFile: join(folder, 's.json') }
  const witness = await startWitness({ ...named, keyFile: join(folder, 'other.key') })
  t.after(() => witness.close())
  const address = { vkey: witness.vkey, url: witness.url }
  const place = { clock, witnesses: [address], logKeyFile: join(folder, 'log.key') }
  const { trail } = await testTrail(t, place)
  const published = async () => {
    const opened = openCheckpoint((await trail.published.checkpoint())!, log.verifier, [
      readVerifier(witness.vkey)!,
    ])
    assert.ok(typeof opened !== 'string', String(opened))
    return [opened.size, opened.witnesses.length]
  }
  await growTo(trail, 3)
  assert.deepEqual(await published(), [3, 1])
  await witness.close()
  await growTo(trail, 5)
  assert.deepEqual(await published(), [3, 1], 'the confirmed one stands while the witness is asked')
  clock.set('2026-03-03T10:30:00Z')
  assert.deepEqual(await published(), [3, 1], 'what is published never goes back')
  const waiting = await trail.status()
  assert.deepEqual([waiting.late, waiting.confirmation.size], [true, 5])
  assert.match(waiting.words, /first 3 of 5 entries are confirmed.*2 are not yet confirmed/)
  const port = Number(new URL(witness.url).port)
  const back = await startWitness({ ...named, keyFile: join(folder, 'other.key'), port })
  t.after(() => back.close())
  await growTo(trail, 6)
  assert.deepEqual(await published(), [6, 1])
  assert.deepEqual((await trail.status()).witnesses, [
    { name: 'nhs.example/w', size: 6, ageSeconds: 0 },
  ])
})

test('a witness that never answered is named, and nobody waits for it', async (t) => {
  const down = makeSigner('down.example/witness', 'witness')
  const gone = { vkey: down.verifier.vkey, url: 'http://127.0.0.1:1' }
  const { trail } = await testTrail(t, { witnesses: [gone] })
  await growTo(trail, 1)
  const { size, witnesses } = await trail.status()
  const nobody = {
    name: 'down.example/witness',
    size: 0,
    ageSeconds: Number.POSITIVE_INFINITY,
    away: 'it does not answer',
  }
  assert.deepEqual([size, witnesses], [1, [nobody]])
})

test('a witness that knows more than the log tells what happened', async (t) => {
  const { trail, databases, settings } = await witnessedTrail(t)
  await lookOften(trail, [personCalled('martha')], 3)
  await trail.sequence()
  await trail.confirm()
  for (const table of ['leaf', 'look', 'entry', 'checkpoint', 'witness']) {
    await databases.owner.short.query(`delete from trail.${table}`)
  }
  const restored = await openTrail({
    databases,
    clock: systemClock,
    log: openLog('silent'),
    settings,
  })
  t.after(() => restored.close())
  await lookOften(restored, [personCalled('martha')], 1)
  await assert.rejects(restored.sequence(), /rolled back: the key has signed 3 entries.* holds 0/)
  assert.match((await restored.status()).halted!, /rolled back/)
  rmSync(join(settings.dataFolder, 'trail/log.key.mark'))
  await assert.rejects(restored.sequence(), /rolled back: the key has signed 3 entries/)
})

async function growTo(trail: Trail, size: number): Promise<void> {
  const person = personCalled('martha')
  await lookOften(trail, [person], size - (await trail.looksAt([person])).length)
  await trail.sequence()
  await trail.confirm()
}

function rootAt(size: number, all: readonly Hash[]): Hash {
  const edge = emptyEdge()
  for (const leaf of all.slice(0, size)) append(edge, leaf)
  return size === 0 ? EMPTY_ROOT : rootOf(edge)
}

function noteOf(size: number, all: readonly Hash[] = leaves, signer: Signer = key): string {
  const origin = signer.verifier.name
  return signCheckpoint({ origin, size, root: rootAt(size, all) }, signer)
}

function bodyOf(oldSize: number, size: number, all: readonly Hash[] = leaves): string {
  const proof = consistencyProof(oldSize, size, readNodes([{ level: 0, n: 0, hashes: all }]))
  return writeAddCheckpoint({ oldSize, proof, note: noteOf(size, all) })
}

async function postTo({ url }: Witness, body: string) {
  const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body })
  const type = response.headers.get('content-type')
  return { status: response.status, type, text: await response.text() }
}

test('a witness with a key as openssl writes it begins once, and never without its memory again', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-witness-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const keyFile = join(folder, 'w.pem')
  const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' })
  writeFileSync(keyFile, pem, { mode: 0o600 })
  const stateFile = join(folder, 'w.json')
  const name = 'nhs.example/w'
  const parts = { port: 0, logs: [key.verifier], clock: systemClock, log: openLog('silent') }
  const settings = { ...parts, keyFile, stateFile, name }
  const first = await startWitness(settings)
  await first.close()
  assert.equal(readFileSync(join(folder, 'w.vkey'), 'utf8').trim(), first.vkey)
  const second = await startWitness(settings)
  await second.close()
  assert.equal(second.vkey, first.vkey)
  rmSync(stateFile)
  await assert.rejects(startWitness(settings), /no memory of what it confirmed/)
})

async function start(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-witness-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const state = join(folder, 'w.json')
  const clock = fixedClock('2026-03-03T10:12:00Z')
  const log = openLog('silent')
  const files = { keyFile: join(folder, 'w.key'), stateFile: state, name: 'nhs.example/w' }
  const settings = { port: 0, ...files, logs: [key.verifier], clock, log }
  const witness = await startWitness(settings)
  t.after(() => witness.close())
  const post = (body: string) => postTo(witness, body)
  const ask = (oldSize: number, size: number, all?: readonly Hash[]) =>
    post(bodyOf(oldSize, size, all))
  return { witness, post, ask, state, folder, settings }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((next) => setTimeout(next, 50))
}

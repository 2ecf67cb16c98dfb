import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkpointText, openCheckpoint, readCheckpointText, signCheckpoint } from './checkpoint.ts'
import {
  joinNote,
  makeSigner,
  openNote,
  readPemSigner,
  readSigner,
  readVerifier,
  signatureLine,
  splitNote,
} from './note.ts'
import { EMPTY_ROOT, sha256 } from './tree.ts'

/** The published test key and note of the format's first implementation (Go, sumdb/note). */
const VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const SKEY = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
const TEXT =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n"
const LINE =
  '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'

test('the published key signs the published note, byte for byte', () => {
  const signer = readSigner(SKEY)!
  assert.equal(signer.verifier.vkey, VKEY)
  assert.equal(signer.skey, SKEY)
  assert.equal(signatureLine(TEXT, signer), LINE)
  const opened = openNote(joinNote(TEXT, [LINE]), [readVerifier(VKEY)!])
  assert.ok(typeof opened !== 'string' && opened.text === TEXT)
})

test('a key as openssl writes it is the same key under the name that it is given', () => {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' })
  for (const kind of ['log', 'witness'] as const) {
    const signer = readPemSigner(pem.toString(), 'example.com/log', kind)!
    assert.equal(signer.verifier.name, 'example.com/log')
    assert.equal(readSigner(signer.skey)!.verifier.vkey, signer.verifier.vkey)
    const opened = openNote(joinNote(TEXT, [signatureLine(TEXT, signer, new Date())]), [
      signer.verifier,
    ])
    assert.ok(typeof opened !== 'string')
  }
  const cipher = { format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' } as const
  for (const other of [
    generateKeyPairSync('ed25519').privateKey.export(cipher),
    generateKeyPairSync('x25519').privateKey.export({ format: 'pem', type: 'pkcs8' }),
    'hello',
  ]) {
    assert.equal(readPemSigner(other.toString(), 'example.com/log', 'log'), undefined)
  }
})

test('keys survive being written down, and damaged ones are not read', () => {
  for (const kind of ['log', 'witness'] as const) {
    const signer = makeSigner('example.com/log', kind)
    assert.equal(readSigner(signer.skey)!.verifier.vkey, signer.verifier.vkey)
    assert.equal(readVerifier(signer.verifier.vkey)!.kind, kind)
  }
  const wrong = [
    VKEY.replace('Peter', 'Paul'),
    VKEY.slice(0, -4),
    VKEY.replace('c74f', 'c74e'),
    '',
    'a+b+c',
  ]
  for (const vkey of wrong) assert.equal(readVerifier(vkey), undefined)
  assert.equal(readSigner(SKEY.replace('AYEK', 'AYEL')), undefined)
})

test('a cosignature carries its time, and the time cannot be changed', () => {
  const at = new Date('2026-03-03T10:12:00Z')
  const witness = makeSigner('witness.example/w1', 'witness')
  const line = signatureLine(TEXT, witness, at)
  const opened = openNote(joinNote(TEXT, [LINE, line]), [witness.verifier])
  assert.ok(typeof opened !== 'string')
  assert.deepEqual(opened.signatures[0]!.at, at)
  const bytes = Buffer.from(line.split(' ')[2]!, 'base64')
  bytes[11]! ^= 1
  const later = line.replace(/\S+\n$/, `${bytes.toString('base64')}\n`)
  assert.match(String(openNote(joinNote(TEXT, [later]), [witness.verifier])), /false signature/)
})

test('unknown keys are passed over, but a note of unknown keys alone is worthless', () => {
  const [mine, other] = [makeSigner('example.com/a', 'log'), makeSigner('example.com/a', 'log')]
  const note = joinNote(TEXT, [signatureLine(TEXT, other), signatureLine(TEXT, mine)])
  assert.ok(typeof openNote(note, [mine.verifier]) !== 'string')
  assert.match(String(openNote(note, [makeSigner('example.com/a', 'log').verifier])), /not signed/)
})

test('a changed text is caught', () => {
  const note = joinNote(TEXT.replace('answer', 'Answer'), [LINE])
  assert.match(String(openNote(note, [readVerifier(VKEY)!])), /false signature/)
})

test('what is not of the form is not a note', () => {
  const wrong = ['', TEXT, `${TEXT}\n`, `${TEXT}\n${LINE}x`, `${TEXT}\n${LINE.slice(0, -1)}`]
  wrong.push(`a\tb\n\n${LINE}`, `a\n\n${LINE.replace('=', '')}`, `a\n\n- ${LINE.slice(2)}`)
  for (const note of wrong) assert.equal(splitNote(note), undefined, JSON.stringify(note))
  assert.ok(splitNote(`a\n\nb\n\n${LINE}`)?.text === 'a\n\nb\n')
})

test('checkpoints are read in their one spelling only', () => {
  const root = sha256(Buffer.from('x'))
  fc.assert(
    fc.property(fc.maxSafeNat(), (size) => {
      const checkpoint = { origin: 'example.com/log', size, root }
      assert.deepEqual(readCheckpointText(checkpointText(checkpoint)), checkpoint)
    }),
  )
  const base64 = root.toString('base64')
  const wrong = ['', 'o\n1\n', `o\n01\n${base64}\n`, `o\n-1\n${base64}\n`, `\n1\n${base64}\n`]
  wrong.push(
    `o\n1\n${base64}`,
    `o\n1\n${base64}\n\n`,
    `o\n1\nAAAA\n`,
    `o\n99999999999999999\n${base64}\n`,
  )
  for (const text of wrong) assert.equal(readCheckpointText(text), undefined, JSON.stringify(text))
  assert.ok(readCheckpointText(`o\n1\n${base64}\nextension\n`))
})

test('a checkpoint counts only with the signature of its own log', () => {
  const log = makeSigner('southmere.example/trail', 'log')
  const witness = makeSigner('council.example/witness', 'witness')
  const checkpoint = { origin: 'southmere.example/trail', size: 0, root: EMPTY_ROOT }
  const note = signCheckpoint(checkpoint, log)
  const cosigned = note + signatureLine(checkpointText(checkpoint), witness)
  const opened = openCheckpoint(cosigned, log.verifier, [witness.verifier])
  assert.ok(typeof opened !== 'string' && opened.witnesses.length === 1)
  const text = checkpointText(checkpoint)
  const witnessed = joinNote(text, [signatureLine(text, witness)])
  assert.match(String(openCheckpoint(witnessed, log.verifier, [witness.verifier])), /by the log/)
  const other = makeSigner('other.example/trail', 'log')
  assert.match(
    String(openCheckpoint(signCheckpoint(checkpoint, other), other.verifier)),
    /another log/,
  )
})

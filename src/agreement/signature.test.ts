import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { Fault, fixedClock, isRefusal } from '../kernel/index.ts'
import { isMadeUpKey, madeUpKey } from './made-up-keys.ts'
import { officerOfKey } from './officer.ts'
import { readTexts, type Texts } from './read-agreement.ts'
import { keyId, rawPublicKey, readPublicKey } from './signature-key.ts'
import { edit, kinds, sign, southmere, southmereTexts } from './testing.ts'

const clock = fixedClock('2026-03-03T10:00:00Z')
const read = (texts: Texts) => readTexts(texts, kinds, clock)

test('Southmere is signed by two officers of each side, and the signatures hold', async () => {
  const { missing, faults, signatures } = read(await southmereTexts())
  assert.deepEqual(missing, [])
  assert.deepEqual(faults, [])
  assert.deepEqual(signatures.map(({ side }) => side).sort(), ['council', 'council', 'nhs', 'nhs'])
})

test('one officer of each side is enough; any number of one side is not', async () => {
  const texts = await southmereTexts()
  assert.deepEqual(read(sign(texts, ['amara.nwosu', 'rafiq.anwar'])).missing, [])
  assert.deepEqual(read(sign(texts, ['amara.nwosu', 'peter.lindqvist'])).missing, ['council'])
  assert.deepEqual(read(sign(texts, ['helen.marlow'])).missing, ['nhs'])
  assert.deepEqual(read(sign(texts, [])).missing, ['nhs', 'council'])
})

test('a signing rule of two officers a side asks for two different ones', async () => {
  const two = edit(await southmereTexts(), 'officersOfEachSide: 1', 'officersOfEachSide: 2')
  assert.deepEqual(read(sign(two)).missing, [])
  const signed = sign(two, ['amara.nwosu', 'helen.marlow', 'rafiq.anwar'])
  assert.deepEqual(read(signed).missing, ['nhs'])
  const twice = {
    ...signed,
    signatures: [...signed.signatures, { ...signed.signatures[0]!, path: 'signatures/again.yaml' }],
  }
  assert.deepEqual(read(twice).missing, ['nhs'])
})

test('a change of the text leaves it unsigned, which is no fault', async () => {
  const changed = edit(await southmereTexts(), 'one team with one plan', 'a team with one plan')
  const { missing, faults, signatures } = read(changed)
  assert.deepEqual(missing, ['nhs', 'council'])
  assert.deepEqual(faults, [])
  assert.ok(
    signatures.every(({ problem }) => problem === 'was given to another text than this one'),
  )
})

test('whatever a signature says is signed: no part of it can be changed', async () => {
  const texts = await southmereTexts()
  const changes: [RegExp, string, RegExp][] = [
    [/time: 2025-03-18T09:40:00Z/, 'time: 2025-03-17T09:40:00Z', /does not fit/],
    [
      /party: southmere-icb/,
      'party: mere-general',
      /is for mere-general, and the officer signs for southmere-icb/,
    ],
    [
      /officer: amara.nwosu/,
      'officer: helen.marlow',
      /is for southmere-icb, and the officer signs for southmere-council/,
    ],
    [/officer: amara.nwosu/, 'officer: nobody.known', /is by nobody whom the agreement lets sign/],
    [/key: \w+/, 'key: 0000000000000001a', /made with another key/],
    [/signature: ../, 'signature: AB', /does not fit/],
  ]
  for (const [from, to, problem] of changes) {
    const signatures = texts.signatures.map(({ path, text }) => {
      return path.includes('amara') ? { path, text: text.replace(from, to) } : { path, text }
    })
    const { faults, missing } = read({ ...texts, signatures })
    assert.equal(faults.length, 1, String(from))
    assert.equal(faults[0]!.file, 'signatures/amara.nwosu.yaml')
    assert.match(faults[0]!.sentence, problem)
    assert.deepEqual(missing, [], 'the other officer of the side has signed too')
  }
})

test('a signature file that is no signature is reported where it fails', async () => {
  const texts = await southmereTexts()
  const bad: [string, RegExp][] = [
    ['', /must hold a group of fields/],
    ['officer: x\n', /field name is missing/],
    [texts.signatures[0]!.text.replace('sha256:', 'md5:'), /is not a hash/],
    [`${texts.signatures[0]!.text}extra: 1\n`, /no field extra/],
    ['\t', /./],
  ]
  for (const [text, expected] of bad) {
    const { faults } = read({ ...texts, signatures: [{ path: 'signatures/x.yaml', text }] })
    assert.ok(
      faults.some(({ sentence }) => expected.test(sentence)),
      JSON.stringify(faults),
    )
  }
})

test('a key signs only for the party of its own officer', async () => {
  const agreement = await southmere()
  const pem = madeUpKey('nhs-1').export({ type: 'pkcs8', format: 'pem' }).toString()
  const own = officerOfKey(agreement, 'southmere-icb', pem)
  assert.ok(!isRefusal(own) && own.signatory.id === 'amara.nwosu')
  const other = officerOfKey(agreement, 'southmere-council', pem)
  assert.ok(isRefusal(other))
  assert.match(
    other.sentence,
    /the key is that of Dr Amara Nwosu, who may sign for southmere-icb and not for Southmere Council/,
  )
  const stranger = generateKeyPairSync('ed25519').privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  })
  const refused = officerOfKey(agreement, 'southmere-council', stranger.toString())
  assert.ok(isRefusal(refused))
  assert.equal(refused.next, 'Helen Marlow or Rafiq Anwar may sign for it.')
  for (const bad of [
    '',
    'hello',
    generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  ]) {
    assert.throws(() => officerOfKey(agreement, 'southmere-council', bad), Fault)
  }
})

test('the made-up officers are known by their keys, whatever the agreement calls them', () => {
  assert.ok(isMadeUpKey(rawPublicKey(madeUpKey('council-2'))))
  assert.ok(!isMadeUpKey(rawPublicKey(generateKeyPairSync('ed25519').privateKey)))
  assert.match(keyId(rawPublicKey(madeUpKey('nhs-1'))), /^[0-9a-f]{16}$/)
})

test('a public key is read raw and as openssl writes it, and nothing else is one', () => {
  const raw = rawPublicKey(madeUpKey('nhs-1'))
  const pem = createPublicKey(madeUpKey('nhs-1')).export({ format: 'pem', type: 'spki' }).toString()
  for (const text of [raw, pem, pem.split('\n')[1]!, pem.replaceAll('\n', ' ')]) {
    assert.equal(readPublicKey(text), raw)
  }
  const x25519 = generateKeyPairSync('x25519').publicKey.export({ format: 'pem', type: 'spki' })
  for (const text of ['', 'AAAA', `${raw}A`, raw.slice(1), x25519.toString(), '*'.repeat(44)]) {
    assert.equal(readPublicKey(text), undefined, text)
  }
})

test('an officer of whom the text names no key yet signs nothing, and the text is good without it', async () => {
  const texts = await southmereTexts()
  const key = rawPublicKey(madeUpKey('nhs-1'))
  const without = edit(texts, `key: ${key}`, 'key: none yet')
  const { agreement, faults, missing, signatures } = read(sign(without, ['helen.marlow']))
  assert.deepEqual([faults, missing], [[], ['nhs']])
  assert.equal(signatures.length, 1)
  const pem = madeUpKey('nhs-1').export({ type: 'pkcs8', format: 'pem' }).toString()
  const refused = officerOfKey(agreement!, 'southmere-icb', pem)
  assert.ok(isRefusal(refused))
  assert.match(refused.next!, /Amara Nwosu \(once a key of theirs stands in the text\)/)
  // A signature that names the key of nobody is none of the officer's.
  const [nobody] = sign(without, ['helen.marlow']).signatures.map(({ text }) => ({
    path: 'signatures/amara.nwosu.yaml',
    text: text.replace('helen.marlow', 'amara.nwosu').replace('southmere-council', 'southmere-icb'),
  }))
  const answer = read({ ...without, signatures: [nobody!] })
  assert.deepEqual(answer.missing, ['nhs', 'council'])
})

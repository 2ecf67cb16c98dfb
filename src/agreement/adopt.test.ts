import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import {
  type Clock,
  type Databases,
  Fault,
  fixedClock,
  isRefusal,
  openLog,
  openNews,
  type Refusal,
  systemActor,
  type Viewer,
} from '../kernel/index.ts'
import { testTrail } from '../trail/testing.ts'
import type { Adopted } from './adopt.ts'
import { openFirstHash } from './first-hash.ts'
import { type AgreementDeps, type AgreementRoom, openAgreement } from './open-agreement.ts'
import type { Signatory } from './party-kinds.ts'
import { readTexts, type Texts } from './read-agreement.ts'
import { signatureFile, signText } from './signature.ts'
import { agreementOf, edit, kinds, SOUTHMERE, sign, southmereTexts } from './testing.ts'

const viewer: Viewer = { actor: systemActor('test'), purpose: 'agreement' }

type Place = {
  room: AgreementRoom
  databases: Databases
  deps: AgreementDeps
  clock: Clock & { set(at: string): void }
}

async function openTestPlace(t: TestContext, mode: 'made-up' | 'live' = 'made-up'): Promise<Place> {
  const clock = fixedClock('2026-03-03T10:00:00Z')
  const { trail, databases } = await testTrail(t, { clock })
  const deps = { databases, trail, kinds, clock, log: openLog('silent'), mode }
  return { room: await openAgreement(deps), databases, deps, clock }
}

test('before anything is adopted there is no agreement; Southmere’s folder is adopted once', async (t) => {
  const { room, databases } = await openTestPlace(t)
  assert.equal(room.current(), undefined)
  assert.equal(room.coverage(), undefined)
  const first = adopted(await room.adoptFolder(SOUTHMERE))
  assert.equal(first.already, false)
  assert.equal(first.effectiveAt, '2026-03-03T10:00:00.000Z')
  assert.equal(room.current()!.hash, first.hash)
  assert.equal(room.current()!.place, 'Southmere')
  assert.deepEqual(
    room
      .current()!
      .signatures.map(({ name }) => name)
      .sort(),
    ['Dr Amara Nwosu', 'Helen Marlow', 'Peter Lindqvist', 'Rafiq Anwar'],
  )
  const again = adopted(await room.adoptFolder(SOUTHMERE))
  assert.deepEqual(again, { ...first, already: true })
  assert.equal(await count(databases, 'agreement.adoption'), 1)
  assert.equal(room.previous(), undefined)
})

test('two processes that start at once adopt the folder once', async (t) => {
  const { room, databases, deps } = await openTestPlace(t)
  const other = await openAgreement(deps)
  const both = await Promise.all([room.adoptFolder(SOUTHMERE), other.adoptFolder(SOUTHMERE)])
  assert.equal(adopted(both[0]).hash, adopted(both[1]).hash)
  assert.equal(await count(databases, 'agreement.adoption'), 1)
})

test('nothing takes effect until both sides have signed the same text', async (t) => {
  const { room, databases } = await openTestPlace(t)
  const texts = await southmereTexts()
  const cases: [Texts, code: string, sentence: RegExp][] = [
    [sign(texts, []), 'agreement-unsigned', /for the NHS and local government\.$/],
    [
      sign(texts, ['amara.nwosu', 'peter.lindqvist']),
      'agreement-unsigned',
      /for local government\.$/,
    ],
    [edit(texts, 'one team', 'a team'), 'agreement-unsigned', /for the NHS and local government/],
    [edit(texts, 'role: gp\n', 'role: vet\n'), 'agreement-faulty', /2 faults|1 fault/],
  ]
  for (const [given, code, sentence] of cases) {
    const refusal = refused(await room.adopt(viewer, given))
    assert.equal(refusal.code, code)
    assert.match(refusal.sentence, sentence)
  }
  assert.equal(room.current(), undefined)
  assert.equal(await count(databases, 'agreement.version'), 0)
  adopted(await room.adopt(viewer, sign(texts, ['peter.lindqvist', 'helen.marlow'])))
  assert.equal(room.current()!.signatures.length, 2)
})

test('a new version takes effect without a restart, in every process', async (t) => {
  const { room, databases, deps } = await openTestPlace(t)
  const news = openNews(databases.care, openLog('silent'))
  t.after(() => news.close())
  const other = await openAgreement({ ...deps, news })
  t.after(() => other.close())
  await news.start()
  adopted(await room.adoptFolder(SOUTHMERE))
  const first = room.current()!
  const changed = sign(edit(await southmereTexts(), "version: '1.0'", "version: '1.1'"))
  adopted(await room.adopt(viewer, changed))
  assert.equal(room.current()!.version, '1.1')
  assert.equal(room.previous()!.hash, first.hash)
  await until(() => other.current()?.version === '1.1')
  assert.equal(other.previous()!.version, '1.0')
})

test('a text whose first day is to come waits for it, and nobody has to do anything then', async (t) => {
  const { room, clock } = await openTestPlace(t)
  adopted(await room.adoptFolder(SOUTHMERE))
  const later = sign(
    edit(
      edit(await southmereTexts(), 'starts: 2025-04-01', 'starts: 2026-06-01'),
      'first: 2026-02-01',
      'first: 2026-07-01',
    ),
  )
  const answer = adopted(await room.adopt(viewer, later))
  assert.equal(answer.effectiveAt, '2026-05-31T23:00:00.000Z')
  assert.notEqual(room.current()!.hash, answer.hash)
  assert.equal(room.upcoming()!.agreement.hash, answer.hash)
  clock.set('2026-05-31T22:59:59Z')
  assert.notEqual(room.current()!.hash, answer.hash)
  clock.set('2026-05-31T23:00:00Z')
  assert.equal(room.current()!.hash, answer.hash)
  assert.equal(room.upcoming(), undefined)
  assert.equal(room.previous()!.version, '1.0')
})

test('neither side can put its own people in the place of the other’s officers', async (t) => {
  const { room } = await openTestPlace(t)
  adopted(await room.adoptFolder(SOUTHMERE))
  const texts = await southmereTexts()
  // Both council officers now carry keys that the NHS side's officers hold, and the other way about.
  const swapped = {
    ...texts,
    files: texts.files.map(({ path, text }) => ({
      path,
      text: text
        .replace('party: southmere-icb\n    authority', 'party: SWAP\n    authority')
        .replace('party: southmere-council\n    authority', 'party: southmere-icb\n    authority')
        .replace('party: SWAP\n    authority', 'party: southmere-council\n    authority'),
    })),
  }
  const usurped = sign(swapped, ['amara.nwosu', 'peter.lindqvist'])
  const refusal = refused(await room.adopt(viewer, usurped))
  assert.equal(refusal.code, 'agreement-officers')
  assert.match(refusal.sentence, /lets sign for local government/)
  assert.equal(refusal.clause, '2.15')
  assert.equal(room.current()!.version, '1.0')
})

test('an officer who signs later is added; the text in effect stays the same', async (t) => {
  const { room, databases } = await openTestPlace(t)
  const texts = await southmereTexts()
  adopted(await room.adopt(viewer, sign(texts, ['amara.nwosu', 'helen.marlow'])))
  assert.equal(adopted(await room.adoptFolder(SOUTHMERE)).already, true, 'a start adds nothing')
  assert.equal(adopted(await room.adopt(viewer, texts)).already, false)
  assert.equal(room.current()!.signatures.length, 4)
  assert.equal(room.previous(), undefined)
  assert.equal(await count(databases, 'agreement.version'), 1)
})

test('an earlier text comes back only as a new adoption with new signatures', async (t) => {
  const { room, clock, databases } = await openTestPlace(t)
  const first = await southmereTexts()
  const second = sign(edit(first, "version: '1.0'", "version: '2.0'"))
  for (const texts of [first, second]) adopted(await room.adopt(viewer, texts))
  assert.equal(refused(await room.adopt(viewer, first)).code, 'agreement-signed-before')
  assert.equal(refused(await room.adoptFolder(SOUTHMERE)).code, 'agreement-in-effect')
  const oneSide = sign(first, ['amara.nwosu'], new Date('2026-03-04T12:00:00Z'))
  const half = { ...oneSide, signatures: [...first.signatures, ...oneSide.signatures].slice(1) }
  assert.ok(isRefusal(await room.adopt(viewer, half)))
  assert.equal(room.current()!.version, '2.0')
  clock.set('2026-03-05T10:00:00Z')
  const again = sign(first, undefined, new Date('2026-03-04T12:00:00Z'))
  const { hash } = adopted(await room.adopt(viewer, again))
  assert.equal(room.current()!.hash, hash)
  assert.equal(room.current()!.version, '1.0')
  assert.equal(await count(databases, 'agreement.adoption'), 3)
})

/** What the login of care, or the owner's without an officer's key, could put into the database. */
async function putIn(databases: Databases, texts: Texts, sequence: number, entryId: string) {
  const { hash } = readTexts(texts, kinds, fixedClock('2026-03-03T10:00:00Z'))
  const last = `(select hash from agreement.adoption where sequence = ${sequence - 1})`
  await databases.owner.transaction(async (tx) => {
    await tx.query(
      `insert into agreement.version (hash, title, version, files) values ($1, 'x', '9', $2)
       on conflict do nothing`,
      [hash, JSON.stringify(texts.files)],
    )
    await tx.query(
      `insert into agreement.adoption (sequence, hash, replaces, replaces_sequence, signatures,
         entry_id, adopted_by, adopted_at, effective_at)
       values ($1, $2, ${last}, $1 - 1, $3, $4, 'x', now(), '2026-03-01')`,
      [sequence, hash, JSON.stringify(texts.signatures), entryId],
    )
    await tx.query(`insert into kernel.news (topic, key) values ('agreement', $1)`, [hash])
  })
  return hash
}

/** Southmere's agreement, with an attacker's key in the place of every officer's, signed with it. */
async function forged(): Promise<Texts> {
  const texts = await southmereTexts()
  const keys = new Map<string, KeyObject>()
  const files = texts.files.map(({ path, text }) => ({
    path,
    text: text.replaceAll(/^( +key: ).*$/gm, (_, indent) => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519')
      const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')
      keys.set(raw, privateKey)
      return `${indent}${raw}`
    }),
  }))
  const agreement = agreementOf({ files, signatures: [] })
  const officers = agreement.table<Signatory>('signatory', 'all')
  const at = new Date('2026-03-01T12:00:00Z')
  const signatures = officers.map((officer) =>
    signatureFile(signText(agreement.hash, officer, keys.get(officer.key)!, at)),
  )
  return { files, signatures }
}

test('a text whose officers’ keys are an attacker’s is not in effect, and says so', async (t) => {
  const { room, databases, deps } = await openTestPlace(t)
  const first = adopted(await room.adoptFolder(SOUTHMERE))
  const { rows } = await databases.owner.short.query<{ id: string }>('select id from trail.entry')
  const texts = await forged()
  assert.equal(refused(await room.adopt(viewer, texts)).code, 'agreement-officers')
  const hash = await putIn(databases, texts, 2, rows[0]!.id)
  await room.reload()
  const other = await openAgreement(deps)
  for (const one of [room, other]) {
    assert.equal(one.current()!.hash, first.hash)
    assert.equal(one.faults().length, 1)
    assert.match(one.faults()[0]!.what, /^Adoption 2 .* not in effect: Nobody has signed it whom/)
    assert.ok(one.faults()[0]!.what.includes(hash.slice(0, 15)))
  }
  const names = room.current()!.signatures.map(({ key }) => key)
  assert.ok(!names.includes(other.upcoming()?.agreement.signatures[0]?.key ?? 'none'))
})

test('an adoption is in effect only with its own entry in the log, and by what that says', async (t) => {
  const { room, databases, deps, clock } = await openTestPlace(t)
  const first = adopted(await room.adoptFolder(SOUTHMERE))
  const signed = sign(edit(await southmereTexts(), "version: '1.0'", "version: '1.1'"))
  const { rows } = await databases.owner.short.query<{ id: string }>('select id from trail.entry')
  await putIn(databases, signed, 2, rows[0]!.id)
  await room.reload()
  assert.equal(room.current()!.hash, first.hash)
  assert.match(room.faults()[0]!.what, /its entry in the log says something else/)
  await databases.owner.short.query(`update agreement.adoption set entry_id = gen_random_uuid()
    where sequence = 2`)
  await room.reload()
  assert.match(room.faults()[0]!.what, /its adoption is not in the log/)
  await databases.owner.short.query('delete from agreement.adoption where sequence = 2')
  await databases.owner.short.query(`update agreement.adoption set effective_at = '2027-01-01'`)
  await room.reload()
  assert.equal(room.current()!.hash, first.hash, 'the log says when it took effect')
  assert.match(room.faults()[0]!.what, /dates were changed/)
  clock.set('2026-03-04T10:00:00Z')
  const pinned = { ...deps, first: { read: () => `sha256:${'0'.repeat(64)}`, pin() {} } }
  await assert.rejects(openAgreement(pinned), /the first agreement of this place is sha256:0/)
})

test('a place from which the adoptions were taken does not adopt its folder as if it were new', async (t) => {
  const { databases, deps } = await openTestPlace(t)
  const folder = mkdtempSync(join(tmpdir(), 'concordat-first-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const first = openFirstHash(join(folder, 'first'))
  const room = await openAgreement({ ...deps, first })
  const other = sign(edit(await southmereTexts(), "version: '1.0'", "version: '1.1'"))
  adopted(await room.adopt(viewer, other))
  await databases.owner.short.query('delete from agreement.adoption')
  const again = await openAgreement({ ...deps, first })
  assert.equal(refused(await again.adoptFolder(SOUTHMERE)).code, 'agreement-chain-broken')
  assert.equal(again.current(), undefined)
})

test('care has no right to write agreements, and adopting no right to anything else', async (t) => {
  const { databases } = await openTestPlace(t)
  const denied = { code: '42501' }
  for (const login of [databases.care, databases.log]) {
    const insert = `insert into agreement.version values ('h', 't', '1', '[]')`
    await assert.rejects(login.short.query(insert), denied)
  }
  for (const statement of [
    'delete from agreement.adoption',
    `update agreement.version set title = 'x'`,
    'select from people.person',
    `insert into trail.look select * from trail.look`,
    `insert into trail.leaf values (0, gen_random_uuid(), '')`,
  ]) {
    await assert.rejects(databases.adopt.short.query(statement), denied, statement)
  }
  for (const role of ['concordat_owner', 'concordat_adopt', 'concordat_log']) {
    await assert.rejects(databases.care.short.query(`set role ${role}`), denied)
  }
})

test('live mode refuses the made-up officers, on the way in and at the start', async (t) => {
  const { room, deps } = await openTestPlace(t, 'live')
  const refusal = refused(await room.adoptFolder(SOUTHMERE))
  assert.equal(refusal.code, 'made-up-officers')
  const madeUp = await openAgreement({ ...deps, mode: 'made-up' })
  adopted(await madeUp.adoptFolder(SOUTHMERE))
  await assert.rejects(openAgreement(deps), (error) => {
    return (
      error instanceof Fault && /cannot be obeyed: The keys of .* made-up place/.test(error.message)
    )
  })
})

test('a text that was changed in the database is not obeyed', async (t) => {
  const { room, databases, deps } = await openTestPlace(t)
  adopted(await room.adoptFolder(SOUTHMERE))
  const { rowCount } = await databases.owner.short.query(
    `update agreement.version set files = replace(files::text, 'role: gp', 'role: analyst')::jsonb`,
  )
  assert.equal(rowCount, 1)
  await assert.rejects(openAgreement(deps), /not the one that was signed/)
  await room.reload()
  assert.ok(room.current(), 'the process that runs keeps the text that it has read')
})

test('the role of care may add a version and never change one', async (t) => {
  const { room, databases } = await openTestPlace(t)
  adopted(await room.adoptFolder(SOUTHMERE))
  for (const statement of [
    `update agreement.version set title = 'x'`,
    'delete from agreement.adoption',
    'truncate agreement.adoption',
  ]) {
    await assert.rejects(databases.care.short.query(statement), /permission denied/)
  }
})

test('a dry run, a second key and the trail: an adoption is a command like any other', async (t) => {
  const { room, databases } = await openTestPlace(t)
  const texts = sign(await southmereTexts())
  const first = adopted(await room.adopt(viewer, texts, 'one key'))
  assert.deepEqual(await room.adopt(viewer, texts, 'one key'), first)
  const { rows } = await databases.owner.short.query<{ text: string }>(
    'select text from trail.entry',
  )
  assert.equal(rows.length, 1)
  assert.match(rows[0]!.text, /"command":"agreement\.adopt"/)
  assert.ok(rows[0]!.text.includes(first.hash))
})

function adopted(answer: Adopted | Refusal): Adopted {
  assert.ok(!isRefusal(answer), JSON.stringify(answer))
  return answer
}

function refused(answer: Adopted | Refusal): Refusal {
  assert.ok(isRefusal(answer), JSON.stringify(answer))
  return answer
}

async function count(databases: Databases, table: string): Promise<number> {
  const { rows } = await databases.owner.short.query<{ n: string }>(
    `select count(*) as n from ${table}`,
  )
  return Number(rows[0]!.n)
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((next) => setTimeout(next, 50))
}

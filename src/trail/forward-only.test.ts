import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { DAY_MS, fixedClock, newId, openLog, type Settings, systemClock } from '../kernel/index.ts'
import { somebody } from '../kernel/testing.ts'
import { signCheckpoint } from './checkpoint.ts'
import { eraseEntries } from './erase-entries.ts'
import { erasureStatement } from './erasure.ts'
import { handOver } from './hand-over.ts'
import { openTrail, startPlaceWitnesses, type Trail, verifyPlace } from './index.ts'
import { Mark } from './mark.ts'
import { makeSigner, readSigner, readVerifier } from './note.ts'
import { startWitness } from './serve-witness.ts'
import {
  coordinator,
  lookOften,
  testTrail,
  type WitnessedTrail,
  witnessedTrail,
} from './testing.ts'

/** What is published never goes back: a database that was put back does not sign, and two kinds of bad news. */
const log = openLog('silent')
const people = [somebody(), somebody()]
const governance = { ...coordinator, purpose: 'governance' }

async function grow(trail: Trail, by: number): Promise<void> {
  await lookOften(trail, people, by)
  await trail.sequence()
  await trail.confirm()
}

async function reopen(t: TestContext, { databases, settings }: WitnessedTrail, name?: string) {
  const given = name === undefined ? settings : { ...settings, logName: name }
  const trail = await openTrail({ databases, clock: systemClock, log, settings: given })
  t.after(() => trail.close())
  return trail
}

/** As a restore of an old copy of the database would. */
async function rollBack({ databases }: WitnessedTrail, size: number): Promise<void> {
  const gone = `(select entry_id from trail.leaf where index >= ${size})`
  for (const statement of [
    `delete from trail.look where entry_id in ${gone}`,
    `delete from trail.entry where id in ${gone}`,
    `delete from trail.leaf where index >= ${size}`,
    `delete from trail.checkpoint where size > ${size}`,
    `delete from trail.cosignature where size > ${size}`,
    'delete from trail.witness',
  ]) {
    await databases.owner.short.query(statement)
  }
}

test('a database that was rolled back is not signed, and says what happened', async (t) => {
  const place = await witnessedTrail(t)
  await grow(place.trail, 4)
  await grow(place.trail, 3)
  await rollBack(place, 4)
  const trail = await reopen(t, place)
  await lookOften(trail, people, 1)
  await assert.rejects(trail.sequence(), /rolled back: the key has signed 7 entries.* holds 4/)
  assert.equal(trail.worksNow(), false)
  assert.match((await trail.status()).halted!, /rolled back/)
  await rollBack(place, 4)
  await lookOften(trail, people, 5)
  await assert.rejects(
    trail.sequence(),
    /rolled back/,
    'nor when it has grown past what was signed',
  )
})

test('a batch that was prepared and never committed is no rollback; what was committed and lost is', async () => {
  const folder = process.env.TMPDIR ?? '/tmp'
  const path = join(folder, `mark-${newId()}`)
  const mark = new Mark(path, 'o.example/log')
  const head = (size: number) => ({ size, root: `root ${size}` })
  await mark.prepare(head(0), head(3))
  new Mark(path, 'o.example/log').check(head(0))
  new Mark(path, 'o.example/log').check(head(3))
  await mark.commit(head(3))
  assert.throws(() => mark.check(head(0)), /rolled back/)
  assert.throws(() => mark.check({ size: 3, root: 'another' }), /signed another log of 3 entries/)
  mark.check(head(9))
  writeFileSync(path, 'x')
  assert.throws(() => mark.check(head(9)), /cannot be read/)
  rmSync(path)
})

test('where mark and database were put back together, the witnesses are asked before anything is signed', async (t) => {
  const place = await witnessedTrail(t)
  await grow(place.trail, 4)
  const mark = join(place.settings.dataFolder, 'trail/log.key.mark')
  const old = readFileSync(mark)
  await grow(place.trail, 3)
  await rollBack(place, 4)
  writeFileSync(mark, old)
  const trail = await reopen(t, place)
  await lookOften(trail, people, 1)
  await assert.rejects(trail.sequence(), /the key has signed 7 entries.* holds 4/)
  rmSync(mark)
  await place.witnesses.close()
  const alone = await reopen(t, place)
  await assert.rejects(alone.sequence(), /not kept beside it, and no witness answers/)
})

test('a log that was rolled back goes on in a successor, which says what is lost', async (t) => {
  const place = await witnessedTrail(t)
  await grow(place.trail, 4)
  await grow(place.trail, 3)
  await rollBack(place, 4)
  const trail = await reopen(t, place)
  const deps = { owner: place.databases.owner, trail, settings: place.settings, now: new Date() }
  const name = 'southmere.example/trail-2'
  const done = await handOver(deps, governance, { name, reason: 'the disk failed' })
  assert.deepEqual(done.lost, { from: 4, to: 7 })
  await place.witnesses.close()
  const settings = { ...place.settings, logName: name }
  const witnesses = await startPlaceWitnesses(settings, ['nhs', 'council'], {
    clock: systemClock,
    log,
  })
  t.after(() => witnesses.close())
  const next = await openTrail({
    databases: place.databases,
    clock: systemClock,
    log,
    settings: { ...settings, witnesses: witnesses.witnesses },
  })
  t.after(() => next.close())
  await grow(next, 2)
  const all = { ...settings, witnesses: witnesses.witnesses } as Settings
  const verified = await verifyPlace({ ...place.place, trail: next, settings: all })
  assert.deepEqual(verified.faults, [])
  assert.equal(verified.size, 7)
  assert.match(
    verified.notes.join(),
    /handed over to southmere\.example\/trail-2 .* number 4 to 6 are lost/,
  )
})

test('a key is changed by a closing entry that names its successor; the old heads still hold', async (t) => {
  const place = await witnessedTrail(t)
  await grow(place.trail, 4)
  const old = place.trail.published.keys[0]!
  const deps = {
    owner: place.databases.owner,
    trail: place.trail,
    settings: place.settings,
    now: new Date(),
  }
  const name = 'southmere.example/trail-2'
  const done = await handOver(deps, governance, { name, reason: 'a new key each year' })
  assert.equal(done.lost, undefined)
  assert.equal(done.closed.vkey, old.vkey)
  await assert.rejects(
    reopen(t, place).then((trail) => trail.sequence()),
    /not trail's|key in the file is/,
  )
  const next = await reopen(t, place, name)
  await lookOften(next, people, 2)
  await next.sequence()
  assert.notEqual(next.published.keys[0]!.vkey, old.vkey)
  const settings = { ...place.settings, logName: name, witnesses: [] } as unknown as Settings
  const { faults } = await verifyPlace({ ...place.place, trail: next, settings }, undefined, {
    asking: false,
  })
  assert.deepEqual(
    faults.map(({ what }) => what).filter((what) => !/witness of each side/.test(what)),
    [],
  )
  const last = await place.databases.owner.short.query<{ note: string }>(
    'select note from trail.checkpoint order by size desc limit 1',
  )
  assert.match(last.rows[0]!.note, /^southmere\.example\/trail-2\n7\n/)
})

test('two forks with one witness each: neither is in order, and each witness’s own head shows it', async (t) => {
  const place = await witnessedTrail(t)
  await grow(place.trail, 3)
  const { databases, settings } = place
  const council = settings.witnesses.filter(({ side }) => side === 'council')
  const nhs = settings.witnesses.filter(({ side }) => side === 'nhs')
  const ours = await openTrail({
    databases,
    clock: systemClock,
    log,
    settings: { ...settings, witnesses: nhs },
  })
  t.after(() => ours.close())
  await grow(ours, 4)
  const before = await witnessedTrail(t)
  await copyLog(place, before, 3)
  for (const file of ['log.key', 'log.vkey']) {
    const from = join(settings.dataFolder, 'trail', file)
    cpSync(from, join(before.settings.dataFolder, 'trail', file))
  }
  rmSync(join(before.settings.dataFolder, 'trail/log.key.mark'), { force: true })
  const forked = { ...before.settings, witnesses: council }
  const theirs = await openTrail({
    databases: before.databases,
    clock: systemClock,
    log,
    settings: forked,
  })
  t.after(() => theirs.close())
  await grow(theirs, 9)
  for (const [databases, trail] of [
    [place.databases, ours],
    [before.databases, theirs],
  ] as const) {
    const { dataFolder } = databases === place.databases ? settings : before.settings
    rmSync(join(dataFolder, 'trail/witnesses'), { recursive: true, force: true })
    const known = { ...settings, dataFolder, witnesses: settings.witnesses } as Settings
    const checked = { ...place.place, trail, databases, settings: known }
    const { ok, faults } = await verifyPlace(checked)
    assert.equal(ok, false)
    const told = faults.map(({ what }) => what).join('\n')
    assert.match(told, /witness (nhs|council)\S+ does not confirm this log: it has confirmed/)
  }
})

/** The first entries of a log, in another database: where two histories part. */
async function copyLog(from: WitnessedTrail, to: WitnessedTrail, size: number): Promise<void> {
  for (const table of ['entry', 'look', 'leaf', 'checkpoint']) {
    const old = `(select entry_id from trail.leaf where index < ${size})`
    const where = {
      entry: `where id in ${old}`,
      look: `where entry_id in ${old}`,
      leaf: `where index < ${size}`,
      checkpoint: `where size <= ${size}`,
    }[table]
    const read = await from.databases.owner.short.query<{ rows: unknown }>(
      `select coalesce(jsonb_agg(to_jsonb(t)), '[]') as rows from trail.${table} t ${where}`,
    )
    await to.databases.owner.short.query(
      `insert into trail.${table} select * from jsonb_populate_recordset(null::trail.${table}, $1)`,
      [JSON.stringify(read.rows[0]!.rows)],
    )
  }
}

test('a witness that is away, that refuses or that lies is away; only a proved contradiction is kept', async (t) => {
  for (const [status, text, away] of [
    [429, '', /answers with status 429/],
    [503, '', /answers with status 503/],
    [404, '', /does not know this log/],
    [403, '', /does not know the key/],
    [422, '', /refuses with status 422 and does not show/],
    [409, '99\n', /refuses with status 409 and does not show/],
    [200, 'nothing', /without a signature of its key/],
  ] as const) {
    const server = createServer((request, response) => {
      const shown = request.method === 'GET'
      response.writeHead(shown ? 404 : status).end(shown ? '' : text)
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    t.after(() => server.close())
    const { port } = server.address() as { port: number }
    const key = makeSigner('nhs.example/w', 'witness').verifier.vkey
    const { trail } = await testTrail(t, {
      witnesses: [{ vkey: key, url: `http://127.0.0.1:${port}` }],
    })
    await grow(trail, 2)
    const { witnesses, evidence, late } = await trail.status()
    assert.match(witnesses[0]!.away!, away)
    assert.deepEqual([witnesses[0]!.objection, evidence.length, late], [undefined, 0, true])
  }
})

test('a witness that has signed another history is an objection, and both signed heads are kept', async (t) => {
  const place = await witnessedTrail(t)
  await grow(place.trail, 3)
  const key = readFileSync(join(place.settings.dataFolder, 'trail/log.key'), 'utf8').trim()
  const note = signCheckpoint(
    { origin: place.settings.logName, size: 9, root: Buffer.alloc(32) },
    readSigner(key)!,
  )
  const [nhs] = place.settings.witnesses
  const answer = await fetch(`${nhs!.url}/add-checkpoint`, {
    method: 'POST',
    body: `old 3\n\n${note}`,
  })
  assert.equal(answer.status, 422, 'it does not sign what it cannot follow')
  const folder = place.settings.dataFolder
  await place.witnesses.close()
  // A witness of the same key that was made to forget, and then to sign the fork.
  const state = join(folder, 'trail/witnesses/nhs.state.json')
  writeFileSync(state, '{}\n')
  const files = { keyFile: join(folder, 'trail/witnesses/nhs.key'), stateFile: state }
  const logs = [readVerifier(place.trail.published.keys[0]!.vkey)!]
  const named = { ...files, port: Number(new URL(nhs!.url).port), logs, clock: systemClock, log }
  await assert.rejects(startWitness(named), /memory of this witness is an older copy/)
  rmSync(`${files.keyFile}.mark`)
  const forgetful = await startWitness(named)
  t.after(() => forgetful.close())
  const signed = await fetch(`${nhs!.url}/add-checkpoint`, {
    method: 'POST',
    body: `old 0\n\n${note}`,
  })
  assert.equal(signed.status, 200)
  await grow(place.trail, 1)
  const { witnesses, evidence, late } = await place.trail.status()
  const objecting = witnesses.find(({ objection }) => objection !== undefined)!
  assert.match(objecting.objection!, /has confirmed 9 entries and this log has 4/)
  assert.equal(evidence.length, 1)
  assert.ok(
    evidence[0]!.theirs.startsWith(note),
    'its own signature stands under the head of the fork',
  )
  assert.match(evidence[0]!.ours, /\n4\n/)
  assert.equal(late, false)
  const { faults } = await verifyPlace(place.place)
  assert.ok(faults.some(({ what }) => /has confirmed 9 entries/.test(what)))
})

test('one memory has one witness: a second is refused, two servers share theirs, one takes over', async (t) => {
  const place = await witnessedTrail(t)
  const folder = place.settings.dataFolder
  const files = {
    keyFile: join(folder, 'trail/witnesses/nhs.key'),
    stateFile: join(folder, 'trail/witnesses/nhs.state.json'),
  }
  const logs = [place.trail.published.keys[0]!]
  const second = { ...files, port: 0, logs, clock: systemClock, log }
  await assert.rejects(startWitness(second), /another process witnesses with this memory/)
  const shared = await startPlaceWitnesses(place.settings, ['nhs', 'council'], {
    clock: systemClock,
    log,
  })
  t.after(() => shared.close())
  assert.deepEqual(shared.witnesses, place.witnesses.witnesses)
  await place.witnesses.close()
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  await grow(place.trail, 2)
  assert.equal((await place.trail.status()).confirmation.confirmed?.size, 2)
})

test('a witness whose clock is a year ahead, or a log whose clock is a day back, confirms nothing', async (t) => {
  for (const [mine, away] of [
    [new Date(Date.now() - DAY_MS), /clock and ours are 24 h|1 days|23 h/],
    [new Date(Date.now() + 365 * DAY_MS), /clock and ours are 36[45] days apart/],
  ] as const) {
    const place = await witnessedTrail(t)
    const clock = fixedClock(mine.toISOString())
    const { databases, settings } = place
    const trail = await openTrail({ databases, clock, log, settings })
    t.after(() => trail.close())
    await grow(trail, 2)
    const { witnesses, late, confirmation } = await trail.status()
    for (const one of witnesses) assert.match(one.away!, away)
    assert.deepEqual([late, confirmation.confirmed], [true, undefined])
  }
})

test('an erasure is listed with who decided it, and one that no officer has signed is a fault', async (t) => {
  const { trail, databases, place } = await witnessedTrail(t)
  const receipts = await lookOften(trail, people, 4)
  await trail.sequence()
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')
  const officer = { id: 'helen', name: 'Helen Marlow', key }
  const consent = { commands: [], audit: async () => [], officers: () => [officer] }
  const decided = { entries: [receipts[0]!.entryId], clause: '9.1', reason: 'ordered by the court' }
  const when = { officer: officer.id, time: '2026-03-03T10:00:00Z' }
  const signature = sign(null, erasureStatement(decided, when), privateKey).toString('base64')
  const decision = { ...when, name: officer.name, key, signature }
  await eraseEntries(databases.owner, governance, { ...decided, decision }, new Date())
  const good = await verifyPlace({ ...place, agreement: consent })
  assert.deepEqual(good.faults, [])
  assert.deepEqual(
    good.erasures.map(({ by, signed_by, erased }) => [by, signed_by, erased]),
    [['Priya Shah', 'Helen Marlow', [receipts[0]!.entryId]]],
  )
  const other = { ...decided, entries: [receipts[1]!.entryId] }
  await eraseEntries(databases.owner, governance, { ...other, decision }, new Date())
  const { faults } = await verifyPlace({ ...place, agreement: consent })
  assert.match(faults[0]!.what, /no officer whom the agreement lets sign has decided it/)
})

test('a trigger that drops rows makes a look fail, not vanish', async (t) => {
  const { trail, databases, place } = await witnessedTrail(t)
  for (const statement of [
    `create function trail.drops() returns trigger language plpgsql as 'begin return null; end'`,
    'create trigger drops before insert on trail.look for each row execute function trail.drops()',
  ]) {
    await databases.owner.short.query(statement)
  }
  await assert.rejects(lookOften(trail, people, 1), /0 of 1 rows of the log were written/)
  const { faults } = await verifyPlace(place)
  assert.ok(faults.some(({ what }) => /the trigger drops on trail\.look/.test(what)))
})

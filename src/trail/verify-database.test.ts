import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { DAY_MS, newId } from '../kernel/index.ts'
import { somebody } from '../kernel/testing.ts'
import { checkpointText, signCheckpoint } from './checkpoint.ts'
import { append, emptyEdge, rootOf } from './edge.ts'
import { entryData, writeEntry } from './entry.ts'
import { makeSigner, signatureLine } from './note.ts'
import { openLogKey } from './place-keys.ts'
import { insertEntry } from './queries.ts'
import { coordinator, lookOften, type WitnessedTrail, witnessedTrail } from './testing.ts'
import { leafHash } from './tree.ts'
import type { Verification } from './verification.ts'
import { verifyPlace } from './verify.ts'

const people = [somebody(), somebody(), somebody()].sort()

/** Ten looks, numbered in three batches, confirmed by both witnesses. */
async function tenLooks(t: TestContext): Promise<WitnessedTrail & { entries: string[] }> {
  const place = await witnessedTrail(t)
  for (const count of [4, 3, 3]) {
    await lookOften(place.trail, people, count)
    await place.trail.sequence()
  }
  await place.trail.confirm()
  const { rows } = await place.databases.care.short.query<{ entry_id: string }>(
    'select entry_id from trail.leaf order by index',
  )
  return { ...place, entries: rows.map(({ entry_id }) => entry_id) }
}

/** What somebody with every right on the database, but not the key of the log, can do. */
async function asOwner({ databases }: WitnessedTrail, ...statements: string[]): Promise<void> {
  await databases.owner.transaction(async (tx) => {
    for (const statement of statements) await tx.query(statement)
  })
}

function names({ ok, faults }: Verification, entry: string, what: RegExp): void {
  assert.equal(ok, false)
  const told = faults.map((fault) => `${fault.entry}: ${fault.what}`).join('\n')
  assert.ok(
    faults.some((fault) => fault.entry === entry && what.test(fault.what)),
    `nothing says ${what} of ${entry}, only\n${told}`,
  )
}

test('a log that nobody touched is in order, and both witnesses are named', async (t) => {
  const log = await tenLooks(t)
  const verification = await verifyPlace(log.place)
  assert.deepEqual(verification.faults, [])
  assert.equal(verification.ok, true)
  assert.equal(verification.size, 10)
  assert.equal(verification.root, (await log.trail.status()).root)
  assert.deepEqual(
    verification.witnesses.map(({ name, size }) => [name, size]),
    [
      ['council.southmere.example/witness', 10],
      ['nhs.southmere.example/witness', 10],
    ],
  )
})

test('a log that nobody outside knows is not in order, until it has been checked once', async (t) => {
  const log = await witnessedTrail(t)
  const place = { ...log.place, settings: { ...log.place.settings, witnesses: [] } }
  rmSync(join(log.settings.dataFolder, 'trail/witnesses'), { recursive: true })
  await lookOften(log.trail, people, 2)
  const first = await verifyPlace(place)
  names(first, '', /its end was cut off cannot be excluded/)
  assert.equal(first.faults.length, 1)
  assert.equal((await verifyPlace(place)).ok, true)
})

test('a log that goes on growing while it is checked is in order', async (t) => {
  const log = await tenLooks(t)
  log.trail.start()
  let checking = true
  const writing = Promise.all(
    [1, 2, 3].map(async () => {
      while (checking) await lookOften(log.trail, people, 3)
    }),
  )
  for (let times = 0; times < 6; times++) {
    assert.deepEqual((await verifyPlace(log.place)).faults, [])
  }
  checking = false
  await writing
})

test('one changed byte of a text is caught and named', async (t) => {
  const log = await tenLooks(t)
  const entry = log.entries[5]!
  await asOwner(
    log,
    `update trail.entry set text = replace(text, 'person page', 'person pagE') where id = '${entry}'`,
  )
  const verification = await verifyPlace(log.place)
  names(verification, entry, /text was changed.*number 5/)
  assert.equal(verification.faults.length, 1)
})

test('a changed time is caught, although the text is whole', async (t) => {
  const log = await tenLooks(t)
  await asOwner(
    log,
    `update trail.entry set at = at - interval '1 day' where id = '${log.entries[2]}'`,
  )
  names(await verifyPlace(log.place), log.entries[2]!, /time or its kind was changed/)
})

test('an entry rewritten together with its leaf is caught and named', async (t) => {
  const log = await tenLooks(t)
  await rewrite(log, log.entries[5]!)
  const verification = await verifyPlace(log.place)
  names(verification, log.entries[5]!, /rewritten.*number 5/)
})

test('rewriting the kept leaves of the batch too does not help: the signed root tells', async (t) => {
  const log = await tenLooks(t)
  await rewrite(log, log.entries[5]!)
  await asOwner(
    log,
    `update trail.checkpoint set leaves = (select string_agg(data, '' order by index) from trail.leaf
       where index >= 4 and index < 7) where size = 7`,
  )
  names(await verifyPlace(log.place), log.entries[4]!, /between number 4 .* and number 6/)
})

test('a removed entry is caught and named', async (t) => {
  const log = await tenLooks(t)
  await asOwner(log, `delete from trail.entry where id = '${log.entries[1]}'`)
  names(await verifyPlace(log.place), log.entries[1]!, /removed.*number 1/)
})

test('a look removed from the list is caught, in the middle and at the end of the chain', async (t) => {
  const log = await tenLooks(t)
  await asOwner(
    log,
    `delete from trail.look where entry_id in ('${log.entries[3]}', '${log.entries[9]}')`,
  )
  const verification = await verifyPlace(log.place)
  names(verification, log.entries[3]!, new RegExp(`look 2 at person ${people[0]}`))
  names(verification, log.entries[9]!, /look was removed from the list/)
})

test('a look removed with its entry leaves a hole in the numbers of the person', async (t) => {
  const log = await tenLooks(t)
  const entry = log.entries[3]!
  await asOwner(
    log,
    `delete from trail.look where entry_id = '${entry}'`,
    `delete from trail.entry where id = '${entry}'`,
  )
  const verification = await verifyPlace(log.place)
  names(verification, entry, /It was removed/)
  names(verification, log.entries[4]!, /look 2 is missing before look 3/)
})

test('a look removed with its entry and its leaf, and the rest moved up, is caught', async (t) => {
  const log = await tenLooks(t)
  const entry = log.entries[3]!
  await asOwner(
    log,
    `delete from trail.look where entry_id = '${entry}'`,
    `delete from trail.entry where id = '${entry}'`,
    `delete from trail.leaf where entry_id = '${entry}'`,
    'update trail.leaf set index = -index + 1000 where index > 3',
    'update trail.leaf set index = 1000 - index - 1 where index > 900',
  )
  const verification = await verifyPlace(log.place)
  names(verification, 'number 3', /taken out of the log/)
  names(verification, log.entries[4]!, /6 entries.*stand 1 earlier/)
  names(verification, log.entries[4]!, /look 2 is missing/)
})

test('an entry given to somebody else is caught in the list of looks', async (t) => {
  const log = await tenLooks(t)
  await asOwner(
    log,
    `update trail.look set entry_id = '${newId()}' where entry_id = '${log.entries[4]}'`,
  )
  const verification = await verifyPlace(log.place)
  names(verification, log.entries[4]!, /list of looks was changed/)
})

test('two entries that changed places are caught and both named', async (t) => {
  const log = await tenLooks(t)
  await asOwner(
    log,
    'update trail.leaf set index = 100 where index = 4',
    'update trail.leaf set index = 4 where index = 6',
    'update trail.leaf set index = 6 where index = 100',
  )
  const verification = await verifyPlace(log.place)
  names(verification, log.entries[4]!, /recorded as number 4 and stands at number 6/)
  names(verification, log.entries[6]!, /recorded as number 6 and stands at number 4/)
  assert.equal(verification.faults.length, 2)
})

test('a log whose end was cut off is caught by a witness, and by this computer', async (t) => {
  const log = await tenLooks(t)
  assert.equal((await verifyPlace(log.place)).ok, true)
  await cutTo(log, 7)
  const verification = await verifyPlace(log.place)
  names(
    verification,
    'number 7',
    /cut off: this computer holds a checkpoint of 10 entries, and 7 are left/,
  )
  names(verification, '', /nhs.* it has confirmed 10 entries and this log has 7/)
})

test('a log whose end was cut off is caught by what witnesses answer, with no memory here', async (t) => {
  const log = await tenLooks(t)
  await cutTo(log, 7)
  await asOwner(log, 'delete from trail.witness')
  names(await verifyPlace(log.place), '', /has confirmed 10 entries and this log has 7/)
})

test('a log forked by whoever has its key is caught by the witnesses', async (t) => {
  const log = await tenLooks(t)
  await forkFrom(log, log.entries[2]!)
  const verification = await verifyPlace(log.place)
  names(verification, '', /what it saw and what stands here are not one history/)
})

test('a log forked by whoever has its key is caught by what this computer remembers', async (t) => {
  const log = await tenLooks(t)
  assert.equal((await verifyPlace(log.place)).ok, true)
  await forkFrom(log, log.entries[2]!)
  await asOwner(log, 'delete from trail.witness')
  const alone = { ...log.place, settings: { ...log.place.settings, witnesses: [] } }
  rmSync(join(log.settings.dataFolder, 'trail/witnesses'), { recursive: true })
  names(await verifyPlace(alone), 'number 9', /another log than the one that this computer knows/)
})

test('a leaf put in after the signed end is caught, and nothing is signed on top of it', async (t) => {
  const log = await tenLooks(t)
  const stray = newId()
  await asOwner(log, `insert into trail.leaf values (10, '${stray}', sha256(''))`)
  await lookOften(log.trail, people, 1)
  const verification = await verifyPlace(log.place)
  names(verification, stray, /after the last checkpoint, unsigned/)
  names(verification, '', /cannot be continued/)
})

test('a checkpoint with another root or a false signature is caught', async (t) => {
  const log = await tenLooks(t)
  await asOwner(
    log,
    `update trail.checkpoint set note = replace(note, E'\\n10\\n', E'\\n11\\n') where size = 10`,
  )
  names(
    await verifyPlace(log.place),
    'number 9',
    /checkpoint of 10 entries carries a false signature/,
  )
})

test('a published tile that was changed is caught', async (t) => {
  const log = await witnessedTrail(t)
  await lookOften(log.trail, people, 300)
  await log.trail.sequence()
  await log.trail.confirm()
  assert.equal((await verifyPlace(log.place)).ok, true)
  await asOwner(
    log,
    `update trail.tile set hashes = set_byte(hashes, 8000, (get_byte(hashes, 8000) + 1) % 256)`,
  )
  names(await verifyPlace(log.place), 'number 0', /published tile 0\/0/)
})

test('an entry that was written past the log is caught', async (t) => {
  const log = await tenLooks(t)
  const id = newId()
  await asOwner(
    log,
    `insert into trail.entry (id, at, kind, text, salt, data, xid)
       select '${id}', now() - interval '1 hour', kind, text, salt, data, '3' from trail.entry limit 1`,
  )
  names(await verifyPlace(log.place), id, /never put into the log/)
})

test('an entry whose text is not JSON is a fault, not a crash', async (t) => {
  const log = await tenLooks(t)
  await log.databases.care.short.query(
    `insert into trail.entry (id, at, kind, text, salt, data)
     values ($1, now(), 'look', 'x', 'aaaaaaaaaaaaaaaa', sha256('aaaaaaaaaaaaaaaax'))`,
    [newId()],
  )
  const { faults } = await verifyPlace(log.place)
  assert.ok(faults.some(({ what }) => /not JSON/.test(what)))
})

test('an entry dated three years back is caught, although nothing else is wrong with it', async (t) => {
  const log = await tenLooks(t)
  const past = writeEntry('command', new Date(Date.now() - 3 * 365 * DAY_MS), { command: 'x' })
  await insertEntry(log.databases.care.short, past)
  await log.trail.sequence()
  names(await verifyPlace(log.place), past.id, /dated 20\d\d.* put into the log after/)
  const ahead = writeEntry('command', new Date(Date.now() + DAY_MS), { command: 'x' })
  await insertEntry(log.databases.care.short, ahead)
  await log.trail.sequence()
  names(await verifyPlace(log.place), ahead.id, /dated .* put into the log before/)
})

test('a hand-over that never was is told, and by which entry', async (t) => {
  const log = await tenLooks(t)
  const other = makeSigner('other.example/trail', 'log').verifier
  const mine = openLogKey(log.settings).verifier
  const entry = {
    closed: { origin: other.name, vkey: other.vkey },
    successor: { origin: mine.name, vkey: mine.vkey },
    reason: 'none',
  }
  const closing = writeEntry('system', new Date(), { command: 'trail.close', entry })
  await insertEntry(log.databases.care.short, closing)
  await log.trail.sequence()
  await log.trail.confirm()
  names(
    await verifyPlace(log.place),
    closing.id,
    /handed over .* that key has signed nothing of it/,
  )
})

test('a look that nobody made stands on the page of whom it is about', async (t) => {
  const log = await tenLooks(t)
  const invented = { ...coordinator, actor: { ...coordinator.actor, id: 'x', name: 'Nobody' } }
  const look = { identity: [people[0]!], what: 'person page', clause: '4.2' }
  await log.trail.look(invented, [{ ...look, outcome: 'allowed' }])
  const [shown] = await log.trail.looksAt([people[0]!])
  assert.equal(shown!.actor.name, 'Nobody')
})

test('what is new is checked alone, and everything again where rows are gone', async (t) => {
  const log = await tenLooks(t)
  const fresh = () => verifyPlace(log.place, undefined, { all: false })
  assert.equal((await fresh()).ok, true)
  await lookOften(log.trail, people, 4)
  const { ok, size } = await fresh()
  assert.deepEqual([ok, size], [true, 14])
  await asOwner(log, `delete from trail.look where entry_id = '${log.entries[3]}'`)
  names(await fresh(), log.entries[3]!, /look was removed from the list/)
})

test('one wrong row never stops the page of a resident', async (t) => {
  const log = await tenLooks(t)
  await asOwner(
    log,
    `update trail.entry set text = 'x' where id = '${log.entries[3]}'`,
    `update trail.entry set text = '{"kind":"look","people":7}' where id = '${log.entries[4]}'`,
    `update trail.look set withheld_until = '2999-01-01' where entry_id = '${log.entries[0]}'`,
    `update trail.look set at = '1999-01-01', actor_id = '' where entry_id = '${log.entries[7]}'`,
  )
  const looks = await log.trail.looksAt([people[0]!])
  assert.equal(looks.length, 4)
  assert.equal(looks.filter(({ what }) => /somebody has changed it/.test(what)).length, 2)
  assert.equal(looks.filter(({ withheldUntil }) => withheldUntil).length, 0, 'the text counts')
  assert.ok(looks.every(({ at }) => at > '2020'))
  assert.equal(Number((await log.trail.lookCounts([people[0]!], '2020-01-01')).looks), 3)
  assert.equal((await log.trail.exportBundle([people[0]!])).people[0]!.looks.length, 4)
})

/** Text, its hash and its leaf, all changed so that they fit each other. */
async function rewrite(log: WitnessedTrail, entry: string): Promise<void> {
  const { rows } = await log.databases.care.short.query<{ text: string; salt: Buffer }>(
    'select text, salt from trail.entry where id = $1',
    [entry],
  )
  const text = rows[0]!.text.replace(coordinator.purpose, 'governance')
  const data = entryData(rows[0]!.salt, text)
  await log.databases.owner.transaction(async (tx) => {
    await tx.query('update trail.entry set text = $2, data = $3 where id = $1', [entry, text, data])
    await tx.query('update trail.leaf set data = $2 where entry_id = $1', [entry, data])
    await tx.query('update trail.look set data = $2 where entry_id = $1', [entry, data])
  })
}

/** Everything after `size` removed, as a restore of an old backup would. */
async function cutTo(log: WitnessedTrail, size: number): Promise<void> {
  const gone = `(select entry_id from trail.leaf where index >= ${size})`
  await asOwner(
    log,
    `delete from trail.look where entry_id in ${gone}`,
    `delete from trail.entry where id in ${gone}`,
    `delete from trail.leaf where index >= ${size}`,
    `delete from trail.checkpoint where size > ${size}`,
    'delete from trail.witness',
  )
}

/** An entry rewritten, and all that follows signed anew with the log's own key. */
async function forkFrom(log: WitnessedTrail, entry: string): Promise<void> {
  await rewrite(log, entry)
  const signer = openLogKey(log.settings)
  const { rows } = await log.databases.care.short.query<{ data: Buffer }>(
    'select data from trail.leaf order by index',
  )
  const edge = emptyEdge()
  for (const [at, { data }] of rows.entries()) {
    append(edge, leafHash(data))
    const head = { origin: log.settings.logName, size: at + 1, root: rootOf(edge) }
    assert.ok(signatureLine(checkpointText(head), signer))
    await log.databases.owner.short.query(
      'update trail.checkpoint set note = $2, leaves = $3 where size = $1',
      [
        at + 1,
        signCheckpoint(head, signer),
        Buffer.concat(rows.slice(...rangeOf(at + 1)).map((row) => row.data)),
      ],
    )
  }
}

function rangeOf(size: number): [number, number] {
  const starts: Record<number, number> = { 4: 0, 7: 4, 10: 7 }
  return [starts[size] ?? 0, size]
}

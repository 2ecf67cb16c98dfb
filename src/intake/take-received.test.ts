import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { standing } from '../../test/county-occurrences.ts'
import { type OpenedPlace, openTestPlace } from '../../test/open-place.ts'
import { systemActor, toSourceId } from '../kernel/index.ts'
import { intakeConcerns } from './concerns.ts'
import { lineItems } from './cut-items.ts'
import { inspectLines } from './inspect-lines.ts'
import { itemHash } from './item.ts'
import type { FileKind } from './kind.ts'
import { listQuarantine } from './quarantine.ts'
import { NOTHING_SAID } from './reading.ts'
import { MessageTaker } from './take-messages.ts'
import { adt, pid, pv1 } from './testing.ts'

const SOURCE = toSourceId('mere-general')
const MINUTE_MS = 60_000
const NOBODY = { actor: systemActor('test'), purpose: '' }

async function take({ place }: OpenedPlace, kind: string, ...texts: string[]): Promise<void> {
  const taker = new MessageTaker(place, kind)
  await Promise.all(texts.map((text) => takeOne(taker, kind, text)))
}

async function takeOne(taker: MessageTaker, kind: string, text: string): Promise<void> {
  const bytes = Buffer.from(text)
  const about = { kind, place: 'message 1, line 1', hash: itemHash(bytes), size: bytes.length }
  const { reason } = await taker.take(SOURCE, { ...about, bytes })
  assert.equal(reason, undefined)
}

const admission = (at: number) =>
  adt(
    'A01',
    `2026030109${String(at).padStart(2, '0')}`,
    pid({ id: `H${at}` }),
    pv1({ visit: `V${at}` }),
  )

async function kept({ place }: OpenedPlace) {
  const { rows } = await place.databases.owner.short.query<{ events: string; resources: string }>(
    `select (select count(*) from record.event) as events,
      (select count(*) from record.resource) + (select count(*) from record.shared_resource) as resources`,
  )
  return rows[0]!
}

test('what was acknowledged is in the record soon after, and to bring it there twice changes nothing', async (t) => {
  const opened = await openTestPlace(t)
  await take(opened, 'hl7v2', admission(1), admission(2))
  assert.equal((await kept(opened)).events, '0')
  await opened.settle()
  const once = await kept(opened)
  const stood = await standing(opened.place)
  assert.equal(once.events, '2')
  assert.equal(stood.length, 2)
  // As a process leaves it that is killed between the two.
  const owner = opened.place.databases.owner.short
  await owner.query('update intake.pack set waits = true')
  await owner.query('truncate trail.command_key')
  await owner.query(
    `insert into kernel.errand (name, key, asked_at) values ('intake.take-received', $1, now())`,
    [SOURCE],
  )
  await opened.settle()
  assert.deepEqual(await kept(opened), once)
  assert.deepEqual(await standing(opened.place), stood)
})

test('every item that was brought into the record is named by an entry, under the clause of its feed', async (t) => {
  const opened = await openTestPlace(t)
  await take(opened, 'hl7v2', ...Array.from({ length: 5 }, (_, at) => admission(at)))
  await opened.settle()
  const { rows } = await opened.place.databases.owner.short.query<{
    items: number
    clause: string
  }>(
    `select (text::json -> 'entry' ->> 'items')::int as items, text::json ->> 'clause' as clause
      from trail.entry where text like '%"command":"intake.take-received"%'`,
  )
  assert.equal(
    rows.reduce((sum, { items }) => sum + items, 0),
    5,
  )
  assert.ok(rows.every(({ clause }) => /^\d/.test(clause)))
})

test('one that the database refuses is in quarantine with its reason, and stops nobody', async (t) => {
  const house = await withWords(t)
  await take(house, 'words', 'one', 'huge', 'two', 'three')
  await house.settle()
  const { items } = await listQuarantine(house.place.databases.care.short)
  assert.deepEqual(
    items.map(({ reason, place, kept: here }) => [reason.split(' (')[0], place, here]),
    [['a number in it is larger than can be kept', 'message 1, line 1', true]],
  )
  assert.equal((await kept(house)).resources, '3')
  const { rows } = await house.place.databases.owner.short.query(
    'select from intake.pack where waits',
  )
  assert.equal(rows.length, 0)
})

test('whoever watches over the place is told where what was received is not in the record', async (t) => {
  const opened = await openTestPlace(t)
  await take(opened, 'hl7v2', admission(1))
  const behind = async () =>
    (await intakeConcerns(opened.place, NOBODY)).filter(({ what }) =>
      /not in the record yet/.test(what),
    )
  assert.deepEqual(await behind(), [])
  opened.clock.set(new Date(opened.clock.now().getTime() + 3 * MINUTE_MS).toISOString())
  const [told] = await behind()
  assert.match(told!.since, /3 minutes ago/)
  await opened.settle()
  assert.deepEqual(await behind(), [])
})

/** Lines of words, of which the database does not take every one. */
const words: FileKind = {
  id: 'words',
  item: 'word',
  sent: 'words',
  holds: 'words',
  classes: ['hospital'],
  recognise: () => false,
  inspect: async ({ bytes }) => ({ ...(await inspectLines(bytes)), kind: 'words' }),
  cut: (bytes) => lineItems('words', bytes),
  read(bytes) {
    const own = bytes.toString('utf8')
    const resource = { type: 'Location', sourceId: own, stamp: '2026' }
    return { ...NOTHING_SAID, resources: [{ ...resource, content: { own } }], own }
  },
  async keep({ tx }, own) {
    for (const word of own as string[]) {
      if (word === 'huge') await tx.query("select ($1 || '0')::int", ['9999999999'])
    }
  },
}

async function withWords(t: TestContext): Promise<OpenedPlace> {
  const opened = await openTestPlace(t)
  Object.assign(opened.place, { fileKinds: [words] })
  return opened
}

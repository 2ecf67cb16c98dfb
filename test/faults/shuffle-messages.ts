import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import fc from 'fast-check'
import { generate } from '../../places/southmere/index.ts'
import { messageItem } from '../../src/intake/cut-items.ts'
import { MessageSplitter } from '../../src/intake/message-splitter.ts'
import { MessageTaker } from '../../src/intake/take-messages.ts'
import { toSourceId } from '../../src/kernel/index.ts'
import { lookAtOwnRecord } from '../../src/record/index.ts'
import { viewerOf } from '../../src/record/testing.ts'
import { type OpenedPlace, openTestPlace } from '../open-place.ts'

/**
 * One day's messages of a hospital in any order, some of them several times, however many come at once and whatever is
 * brought into the record in between: everybody's own page says the same, but for when it was learnt.
 */
const SOURCE = toSourceId('mere-general')
const KIND = 'hl7v2'
const MESSAGES = 24
/** What says when something was learnt, or who has looked meanwhile. */
const APART = new Set(['learntAt', 'firstLearntAt', 'changedAt', 'knownAt', 'looks'])

export async function shuffleMessages(t: TestContext, orders: number): Promise<void> {
  const messages = await dayOfMessages(t)
  const people = [...new Set(messages.flatMap((one) => /~(\d{10})\^\^\^NHS/.exec(one)?.[1] ?? []))]
  const opened = await openTestPlace(t, { at: '2026-03-10T09:00:00Z' })
  const shown = async (batches: readonly (readonly string[])[], settles: readonly boolean[]) => {
    await forget(opened)
    const taker = new MessageTaker(opened.place, KIND)
    for (const [at, batch] of batches.entries()) {
      await Promise.all(batch.map((one) => take(taker, one)))
      if (settles[at % settles.length]) await opened.settle()
    }
    await opened.settle()
    return Promise.all(people.map((nhsNumber) => ownRecord(opened, nhsNumber)))
  }
  const expected = await shown([messages], [true])
  assert.ok(expected.some((one) => one.includes('"kind":"stay"')))
  const order = fc.array(fc.nat({ max: messages.length - 1 }), { maxLength: 10 }).chain((again) => {
    const all = [...messages, ...again.map((at) => messages[at]!)]
    return fc.shuffledSubarray(all, { minLength: all.length })
  })
  const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 })
  const settles = fc.array(fc.boolean(), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(order, sizes, settles, async (all, some, when) => {
      assert.deepEqual(await shown(cut(all, some), when), expected)
    }),
    { numRuns: orders, endOnFailure: true },
  )
}

/** The newest that the hospital of a small county has to tell. */
async function dayOfMessages(t: TestContext): Promise<string[]> {
  const out = mkdtempSync(join(tmpdir(), 'concordat-shuffled-'))
  t.after(() => rmSync(out, { recursive: true, force: true }))
  await generate({ people: 400, seed: 'shuffled', out, asOf: '2026-03-10' })
  const folder = join(out, 'hospital')
  const all = readdirSync(folder)
    .filter((name) => name.endsWith('.hl7'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split(/(?=^MSH\|)/m))
  return all.filter((one) => one.startsWith('MSH')).slice(-MESSAGES)
}

async function take(taker: MessageTaker, text: string): Promise<void> {
  const splitter = new MessageSplitter(1_000_000)
  const found = [...splitter.push(Buffer.from(text)), ...splitter.end()]
  for (const one of found) {
    const { reason } = await taker.take(SOURCE, messageItem(KIND, one))
    assert.equal(reason, undefined)
  }
}

function cut<T>(all: readonly T[], sizes: readonly number[]): T[][] {
  const batches: T[][] = []
  for (let at = 0; at < all.length; at += batches.at(-1)!.length) {
    batches.push(all.slice(at, at + sizes[batches.length % sizes.length]!))
  }
  return batches
}

async function ownRecord({ place }: OpenedPlace, nhsNumber: string): Promise<string> {
  const id = { id: nhsNumber, name: 'Resident', role: 'resident', nhsNumber }
  const look = await lookAtOwnRecord(place, viewerOf(id, 'own-record'), 'test')
  assert.equal(look.outcome, 'allowed')
  return JSON.stringify('view' in look && look.view, (name, value) =>
    APART.has(name) ? undefined : value,
  )
}

/** As if nothing had ever arrived: cheaper than another place. */
async function forget({ place }: OpenedPlace): Promise<void> {
  const owner = place.databases.owner.short
  const { rows } = await owner.query<{ tables: string }>(
    `select string_agg(schemaname || '.' || tablename, ', ') as tables from pg_tables
      where schemaname in ('intake', 'people') or schemaname = 'record' and tablename in
        ('resource', 'shared_resource', 'event', 'occurrence')`,
  )
  await owner.query(`truncate ${rows[0]!.tables}, trail.command_key, kernel.errand`)
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, systemActor } from '../src/kernel/index.ts'
import { savePeople } from '../src/people/index.ts'
import { testPerson } from '../src/people/testing.ts'
import { IDENTITY } from '../src/record/index.ts'
import { lookAtClock } from '../src/transfer/index.ts'
import { type AfterLeaving, MARKS, outcomeAt } from '../src/transfer/outcome.ts'
import { audited, LOOK, listed as listOf } from './transfer-looks.ts'
import { GEORGE, type Message, openTransferPlace, type TransferPlace } from './transfer-place.ts'
import { LEE, MAYA, NADIA, PRIYA } from './written-here.ts'

/** What becomes of somebody who has left, and how they arrived: through the real place. */
const CAME = '2026-03-01 08:00'
const came: Message = { code: 'A01', of: GEORGE, at: CAME, came: CAME }
const ready: Message = {
  ...came,
  code: 'A08',
  at: '2026-03-03 11:00',
  ready: '2026-03-03 10:00',
  pathway: '1',
  reason: 'Other home-based social care service not yet available (Pathway 1)',
}
const gone: Message = {
  ...ready,
  code: 'A03',
  at: '2026-03-03 18:00',
  left: '2026-03-03 18:00',
  went: '19',
}

/** George’s practice knows him. */
async function registered({ place, settle }: TransferPlace): Promise<void> {
  const known = {
    nhsNumber: '9990131015',
    given: ['George'],
    family: 'Whitfield',
    birthDate: '1946-09-21',
  }
  const person = testPerson('P1', { ...known, gpPractice: { code: 'Y90001' } }, 'southmere-gp')
  const command = {
    name: 'test.tell',
    basis: 'public' as const,
    async run({ tx, now, follow }: Parameters<Parameters<typeof place.trail.run>[0]['run']>[0]) {
      follow(IDENTITY, await savePeople(tx, [person], now))
      return { result: null, entry: {} }
    },
  }
  const viewer = { actor: systemActor('test'), purpose: 'direct-care' }
  await place.trail.run(command, { viewer, input: null, key: newId() })
  await settle()
}

const ALL = { on_time: true, as_described: true, letter: false, medicines: true, equipment: true }

test('who receives somebody says how they arrived; who sent them does not, and nobody too early', async (t) => {
  const place = await openTransferPlace(t)
  await place.tell(came, ready)
  await registered(place)
  const { stay } = (await listOf(place, LEE))[0]!
  const score = (who: typeof LEE, input: object = ALL) =>
    place.does(who, 'transfer.score-handover', { stay, ...input })
  const early = await score(NADIA)
  assert.ok(!early.ok && early.code === 'closed')
  await place.tell(gone)
  const priya = await score(PRIYA)
  assert.ok(!priya.ok && priya.code === 'no-power')
  const nadia = await score(NADIA)
  assert.ok(nadia.ok)
  const shown = await lookAtClock(place.place, LEE, stay, { what: LOOK })
  assert.ok(shown.outcome === 'allowed')
  const [said] = shown.scores
  assert.deepEqual(
    [said!.asked.length, said!.found.length, said!.by.name],
    [7, 4, NADIA.actor.name],
  )
  // Of one party the last word stands, and the log says each.
  assert.ok((await score(NADIA, { ...ALL, letter: true })).ok)
  const again = await lookAtClock(place.place, MAYA, stay, { what: LOOK })
  assert.ok(again.outcome === 'allowed' && again.scores.length === 2)
  const audit = () => audited(place, 'transfer.score-handover')
  assert.deepEqual(await audit(), [])
  await place.place.databases.owner.short.query('update transfer.score set found = asked')
  assert.match((await audit()).join(), /^Score [0-9a-f-]+: the log says otherwise/)
})

test('who came back is told on the page of the stay that they left, and by the list of none', async (t) => {
  const place = await openTransferPlace(t, { at: '2026-03-14T09:00:00Z' })
  await place.tell(came, ready, gone)
  const first = await lookAtClock(place.place, LEE, await stayOf(place, gone), { what: LOOK })
  assert.ok(first.outcome === 'allowed')
  assert.deepEqual(outcomesOf(place, first.read.after), ['home', 'not-yet', 'not-yet', 'not-yet'])
  const back = '2026-03-05 02:00'
  await place.tell({ code: 'A01', of: GEORGE, at: back, came: back, visit: 'V-back' })
  const second = await lookAtClock(place.place, LEE, await stayOf(place, gone), { what: LOOK })
  assert.ok(second.outcome === 'allowed')
  assert.equal(outcomesOf(place, second.read.after)[0], 'came-back')
})

function outcomesOf({ clock }: TransferPlace, after: AfterLeaving | undefined) {
  assert.ok(after !== undefined)
  return MARKS.map((days) => outcomeAt(after, days, clock.now()))
}

async function stayOf({ place }: TransferPlace, { came: at }: Message): Promise<string> {
  const { rows } = await place.databases.owner.short.query<{ stay_id: string }>(
    `select stay_id from transfer.stay where admitted_at = $1::timestamptz`,
    [`${at.replace(' ', 'T')}:00Z`],
  )
  return rows[0]!.stay_id
}

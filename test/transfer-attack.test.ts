import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { readMailbox } from '../src/access/index.ts'
import type { Viewer } from '../src/kernel/index.ts'
import { lookAtAskings } from '../src/transfer/index.ts'
import { listed, lookedAt } from './transfer-looks.ts'
import { GEORGE, type Message, openTransferPlace, type TransferPlace } from './transfer-place.ts'
import { LEE, MAYA, OLIVE } from './written-here.ts'

/** What somebody tries who wants hours to be another's, or to know more than is told. */
const CAME = '2026-03-09 08:00'
const came: Message = { code: 'A01', of: GEORGE, at: CAME, came: CAME }
const ready: Message = {
  ...{ ...came, code: 'A08', at: '2026-03-09 10:00', ready: '2026-03-09 10:00' },
  pathway: '3',
}

async function begin(t: TestContext) {
  const place = await openTransferPlace(t)
  await place.tell(came, ready)
  const [george] = await listed(place, LEE)
  return { ...place, stay: george!.stay }
}

async function done(place: TransferPlace, who: Viewer, name: string, input: object) {
  const answer = await place.does(who, name, input)
  assert.ok(answer.ok, `${name}: ${JSON.stringify(answer)}`)
  return answer.result as { asking: string }
}

async function codeOf(place: TransferPlace, who: Viewer, name: string, input: object) {
  const answer = await place.does(who, name, input)
  assert.ok(!answer.ok, `${name} was done`)
  return answer.code
}

async function linksTo(place: TransferPlace, to: string) {
  const mails = await readMailbox(place.place, { limit: 9, to })
  return mails.map(({ mail }) => new URL(mail.links[0]!).pathname)
}

test('a link proves that its own message came, and nothing of what was sent after it', async (t) => {
  const place = await begin(t)
  const ask = { stay: place.stay, task: 'care-home', to: 'the-limes' }
  const { asking } = await done(place, LEE, 'transfer.refer', ask)
  const [first] = await linksTo(place, 'manager@the-limes.example')
  await done(place, OLIVE, 'transfer.offer', { asking, on: '2026-03-11 11:00' })
  await done(place, LEE, 'transfer.accept-offer', { asking })
  const app = await place.serve()
  const old = await app.inject({ method: 'POST', url: first!, payload: {} })
  assert.equal(old.statusCode, 409)
  assert.match(old.body, /has been said already/)
  const messages = async () => {
    const { rows } = await lookAtAskings(place.place, LEE, 'what was asked')
    return rows.find((row) => row.asking.id === asking)!.asking.messages
  }
  assert.equal((await messages()).at(-1)!.delivered, undefined)
  const links = await linksTo(place, 'manager@the-limes.example')
  const newest = links.find((link) => link !== first)!
  assert.equal((await app.inject({ method: 'POST', url: newest, payload: {} })).statusCode, 200)
  await place.settle()
  assert.equal((await messages()).at(-1)!.delivered!.way, 'link')
})

test('what a message asks changes hands by no word of anybody, and what follows from it is not put right', async (t) => {
  const place = await begin(t)
  const { stay } = place
  const { asking } = await done(place, LEE, 'transfer.refer', {
    ...{ stay, task: 'care-home', to: 'southmere-council' },
  })
  const read = async () => (await lookAtAskings(place.place, LEE, 'what was asked')).rows
  const { read: one } = (await read()).find((row) => row.asking.id === asking)!
  const opening = one.facts.find((fact) => fact.kind === 'open' && fact.asking === asking)!
  const task = opening.task!
  assert.equal(
    await codeOf(place, LEE, 'transfer.hand-over', { task, holder: 'southmere-council' }),
    'asked',
  )
  assert.equal(
    await codeOf(place, LEE, 'transfer.take-back', { stay, fact: opening.id }),
    'closed',
  )
  const instead = { stay, task: 'housing', holder: 'southmere-districts', instead: opening.id }
  assert.equal(await codeOf(place, LEE, 'transfer.open-task', instead), 'closed')

  await done(place, MAYA, 'transfer.refuse', { asking, reason: 'not-ours' })
  await done(place, LEE, 'transfer.acknowledge', { asking })
  const { tasks } = (await listed(place, LEE))[0]!
  assert.deepEqual(tasks.find((one) => one.task === 'care-home')!.holders, ['mere-general'])
  await done(place, LEE, 'transfer.hand-over', { task, holder: 'southmere-community' })
})

test('no minute is counted before it has passed, as of whatever time it is asked', async (t) => {
  const place = await begin(t)
  const now = await lookedAt(place, LEE, place.stay)
  const ahead = await lookedAt(place, LEE, place.stay, new Date('2027-01-01T00:00:00Z'))
  assert.equal(now.totals.minutes, 23 * 60)
  assert.deepEqual(ahead, now)
})

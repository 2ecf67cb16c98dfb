import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { readMailbox } from '../src/access/index.ts'
import type { Viewer } from '../src/kernel/index.ts'
import { lookAtPerson } from '../src/record/index.ts'
import { lookAtAskings } from '../src/transfer/index.ts'
import { signIn } from './sign-in.ts'
import { listed, lookedAt } from './transfer-looks.ts'
import { GEORGE, type Message, NOW, openTransferPlace, type TransferPlace } from './transfer-place.ts'
import { LEE, MAYA, OLIVE, PRIYA, TOM } from './written-here.ts'

/** What partners tell and ask each other of somebody who leaves hospital, through the real place. */
const CAME = '2026-03-09 08:00'
const came: Message = { code: 'A01', of: GEORGE, at: CAME, came: CAME }
const ready: Message = {
  ...{ ...came, code: 'A08', at: '2026-03-09 10:00', ready: '2026-03-09 10:00' },
  pathway: '3',
}

type Begun = TransferPlace & { stay: string; person: string }

async function begin(t: TestContext, ...messages: Message[]): Promise<Begun> {
  const place = await openTransferPlace(t)
  await place.tell(came, ready, ...messages)
  const [george] = await listed(place, LEE)
  return { ...place, stay: george!.stay, person: george!.person }
}

async function must<T = { asking: string }>(
  { does }: TransferPlace,
  who: Viewer,
  name: string,
  input: object,
): Promise<T> {
  const answer = await does(who, name, input)
  assert.ok(answer.ok, `${name}: ${JSON.stringify(answer)}`)
  return answer.result
}

async function refused({ does }: TransferPlace, who: Viewer, name: string, input: object) {
  const answer = await does(who, name, input)
  assert.ok(!answer.ok, `${name} was done`)
  return answer.code
}

async function holdersOf(place: Begun) {
  const [{ tasks }] = (await listed(place, LEE)) as [Awaited<ReturnType<typeof listed>>[0]]
  return tasks
    .filter(({ task }) => task === 'care-home' || task === 'social-care-assessment')
    .map(({ task, holders, closed }) => [task, holders.join(), closed])
}

test('a care home is asked, sees the need and nobody, offers, and sees the person once it is accepted', async (t) => {
  const place = await begin(t)
  const { stay, person, clock } = place
  const input = { stay, task: 'care-home', to: 'the-limes', needs: ['two-carers', 'nights'] }
  const { asking } = await must(place, LEE, 'transfer.refer', input)
  assert.deepEqual(await holdersOf(place), [['care-home', 'mere-general', false]])

  const seen = await lookAtAskings(place.place, OLIVE, 'what was asked')
  assert.equal(seen.rows.length, 1)
  assert.equal(seen.rows[0]!.person.who, undefined)
  assert.deepEqual(seen.rows[0]!.asking.needs, ['nights', 'two-carers'])
  assert.equal((await lookAtPerson(place.place, OLIVE, person as never)).outcome, 'refused')

  clock.set('2026-03-10T10:00:00Z')
  await must(place, OLIVE, 'transfer.acknowledge', { asking })
  assert.deepEqual(await holdersOf(place), [['care-home', 'the-limes', false]])
  clock.set('2026-03-10T11:00:00Z')
  await must(place, OLIVE, 'transfer.offer', { asking, on: '2026-03-11 11:00' })
  assert.deepEqual(await holdersOf(place), [['care-home', 'the-limes', false]])
  clock.set('2026-03-10T12:00:00Z')
  await must(place, LEE, 'transfer.accept-offer', { asking })
  assert.deepEqual(await holdersOf(place), [['care-home', 'mere-general', false]])
  assert.equal((await lookAtPerson(place.place, OLIVE, person as never)).outcome, 'allowed')
  clock.set('2026-03-10T13:00:00Z')
  await must(place, OLIVE, 'transfer.acknowledge', { asking })
  assert.deepEqual(await holdersOf(place), [['care-home', 'the-limes', false]])

  clock.set('2026-03-10T14:00:00Z')
  const { segments } = await lookedAt(place, LEE, stay)
  const held = segments.map(({ from, shares }) => [from, JSON.stringify(shares)])
  assert.deepEqual(held.map(([from]) => from), [
    '2026-03-09T10:00:00.000Z',
    '2026-03-10T09:00:00.000Z',
    '2026-03-10T10:00:00.000Z',
    '2026-03-10T12:00:00.000Z',
    '2026-03-10T13:00:00.000Z',
  ])
  const checked = await place.place.trail.looksAt([person as never], { limit: 20 })
  assert.match(JSON.stringify(checked), /Limes|the-limes/)
})

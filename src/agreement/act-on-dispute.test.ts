import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { powerDecider } from '../access/index.ts'
import { type Answer, callCommand } from '../call-command.ts'
import { fixedClock, newId, openLog, type Viewer } from '../kernel/index.ts'
import { testDatabases } from '../kernel/testing.ts'
import type { Place } from '../room.ts'
import { houseOf, rooms } from '../rooms.ts'
import { openTrail } from '../trail/index.ts'
import { testSettings } from '../trail/testing.ts'
import type { Agreement } from './agreement.ts'
import { listDisputes, tellDispute } from './disputes.ts'
import { agreementOf, edit, southmereTexts } from './testing.ts'

const viewer = (role: string, organisation: string, side: string, purpose = 'partnership') => ({
  actor: {
    id: `${role}.${side}`,
    name: `A ${role}`,
    role,
    organisation,
    side,
    via: 'web' as const,
  },
  purpose,
})
const FINANCE_NHS = viewer('finance-lead', 'southmere-icb', 'nhs')
const FINANCE_COUNCIL = viewer('finance-lead', 'southmere-council', 'council')
const CHIEF_NHS = viewer('chief-executive', 'southmere-icb', 'nhs')
const CHIEF_COUNCIL = viewer('chief-executive', 'southmere-council', 'council')
const CLERK = viewer('clerk', 'southmere-council', 'council')
const HUB = viewer('transfer-hub-coordinator', 'mere-general', 'nhs', 'direct-care')

const ABOUT = {
  room: 'transfer',
  key: 'stay-7',
  about: 'Nine days on ward 6',
  says: 'Ours: three.',
}
const MARTHA = '0190f3a0-0000-8000-8000-00000000abcd'

async function openPlace(t: TestContext) {
  const clock = fixedClock('2026-03-02T10:00:00Z')
  const databases = await testDatabases(t)
  const texts = await southmereTexts()
  let agreement: Agreement | undefined = agreementOf(texts, clock)
  const current = () => agreement
  const trail = await openTrail({
    databases,
    clock,
    log: openLog('silent'),
    settings: testSettings(t),
    decide: powerDecider(current),
  })
  t.after(() => trail.close())
  const house = houseOf(rooms)
  const about = { house, commands: house.commands, roomWords: (name: string) => name }
  const place = { databases, clock, trail, agreement: { current }, ...about } as unknown as Place
  const call = (who: Viewer, name: string, input: unknown, key?: string) =>
    callCommand(place, `agreement.${name}`, { viewer: who, input, key })
  const open = async (who: Viewer = FINANCE_NHS, more = {}) => {
    const answer = await call(who, 'open-dispute', { ...ABOUT, key: newId(), ...more })
    assert.ok(answer.ok, JSON.stringify(answer))
    return (answer.result as { id: string }).id
  }
  const adopt = (next: Agreement | undefined) => {
    agreement = next
  }
  return { place, clock, call, open, adopt, texts, databases }
}

function code(answer: Answer): string {
  return answer.ok ? 'ok' : 'refusal' in answer ? answer.refusal.code : 'faults'
}

test('a dispute from its opening to its settlement, as both sides see it', async (t) => {
  const { place, call, open, clock } = await openPlace(t)
  const id = await open(HUB, { person: MARTHA })
  const say = await call(FINANCE_COUNCIL, 'say-in-dispute', { dispute: id, says: 'None is ours.' })
  assert.equal(code(say), 'ok')
  clock.set('2026-03-03T10:00:00Z')
  const moved = await call(FINANCE_NHS, 'move-dispute', {
    dispute: id,
    reason: 'We are far apart.',
  })
  assert.ok(moved.ok)
  assert.deepEqual(moved.result, {
    id,
    state: 'open',
    step: 'the two chief executives',
    holder: 'chief executives',
    until: 'Tue 17 Mar',
  })
  const terms = { dispute: id, settlement: 'Half each.' }
  assert.equal(code(await call(CHIEF_COUNCIL, 'propose-settlement', terms)), 'ok')
  const other = { dispute: id, settlement: 'Two thirds theirs.' }
  assert.equal(code(await call(CHIEF_COUNCIL, 'propose-settlement', other)), 'ok')
  // Whoever read the first one does not accept the second without having seen it.
  const late = { dispute: id, proposal: 4, answer: 'accept' }
  assert.equal(code(await call(CHIEF_NHS, 'answer-settlement', late)), 'stale')
  const answer = { dispute: id, proposal: 5, answer: 'accept' }
  assert.equal(code(await call(CHIEF_NHS, 'answer-settlement', answer)), 'ok')
  const told = (await tellDispute(place, id))!
  assert.deepEqual(
    [told.standing.state, told.standing.ageHours, told.personId],
    ['settled', 24, MARTHA],
  )
  assert.deepEqual(
    told.says.map(({ side, words }) => [side, words]),
    [
      ['nhs', 'Ours: three.'],
      ['council', 'None is ours.'],
    ],
  )
  assert.deepEqual(
    told.facts.map(({ act }) => act),
    ['open', 'say', 'move', 'propose', 'propose', 'accept'],
  )
  assert.equal((await listDisputes(place, { open: true })).length, 0)
  assert.equal((await listDisputes(place)).length, 1)
  for (const name of ['say-in-dispute', 'withdraw-dispute']) {
    const input = { dispute: id, ...(name.startsWith('say') ? { says: 'x' } : { reason: 'x' }) }
    assert.equal(code(await call(HUB, name, input)), 'closed')
  }
})

test('opened a second time it is refused with where the first is read, by two at once too', async (t) => {
  const { call, place } = await openPlace(t)
  const answers = await Promise.all([
    call(FINANCE_NHS, 'open-dispute', ABOUT),
    call(FINANCE_COUNCIL, 'open-dispute', ABOUT),
  ])
  assert.deepEqual(answers.map(code).sort(), ['ok', 'stale'])
  const [first] = await listDisputes(place, { open: true })
  const again = await call(CHIEF_NHS, 'open-dispute', ABOUT)
  assert.ok(!again.ok && 'refusal' in again)
  assert.deepEqual(again.refusal, {
    code: 'stale',
    sentence: 'A dispute about this was opened on Mon 2 Mar and is not settled.',
    clause: '11.7',
    next: 'Read it, and say there what your side says.',
    at: `/disputes/${first!.id}`,
  })
  const opener = first!.facts[0]!.side === 'nhs' ? FINANCE_NHS : FINANCE_COUNCIL
  const withdrawn = { dispute: first!.id, reason: 'Counted again.' }
  assert.equal(code(await call(opener, 'withdraw-dispute', withdrawn)), 'ok')
  assert.equal(code(await call(CHIEF_NHS, 'open-dispute', ABOUT)), 'ok')
})

test('the same key opens it once and gives the same answer', async (t) => {
  const { call, place } = await openPlace(t)
  const first = await call(FINANCE_NHS, 'open-dispute', ABOUT, 'k1')
  const second = await call(FINANCE_NHS, 'open-dispute', ABOUT, 'k1')
  assert.deepEqual(second, first)
  const other = await call(FINANCE_NHS, 'open-dispute', { ...ABOUT, says: 'Other' }, 'k1')
  assert.equal(code(other), 'key-used')
  assert.equal((await listDisputes(place)).length, 1)
})

test('who does not hold the step does not move it, and nobody settles alone', async (t) => {
  const { call, open, clock } = await openPlace(t)
  const id = await open()
  const move = { dispute: id, reason: 'Up.' }
  const early = await call(CHIEF_NHS, 'move-dispute', move)
  assert.ok(!early.ok && 'refusal' in early)
  assert.equal(early.refusal.code, 'not-yours')
  assert.equal(early.refusal.clause, '11.7')
  assert.match(
    early.refusal.sentence,
    /^By clause 11\.7, transfer hub .* hold the step “two officers”\.$/,
  )
  assert.equal(code(await call(CLERK, 'move-dispute', move)), 'no-power')
  const accept = { dispute: id, answer: 'accept' }
  assert.equal(code(await call(FINANCE_COUNCIL, 'answer-settlement', accept)), 'closed')
  const terms = { dispute: id, settlement: 'All theirs.' }
  assert.equal(code(await call(FINANCE_NHS, 'propose-settlement', terms)), 'ok')
  assert.equal(code(await call(FINANCE_NHS, 'answer-settlement', accept)), 'both-sides')
  assert.equal(code(await call(CHIEF_COUNCIL, 'answer-settlement', accept)), 'not-yours')
  assert.equal(code(await call(FINANCE_COUNCIL, 'withdraw-dispute', move)), 'not-yours')
  // Eleven working days later the officers hold it no longer, without anybody having done anything.
  clock.set('2026-03-17T10:00:00Z')
  assert.equal(code(await call(FINANCE_COUNCIL, 'answer-settlement', accept)), 'not-yours')
  assert.equal(code(await call(CHIEF_COUNCIL, 'answer-settlement', accept)), 'ok')
})

test('the last step goes no further, and the chief executives speak before the mediator', async (t) => {
  const { call, open, clock } = await openPlace(t)
  const id = await open()
  clock.set('2026-04-20T10:00:00Z')
  const move = { dispute: id, reason: 'Up.' }
  assert.equal(code(await call(CHIEF_NHS, 'move-dispute', move)), 'closed')
  const officer = await call(FINANCE_NHS, 'move-dispute', move)
  assert.ok(!officer.ok && 'refusal' in officer)
  assert.match(
    officer.refusal.sentence,
    /chief executives speak for their side before the Southmere Mediation Service/,
  )
  const terms = { dispute: id, settlement: 'As the mediator says.' }
  assert.equal(code(await call(CHIEF_NHS, 'propose-settlement', terms)), 'ok')
})

test('a clock set back puts nothing before what was done earlier', async (t) => {
  const { call, open, clock, place } = await openPlace(t)
  const id = await open()
  clock.set('2026-02-02T10:00:00Z')
  assert.equal(code(await call(FINANCE_NHS, 'move-dispute', { dispute: id, reason: 'Up.' })), 'ok')
  const { facts, standing } = (await tellDispute(place, id))!
  assert.deepEqual(
    facts.map(({ at }) => at.toISOString()),
    ['2026-03-02T10:00:00.000Z', '2026-03-02T10:00:00.000Z'],
  )
  assert.deepEqual([standing.step, standing.ageHours], [1, 0])
})

test('without a ladder or without an agreement nothing is opened', async (t) => {
  const { call, open, adopt, texts, place } = await openPlace(t)
  const id = await open()
  const bare = edit(
    texts,
    /kind: ladder\n([\s\S]*?)\n {4}id: differences\n[\s\S]*?\n\n/,
    'kind: undertaking\n$1\n    by: [southmere-icb]\n\n',
  )
  adopt(agreementOf(bare, fixedClock('2026-03-02T10:00:00Z')))
  assert.equal(code(await call(FINANCE_NHS, 'open-dispute', ABOUT)), 'no-clause')
  assert.equal(
    code(await call(FINANCE_NHS, 'move-dispute', { dispute: id, reason: 'x' })),
    'no-clause',
  )
  assert.equal((await tellDispute(place, id))!.holder, 'nobody')
  adopt(undefined)
  assert.equal(code(await call(FINANCE_NHS, 'open-dispute', ABOUT)), 'no-clause')
})

test('input that does not fit is said field by field, and nothing is kept', async (t) => {
  const { call, place } = await openPlace(t)
  const input = { room: 'kernel', key: '  ', about: 'x'.repeat(201), says: 'word '.repeat(301) }
  const answer = await call(FINANCE_NHS, 'open-dispute', input)
  assert.ok(!answer.ok && 'faults' in answer)
  assert.deepEqual(answer.faults.map(({ path }) => path).sort(), ['about', 'key', 'room', 'says'])
  const nobody = { dispute: newId(), says: 'x' }
  assert.equal(code(await call(FINANCE_NHS, 'say-in-dispute', nobody)), 'no-such-dispute')
  assert.equal(
    code(await call(FINANCE_NHS, 'say-in-dispute', { ...nobody, dispute: 'x' })),
    'faults',
  )
  assert.equal((await listDisputes(place)).length, 0)
})

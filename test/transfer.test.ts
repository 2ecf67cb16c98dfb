import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edit, sign, southmereTexts } from '../src/agreement/testing.ts'
import { isRefusal, systemActor } from '../src/kernel/index.ts'
import {
  checkStays,
  countBands,
  countTotals,
  lookAtLeaving,
  SPLITS,
  toldBands,
} from '../src/transfer/index.ts'
import { toldFacts } from '../src/transfer/said-again.ts'
import { audited, LOOK, listed as listOf, lookedAt } from './transfer-looks.ts'
import { GEORGE, type Message, NOW, openTransferPlace, WREN } from './transfer-place.ts'
import { ANA, LEE, MAYA, PRIYA, TOM, viewer } from './written-here.ts'

/**
 * From the hospital's messages to the clock that both sides read: what is said, by whom it may be said, what is
 * contested and settled, through the real place.
 */
const CAME = '2026-03-01 08:00'
const READY = '2026-03-03 10:00'
const CARE = 'Other home-based social care service not yet available (Pathway 1)'
const THERAPY = 'Awaiting therapy review of need for supported discharge'

const came: Message = {
  code: 'A01',
  of: GEORGE,
  at: CAME,
  came: CAME,
  expected: '2026-03-03 12:00',
}
const therapy: Message = {
  ...came,
  code: 'A08',
  at: '2026-03-03 11:00',
  ready: READY,
  pathway: '1',
  reason: THERAPY,
}
const care: Message = {
  ...therapy,
  at: '2026-03-05 09:00',
  reason: CARE,
  expected: '2026-03-09 12:00',
}
const DAVID = viewer('david.osei', {
  role: 'governance-lead',
  organisation: 'mere-general',
  side: 'nhs',
})

test('what a hospital tells is on the list of whoever helps them home, and on nobody else’s', async (t) => {
  const place = await openTransferPlace(t)
  await place.tell(came, therapy, care, { code: 'A01', of: WREN, at: CAME, came: CAME })
  for (const who of [PRIYA, LEE, MAYA, ANA]) {
    const [george] = await listOf(place, who)
    assert.equal(george!.name, 'George Whitfield', who.actor.id)
    assert.deepEqual(george!.tasks, [
      {
        task: 'therapy-review',
        holders: ['mere-general'],
        opened: '2026-03-03T11:00:00.000Z',
        closed: true,
      },
      {
        task: 'home-care',
        holders: ['southmere-council'],
        opened: '2026-03-05T09:00:00.000Z',
        closed: false,
      },
    ])
    assert.deepEqual([george!.state, george!.readyBy, george!.pathway], ['ready', ['nhs'], '1'])
    assert.equal(george!.waited, 7 * 24 * 60 - 60)
    assert.deepEqual(george!.expected, ['2026-03-03T12:00:00.000Z', '2026-03-09T12:00:00.000Z'])
    const { what, whose, ring } = george!.next!
    assert.deepEqual([what, whose], ['take care at home', ['Southmere Council']])
    assert.match(ring!, /^the hospital social work team, 01632/)
  }
  assert.deepEqual(
    (await listOf(place, TOM)).map(({ name }) => name),
    ['Barbara Wren'],
  )
  assert.deepEqual(await listOf(place, DAVID), [])
  const looks = await place.place.trail.looksAt([(await listOf(place, PRIYA))[0]!.person], {
    limit: 1,
  })
  assert.match(JSON.stringify(looks), new RegExp(LOOK))
})

test('in whatever order messages come, the list and the clock are the same', async (t) => {
  const told: unknown[] = []
  for (const messages of [
    [[came], [therapy], [care]],
    [[care], [therapy], [came]],
    [[care, came, therapy]],
  ]) {
    await t.test(`${messages.length}`, async (inner) => {
      const place = await openTransferPlace(inner)
      for (const some of messages) await place.tell(...some)
      const { stay } = (await listOf(place, LEE))[0]!
      told.push([await listOf(place, LEE), (await lookedAt(place, LEE, stay)).segments])
    })
  }
  assert.deepEqual(told[1], told[0])
  assert.deepEqual(told[2], told[0])
})

test('a hospital’s own reviews begin and end the waiting, and each that was made is kept', async (t) => {
  const place = await openTransferPlace(t)
  const review = (at: string, criteria: 'Y' | 'N'): Message => ({
    ...came,
    code: 'A08',
    at,
    criteria,
  })
  await place.tell(
    came,
    review('2026-03-02 08:20', 'Y'),
    review('2026-03-02 16:20', 'N'),
    review('2026-03-03 08:20', 'N'),
    review('2026-03-03 16:20', 'Y'),
    review('2026-03-09 09:00', 'N'),
  )
  const [george] = await listOf(place, LEE)
  assert.equal(george!.waited, 24 * 60 + 24 * 60)
  assert.deepEqual([george!.state, george!.readyBy], ['ready', ['nhs']])
  const { read } = (await lookAtLeaving(place.place, LEE, { what: LOOK })).people[0]!
  const standing = new Set(read.facts.map(({ id }) => id))
  assert.deepEqual(
    toldFacts(read.facts, standing)
      .filter(({ kind }) => kind === 'review')
      .map(({ met, again }) => [met, again.length]),
    [
      [false, 0],
      [true, 0],
      [false, 1],
      [true, 0],
    ],
  )
})

test('the list can be asked for as it was known before', async (t) => {
  const place = await openTransferPlace(t, { at: '2026-03-03T12:00:00Z' })
  await place.tell(came, therapy)
  place.clock.set(NOW)
  await place.tell(care)
  const at = new Date('2026-03-04T09:00:00Z')
  const before = await lookAtLeaving(place.place, LEE, { what: LOOK, at })
  const [{ read, waited }] = before.people as [(typeof before.people)[0]]
  assert.deepEqual(
    read.stay.tasks.map(({ kind }) => kind),
    ['therapy-review'],
  )
  assert.equal(waited, 23 * 60)
})

test('what was known before is worked by the clause and the parties of then', async (t) => {
  const place = await openTransferPlace(t, { at: '2026-03-05T12:00:00Z' })
  await place.tell(came, therapy, care)
  const { stay } = (await listOf(place, LEE))[0]!
  const before = new Date('2026-03-06T09:00:00Z')
  place.clock.set('2026-03-07T09:00:00Z')
  const held = '{ task: home-care, holders: [their-council] }'
  const texts = edit(await southmereTexts(), held, held.replace('their-council', 'southmere-icb'))
  const adopting = { actor: systemActor('adopts'), purpose: '' }
  const adopted = await place.place.agreement.adopt(adopting, sign(texts))
  assert.ok(!isRefusal(adopted), JSON.stringify(adopted))
  await place.settle()
  // Each minute is counted by the clause of its time: what passed under the old one stays as it was.
  const day = 24 * 60
  const old = (await lookedAt(place, LEE, stay)).totals.held
  assert.deepEqual(Object.keys(old), ['mere-general', 'southmere-council'])
  place.clock.set('2026-03-08T09:00:00Z')
  const now = await lookedAt(place, LEE, stay)
  assert.deepEqual(now.totals.held, { ...old, 'southmere-icb': day })
  const then = await lookedAt(place, LEE, stay, before)
  assert.deepEqual(Object.keys(then.totals.held), ['mere-general', 'southmere-council'])
  const { people } = await lookAtLeaving(place.place, LEE, { what: LOOK, at: before })
  assert.deepEqual(people[0]!.next!.whose, ['Southmere Council'])
})

test('a task is opened, taken, handed over and closed, and each hour has its holder', async (t) => {
  const place = await openTransferPlace(t)
  await place.tell(came, { ...therapy, reason: '' })
  const { stay } = (await listOf(place, PRIYA))[0]!
  const open = await place.does(PRIYA, 'transfer.open-task', {
    ...{ stay, task: 'social-care-assessment', holder: 'southmere-council' },
    at: '2026-03-04 10:00',
  })
  assert.ok(open.ok)
  const { task } = open.result as { task: string }
  assert.deepEqual(await place.does(LEE, 'transfer.take-task', { task }), {
    ok: false,
    code: 'not-yours',
    sentence: 'Your side does not hold this task.',
    next: 'If your side should hold it, hand it over to your side.',
  })
  assert.ok((await place.does(ANA, 'transfer.take-task', { task, at: '2026-03-04 12:00' })).ok)
  const early = await place.does(ANA, 'transfer.close-task', { task, at: '2026-03-04 09:00' })
  assert.equal(early.ok ? '' : early.code, 'before-opened')
  const over = { task, holder: 'southmere-community', at: '2026-03-06 10:00' }
  assert.ok((await place.does(MAYA, 'transfer.hand-over', over)).ok)
  assert.ok((await place.does(LEE, 'transfer.close-task', { task, at: '2026-03-07 10:00' })).ok)
  const again = await place.does(LEE, 'transfer.close-task', { task })
  assert.equal(again.ok ? '' : again.sentence, 'This task is closed, so it is not closed again.')
  const clock = await lookedAt(place, ANA, stay)
  assert.deepEqual(clock.totals, {
    minutes: 6 * 24 * 60 + 23 * 60,
    held: { 'southmere-council': 2 * 24 * 60, 'southmere-community': 24 * 60 },
    unresolved: 3 * 24 * 60 + 23 * 60,
  })
  // What was known before somebody said it can still be asked.
  place.clock.set('2026-03-11T09:00:00Z')
  const before = await lookedAt(place, ANA, stay, new Date('2026-03-10T08:00:00Z'))
  assert.equal(before, undefined)
})

test('what one side says the other confirms; what was wrong is put right by who said it', async (t) => {
  const place = await openTransferPlace(t)
  await place.tell(came)
  const [first] = await listOf(place, PRIYA)
  const { stay } = first!
  assert.equal(first!.state, 'staying')
  const ready = await place.does(PRIYA, 'transfer.mark-ready', {
    stay,
    at: '2026-03-08 09:00',
    met: false,
  })
  assert.ok(ready.ok)
  const { fact } = ready.result as { fact: string }
  assert.equal((await listOf(place, PRIYA))[0]!.state, 'ready')
  const own = await place.does(LEE, 'transfer.confirm-ready', { stay })
  assert.equal(own.ok ? '' : own.code, 'not-yours')
  const later = { stay, at: '2026-03-09 09:00', met: false, instead: fact }
  const theirs = await place.does(MAYA, 'transfer.mark-ready', later)
  assert.ok(!theirs.ok)
  assert.ok((await place.does(LEE, 'transfer.mark-ready', later)).ok)
  const [corrected] = await listOf(place, PRIYA)
  assert.deepEqual([corrected!.waited, corrected!.readyBy], [24 * 60, ['nhs']])
  const ahead = await place.does(PRIYA, 'transfer.mark-ready', { ...later, at: '2026-03-12 09:00' })
  assert.equal(ahead.ok ? '' : ahead.code, 'too-early')
})

test('minutes are contested, are nobody’s meanwhile, and count as both sides settle it', async (t) => {
  const place = await openTransferPlace(t)
  await place.tell(came, therapy, care)
  const { stay } = (await listOf(place, MAYA))[0]!
  const ward = await place.does(PRIYA, 'transfer.contest', { stay, says: 'Not ours' })
  assert.equal(ward.ok ? '' : ward.code, 'no-power')
  const contest = {
    stay,
    from: '2026-03-05 09:00',
    to: '2026-03-06 09:00',
    says: 'The referral came a day later.',
    evidence: 'The referral of 6 March, 09:00.',
  }
  const opened = await place.does(MAYA, 'transfer.contest', contest)
  assert.ok(opened.ok, JSON.stringify(opened))
  const { dispute, minutes } = opened.result as { dispute: string; minutes: number }
  assert.equal(minutes, 24 * 60)
  const twice = await place.does(MAYA, 'transfer.contest', { ...contest, from: '2026-03-05 20:00' })
  assert.equal(twice.ok ? '' : twice.code, 'stale')
  const whole = { minutes: 7 * 24 * 60 - 60, held: { 'mere-general': 46 * 60 } }
  assert.deepEqual((await lookedAt(place, LEE, stay)).totals, {
    ...whole,
    held: { 'mere-general': 46 * 60, 'southmere-council': 4 * 24 * 60 },
    unresolved: 25 * 60,
  })
  const shares = { holder: 'mere-general', parts: 1, other: 'southmere-council', other_parts: 2 }
  const proposed = await place.does(LEE, 'transfer.propose-shares', {
    ...{ dispute, ...shares },
    says: 'The ward rang in the afternoon.',
  })
  assert.ok(proposed.ok, JSON.stringify(proposed))
  assert.equal((await lookedAt(place, LEE, stay)).totals.unresolved, 25 * 60)
  const answer = { dispute, answer: 'accept' }
  assert.ok((await place.does(MAYA, 'agreement.answer-settlement', answer)).ok)
  assert.deepEqual((await lookedAt(place, MAYA, stay)).totals, {
    ...whole,
    held: { 'mere-general': 54 * 60, 'southmere-council': 4 * 24 * 60 + 16 * 60 },
    unresolved: 60,
  })
  place.clock.set('2026-04-20T09:00:00Z')
  const late = await place.does(MAYA, 'transfer.contest', {
    ...contest,
    from: '2026-03-06 09:00',
    to: '2026-03-07 09:00',
  })
  assert.ok(!late.ok)
  assert.deepEqual(await audited(place, 'transfer.open-task'), [])
  const { owner } = place.place.databases
  await owner.short.query('delete from agreement.dispute_fact')
  await owner.short.query('delete from agreement.dispute')
  assert.deepEqual(
    new Set(await audited(place, 'transfer.open-task')),
    new Set(['What it says of a dispute was removed.']),
  )
})

test('whoever had not left after all has a clock that runs on; what was said of them stays theirs', async (t) => {
  const place = await openTransferPlace(t)
  const left = { ...care, code: 'A03', at: '2026-03-06 15:00', left: '2026-03-06 15:00' }
  await place.tell(came, therapy, care)
  const { stay } = (await listOf(place, LEE))[0]!
  await place.tell(left)
  assert.deepEqual(await listOf(place, LEE), [])
  place.clock.set('2026-03-13T09:00:00Z')
  await place.tell({ ...care, code: 'A13', at: '2026-03-13 08:00' })
  const clock = await lookedAt(place, LEE, stay)
  assert.equal(clock.totals.minutes, 10 * 24 * 60 - 60)
  const known = await lookedAt(place, LEE, stay, new Date('2026-03-12T09:00:00Z'))
  assert.equal(known.totals.minutes, 3 * 24 * 60 + 5 * 60)
})

test('tasks of a partner’s own system stand beside those of codes and of people', async (t) => {
  const place = await openTransferPlace(t)
  await place.tell(came, { ...therapy, reason: '' })
  await place.load('mere-general', [
    'task_id,visit_number,hospital_number,task,holder,waits_for,opened_at,closed_at,outcome,recorded_at',
    'T1,VH1,H1,equipment,RXSC1,,2026-03-04T10:00:00Z,2026-03-05T10:00:00Z,done,2026-03-05T10:00:00Z',
    'T2,VH1,H1,Transport,their-hospital,,2026-03-05T10:00:00Z,,,2026-03-05T10:00:00Z',
  ])
  const [george] = await listOf(place, LEE)
  assert.deepEqual(
    george!.tasks.map(({ task, holders, closed }) => [task, holders, closed]),
    [
      ['equipment', ['southmere-community'], true],
      ['transport', ['mere-general'], false],
    ],
  )
  const { totals } = await lookedAt(place, LEE, george!.stay)
  assert.equal(totals.held['southmere-community'], 24 * 60)
})

test('what was said of somebody who turns out to be two people stays with whose stay it was', async (t) => {
  const place = await openTransferPlace(t)
  const twin = { ...GEORGE, id: 'H7', ward: 'Ward 3' }
  await place.tell(came, therapy)
  const { stay } = (await listOf(place, LEE))[0]!
  const said = { stay, task: 'transport', holder: 'mere-general', at: '2026-03-06 10:00' }
  assert.ok((await place.does(PRIYA, 'transfer.open-task', said)).ok)
  const before = (await lookedAt(place, LEE, stay)).totals
  await place.tell({ ...came, of: twin, at: '2026-03-09 09:00', came: '2026-03-09 09:00' })
  assert.equal((await listOf(place, LEE)).length, 1)
  assert.equal((await lookedAt(place, LEE, stay)).totals.minutes, before.minutes - 24 * 60)
  // The hospital finds out that the second number is somebody else's.
  const other = { ...twin, name: 'Stone^Hal', nhs: '9990131023' }
  await place.tell({
    ...came,
    code: 'A31',
    of: other,
    at: '2026-03-10 08:00',
    came: '2026-03-09 09:00',
  })
  const parted = await listOf(place, LEE)
  assert.equal(parted.length, 2)
  const own = parted.find((one) => one.stay === stay)!
  assert.ok(own.tasks.some(({ task }) => task === 'transport'))
  assert.deepEqual((await lookedAt(place, LEE, stay)).totals, before)
  const hal = parted.find((one) => one.stay !== stay)!
  assert.deepEqual(hal.tasks, [])
})

test('everything that is counted holds, and leaves only as the agreement lets counts leave', async (t) => {
  const place = await openTransferPlace(t)
  await place.tell(came, therapy, care, { code: 'A01', of: WREN, at: CAME, came: CAME })
  const checked = await checkStays(place.place)
  assert.deepEqual(checked, { stays: 2, minutes: 7 * 24 * 60 - 60, breaches: [] })
  place.clock.set('2026-04-02T09:00:00Z')
  const period = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-04-01T00:00:00Z') }
  for (const by of SPLITS) {
    const told = (await countTotals(place.place, { ...period, by }))!
    for (const row of told.rows) assert.deepEqual(row.minutes, { tooFew: true }, by)
  }
  const bands = toldBands(await countBands(place.place, '2026-03'), place.place.agreement.current())
  assert.deepEqual(bands!.discharges, { tooFew: true })
})

test('what was said is held to the log: what is changed behind it, or taken away, shows', async (t) => {
  const place = await openTransferPlace(t)
  await place.tell(came, therapy)
  const { stay } = (await listOf(place, LEE))[0]!
  const said = { stay, task: 'transport', holder: 'mere-general', at: '2026-03-06 10:00' }
  assert.ok((await place.does(PRIYA, 'transfer.open-task', said)).ok)
  assert.ok((await place.does(PRIYA, 'transfer.set-expected', { stay, day: '2026-03-12' })).ok)
  const { databases } = place.place
  const audit = () => audited(place, 'transfer.open-task')
  assert.deepEqual(await audit(), [])
  await databases.owner.short.query(
    "update transfer.fact set holders = '{southmere-council}' where kind = 'open'",
  )
  assert.match((await audit()).join(), /^Fact [0-9a-f-]+: the log says otherwise\.$/)
  await databases.owner.short.query("delete from transfer.fact where kind = 'expected'")
  assert.match((await audit()).join(), /What it says of a stay was removed/)
})

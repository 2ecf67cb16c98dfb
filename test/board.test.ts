import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { sign, southmereTexts } from '../src/agreement/testing.ts'
import { emptyBoard, foldBoard, foldOn } from '../src/board/board.ts'
import { bodiesOf } from '../src/board/bodies.ts'
import {
  agendaOf,
  clauseBlock,
  consultationRule,
  itemCycle,
  makeUpBoard,
  meetingCycle,
  readBoard,
  waitingIn,
  withClause,
} from '../src/board/index.ts'
import { draftMinutes } from '../src/board/minutes.ts'
import { factsFrom } from '../src/board/queries.ts'
import { tallyOf } from '../src/board/tally.ts'
import { votingOn } from '../src/board/voting.ts'
import { diagram, type Viewer } from '../src/kernel/index.ts'
import type { Place } from '../src/main.ts'
import { verifyPlace } from '../src/trail/index.ts'
import { ALL_FOR, BODY, EVERYBODY, openBoardPlace } from './board-place.ts'
import { PLAN, setUpOnce } from './fund-place.ts'
import { listed, lookedAt } from './transfer-looks.ts'
import { hl7 } from './transfer-message.ts'
import { LEE, PRIYA } from './written-here.ts'

test('an item needs both chairs; neither alone adds, hides, moves or takes one off', async (t) => {
  const { place, does, refused, meetingIn } = await openBoardPlace(t)
  const meeting = await meetingIn(30)
  const propose = { body: BODY, title: 'Beds for the winter', kind: 'decision' }
  assert.equal(await refused('noel.price', 'propose-item', propose), 'not-yours')
  const { item } = await does('ruth.adeyemi', 'propose-item', propose)
  const agenda = async () => agendaOf(await readBoard(place), meeting).map(({ title }) => title)
  assert.deepEqual(await agenda(), [])
  assert.equal(waitingIn(await readBoard(place)).length, 1)
  assert.equal(await refused('ruth.adeyemi', 'agree-item', { item, answer: 'agree' }), 'both-sides')
  assert.equal(await refused('una.byrne', 'agree-item', { item, answer: 'agree' }), 'no-power')
  assert.equal(await refused('colin.webb', 'agree-item', { item, answer: 'not-yet' }), 'no-reason')
  await does('colin.webb', 'agree-item', { item, answer: 'not-yet', reason: 'No figures yet' })
  assert.equal(waitingIn(await readBoard(place))[0]!.item.notYet[0]!.reason, 'No figures yet')
  await does('colin.webb', 'agree-item', { item, answer: 'agree' })
  assert.deepEqual(await agenda(), ['Beds for the winter'])
  const { change } = await does('colin.webb', 'ask-change', {
    item,
    what: 'close',
    reason: 'Later',
  })
  assert.deepEqual(await agenda(), ['Beds for the winter'])
  assert.equal(
    await refused('colin.webb', 'agree-item', { item, change, answer: 'agree' }),
    'both-sides',
  )
  await does('ruth.adeyemi', 'agree-item', { item, change, answer: 'agree' })
  assert.deepEqual(await agenda(), [])
  assert.equal(
    await refused('colin.webb', 'ask-change', { item, what: 'open', reason: 'x' }),
    'closed',
  )
})

test('a meeting from its calling to its minutes: papers, interests, votes by side, what is not reached', async (t) => {
  const opened = await openBoardPlace(t)
  const { place, clock, does, refused, meetingIn, agreed, begin, votes, settle } = opened
  const meeting = await meetingIn(20)
  await meetingIn(60)
  const [beds, homes, left] = [
    await agreed('Beds for the winter'),
    await agreed('A contract for The Limes', { concerns: 'the-limes' }),
    await agreed('Not reached'),
  ]
  await does('una.byrne', 'publish-paper', {
    item: beds,
    title: 'Beds',
    text: '# Beds\n\nTwenty more.',
  })
  assert.equal(await refused('una.byrne', 'open-vote', { item: beds, text: 'Yes' }), 'not-open')
  await does('leo.brandt', 'declare-interest', {
    body: BODY,
    party: 'the-limes',
    regime: 'nhs-register',
    what: 'Owns a part of it',
  })
  assert.equal(await refused('una.byrne', 'minute', { meeting, event: 'begin' }), 'too-early')
  clock.set('2026-03-30T09:00:00Z')
  await begin(meeting)
  assert.equal(
    await refused('una.byrne', 'minute', { meeting, event: 'in', member: 'hugh.tanner' }),
    'not-a-member',
  )
  assert.equal(
    await refused('una.byrne', 'open-vote', {
      item: beds,
      text: 'Yes',
      measure: 'emergency-admissions-65',
    }),
    'half-promised',
  )
  await does('una.byrne', 'open-vote', { item: beds, text: 'Twenty beds are bought.' })
  await votes(beds, ALL_FOR)
  assert.equal(await refused('dean.ashby', 'vote', { item: beds, answer: 'for' }), 'no-vote')
  const carried = await does('una.byrne', 'decide', { item: beds })
  assert.equal(carried.outcome, 'carried')
  assert.equal(await refused('colin.webb', 'vote', { item: beds, answer: 'against' }), 'closed')

  await does('una.byrne', 'open-vote', { item: homes, text: 'The contract is signed.' })
  assert.equal(await refused('leo.brandt', 'vote', { item: homes, answer: 'for' }), 'interest')
  const against = {
    'colin.webb': 'against',
    'sunita.rao': 'against',
    'ruth.adeyemi': 'for',
    'ian.croft': 'for',
  }
  await votes(homes, against)
  await does('una.byrne', 'minute', { meeting, event: 'out', member: 'colin.webb' })
  await does('una.byrne', 'minute', { meeting, event: 'out', member: 'bea.lindley' })
  assert.equal(await refused('una.byrne', 'decide', { item: homes }), 'no-quorum')
  await does('una.byrne', 'minute', { meeting, event: 'in', member: 'colin.webb' })
  const split = await does('una.byrne', 'decide', { item: homes })
  assert.equal(split.outcome, 'split')
  const board = await readBoard(place)
  const tally = board.items.get(homes)!.decision!.tally
  assert.deepEqual(
    tally.sides.map((one) => [one.side, one.for, one.against]),
    [
      ['nhs', 2, 0],
      ['council', 0, 2],
    ],
  )
  assert.match(tally.sides[0]!.out.find((one) => one.member === 'leo.brandt')!.why, /Owns a part/)

  await does('una.byrne', 'minute', { meeting, event: 'end' })
  await settle()
  const later = await readBoard(place)
  assert.equal(later.items.get(left)!.state, 'unfinished')
  assert.ok([...later.items.values()].some(({ returns }) => returns === left))
  assert.equal(await refused('una.byrne', 'approve-minutes', { meeting }), 'no-power')
  await does('ruth.adeyemi', 'approve-minutes', { meeting })
  assert.equal(await refused('ruth.adeyemi', 'approve-minutes', { meeting }), 'both-sides')
  await does('colin.webb', 'approve-minutes', { meeting })
  assert.equal((await readBoard(place)).meetings.get(meeting)!.state, 'approved')
  const { faults } = await verifyPlace(place)
  assert.deepEqual(
    faults.filter(({ what }) => !what.startsWith('Not confirmed')),
    [],
  )
})

test('what comes too late needs both reasons; a replaced paper keeps its versions; pages never change', async (t) => {
  const { place, clock, does, refused, meetingIn, agreed } = await openBoardPlace(t)
  const meeting = await meetingIn(20)
  const item = await agreed('Beds for the winter')
  const publish = (title: string, text: string, more = {}) =>
    does('una.byrne', 'publish-paper', { item, title, text, ...more })
  const { paper } = await publish('Beds', 'word '.repeat(1_000))
  await publish('Money', 'Few words')
  assert.equal(
    await refused('una.byrne', 'publish-paper', {
      item,
      title: 'Beds',
      text: 'Other',
      replaces: paper,
    }),
    'no-reason',
  )
  await publish('Beds', 'Other', { replaces: paper, why: 'A figure was wrong' })
  const { papers } = (await readBoard(place)).items.get(item)!
  assert.deepEqual(
    papers.map((one) => [one.title, one.version, one.firstPage]),
    [
      ['Beds', 1, 1],
      ['Money', 1, 4],
      ['Beds', 2, 5],
    ],
  )
  clock.set('2026-03-27T09:00:00Z')
  const late = { body: BODY, meeting, title: 'A flood', kind: 'decision' }
  assert.equal(await refused('ruth.adeyemi', 'propose-item', late), 'too-late')
  const flood = await does('ruth.adeyemi', 'propose-item', {
    ...late,
    urgent: 'Homes are under water',
  })
  assert.equal(
    await refused('colin.webb', 'agree-item', { item: flood.item, answer: 'agree' }),
    'no-reason',
  )
  await does('colin.webb', 'agree-item', {
    item: flood.item,
    answer: 'agree',
    reason: 'The same homes',
  })
  clock.set('2026-03-30T09:00:00Z')
  assert.deepEqual(EVERYBODY.length, 6)
  assert.deepEqual(
    agendaOf(await readBoard(place), meeting).map(({ title }) => title),
    ['Beds for the winter', 'A flood'],
  )
})

test('the README draws the cycles as they are', () => {
  const readme = readFileSync('src/board/README.md', 'utf8')
  for (const cycle of [itemCycle, meetingCycle]) assert.ok(readme.includes(diagram(cycle as never)))
})

test('what the made-up place shows of its board is said in full, and stands in the log', async (t) => {
  const { place, settle } = await openBoardPlace(t)
  await makeUpBoard(place, () => {})
  assert.deepEqual(place.madeUp.told(), [])
  await settle()
  const board = await readBoard(place)
  const papers = [...board.items.values()].flatMap((one) => one.papers).length
  const decided = [...board.items.values()].filter(({ decision }) => decision !== undefined)
  assert.equal(decided.length, 45)
  assert.ok(papers >= 30, `${papers} papers`)
  assert.equal(waitingIn(board).length, 1)
  assert.ok([...board.items.values()].some(({ dispute, placedAt }) => dispute && placedAt))
  await makeUpBoard(place, () => {})
  assert.equal((await readBoard(place)).last, board.last)
  await foldsInPieces(place)
  const { faults } = await verifyPlace(place)
  assert.deepEqual(
    faults.filter(({ what }) => !what.startsWith('Not confirmed')),
    [],
  )
})

/**
 * However the facts come in pieces, the board is what follows from all of them, and what stood before stays as it
 * was; and with the sides exchanged in every fact and in the body, every agenda, vote and minute is the same with them
 * exchanged.
 */
async function foldsInPieces(place: Place): Promise<void> {
  const facts = await factsFrom(place.databases.care.short, 1)
  const whole = foldBoard(facts)
  fc.assert(
    fc.property(fc.array(fc.nat(facts.length), { maxLength: 6 }), (cuts) => {
      const ends = [...cuts, facts.length].sort((a, b) => a - b)
      let [board, from] = [emptyBoard(), 0]
      for (const to of ends) {
        const before = structuredClone(board)
        const next = foldOn(board, facts.slice(from, to))
        assert.deepEqual(board, before)
        ;[board, from] = [next, to]
      }
      assert.deepEqual(board, whole)
    }),
    { numRuns: 15 },
  )
  const swap = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value).replaceAll(/"(nhs|council)"/g, (_, side) =>
        side === 'nhs' ? '"council"' : '"nhs"',
      ),
    )
  const there = foldBoard(swap(facts))
  const agreement = place.agreement.current()!
  const sides = agreement.sides.map(({ id }) => id)
  const now = place.clock.now()
  for (const body of bodiesOf(agreement)) {
    const other = swap(body)
    const named = (side: string) => side
    for (const meeting of whole.meetings.values()) {
      if (meeting.body !== body.id) continue
      const own = { board: whole, body, sideName: named }
      const exchanged = { board: there, body: other, sideName: named }
      const twin = there.meetings.get(meeting.id)!
      const agendas = [whole, there].map((one) => {
        return agendaOf(one, meeting.id).map(({ id, papers }) => [
          id,
          papers.map((p) => p.firstPage),
        ])
      })
      assert.deepEqual(agendas[1], agendas[0])
      const lines = (told: ReturnType<typeof draftMinutes>) =>
        swap(told.lines.flatMap(({ text }) => text.split(' ')).sort())
      assert.deepEqual(
        lines(draftMinutes(exchanged, twin, now)),
        lines(swap(draftMinutes(own, meeting, now))),
      )
      for (const item of agendaOf(whole, meeting.id)) {
        if (item.decision === undefined) continue
        const at = { ...meeting, present: item.decision.present }
        const count = tallyOf(votingOn({ board: whole, body, sides }, item, at))
        const twinItem = there.items.get(item.id)!
        const back = { board: there, body: other, sides: swap(sides) }
        assert.deepEqual(tallyOf(votingOn(back, twinItem, at)), swap(count))
        assert.deepEqual(item.decision.tally, count)
      }
    }
  }
}

test('a promise returns, and the clock that both sides change counts by each clause in its time', async (t) => {
  const opened = await openBoardPlace(t)
  const { place, clock, does, meetingIn, agreed, begin, votes, settle, arrives } = opened
  const [first, second] = [await meetingIn(20), await meetingIn(60)]
  const promise = await agreed('People wait less')
  clock.set('2026-03-30T09:00:00Z')
  await begin(first)
  await does('una.byrne', 'open-vote', {
    ...{ item: promise, text: 'The wait is halved.', measure: 'discharge-delay', target: '0.1' },
    ...{ byDay: '2026-04-30', reviewOn: '2026-05-01' },
  })
  await votes(promise, ALL_FOR)
  await does('una.byrne', 'decide', { item: promise })
  await does('una.byrne', 'minute', { meeting: first, event: 'end' })
  await settle()
  const back = [...(await readBoard(place)).items.values()].find((one) => one.returns === promise)!
  assert.deepEqual([back.meeting, back.state], [second, 'agenda'])

  const GEORGE = { id: 'H1', name: 'Whitfield^George', nhs: '9990131015', ward: 'Ward 6' }
  const came = { of: GEORGE, at: '2026-05-07 08:00', came: '2026-05-07 08:00' }
  const reason = 'Awaiting therapy review of need for supported discharge'
  const ready = { ready: '2026-05-07 10:00', pathway: '1', reason }
  clock.set('2026-04-20T09:00:00Z')
  const { files } = await southmereTexts()
  const changes = [
    [
      '14.2',
      'share: holders',
      'share: tasks\n  weights:\n    - { task: social-care-assessment, weight: 3 }',
    ],
    ['14.3', 'transfer.set-expected, ', ''],
  ] as const
  let changed: typeof files = files
  for (const [clause, from, to] of changes) {
    const becomes = clauseBlock(files, clause)!.replace(from, to)
    changed = withClause(changed, clause, becomes)!
    await does('colin.webb', 'draft-change', {
      item: back.id,
      clause,
      becomes,
      reason: 'Tasks count',
    })
  }
  clock.set('2026-05-07T09:00:00Z')
  const texts = [
    { code: 'A01', ...came },
    { code: 'A08', ...came, ...ready, at: '2026-05-07 10:00' },
  ]
  await arrives('mere-general', 'adt.hl7', texts.map(hl7).join('\n'))
  const [george] = await listed(opened as never, LEE)
  const { stay } = george!
  const call = async (viewer: Viewer, name: string, input: object) => {
    const answer = await place.call(name, { viewer, input })
    await settle()
    return answer
  }
  const task = { task: 'social-care-assessment', holder: 'southmere-council' }
  assert.ok((await call(LEE, 'transfer.open-task', { stay, ...task })).ok)
  const expect = (day: string) => call(PRIYA, 'transfer.set-expected', { stay, day })
  assert.ok((await expect('2026-05-12')).ok)

  clock.set('2026-05-09T09:00:00Z')
  await begin(second)
  await does('una.byrne', 'open-vote', { item: back.id, text: 'Hours are shared by task.' })
  await votes(back.id, ALL_FOR)
  await does('una.byrne', 'decide', { item: back.id })
  const officers = ['amara.nwosu', 'helen.marlow']
  const signed = sign({ files: changed, signatures: [] }, officers, clock.now())
  for (const { text } of signed.signatures) {
    await does('una.byrne', 'sign-change', { item: back.id, file: text })
  }
  await settle()
  clock.set('2026-05-11T09:00:00Z')
  // Two days by the old clause, in equal parts; two by the new one, by the weights of the tasks.
  const day = 24 * 60
  assert.deepEqual((await lookedAt(opened as never, LEE, stay)).totals, {
    ...{ minutes: 4 * day, unresolved: 0 },
    held: { 'mere-general': day + day / 2, 'southmere-council': day + (3 * day) / 2 },
  })
  const refused = await expect('2026-05-13')
  assert.ok(!refused.ok && 'refusal' in refused)
  assert.deepEqual([refused.refusal.code, refused.refusal.clause], ['no-power', '3.6'])
  const { faults } = await verifyPlace(place)
  assert.deepEqual(
    faults.filter(({ what }) => !what.startsWith('Not confirmed')),
    [],
  )
})

test('a decision comes back when its scheme leaves its plan; plans are made of what stands', async (t) => {
  const opened = await openBoardPlace(t)
  const { place, clock, does, refused, meetingIn, agreed, begin, votes, settle, serve } = opened
  const [first, second] = [await meetingIn(20), await meetingIn(60)]
  const item = await agreed('Nurses at night')
  clock.set('2026-03-30T09:00:00Z')
  const app = await serve()
  const read = async (path: string) => (await app.inject({ url: `/public/plan/${path}` })).body
  const bare = await read('fund.md')
  assert.match(bare, /There is no fund of this year, or no scheme in it/)
  await begin(first)
  const motion = { item, text: 'Nurses work at night.' }
  const unknown = { ...motion, scheme: 'nurses' }
  assert.equal(await refused('una.byrne', 'open-vote', unknown), 'no-such-scheme')
  await setUpOnce(place, PLAN)
  await does('una.byrne', 'open-vote', { ...motion, scheme: 'Nurses' })
  await votes(item, ALL_FOR)
  await does('una.byrne', 'decide', { item })
  await does('una.byrne', 'minute', { meeting: first, event: 'end' })
  await settle()
  const back = [...(await readBoard(place)).items.values()].find(({ returns }) => returns === item)
  assert.equal(back?.meeting, second)
  assert.match(
    back!.byItself!,
    /^It comes back early, because of nurses: £0\.00 of £15,110,200\.00/,
  )
  const fund = await read('fund.md')
  assert.match(fund, /- nurses: £0\.00 of £15,110,200\.00 spent, likely to end .* under its plan/)
  assert.match(await read('fund'), /The plan of the fund<\/h1>/)
  const neighbourhood = await read('neighbourhood-health.md')
  const goals = place.agreement.current()!.table<{ goal: string }>('goal')
  for (const { goal } of goals) assert.ok(neighbourhood.toLowerCase().includes(goal.toLowerCase()))
  assert.match(neighbourhood, /Paid for by home-care|To be paid for by Home care/)
  assert.equal((await app.inject({ url: '/public/plan/other' })).statusCode, 404)
})

test('a change of the agreement is public, voted by side, signed by both, and in effect by itself', async (t) => {
  const { place, clock, does, refused, meetingIn, agreed, begin, votes, settle } =
    await openBoardPlace(t)
  const meeting = await meetingIn(20)
  const item = await agreed('Changes are public for longer')
  const { files } = await southmereTexts()
  const block = clauseBlock(files, '19.5')!
  const draft = (days: string) => ({
    item,
    clause: '19.5',
    becomes: block.replace('days: 10', days),
    reason: 'Ten days pass too soon',
  })
  assert.equal(await refused('colin.webb', 'draft-change', draft('days: none')), 'not-readable')
  assert.equal(await refused('colin.webb', 'draft-change', draft('days: 10')), 'stale')
  clock.set('2026-03-24T09:00:00Z')
  await does('colin.webb', 'draft-change', draft('days: 15'))
  clock.set('2026-03-30T09:00:00Z')
  await begin(meeting)
  assert.equal(
    await refused('una.byrne', 'open-vote', { item, text: 'Fifteen days.' }),
    'too-early',
  )
  await does('una.byrne', 'minute', { meeting, event: 'adjourn' })
  clock.set('2026-04-03T09:00:00Z')
  await does('una.byrne', 'minute', { meeting, event: 'resume' })
  await does('una.byrne', 'open-vote', { item, text: 'Fifteen days.' })
  await votes(item, ALL_FOR)
  await does('una.byrne', 'decide', { item })
  const changed = withClause(files, '19.5', draft('days: 15').becomes)!
  const { signatures } = sign(
    { files: changed, signatures: [] },
    ['amara.nwosu', 'helen.marlow'],
    clock.now(),
  )
  const [nhs, council] = signatures.map(({ text }) => text)
  const [old] = sign({ files, signatures: [] }, ['amara.nwosu'], clock.now()).signatures
  assert.equal(await refused('una.byrne', 'sign-change', { item, file: old!.text }), 'not-signed')
  await does('una.byrne', 'sign-change', { item, file: nhs })
  await settle()
  assert.equal(consultationRule(place.agreement.current())!.days, 10)
  await does('meg.lawson', 'sign-change', { item, file: council })
  await settle()
  assert.equal(consultationRule(place.agreement.current())!.days, 15)
  assert.equal(await refused('una.byrne', 'sign-change', { item, file: council }), 'stale')
})

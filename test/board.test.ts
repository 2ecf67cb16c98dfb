import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sign, southmereTexts } from '../src/agreement/testing.ts'
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
import { diagram } from '../src/kernel/index.ts'
import { verifyPlace } from '../src/trail/index.ts'
import { ALL_FOR, BODY, EVERYBODY, openBoardPlace } from './board-place.ts'

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
  const { faults } = await verifyPlace(place)
  assert.deepEqual(
    faults.filter(({ what }) => !what.startsWith('Not confirmed')),
    [],
  )
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

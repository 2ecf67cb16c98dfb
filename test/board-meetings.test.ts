import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { agendaOf, makePack, readBoard } from '../src/board/index.ts'
import { addDays, dayInLondon, isRefusal } from '../src/kernel/index.ts'
import { verifyPlace } from '../src/trail/index.ts'
import { ALL_FOR, BODY, openBoardPlace, Refused } from './board-place.ts'
import { POOL, setUp } from './fund-place.ts'
import { signIn } from './sign-in.ts'

/** What a meeting must stand: two who act at one instant, terms and years that end, papers that change. */

test('two chairs at one instant: each change is made once, on what the other had said before', async (t) => {
  const { place, does, meetingIn, agreed } = await openBoardPlace(t)
  const meeting = await meetingIn(30)
  const both = ['ruth.adeyemi', 'colin.webb']
  const { item } = await does('sunita.rao', 'propose-item', {
    ...{ body: BODY, title: 'Beds', kind: 'decision' },
  })
  const others = [await agreed('Homes'), await agreed('Falls')]
  const answers = (what: string, input: (who: string) => object) =>
    Promise.all(
      both.map(async (who) => {
        try {
          await does(who, what, input(who))
          return 'done'
        } catch (error) {
          if (error instanceof Refused) return error.code
          throw error
        }
      }),
    )
  assert.deepEqual(await answers('agree-item', () => ({ item, answer: 'agree' })), ['done', 'done'])
  const titles = async () => agendaOf(await readBoard(place), meeting).map(({ title }) => title)
  assert.deepEqual(await titles(), ['Beds', 'Homes', 'Falls'])
  // Each asks for another place of the same item, and each agrees to what the other asks: neither is lost.
  const asked = await Promise.all(
    both.map((who, at) =>
      does(who, 'ask-change', { item, what: 'place', place: at + 2, reason: `To place ${at + 2}` }),
    ),
  )
  assert.deepEqual(await titles(), ['Beds', 'Homes', 'Falls'], 'neither alone moves it')
  const other = (who: string) => asked[who === both[0] ? 1 : 0]!.change
  const agree = (who: string) => ({ item, change: other(who), answer: 'agree' })
  assert.deepEqual(await answers('agree-item', agree), ['done', 'done'])
  const { items } = await readBoard(place)
  const { changes, place: at } = items.get(item!)!
  assert.deepEqual(
    changes.map(({ doneAt, agreed: sides }) => [doneAt !== undefined, sides.size]),
    [
      [true, 2],
      [true, 2],
    ],
  )
  assert.equal((await titles()).indexOf('Beds'), at! - 1, 'it stands where the last of them put it')
  // Both take the other's item off at once, and one of them answers a change that has been made: it is said so.
  const [off] = await Promise.all(
    others.map((one, nth) =>
      does(both[nth]!, 'ask-change', { item: one, what: 'close', reason: 'Later' }),
    ),
  )
  const twice = await Promise.all([
    answers('agree-item', () => ({ item: others[0], change: off!.change, answer: 'agree' })),
    answers('agree-item', () => ({ item: others[0], change: off!.change, answer: 'agree' })),
  ])
  assert.deepEqual(twice.flat().filter((one) => one === 'done').length, 1)
  assert.equal((await readBoard(place)).items.get(others[0]!)!.state, 'closed')
  const { faults } = await verifyPlace(place)
  assert.deepEqual(
    faults.filter(({ what }) => !what.startsWith('Not confirmed')),
    [],
  )
})

test('over the year’s end: holidays are no clear days, and whose term has ended has no vote', async (t) => {
  const opened = await openBoardPlace(t, { at: '2025-12-10T09:00:00Z' })
  const { place, clock, does, refused, agreed, begin, votes } = opened
  const on = { body: BODY, on: '2026-01-05', at: '10:00', where: 'The town hall' }
  const { meeting } = await does('una.byrne', 'call-meeting', on)
  const item = await agreed('Beds for the winter', { meeting })
  const late = { body: BODY, meeting, title: 'Late', kind: 'decision' }
  // Christmas, Boxing Day, New Year's Day and two weekends lie between: five working days are left on the 23rd.
  clock.set('2025-12-23T17:00:00Z')
  await does('ruth.adeyemi', 'propose-item', { ...late, title: 'In time' })
  clock.set('2025-12-24T09:00:00Z')
  assert.equal(await refused('ruth.adeyemi', 'propose-item', late), 'too-late')
  const { items } = await readBoard(place)
  assert.equal(items.get(item)!.meeting, meeting)

  clock.set('2026-01-05T10:00:00Z')
  const there = ['ruth.adeyemi', 'ian.croft', 'colin.webb', 'sunita.rao', 'bea.lindley']
  await begin(meeting!, there)
  const hugh = { meeting, event: 'in', member: 'hugh.tanner' }
  assert.equal(await refused('una.byrne', 'minute', hugh), 'not-a-member')
  await does('una.byrne', 'open-vote', { item, text: 'Twenty beds are bought.' })
  const his = { item, member: 'hugh.tanner', answer: 'against' }
  assert.equal(await refused('una.byrne', 'vote', his), 'not-a-member')
  await votes(item, Object.fromEntries(there.map((one) => [one, 'for'])))
  assert.equal((await does('una.byrne', 'decide', { item })).outcome, 'carried')
  const { decision } = (await readBoard(place)).items.get(item)!
  const council = decision!.tally.sides.find(({ side }) => side === 'council')!
  assert.deepEqual([council.for, council.entitled], [3, 3])
  assert.ok(!council.out.some(({ member }) => member === 'hugh.tanner'), 'he is in no figure')
})

test('a tie is split; who leaves before the vote closes is out; an interest said later changes no count', async (t) => {
  const { place, clock, does, refused, meetingIn, agreed, begin, votes } = await openBoardPlace(t)
  const meeting = await meetingIn(20)
  const [tied, carried] = [await agreed('A tie'), await agreed('Said after')]
  clock.set('2026-03-30T09:00:00Z')
  await begin(meeting)
  await does('una.byrne', 'open-vote', { item: tied, text: 'Yes.' })
  await votes(tied, { ...ALL_FOR, 'colin.webb': 'against' })
  // One of the three of the council leaves in the middle of the vote: one is for it and one against.
  await does('una.byrne', 'minute', { meeting, event: 'out', member: 'bea.lindley' })
  const split = await does('una.byrne', 'decide', { item: tied })
  assert.equal(split.outcome, 'split')
  const of = (await readBoard(place)).items.get(tied)!.decision!
  assert.deepEqual(of.tally.ties, ['council'])
  assert.equal(of.tally.casting, undefined, 'nobody casts a vote for both')
  assert.ok(of.dispute !== undefined, 'it is a dispute')

  await does('una.byrne', 'minute', { meeting, event: 'in', member: 'bea.lindley' })
  await does('una.byrne', 'open-vote', { item: carried, text: 'Yes.' })
  await votes(carried, ALL_FOR)
  await does('una.byrne', 'decide', { item: carried })
  const before = (await readBoard(place)).items.get(carried)!.decision!.tally
  await does('leo.brandt', 'declare-interest', {
    ...{ item: carried, regime: 'nhs-register', what: 'His brother sells them' },
  })
  const after = (await readBoard(place)).items.get(carried)!
  assert.deepEqual(after.decision!.tally, before)
  assert.equal(after.interests.length, 1)
  assert.equal(await refused('leo.brandt', 'vote', { item: carried, answer: 'against' }), 'closed')
})

test('a pack says what is new to whom, keeps its numbers, and is a file that needs nothing', async (t) => {
  const opened = await openBoardPlace(t)
  const { place, clock, does, meetingIn, agreed, listen, viewerOf } = opened
  const meeting = await meetingIn(30)
  const item = await agreed('Beds for the winter')
  const hidden = await agreed('A home', {
    ...{ paragraph: '3', test: 'It would close at once', opensOn: '2026-04-01' },
    privateTitle: 'The Limes closes',
  })
  const publish = (of: string, title: string, text: string, more = {}) =>
    does('una.byrne', 'publish-paper', { item: of, title, text, ...more })
  const { paper } = await publish(item, 'Beds', `# Beds\n\n${'word '.repeat(1_000)}`)
  await publish(hidden, 'Wing', 'Its east wing.')
  await listen()
  const { origin } = place.settings
  const path = `/board/meetings/${meeting}/pack`
  const read = async (who: string, url = path) => {
    const cookie = await signIn(origin, who)
    return (await fetch(new URL(url, origin), { headers: { cookie } })).text()
  }
  assert.ok(!(await read('colin.webb')).includes('New since'), 'the first time all of it is new')
  assert.ok(!(await read('colin.webb')).includes('Nothing is new'), 'it is the same opening')
  await publish(item, 'Beds', 'Fewer words', { replaces: paper, why: 'A figure was wrong' })
  clock.set('2026-03-10T11:00:00Z')
  const again = await read('colin.webb')
  assert.match(again, /New since you opened it, [^<]*: Beds \(version 2\), page 5\./)
  assert.match(again, /Replaced: read.*version 2 from page 5 on/s)
  assert.match(again, /id="page-3"/)
  assert.match(again, /id="page-4".*Its east wing/s)
  const only = await read('colin.webb', `${path}?only=new`)
  assert.ok(only.includes('Fewer words') && !only.includes('Its east wing'))
  clock.set('2026-03-10T13:00:00Z')
  assert.match(await read('colin.webb'), /Nothing is new since you opened it/)
  // Who may not read a private item finds its papers new on the day on which it opens.
  const noel = await read('noel.price')
  assert.ok(!noel.includes('east wing') && /id="page-5"/.test(noel) && !/id="page-4"/.test(noel))
  clock.set('2026-04-01T09:00:00Z')
  assert.match(await read('noel.price'), /New since you opened it[^<]*: Wing, page 4\./)
  const { meetings } = await readBoard(place)
  const openings = meetings.get(meeting)!.opened
  assert.deepEqual(
    [...openings].map(([who, all]) => [who, all.length]),
    [
      ['colin.webb', 2],
      ['noel.price', 2],
    ],
    'where nothing is new nothing is written',
  )

  clock.set('2026-03-11T09:00:00Z')
  const made = async (who?: string) => {
    const viewer = who === undefined ? undefined : viewerOf(who, 'board.vote')
    const file = await makePack(place, viewer, meeting)
    assert.ok(!isRefusal(file))
    return file.html
  }
  const [everybody, colin] = [await made(), await made('colin.webb')]
  assert.ok(!everybody.includes('east wing') && !everybody.includes('The Limes'))
  assert.ok(colin.includes('Its east wing') && colin.includes('for Colin Webb'))
  for (const html of [everybody, colin]) {
    assert.doesNotMatch(html, /<script|<link|<img|<iframe|src=|url\(|@import|http:|https:/)
    for (const [, href] of html.matchAll(/href="([^"]*)"/g)) {
      assert.ok(html.includes(`id="${href!.slice(1)}"`), `${href} leads to something in the file`)
    }
  }
  const numbers = [...everybody.matchAll(/Page (\d+)</g)].map(([, page]) => Number(page))
  assert.deepEqual(numbers, [1, 2, 3, 5], 'a page has the same number in every copy')
})

test('a file of 200 MB, of nothing, a false Word file and a PDF with a script leave nothing behind', async (t) => {
  const opened = await openBoardPlace(t)
  const { place, meetingIn, agreed, listen } = opened
  await meetingIn(30)
  const item = await agreed('Beds for the winter')
  await listen()
  const { origin } = place.settings
  const cookie = await signIn(origin, 'una.byrne')
  const url = new URL(`/board/items/${item}/file`, origin)
  const page = await (await fetch(url, { headers: { cookie } })).text()
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page)![1]!
  const send = async (body: Iterable<Buffer>, fields: Record<string, string> = {}) => {
    const mark = 'the-mark'
    const part = (name: string, more = '') =>
      `--${mark}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n`
    const text = Object.entries({ _csrf: csrf, title: 'Beds', ...fields })
      .map(([name, value]) => `${part(name)}\r\n${value}\r\n`)
      .join('')
    const head = `${text}${part('upload', '; filename="beds.docx"')}Content-Type: application/x\r\n\r\n`
    const all = function* () {
      yield Buffer.from(head)
      yield* body
      yield Buffer.from(`\r\n--${mark}--\r\n`)
    }
    const answer = await fetch(url, {
      ...{ method: 'POST', redirect: 'manual', duplex: 'half' },
      headers: { cookie, 'content-type': `multipart/form-data; boundary=${mark}` },
      body: Readable.from(all()) as never,
    } as RequestInit)
    return { status: answer.status, text: await answer.text() }
  }
  const zeros = Buffer.alloc(1024 * 1024)
  const huge = function* () {
    for (let nth = 0; nth < 200; nth++) yield zeros
  }
  const script = Buffer.from(
    '%PDF-1.7\n1 0 obj\n<< /Type /Pages /Count 1 >>\nendobj\n2 0 obj\n<< /S /JavaScript >>\nstartxref\n9\n%%EOF',
  )
  for (const [body, sentence] of [
    [huge(), /larger than 20 MB/],
    [[], /empty|Choose a file/],
    [[Buffer.from('PK\x03\x04nothing more')], /cut off or broken/],
    [[script], /has a script in it/],
  ] as const) {
    const { status, text } = await send(body)
    assert.equal(status, 422)
    assert.match(text, sentence)
  }
  assert.equal((await readBoard(place)).items.get(item)!.papers.length, 0)
  const pdf = Buffer.from(script.toString().replace('/S /JavaScript', '/Type /Page'))
  assert.equal((await send([pdf])).status, 303)
  const [first] = (await readBoard(place)).items.get(item)!.papers
  const later = Buffer.concat([pdf, Buffer.from('\n')])
  assert.match((await send([later], { replaces: first!.paper })).text, /Say why it is replaced/)
  assert.equal((await send([later], { replaces: first!.paper, why: 'A slip' })).status, 303)
  const { papers } = (await readBoard(place)).items.get(item)!
  assert.deepEqual(
    papers.map(({ type, version, firstPage }) => [type, version, firstPage]),
    [
      ['pdf', 1, 1],
      ['pdf', 2, 2],
    ],
  )
  const file = await fetch(new URL(`/public/items/${item}/papers/${first!.sha256}`, origin))
  assert.match(file.headers.get('content-disposition')!, /^attachment/)
  assert.equal(file.headers.get('x-content-type-options'), 'nosniff')
  assert.equal(file.headers.get('content-security-policy'), "default-src 'none'; sandbox")
  assert.deepEqual(Buffer.from(await file.arrayBuffer()), pdf)
})

test('what somebody took on is closed by the decision or the money that was asked, and says by which', async (t) => {
  const opened = await openBoardPlace(t)
  const { place, clock, does, refused, meetingIn, agreed, begin, votes, settle } = opened
  await setUp(opened)
  const meeting = await meetingIn(20)
  const [first, second] = [await agreed('Who does what'), await agreed('The contract')]
  const take = (more: object) =>
    does('una.byrne', 'act', {
      ...{ item: first, what: 'See to it', owner: 'bea.lindley', due: '2026-05-01', ...more },
    })
  const half = { item: first, what: 'x', owner: 'bea.lindley', due: '2026-05-01' }
  for (const closedBy of ['decision', 'money', 'measure', 'occurrences']) {
    assert.equal(await refused('una.byrne', 'act', { ...half, closedBy }), 'no-such-fact')
  }
  await take({ closedBy: 'decision', decided: second })
  await take({ closedBy: 'money', scheme: 'nurses', reaches: '1000' })
  await take({ closedBy: 'measure', measure: 'emergency-admissions-65', reaches: '10' })
  await take({ closedBy: 'occurrences', kind: 'stay', reaches: '5' })
  const standing = async () =>
    [...(await readBoard(place)).actions.values()].map(({ done }) => done)
  await settle()
  assert.deepEqual(await standing(), [undefined, undefined, undefined, undefined])
  clock.set('2026-03-30T09:00:00Z')
  await begin(meeting)
  await does('una.byrne', 'open-vote', { item: second, text: 'It is signed.' })
  await votes(second, ALL_FOR)
  await does('una.byrne', 'decide', { item: second })
  const bill = {
    ...{ scheme: 'nurses', pence: '100000', activity: 'community-health' },
    ...{ reason: 'Invoice 1', supplier: 'Mere Nurses', at: '2026-03-30' },
  }
  const paid = await place.call('fund.pay', { viewer: POOL, input: bill, key: 'invoice 1' })
  assert.ok(paid.ok, JSON.stringify(paid))
  clock.set(`${addDays(dayInLondon(clock.now()), 1)}T09:00:00Z`)
  await settle()
  const [decided, spent, ...others] = await standing()
  assert.match(decided!.how, /“The contract” was carried on both sides on 30 Mar/)
  assert.equal(decided!.fact, `item ${second}`)
  assert.equal(decided!.by.side, '')
  assert.match(spent!.how, /£1,000.00 was spent on nurses since 10 Mar 2026; £1,000.00 was asked/)
  assert.deepEqual(others, [undefined, undefined], 'what was not reached is left to its owner')
})

test('a response is owed by the days of the clause, late in the open, and given by whoever was asked', async (t) => {
  const { clock, does, refused, serve, meetingIn, agreed } = await openBoardPlace(t)
  await meetingIn(30)
  const kept = await agreed('A home', { paragraph: '3', test: 'Early', opensOn: '2026-04-01' })
  const report = {
    ...{ body: BODY, rule: 'healthwatch-report', of: 'southmere-council' },
    text: 'Ask carers what they need',
  }
  assert.equal(await refused('bea.lindley', 'ask-response', report), 'not-yours')
  const { request } = await does('iris.holloway', 'ask-response', report)
  const opinion = { ...report, rule: 'asked-by-a-body', of: 'health-and-wellbeing-board' }
  assert.equal(await refused('colin.webb', 'ask-response', { ...opinion, item: kept }), 'closed')
  await does('colin.webb', 'ask-response', opinion)
  const app = await serve()
  const page = async () => (await app.inject({ url: '/public/responses' })).body
  // Twenty working days from 10 March, over Good Friday and Easter Monday; 28 days of any kind.
  assert.match(await page(), /2 responses owed, 0 of them late/)
  assert.match(await page(), /Thu 9 Apr/)
  assert.match(await page(), /Tue 7 Apr/)
  clock.set('2026-04-09T22:59:00Z')
  assert.match(await page(), /2 responses owed, 1 of them late/)
  clock.set('2026-04-10T09:00:00Z')
  assert.match(await page(), /2 responses owed, 2 of them late/)
  const answer = { request, stand: 'in-part', text: 'From June on' }
  assert.equal(await refused('leo.brandt', 'respond', answer), 'not-yours')
  await does('bea.lindley', 'respond', answer)
  assert.equal(await refused('colin.webb', 'respond', answer), 'closed')
  assert.match(await page(), /In part\. From June on.*late: it was due on/s)
})

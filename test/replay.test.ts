import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type ReplayedClause, readTexts, replayTexts } from '../src/agreement/index.ts'
import { edit, southmereTexts } from '../src/agreement/testing.ts'
import { newId, type Viewer } from '../src/kernel/index.ts'
import { lookAtPerson, partnershipFigures } from '../src/record/index.ts'
import { findLooks } from '../src/trail/find-looks.ts'
import { countTotals, lookAtAskings } from '../src/transfer/index.ts'
import { ALL_FOR, openBoardPlace, Refused } from './board-place.ts'
import { changedSouthmere } from './changed-place.ts'
import { FUND, IAN, PLAN, PROMISED, planned, SUNITA } from './fund-place.ts'
import { listed } from './transfer-looks.ts'
import { hl7, type Message, type Patient } from './transfer-message.ts'
import { LEE, MAYA, OLIVE, PRIYA } from './written-here.ts'

/**
 * What a draft would have done last year, as the replay says it, is what a place shows that ran under it: the same
 * quarter is lived twice, once under Southmere's text and once under ten drafts of it together, each of another clause.
 */
type Draft = { readonly clause: string; readonly from: string; readonly to: string }

const DRAFTS = {
  // A role loses a class.
  class: {
    clause: '6.1',
    from: 'leaving-need, health-record, council-care,',
    to: 'leaving-need, health-record,',
  },
  // A role loses something that it did.
  power: {
    clause: '14.3',
    from: 'transfer.confirm-ready, transfer.set-expected, transfer.open-task,',
    to: 'transfer.confirm-ready, transfer.open-task,',
  },
  // A threshold of what may be told moves.
  few: { clause: '3.14', from: 'least: 10\n    roundTo: 5', to: 'least: 14\n    roundTo: 5' },
  // The clock's shares change.
  clock: {
    clause: '14.2',
    from: 'share: holders',
    to: 'share: tasks\n    weights:\n      - { task: social-care-assessment, weight: 4 }',
  },
  // Answers are due sooner.
  notice: {
    clause: '16.4',
    from: '- { message: referral, hours: 24 }',
    to: '- { message: referral, hours: 2 }',
  },
  // A ring-fence tightens.
  fence: {
    clause: '15.26',
    from: 'care-homes, leaving-hospital, carers, personal-budgets]',
    to: 'care-homes, carers, personal-budgets]',
  },
  // What somebody may commit alone is less.
  authority: { clause: '15.28', from: 'alone: £1,000,000', to: 'alone: £500,000' },
  // More must be in the room.
  quorum: {
    clause: '19.3',
    from: 'quorum:\n      - { side: nhs, members: 2 }',
    to: 'quorum:\n      - { side: nhs, members: 3 }',
  },
  // A change is public for longer.
  public: { clause: '19.5', from: 'days: 10', to: 'days: 15' },
  // Minutes may be contested for a shorter time.
  contest: { clause: '14.2', from: 'contestWithin: 10', to: 'contestWithin: 2' },
} satisfies Record<string, Draft>
type Name = keyof typeof DRAFTS

/** What a draft refuses, and how often it is asked in the quarter. */
const REFUSED: readonly (readonly [Name, command: string, times: number])[] = [
  ['power', 'transfer.set-expected', 3],
  ['contest', 'transfer.contest', 1],
  ['fence', 'fund.reserve', 1],
]

const DAYS = { from: '2026-01-01', to: '2026-03-31' }
const THERAPY = 'Awaiting therapy review of need for supported discharge'
const PATIENTS: Patient[] = Array.from({ length: 16 }, (_, at) => {
  return { id: `H${at + 1}`, name: `Name${at}^Given${at}` }
})

type Lived = Awaited<ReturnType<typeof openBoardPlace>> & {
  /** what was asked and refused, by the name of the command: how often */
  readonly refused_: Map<string, number>
  /** answers that were late when they were waited for */
  readonly late: number
}

/** A quarter of Southmere, lived by whatever its text lets people do. */
async function live(t: TestContext, env: Record<string, string>): Promise<Lived> {
  const opened = await openBoardPlace(t, { at: '2026-01-10T09:00:00Z', env })
  const { place, clock, settle, arrives } = opened
  const refused_ = new Map<string, number>()
  const ask = async (viewer: Viewer, name: string, input: object) => {
    const answer = await place.call(name, { viewer, input, key: newId() })
    await settle()
    if (answer.ok) return answer.result as Record<string, string>
    assert.ok('refusal' in answer, JSON.stringify(answer))
    refused_.set(name, (refused_.get(name) ?? 0) + 1)
    return undefined
  }
  const tell = (...messages: Message[]) =>
    arrives('mere-general', 'adt.hl7', messages.map(hl7).join('\n'))
  const came = '2026-01-10 08:00'
  await tell(
    ...PATIENTS.map((of): Message => ({ code: 'A01', of, at: came, came })),
    ...PATIENTS.map((of): Message => {
      const said = { ready: '2026-01-10 09:00', pathway: '1', reason: THERAPY }
      return { code: 'A08', of, at: '2026-01-10 09:00', came, ...said }
    }),
  )
  clock.set('2026-01-10T10:00:00Z')
  const people = await listed(opened as never, LEE)
  const asked = { task: 'social-care-assessment', holder: 'southmere-council' }
  for (const { stay } of people) await ask(LEE, 'transfer.open-task', { stay, ...asked })
  for (const { person } of people.slice(0, 4)) await lookAtPerson(place, PRIYA, person)
  await lookAtPerson(place, LEE, people[0]!.person)
  for (const { stay } of people.slice(0, 3)) {
    await ask(PRIYA, 'transfer.set-expected', { stay, day: '2026-01-20' })
  }
  const refer = { task: 'care-home', to: 'the-limes', needs: ['hoist'] }
  const { asking } = (await ask(LEE, 'transfer.refer', { stay: people[0]!.stay, ...refer }))!
  await ask(OLIVE, 'transfer.acknowledge', { asking })
  clock.set('2026-01-10T15:00:00Z')
  const { rows } = await lookAtAskings(place, LEE, 'what was asked')
  const late = rows.filter(({ asking: { awaits } }) => {
    return awaits?.by !== undefined && new Date(awaits.by) < clock.now()
  }).length
  await ask(OLIVE, 'transfer.refuse', { asking, reason: 'no-room' })
  const leave = async (some: readonly Patient[], left: string) => {
    clock.set(`${left.replace(' ', 'T')}:00Z`)
    await tell(...some.map((of): Message => ({ code: 'A03', of, at: left, came, left })))
  }
  await leave(PATIENTS.slice(-3), '2026-01-14 09:00')
  await leave(PATIENTS.slice(0, -3), '2026-01-20 09:00')
  clock.set('2026-01-26T09:00:00Z')
  const span = { from: '2026-01-12 09:00', to: '2026-01-13 09:00', says: 'Not ours' }
  await ask(MAYA, 'transfer.contest', { stay: people[1]!.stay, ...span })
  await spend(ask)
  await decideTwice(opened)
  clock.set('2026-04-02T09:00:00Z')
  await settle()
  return { ...opened, refused_, late }
}

async function spend(
  ask: (who: Viewer, name: string, input: object) => Promise<unknown>,
): Promise<void> {
  for (const [origin, pence] of PROMISED) {
    const [from, to] = [`${FUND}:contribution:${origin}`, `${FUND}:held:${origin}`]
    await ask(SUNITA, 'fund.transfer', { from, to, pence, reason: 'For the year', promised: true })
  }
  // What the fence refuses is not in the plan at all; the rest is.
  for (const schemes of [PLAN.slice(0, -1), PLAN.slice(-1)]) {
    await ask(SUNITA, 'fund.set-plan', {
      reason: 'Plan',
      fund: FUND,
      schemes: schemes.map(planned),
    })
  }
  const at = '2026-01-26'
  const reserve = (who: Viewer, scheme: string, activity: string, pence: string) =>
    ask(who, 'fund.reserve', { scheme, activity, pence, reason: 'Care', at })
  await reserve(SUNITA, 'nurses', 'community-health', '60000000')
  await reserve(IAN, 'nurses', 'community-health', '1000')
  await reserve(SUNITA, 'hub', 'leaving-hospital', '20000000')
}

/** One decision with two of the NHS in the room, and one change that was public for ten days. */
async function decideTwice(opened: Awaited<ReturnType<typeof openBoardPlace>>): Promise<void> {
  const { clock, does, agreed, meetingIn, begin, place } = opened
  const meeting = await meetingIn(30)
  const [few, change] = [await agreed('Beds'), await agreed('Days')]
  const { files } = await southmereTexts()
  const { clauseBlock } = await import('../src/board/index.ts')
  clock.set('2026-02-13T09:00:00Z')
  const becomes = clauseBlock(files, '19.6')!.replace(
    'A chair calls meetings',
    'Chairs call meetings',
  )
  await does('colin.webb', 'draft-change', { item: change, clause: '19.6', becomes, reason: 'x' })
  clock.set('2026-02-25T10:00:00Z')
  const { 'leo.brandt': _, ...five } = ALL_FOR
  await begin(meeting, Object.keys(five))
  await tryTo(() => decideOn(opened, few, five))
  await does('una.byrne', 'minute', { meeting, event: 'in', member: 'leo.brandt' })
  await tryTo(() => decideOn(opened, change, ALL_FOR))
  await place.trail.sequence()
}

async function decideOn(
  { does, votes }: Awaited<ReturnType<typeof openBoardPlace>>,
  item: string,
  answers: Readonly<Record<string, string>>,
): Promise<void> {
  await does('una.byrne', 'open-vote', { item, text: 'Yes.' })
  await votes(item, answers)
  await does('una.byrne', 'decide', { item })
}

async function tryTo(does: () => Promise<void>): Promise<void> {
  await does().catch((error) => {
    if (!(error instanceof Refused)) throw error
  })
}

/** What a place shows of all of that, to be held to what the replay of another says of it. */
async function shown({ place, clock, refused_, late }: Lived) {
  const looks = await findLooks(
    place.databases.care.short,
    { from: new Date(DAYS.from), to: new Date('2026-04-01'), actorId: PRIYA.actor.id },
    clock.now(),
  )
  const totals = await countTotals(place, {
    ...{ from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-04-01T00:00:00Z') },
    by: 'holder',
  })
  const { figures } = (await partnershipFigures(place))!
  const told = figures.filter(({ said }) => said).flatMap(({ series }) => series)
  const within = told.filter(({ at }) => at >= DAYS.from && at <= DAYS.to)
  const { readBoard } = await import('../src/board/index.ts')
  const decided = [...(await readBoard(place)).items.values()].filter((one) => one.decision)
  return {
    late,
    withClass: looks.looks.filter(({ what }) => what.includes('council care')).length,
    minutes: new Map(
      totals!.rows.flatMap(({ keys, minutes }) =>
        'about' in minutes ? [[keys.join(' '), minutes.about] as const] : [],
      ),
    ),
    hidden: within.filter((one) => 'tooFew' in one.told).length,
    decided: new Set(decided.map(({ title }) => title)),
    refused: (name: string) => refused_.get(name) ?? 0,
  }
}

test('a replay of ten drafts says what a place shows that ran under them', async (t) => {
  const told = new Map<Name, ReplayedClause[]>()
  let old: Awaited<ReturnType<typeof shown>> | undefined
  let untold: ReplayedClause[] = []
  await t.test('under the old text', async (inner) => {
    const lived = await live(inner, {})
    old = await shown(lived)
    const { place, clock } = lived
    const texts = await southmereTexts()
    const read = (changed: typeof texts) => {
      const { agreement, faults } = readTexts(
        { ...changed, signatures: [] },
        place.house.clauseKinds,
        clock,
      )
      assert.deepEqual(faults, [])
      return agreement!
    }
    const before = read(texts)
    assert.deepEqual(await changed(before, before), [])
    for (const [name, { from, to }] of Object.entries(DRAFTS)) {
      told.set(name as Name, await changed(before, read(edit(texts, from, to))))
    }
    const price = edit(texts, "pence: '41000'", "pence: '42000'")
    untold = await changed(before, read(price))

    async function changed(one: typeof before, other: typeof before) {
      const all = await replayTexts(place, { before: one, after: other }, DAYS)
      return all.filter(({ difference }) => difference !== 0)
    }
  })
  await t.test('under all of the drafts', async (inner) => {
    const changes = Object.values(DRAFTS).map(({ from, to }) => [from, to] as const)
    const folder = await changedSouthmere(inner, ...changes)
    const now = await shown(await live(inner, { CONCORDAT_PLACE: folder }))
    const of = (name: Name) => told.get(name)!
    const [before] = [old!]
    // Who would have been refused, of the very people and by the same clause.
    for (const [name, command, times] of REFUSED) {
      assert.equal(before.refused(command), 0, command)
      assert.equal(now.refused(command), times, command)
      const rows = of(name).map(({ before: was, after }) => [was, after])
      assert.deepEqual(rows, [[0, times]], name)
    }
    // Whose hours, and which figures, to the minute and the number that the place shows.
    assert.notDeepEqual(now.minutes, before.minutes)
    for (const [minutes, at] of [
      [before.minutes, 'before'],
      [now.minutes, 'after'],
    ] as const) {
      const rows = of('clock').map((row) => [row.examples[0]!, row[at]] as const)
      assert.deepEqual(new Map(rows), minutes)
    }
    const [hidden] = of('few')
    assert.deepEqual([hidden!.before, hidden!.after], [before.hidden, now.hidden])
    assert.ok(now.hidden > before.hidden)
    const [lost] = of('class')
    assert.deepEqual([lost!.before, lost!.after], [0, before.withClass - now.withClass])
    assert.match(lost!.what, /council care/)
    assert.ok(lost!.after! > 0)
    const [late] = of('notice')
    assert.deepEqual([late!.before, late!.after], [before.late, now.late])
    assert.ok(now.late > before.late)
    // What a body could not have decided.
    assert.deepEqual([...before.decided].sort(), ['Beds', 'Days'])
    assert.deepEqual([...now.decided], [])
    for (const name of ['quorum', 'public'] as const) {
      assert.deepEqual(
        of(name).map(({ difference }) => difference),
        [1],
        name,
      )
    }
    for (const [name, { clause }] of Object.entries(DRAFTS)) {
      const by = new Set(of(name as Name).map((row) => row.clause))
      assert.ok(by.has(clause) || by.has('3.6'), `${name}: ${[...by].join()}`)
    }
    // What no room can tell is said to be so.
    assert.deepEqual(untold, [
      {
        ...{ clause: '14.20', room: 'capacity', before: null, after: null, difference: null },
        ...{ what: 'No room can tell what this would have changed.', examples: [] },
      },
    ])
  })
})

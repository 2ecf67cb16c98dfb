import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { visitIdOf } from '../src/record/index.ts'
import { timeOf } from '../src/transfer/minute.ts'
import { readByVisit } from '../src/transfer/testing.ts'
import { GEORGE, type Message, openTransferPlace } from './transfer-place.ts'
import { LEE } from './written-here.ts'

/**
 * What a council's daily file has on its lists of somebody in hospital, beside what the hospital's codes, its hub and
 * people on the page say that they wait for.
 */
const STAY = visitIdOf('mere-general', 'message RXS', `V${GEORGE.id}`)
const DAILY =
  'record_type,la_person_id,nhs_number,family_name,reference,kind,status,start,provider_name,as_of'
const TASKS =
  'task_id,visit_number,hospital_number,task,holder,waits_for,opened_at,closed_at,outcome,recorded_at'
const COUNCIL = 'southmere-council'

async function readyGeorge(t: TestContext) {
  const opened = await openTransferPlace(t)
  const came: Message = {
    code: 'A01',
    of: GEORGE,
    at: '2026-03-05 08:00',
    came: '2026-03-05 08:00',
  }
  const ready: Message = {
    ...{ ...came, code: 'A08', at: '2026-03-06 12:05', ready: '2026-03-06 12:00' },
    pathway: '1',
  }
  await opened.tell(came, ready)
  const { load, place } = opened
  let files = 0
  /** of each day all that is open at the council: `type reference,kind,status,start,provider` */
  const lists = (day: string, ...open: string[]) => {
    const who = `P-1,${GEORGE.nhs},Whitfield`
    const rows = open.map((row) => row.replace(' ', `,${who},`))
    const file = [DAILY, `person,${who},,,,,,${day}`, ...rows.map((row) => `${row},${day}`)]
    return load(`${COUNCIL}-daily`, file, `daily-${files++}.csv`)
  }
  return {
    ...opened,
    ready,
    /** of each day the assessments that are open at the council, by when they began */
    assesses: (day: string, ...since: string[]) => {
      return lists(
        day,
        ...since.map((start, at) => `assessment AS-${at},Care Act assessment,,${start},`),
      )
    },
    lists,
    /** who holds which minutes, alike ones together: `from to holders`, and who was asked for what */
    async told() {
      const { segments, stay } = (await readByVisit(place, STAY))!
      const at = (minute: number) =>
        Number.isFinite(minute) ? timeOf(minute).toISOString().slice(5, 16) : 'on'
      return {
        tasks: stay.tasks.map(({ kind, holders, state }) => `${kind} ${holders.join()} ${state}`),
        held: segments.map(({ from, to, shares }) => {
          return `${at(from)} ${at(to)} ${shares.map(({ holder }) => holder).join() || 'nobody'}`
        }),
      }
    },
  }
}

test('an assessment that their council begins in the stay is its own until it is over', async (t) => {
  const george = await readyGeorge(t)
  await george.assesses('2026-03-07', '2026-03-07')
  assert.deepEqual(await george.told(), {
    tasks: [`social-care-assessment ${COUNCIL} taken`],
    held: [
      '03-06T12:00 03-07T00:00 nobody',
      '03-07T00:00 03-08T00:00 nobody',
      `03-08T00:00 on ${COUNCIL}`,
    ],
  })
  await george.assesses('2026-03-09')
  const { tasks, held } = await george.told()
  assert.deepEqual(tasks, [`social-care-assessment ${COUNCIL} closed`])
  assert.equal(held[2], `03-08T00:00 03-09T00:00 ${COUNCIL}`)
})

test('one begun before they came is none, and what the hub tells of is not told twice', async (t) => {
  const george = await readyGeorge(t)
  await george.assesses('2026-03-07', '2026-03-01')
  assert.deepEqual((await george.told()).tasks, [])
  await george.assesses('2026-03-08', '2026-03-07', '2026-03-01')
  assert.deepEqual((await george.told()).tasks, [`social-care-assessment ${COUNCIL} taken`])
  const [task, at] = ['social-care-assessment', '2026-03-07 09:00']
  const row = `T1,V${GEORGE.id},${GEORGE.id},${task},${COUNCIL},,${at},,,${at}`
  await george.load('leaving-tasks', [TASKS, row])
  const { tasks, held } = await george.told()
  assert.deepEqual(tasks, [`social-care-assessment ${COUNCIL} asked`])
  assert.equal(held.at(-1), `03-07T09:00 on ${COUNCIL}`)
})

const QUEUE = 'waiting WL-1,support,,2026-03-07,'
const LOOKED_FOR = 'package PK-1,Home support,requested,,'
const FOUND = 'package PK-1,Home support,agreed,2026-03-12,Mere Home Care'

test('a package that is looked for is its council’s task until it begins', async (t) => {
  const george = await readyGeorge(t)
  const { place, lists, told, clock } = george
  await lists('2026-03-07', LOOKED_FOR)
  assert.deepEqual((await told()).tasks, [`home-care ${COUNCIL} taken`])
  await lists('2026-03-09', FOUND)
  const found = (await readByVisit(place, STAY))!.stay.tasks
  assert.deepEqual(
    found.map(({ waitsFor, closed }) => [waitsFor, closed]),
    [['Mere Home Care', undefined]],
  )
  const held = [
    '03-06T12:00 03-07T00:00 nobody',
    '03-07T00:00 03-08T00:00 nobody',
    `03-08T00:00 03-12T00:00 ${COUNCIL}`,
    '03-12T00:00 03-13T00:00 nobody',
    '03-13T00:00 on nobody',
  ]
  assert.deepEqual(await told(), { tasks: [`home-care ${COUNCIL} taken`], held })
  clock.set('2026-03-12T12:00:00Z')
  assert.deepEqual((await told()).tasks, [`home-care ${COUNCIL} closed`])
  // What no file asks for any more before it has begun is over on the day of that file.
  await lists('2026-03-10')
  assert.equal((await told()).held[2], `03-08T00:00 03-10T00:00 ${COUNCIL}`)
})

test('files in another order, and a queue beside the package, say the same once', async (t) => {
  const { lists, told } = await readyGeorge(t)
  await lists('2026-03-10', FOUND)
  assert.deepEqual((await told()).tasks, [`home-care ${COUNCIL} taken`])
  await lists('2026-03-08', LOOKED_FOR, QUEUE)
  await lists('2026-03-09', LOOKED_FOR)
  const { tasks, held } = await told()
  // The queue is over on the day on which no file has it: from then on the package is the task.
  assert.deepEqual(tasks, [`home-care ${COUNCIL} closed`, `home-care ${COUNCIL} taken`])
  assert.deepEqual(
    held.filter((one) => one.endsWith(COUNCIL)),
    [
      `03-08T00:00 03-09T00:00 ${COUNCIL}`,
      `03-09T00:00 03-10T00:00 ${COUNCIL}`,
      `03-10T00:00 03-12T00:00 ${COUNCIL}`,
    ],
  )
})

test('what a code, the hub or somebody on the page tells of the same is one task with what the list has', async (t) => {
  const { lists, told, tell, ready, does, load, place } = await readyGeorge(t)
  await lists(
    '2026-03-07',
    LOOKED_FOR,
    'package PK-2,Meals,requested,,',
    'waiting WL-2,a lift,,2026-03-07,',
  )
  assert.deepEqual((await told()).tasks, [`home-care ${COUNCIL} taken`], 'meals are no task')
  const code = (at: string, reason: string) => tell({ ...ready, at, reason })
  await code(
    '2026-03-09 06:00',
    'Other home-based social care service not yet available (Pathway 1)',
  )
  await code('2026-03-09 08:00', 'Awaiting patient transport services')
  const { held } = await told()
  assert.deepEqual(held.slice(2), [
    `03-08T00:00 03-09T06:00 ${COUNCIL}`,
    `03-09T06:00 03-09T08:00 ${COUNCIL}`,
    `03-09T08:00 on mere-general,${COUNCIL}`,
  ])
  const stay = (await readByVisit(place, STAY))!.counted.id
  const says = async (name: string, input: object) => {
    const answer = await does(LEE, `transfer.${name}`, input)
    assert.ok(answer.ok, JSON.stringify(answer))
    return (await told()).tasks.filter((one) => one.startsWith('home-care'))
  }
  const list = `home-care ${COUNCIL} taken`
  const over = `home-care ${COUNCIL} closed`
  // The list, the code, the list again, then what the hub asks for on the page.
  const before = (await told()).tasks.filter((one) => one.startsWith('home-care'))
  assert.deepEqual(before, [over, over, list])
  const asked = { at: '2026-03-10 07:00', task: 'home-care', holder: COUNCIL }
  const opened = await says('open-task', { stay, ...asked })
  assert.deepEqual(opened, [over, over, over, `home-care ${COUNCIL} asked`])
  const { id } = (await readByVisit(place, STAY))!.stay.tasks.at(-1)!
  const ends = { task: id, at: '2026-03-10 08:00' }
  assert.deepEqual(await says('close-task', { ...ends, outcome: 'not-needed' }), [
    over,
    over,
    over,
    over,
    list,
  ])
  const row = `T1,V${GEORGE.id},${GEORGE.id},home-care,${COUNCIL},,2026-03-09 09:00,,,2026-03-09 09:00`
  await load('leaving-tasks', [TASKS, row])
  const named = await told()
  assert.deepEqual(
    named.tasks.filter((one) => one.startsWith('home-care')),
    [over, `home-care ${COUNCIL} asked`, over],
    'the code’s, the hub’s own and what was asked on the page',
  )
  // What the hub writes down itself is told by nobody else: the list's own minutes of before are nobody's.
  const first = named.held.find((one) => one.includes(COUNCIL))
  assert.equal(first, `03-09T06:00 03-09T08:00 ${COUNCIL}`)
})

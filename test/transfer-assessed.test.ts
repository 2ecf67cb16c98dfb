import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { visitIdOf } from '../src/record/index.ts'
import { timeOf } from '../src/transfer/minute.ts'
import { readByVisit } from '../src/transfer/testing.ts'
import { GEORGE, type Message, openTransferPlace } from './transfer-place.ts'

/** What a council's daily file says that it assesses, beside what the hospital's hub says that it waits for. */
const STAY = visitIdOf('mere-general', 'message RXS', `V${GEORGE.id}`)
const DAILY = 'record_type,la_person_id,nhs_number,family_name,reference,kind,start,as_of'
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
  const ready = { ...came, code: 'A08', at: '2026-03-06 12:05', ready: '2026-03-06 12:00' }
  await opened.tell(came, { ...ready, pathway: '1' })
  const { load, place } = opened
  let files = 0
  return {
    ...opened,
    /** of each day the assessments that are open at the council, by when they began */
    assesses: (day: string, ...since: string[]) => {
      const who = `P-1,${GEORGE.nhs},Whitfield`
      const rows = [
        `person,${who},,,,${day}`,
        ...since.map(
          (start, at) => `assessment,${who},AS-${at},Care Act assessment,${start},${day}`,
        ),
      ]
      return load(`${COUNCIL}-daily`, [DAILY, ...rows], `daily-${files++}.csv`)
    },
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

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { asJson } from '../src/cli/transfer-list.ts'
import { lookAtLeaving } from '../src/transfer/index.ts'
import { LOOK, listed } from './transfer-looks.ts'
import { GEORGE, type Message, openTransferPlace, type Patient } from './transfer-place.ts'
import { LEE, MAYA } from './written-here.ts'

/** Through the real parts: whatever order a hospital's messages and its tasks come in, the list is the same. */
const PATIENTS = 16
const REASONS = [
  '',
  'Awaiting therapy review of need for supported discharge',
  'Other home-based social care service not yet available (Pathway 1)',
]
const TASK_HEAD =
  'task_id,visit_number,hospital_number,task,holder,waits_for,opened_at,closed_at,outcome,recorded_at'

const two = (count: number) => String(count).padStart(2, '0')

/** What is said of somebody from the day on which they came, in the order in which it is true. */
const said = fc.array(
  fc.record({
    ward: fc.constantFrom('Ward 3', 'Ward 6'),
    expected: fc.constantFrom('', '2026-03-09 12:00', '2026-03-12 12:00', '2026-03-14 12:00'),
    ready: fc.boolean(),
    pathway: fc.constantFrom('0', '1', '2', '3'),
    reason: fc.constantFrom(...REASONS),
    ends: fc.constantFrom('', '', '', '', '', 'left', 'left and taken back', 'never came'),
  }),
  { minLength: 1, maxLength: 6 },
)

type Said = typeof said extends fc.Arbitrary<infer T> ? T : never

function messagesOf(all: Said, at: number): Message[] {
  const came = `2026-03-0${1 + (at % 4)} 0${at % 10}:15`
  const of = (ward: string): Patient => ({ id: `H${at}`, name: `Family${at}^Ada`, ward })
  let ready: string | undefined
  const messages: Message[] = [{ code: 'A01', of: of('Ward 3'), at: came, came }]
  for (const [place, one] of all.entries()) {
    const when = `2026-03-0${5 + (place % 4)} ${two(8 + place)}:${two(at)}`
    if (one.ready) ready ??= `2026-03-05 ${two(9 + (at % 9))}:00`
    const told = { pathway: one.pathway, reason: one.reason, ...(ready && { ready }) }
    const update = { of: of(one.ward), at: when, came, expected: one.expected }
    messages.push({ code: 'A08', ...update, ...(ready === undefined ? {} : told) })
  }
  const { ends } = all.at(-1)!
  const last = { of: of(all.at(-1)!.ward), came }
  const left = '2026-03-09 18:00'
  if (ends.startsWith('left')) messages.push({ ...last, code: 'A03', at: left, left })
  if (ends === 'left and taken back')
    messages.push({ ...last, code: 'A13', at: '2026-03-09 19:00' })
  if (ends === 'never came') messages.push({ ...last, code: 'A11', at: '2026-03-09 20:00' })
  return messages
}

/** Seeded, so that a failure is the same again. */
const [histories, orders] = [
  fc.sample(said, { seed: 11, numRuns: PATIENTS }),
  fc.sample(fc.infiniteStream(fc.nat()), { seed: 12, numRuns: 3 }),
]

async function listAfter(
  t: TestContext,
  messages: readonly Message[],
  batch: number,
  tasksAt: number,
) {
  const place = await openTransferPlace(t)
  const tasks = Array.from({ length: PATIENTS / 2 }, (_, at) => {
    const closed = at % 3 === 0 ? '2026-03-07T10:00:00Z,done' : ','
    const opened = `2026-03-05T1${at % 10}:00:00Z`
    return `T${at},VH${at},H${at},equipment,RXSC1,,${opened},${closed},${opened}`
  })
  for (let from = 0; from < messages.length; from += batch) {
    if (from <= tasksAt && tasksAt < from + batch)
      await place.load('mere-general', [TASK_HEAD, ...tasks])
    await place.tell(...messages.slice(from, from + batch))
  }
  const lists = [LEE, MAYA].map((who) => lookAtLeaving(place.place, who, { what: LOOK }))
  return (await Promise.all(lists)).map(({ people }) => people.map(asJson))
}

test('in whatever order it comes, whole or piece by piece, the list is the same', async (t) => {
  const all = histories.flatMap(messagesOf)
  const [hub, council] = await listAfter(t, all, all.length, 0)
  assert.ok(hub!.length >= PATIENTS / 2 && hub!.length < PATIENTS, `${hub!.length} are in hospital`)
  assert.ok(hub!.some(({ waits_minutes }) => waits_minutes > 0))
  assert.ok(council!.length > 0)
  for (const [at, stream] of orders.entries()) {
    const keys = new Map(all.map((message) => [message, stream.next().value as number]))
    const shuffled = [...all].sort((a, b) => keys.get(a)! - keys.get(b)!)
    const [batch, tasksAt] = [
      [7, 0],
      [40, 45],
      [all.length, 0],
    ][at] as [number, number]
    assert.deepEqual(await listAfter(t, shuffled, batch, tasksAt), [hub, council], `order ${at}`)
  }
})

const NHS = 'https://fhir.nhs.uk/Id/nhs-number'
const ODS = 'https://fhir.nhs.uk/Id/ods-organization-code'

/** George's therapy review as his hospital's own system tells of it. */
function fhirTask(more: object, id = '7'): string {
  return JSON.stringify({
    ...{ resourceType: 'Task', id, identifier: [{ value: 'T1' }], intent: 'order' },
    code: { coding: [{ system: 'https://rxs.example/tasks', code: 'therapy-review' }] },
    for: { type: 'Patient', identifier: { system: NHS, value: GEORGE.nhs } },
    owner: { identifier: { system: ODS, value: 'RXSC1' }, display: 'Southmere Community Trust' },
    ...{ authoredOn: '2026-03-05T10:00:00Z', status: 'requested' },
    ...more,
  })
}

test('a Task opens and closes the task that a row of the file of tasks would, and said twice it is one', async (t) => {
  const place = await openTransferPlace(t)
  const came = '2026-03-04 09:15'
  await place.tell({ code: 'A01', of: GEORGE, at: came, came })
  const tasks = async () => {
    const [george] = await listed(place, LEE)
    return george!.tasks.map(({ task, holders, closed }) => [task, holders.join(), closed])
  }
  const tell = (...lines: string[]) => place.load('mere-general', lines, 'tasks.ndjson')
  await tell(fhirTask({ meta: { lastUpdated: '2026-03-05T10:00:00Z' } }))
  assert.deepEqual(await tasks(), [['therapy-review', 'southmere-community', false]])
  const accepted = { status: 'accepted', meta: { lastUpdated: '2026-03-05T12:00:00Z' } }
  await tell(fhirTask(accepted), fhirTask(accepted))
  await place.load('mere-general', [
    TASK_HEAD,
    `T1,,${GEORGE.id},therapy-review,RXSC1,,2026-03-05T10:00:00Z,,,2026-03-05T13:00:00Z`,
  ])
  assert.deepEqual(await tasks(), [['therapy-review', 'southmere-community', false]])
  const done = {
    status: 'completed',
    meta: { lastUpdated: '2026-03-06T12:00:00Z' },
    executionPeriod: { start: '2026-03-05T11:00:00Z', end: '2026-03-06T11:30:00Z' },
  }
  await tell(fhirTask(done))
  assert.deepEqual(await tasks(), [['therapy-review', 'southmere-community', true]])
  // What is no such task, a draft, and what was told in error open nothing.
  const later = {
    authoredOn: '2026-03-07T10:00:00Z',
    meta: { lastUpdated: '2026-03-07T10:00:00Z' },
  }
  const other = (id: string, more: object) =>
    fhirTask({ ...later, identifier: [{ value: id }], ...more }, id)
  await tell(
    other('8', { code: { text: 'CT of the chest' } }),
    other('9', { status: 'draft' }),
    other('10', { status: 'entered-in-error' }),
    other('11', { code: { text: 'Transport' }, owner: undefined }),
  )
  assert.deepEqual(await tasks(), [
    ['therapy-review', 'southmere-community', true],
    ['transport', '', false],
  ])
  // What cannot have been is kept with what is wrong, and changes nothing.
  for (const [more, why] of [
    [{ status: 'completed', lastModified: '2026-03-06T10:00:00Z' }, /closed before it was opened/],
    [{ authoredOn: '2027-03-06T10:00:00Z' }, /still to come/],
    [{ authoredOn: undefined }, /since when/],
  ] as const) {
    await assert.rejects(tell(other('12', { code: { text: 'Equipment' }, ...more })), /not read/)
    const { rows } = await place.place.databases.care.short.query('select reason from intake.item')
    assert.ok(rows.some(({ reason }) => typeof reason === 'string' && why.test(reason)))
  }
  assert.equal((await tasks()).length, 2)
})

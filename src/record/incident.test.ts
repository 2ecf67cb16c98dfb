import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Place } from '../room.ts'
import { inPlace, type NamedCommand } from '../trail/index.ts'
import { heldIncidents } from './held-incidents.ts'
import { type IncidentStep, incidentOf } from './incident.ts'
import { moveIncident, openIncident } from './move-incident.ts'
import { incidentSteps } from './queries-incidents.ts'
import { testPlace, viewerOf } from './testing.ts'

const lead = { role: 'governance-lead', name: 'Joan Marsh' }
const JOAN = viewerOf(
  { ...lead, id: 'joan.marsh', organisation: 'southmere-council', side: 'council' },
  'governance',
)
const FOUND = '2026-03-03T08:00:00.000Z'

test('an incident goes from found to closed as its life cycle lets it, and both sides see its clock', async (t) => {
  const place = (await testPlace(t)) as unknown as Place
  const clock = place.clock as unknown as { set(at: string): void }
  const does = async (command: NamedCommand<Place>, input: object, key: string) =>
    (await place.trail.run(inPlace(command, place), { viewer: JOAN, input, key })) as {
      incident: string
      reportBy: string
      code?: string
    }
  const words = 'A letter about a stay went to the wrong house.'
  const opened = await does(openIncident, { words, foundAt: FOUND, people: 1 }, 'open')
  assert.equal(opened.reportBy, '2026-03-06T08:00:00.000Z')
  const { incident } = opened
  const move = (one: string, key: string, more = {}) =>
    does(moveIncident, { incident, move: one, words: 'Done.', ...more }, key)
  assert.equal((await move('close', 'early')).code, 'closed')
  assert.equal((await move('spare', 'too early')).code, 'closed')
  assert.equal(
    (await move('contain', 'to come', { happenedAt: '2027-01-01T00:00:00Z' })).code,
    'to-come',
  )
  const before = { happenedAt: '2026-03-03T07:00:00Z' }
  assert.equal((await move('contain', 'before', before)).code, 'before-found')
  await move('contain', 'contain')
  const now = () => place.clock.now()
  const read = async () =>
    incidentOf(await incidentSteps(place.databases.care.short, incident), now())
  assert.deepEqual([(await read()).state, (await read()).clock], ['contained', 'runs'])
  clock.set('2026-03-06T08:00:01Z')
  assert.equal((await read()).clock, 'late')
  await move('report', 'report')
  assert.deepEqual([(await read()).state, (await read()).clock], ['reported', 'kept-late'])
  await move('close', 'close')
  assert.equal((await read()).state, 'closed')
  assert.equal((await move('contain', 'after')).code, 'closed')
})

test('a step that somebody changed, put in or took out is found by the log', async (t) => {
  const place = (await testPlace(t)) as unknown as Place
  const { owner, care } = place.databases
  const call = { viewer: JOAN, input: { words: 'Lost a list.', foundAt: FOUND }, key: 'open' }
  await place.trail.run(inPlace(openIncident, place), call)
  const steps = await incidentSteps(care.short)
  const entry = await owner.short.query<{ text: string; at: Date }>(
    'select text, at from trail.entry where id = $1',
    [steps[0]!.id],
  )
  const said = JSON.parse(entry.rows[0]!.text) as Record<string, unknown>
  const spoken = {
    id: steps[0]!.id,
    at: said.at,
    command: said.command,
    actorId: (said.actor as { id: string }).id,
    actor: said.actor,
    says: said.entry,
  }
  const audit = () => heldIncidents(care.short, place.clock).audit([spoken] as never, true)
  assert.deepEqual(await audit(), [])
  await owner.short.query(
    `update record.incident_step set happened_at = happened_at - interval '9 days'`,
  )
  assert.equal((await audit()).length, 1)
  await owner.short.query('delete from record.incident_step')
  assert.equal((await audit()).length, 1)
})

test('that it need not be reported counts from when it was said, that it was from when it was done', () => {
  const step = (kind: IncidentStep['step'], happenedAt: string, at: string): IncidentStep => ({
    ...{ id: kind, incident: 'i', step: kind, words: '' },
    happenedAt: new Date(happenedAt),
    at: new Date(at),
    by: { id: '', name: '', organisation: '', side: '' },
  })
  const now = new Date('2026-03-20T00:00:00Z')
  const found = step('found', '2026-03-03T00:00:00Z', '2026-03-03T01:00:00Z')
  const told = (kind: IncidentStep['step'], at: string, said: string) =>
    incidentOf([found, step(kind, at, said)], now).clock
  assert.equal(told('reported', '2026-03-06T00:00:00Z', '2026-03-09T00:00:00Z'), 'kept')
  assert.equal(told('reported', '2026-03-06T00:00:01Z', '2026-03-06T00:00:01Z'), 'kept-late')
  assert.equal(told('not-reported', '2026-03-04T00:00:00Z', '2026-03-07T00:00:00Z'), 'kept-late')
  assert.equal(told('contained', '2026-03-04T00:00:00Z', '2026-03-04T00:00:00Z'), 'late')
})

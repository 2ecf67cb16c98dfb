import assert from 'node:assert/strict'
import test from 'node:test'
import { at } from './calendar.ts'
import { everybody } from './generate.ts'
import { worldOf } from './index.ts'
import { isNhsNumber } from './nhs-number.ts'
import { AS_OF } from './reading-extracts.ts'
import { STORY_PEOPLE, storyOf } from './story-people.ts'

test('the people of the stories are the same for every seed and size', () => {
  const told = [
    ['1', 100],
    ['another', 100],
    ['1', 3000],
  ] as const
  const [first, ...others] = told.map(([seed, people]) => {
    const [stories] = everybody(worldOf({ seed, people, asOf: AS_OF }))
    return stories!.map(({ person, stays, council }) => [
      person.given,
      person.family,
      person.birth,
      person.nhsNumber,
      person.address.postcode,
      stays.map(({ moves, readyAt, leftAt }) => [moves, readyAt, leftAt]),
      council?.events.map(({ start, end, description }) => [start, end, description]),
    ])
  })
  assert.equal(first!.length, STORY_PEOPLE)
  for (const other of others) assert.deepEqual(other, first)
})

test('they have numbers of their own', () => {
  const world = worldOf({ seed: '5', people: 2000, asOf: AS_OF })
  const numbers = [...everybody(world)].flat().map(({ person }) => person.nhsNumber)
  assert.equal(new Set(numbers).size, 2000)
  assert.ok(numbers.every(isNhsNumber))
  assert.ok(numbers.slice(0, STORY_PEOPLE).every((number) => number.startsWith('999')))
})

test('Martha Okello lies in Ward 6, has home care, nine medicines and a daughter', () => {
  const world = worldOf({ seed: '9', people: 100, asOf: AS_OF })
  const [stories] = everybody(world)
  const [martha, ruth] = stories!
  const { person, stays, council, health, relatives, gp } = martha!
  assert.equal(`${person.given} ${person.family} ${person.nhsNumber}`, 'Martha Okello 9990123454')
  const now = stays.at(-1)!
  assert.deepEqual(
    [now.leftAt, now.moves.at(-1)!.location],
    [undefined, { ward: 'Ward 6', bay: 2, bed: 4 }],
  )
  assert.ok(now.admittedAt >= at(world.asOf - 4, 0) && now.admittedAt < at(world.asOf - 3, 0))
  const care = council!.events.find(({ type, end }) => type === 'Service' && end === undefined)!
  assert.deepEqual(
    [care.description, care.component, care.units, care.unitCost],
    ['Home care, 4 visits a day', 'Home support or domiciliary care', '14.00', '24.10'],
  )
  assert.deepEqual([council!.view.given, council!.view.nhsNumber], ['Marta', person.nhsNumber])
  assert.equal(health.medicines.length, 9)
  assert.deepEqual(
    health.allergies.map(({ kind }) => kind.words),
    ['Allergy to penicillin'],
  )
  assert.equal(gp!.practice!.code, 'Y90001')
  assert.deepEqual([relatives[0]!.given, relatives[0]!.phone], ['Ruth', '07700900123'])
  assert.deepEqual(ruth!.council!.caresFor, [council!.view.id])
})

test('each story shows what it says', () => {
  const [stories] = everybody(worldOf({ seed: '2', people: 100, asOf: AS_OF }))
  const by = (family: string) => stories!.find(({ person }) => person.family === family)!
  assert.ok(stories!.every(({ person }) => storyOf(person) !== undefined))
  const waiting = by('Whitfield').stays.at(-1)!
  assert.ok(waiting.readyAt !== undefined && waiting.leftAt === undefined && waiting.pathway === 1)
  assert.equal(by('Penrose').flags.length, 1)
  assert.ok(
    by('Penrose').council!.events.some(
      ({ reviewReason }) => reviewReason === 'Unplanned - Safeguarding concern',
    ),
  )
  assert.equal(
    stories!.filter(({ person }) => person.birth === by('Rahman').person.birth).length,
    2,
  )
  assert.deepEqual(
    by('Hargreaves').hospital.map(({ given, nhsNumber }) => [given, nhsNumber !== undefined]),
    [
      ['Robert', true],
      ['Bob', false],
    ],
  )
  assert.equal(by('Lomax').council!.view.nhsNumber, undefined)
  assert.ok(by('Pryce').person.death !== undefined && by('Pryce').stays.at(-1)!.died)
  assert.ok(!isNhsNumber(by('Bright').council!.view.nhsNumber!))
  assert.notEqual(by('Patel').council!.view.birth, by('Patel').person.birth)
  assert.deepEqual([by('Antwi').gp, by('Antwi').council], [undefined, undefined])
})

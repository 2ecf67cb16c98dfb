import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { commands } from '../rooms.ts'
import {
  fieldError,
  formFields,
  heldControls,
  isOutOfSight,
  readForm,
  shownValue,
} from './form-field.ts'

const schema = z.strictObject({
  thing: z.string().meta({ label: 'Thing', hidden: true }),
  person: z.uuid().optional().meta({ label: 'Person', hidden: true }),
  reason: z.string().min(3).meta({ label: 'Reason', hint: 'In a line' }),
  story: z.string().optional().meta({ label: 'Story', rows: 4 }),
  visits: z.int().min(1).meta({ label: 'Visits a day' }),
  pence: z.string().regex(/^\d+$/).meta({ label: 'Amount', money: true }),
  from: z.iso.date().meta({ label: 'From' }),
  side: z.enum(['ours', 'theirs']).meta({ label: 'Whose', words: { ours: 'Our own' } }),
  days: z.array(z.enum(['mon', 'tue', 'wed'])).meta({ label: 'Days' }),
  urgent: z.boolean().meta({ label: 'Urgent' }),
})
const fields = formFields(schema)!

const TYPED = {
  thing: 'stay-7',
  reason: ' Two carers ',
  story: 'one\r\ntwo',
  visits: '1,200',
  pence: '£1,250.5',
  'from-day': '3',
  'from-month': '4',
  'from-year': '2026',
  side: 'ours',
  days: ['mon', 'wed'],
  urgent: 'true',
}

test('every field of a schema is drawn as what it is, with its label and hint', () => {
  assert.deepEqual(
    fields.map(({ name, kind, required }) => [name, kind, required]),
    [
      ['thing', 'line', true],
      ['person', 'line', false],
      ['reason', 'line', true],
      ['story', 'long', false],
      ['visits', 'whole', true],
      ['pence', 'money', true],
      ['from', 'date', true],
      ['side', 'choice', true],
      ['days', 'choices', true],
      ['urgent', 'yes', true],
    ],
  )
  assert.equal(fields.find(({ name }) => name === 'reason')!.hint, 'In a line')
  assert.deepEqual(fields.find(({ name }) => name === 'side')!.options, [
    { value: 'ours', label: 'Our own' },
    { value: 'theirs', label: 'Theirs' },
  ])
})

test('what is typed becomes the input that the command takes', () => {
  const { input, errors } = readForm(fields, TYPED)
  assert.deepEqual(errors, [])
  assert.deepEqual(schema.parse(input), {
    thing: 'stay-7',
    reason: 'Two carers',
    story: 'one\ntwo',
    visits: 1200,
    pence: '125050',
    from: '2026-04-03',
    side: 'ours',
    days: ['mon', 'wed'],
    urgent: true,
  })
})

test('the page before it is done says the same, and holds all of it for the next', () => {
  const shown = fields.map((field) => shownValue(field, TYPED)).filter(Boolean)
  assert.deepEqual(shown, [
    'stay-7',
    'Two carers',
    'one\ntwo',
    '1,200',
    '£1,250.50',
    '3 Apr 2026',
    'Our own',
    'Mon and Wed',
    'Yes',
  ])
  const again: Record<string, string | string[]> = {}
  for (const [name, value] of heldControls(fields, TYPED)) {
    again[name] = name === 'days' ? [...(again[name] ?? []), value] : value
  }
  assert.deepEqual(readForm(fields, again), readForm(fields, TYPED))
})

test('what cannot be read is an error at its field', () => {
  const wrong = { ...TYPED, visits: 'two', pence: '12.345', 'from-day': '31', 'from-month': '2' }
  assert.deepEqual(readForm(fields, wrong).errors, [
    { field: 'visits', message: 'Visits a day must be a whole number, like 12' },
    { field: 'pence', message: 'Amount must be an amount in pounds, like 1,250 or 1250.50' },
    { field: 'from-day', message: 'From must be a day that exists' },
  ])
  const said = { path: 'reason', sentence: 'It is missing.' }
  assert.deepEqual(fieldError(fields, said), { field: 'reason', message: 'Reason: it is missing' })
  assert.deepEqual(
    fieldError(fields, { path: 'from', sentence: 'It is missing.' }).field,
    'from-day',
  )
  assert.deepEqual(fieldError(fields, { path: '', sentence: 'No.' }), { message: 'No.' })
  for (const { name, label } of fields.filter(({ kind }) => kind === 'choice')) {
    const error = fieldError(fields, { path: name, sentence: 'It must be one of a-code, other.' })
    assert.deepEqual(error, { field: name, message: `${label.replace(/\?$/, '')}: choose one` })
  }
})

test('nothing typed is nothing sent, and hostile names are names', () => {
  assert.deepEqual(readForm(fields, {}).input, { days: [], urgent: false })
  assert.deepEqual(readForm(fields, { reason: { toString: 'x' }, days: [1, null] }).input, {
    days: [],
    urgent: false,
  })
  const odd = formFields(z.strictObject({ constructor: z.string().meta({ label: 'Odd' }) }))!
  assert.deepEqual(readForm(odd, {}).input, {})
})

test('a field that another page fills in is out of sight, unless that page did not or it is wrong', () => {
  const [thing, person] = fields as [(typeof fields)[0], (typeof fields)[0]]
  assert.equal(isOutOfSight(thing, { thing: 'stay-7' }, []), true)
  assert.equal(isOutOfSight(thing, {}, []), false)
  assert.equal(isOutOfSight(thing, { thing: 'x' }, [{ field: 'thing', message: 'No' }]), false)
  assert.equal(isOutOfSight(person, {}, []), true)
})

test('a schema of another shape has no form; every command of the house has one', () => {
  assert.equal(
    formFields(z.strictObject({ lines: z.array(z.object({ a: z.string() })) })),
    undefined,
  )
  assert.equal(formFields(z.strictObject({ _key: z.string() })), undefined)
  for (const { name, input } of commands) {
    const drawn = formFields(input)
    assert.ok(drawn, name)
    for (const field of drawn) assert.notEqual(field.label, '', `${name} ${field.name}`)
  }
})

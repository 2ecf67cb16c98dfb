import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from './resource.ts'
import { isMarkedSensitive } from './sensitive.ts'

const marked = (content: JsonObject) => isMarkedSensitive({ resourceType: 'Flag', ...content })

test('a label that speaks of safeguarding marks a resource, in whatever field it stands', () => {
  const cases: JsonObject[] = [
    { code: { text: 'Subject of a Safeguarding concern' } },
    { category: [{ coding: [{ code: 'SGC' }] }] },
    { type: { text: 'MARAC minutes' } },
    { title: 'Domestic abuse, plan' },
    { description: 'section 42 enquiry' },
  ]
  for (const content of cases) assert.equal(marked(content), true, JSON.stringify(content))
  assert.equal(marked({ code: { text: 'Maracas' }, note: [{ text: 'safeguarding' }] }), false)
})

test('a source restricts what it sends by a label, one or several', () => {
  assert.equal(marked({ meta: { security: [{ code: 'N' }, { code: 'V' }] } }), true)
  assert.equal(marked({ meta: { security: { code: 'R' } } }), true)
  assert.equal(marked({ meta: { security: [{ code: 'N' }, null] } }), false)
  assert.equal(marked({ meta: {} }), false)
})

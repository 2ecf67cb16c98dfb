import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementOf, edit, southmereTexts } from '../agreement/testing.ts'
import { classesOf, PARTS } from './data-class.ts'
import { sensitiveIn } from './testing.ts'
import { withheldFor } from './withheld-looks-kind.ts'

test('a class is sensitive where the text says so, and where the text does not name it', async () => {
  const texts = await southmereTexts()
  const agreement = agreementOf(texts)
  const here = classesOf(agreement)
  const sensitive = sensitiveIn(agreement)
  assert.ok(sensitive.includes('safeguarding') && sensitive.includes('private-health'))
  assert.deepEqual(here.ids.toSorted(), [...PARTS, ...sensitive].sort())
  assert.deepEqual([...here.plain], [...PARTS])
  const marked = edit(texts, /(name: the health record\n +sensitive: )false/, '$1true')
  const there = classesOf(agreementOf({ ...marked, signatures: [] }))
  assert.ok(there.isSensitive('health-record'))
  assert.deepEqual(
    there.plain,
    PARTS.filter((one) => one !== 'health-record'),
  )
  assert.ok(there.isSensitive('constructor'))
  assert.equal(there.wordsFor('private-health'), 'private health matters')
})

test('looks for some purposes are told later, all of a day on the same day', async () => {
  const agreement = agreementOf(await southmereTexts())
  const at = (time: string) => withheldFor(agreement, 'safeguarding', new Date(time))
  assert.deepEqual(at('2026-03-03T09:00:00Z'), {
    clause: '3.15',
    until: '2026-09-01T00:00:00.000Z',
  })
  assert.deepEqual(at('2026-03-03T23:00:00Z'), at('2026-03-03T09:00:00Z'))
  assert.equal(withheldFor(agreement, 'direct-care', new Date()), undefined)
  assert.equal(withheldFor(undefined, 'safeguarding', new Date()), undefined)
})

test('one purpose by itself is not told later: the clause would tell what a look was for', async () => {
  const texts = await southmereTexts()
  const alone = edit(texts, 'purposes: [safeguarding, governance]', 'purposes: [safeguarding]')
  assert.throws(() => agreementOf({ ...alone, signatures: [] }), /needs two purposes at least/)
})

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { textHash } from './text-hash.ts'

const files = [
  { path: '01-what.yaml', text: 'part: 1\n' },
  { path: '10-log.yaml', text: 'heading: Café\n' },
]

test('the hash is what the README says, written out by hand', () => {
  const whole =
    'concordat agreement text 1\n' +
    '01-what.yaml\n8\npart: 1\n' +
    '10-log.yaml\n15\nheading: Café\n'
  assert.equal(textHash(files), `sha256:${createHash('sha256').update(whole).digest('hex')}`)
})

test('line ends and the order of reading make no difference', () => {
  const lines = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 6 })
  fc.assert(
    fc.property(lines, (rows) => {
      const clean = rows.map((row) => row.replaceAll(/[\r\n]/g, ''))
      const unix = [...files, { path: 'x.yaml', text: clean.join('\n') }]
      const windows = [{ path: 'x.yaml', text: clean.join('\r\n') }, ...files.toReversed()]
      assert.equal(textHash(unix), textHash(windows))
    }),
  )
})

test('every other difference gives another hash', () => {
  const others = [
    [files[0]!],
    [files[0]!, { path: '10-log.yaml', text: 'heading: Cafe\n' }],
    [files[0]!, { path: '10-log.yaml', text: 'heading: Café\n\n' }],
    [files[0]!, { path: '11-log.yaml', text: 'heading: Café\n' }],
    [{ path: '01-what.yaml', text: 'part: 1\n10-log.yaml\n15\nheading: Café\n' }],
    [...files, { path: 'z.yaml', text: '' }],
  ].map(textHash)
  assert.equal(new Set([textHash(files), ...others]).size, others.length + 1)
})

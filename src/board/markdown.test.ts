import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readMarkdown } from './markdown.ts'

test('headings, lists, tables, emphasis and links of a paper are read', () => {
  const text =
    '# Beds\n\nWe **need** *twenty* [beds](https://example.org/a).\n- one\n  and more\n- two\n\n| ' +
    'A | B |\n|---|---|\n| 1 | 2 |\n\n> said'
  const kinds = readMarkdown(text).map(({ kind }) => kind)
  assert.deepEqual(kinds, ['heading', 'paragraph', 'list', 'table', 'quote'])
})

test('no link runs anything, and any text at all comes to an end', () => {
  const [block] = readMarkdown('[x](javascript:alert(1)) [y](data:text/html,z)')
  assert.ok(block?.kind === 'paragraph' && block.text.every(({ kind }) => kind === 'text'))
  const odd = fc.array(
    fc.constantFrom('#', '-', '|', '>', '`', '```', ' ', '\n', '*', '[a](http://b)', 'x', '1.'),
  )
  fc.assert(fc.property(odd, (parts) => void readMarkdown(parts.join(''))))
})

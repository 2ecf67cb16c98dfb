import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderToStaticMarkup } from 'react-dom/server'
import { Learnt } from './said.tsx'

const now = new Date('2026-03-03T12:00:00Z')

function said(before?: string): string {
  const html = renderToStaticMarkup(
    <Learnt sources={["the practices' records"]} now={now} before={before} />,
  )
  return html.replace(/<[^>]+>/g, '').replaceAll('&#x27;', "'")
}

test('who says so begins a sentence, or goes on with one', () => {
  assert.equal(said(), "The practices' records")
  assert.equal(said(''), "The practices' records")
  assert.equal(
    said('All prescribed Sun 15 Nov. '),
    "All prescribed Sun 15 Nov. The practices' records",
  )
  assert.equal(said('As at Wed 25 Nov: '), "As at Wed 25 Nov: the practices' records")
  assert.equal(said('Also told by '), "Also told by the practices' records")
})

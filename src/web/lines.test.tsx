import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderToStaticMarkup } from 'react-dom/server'
import type { Concern } from '../room.ts'
import { Lines } from './pages/lines.tsx'
import { undoneErrand } from './undone.ts'

const line = (what: string, first: Concern['first']): Concern => ({ what, since: '', first })

test('what must be done first stands first, however the rooms are ordered', () => {
  const html = renderToStaticMarkup(
    <Lines
      lines={[
        line('told', 'told'),
        line('one waits', 'waits'),
        line('harm', 'harm'),
        line('another waits', 'waits'),
      ]}
    />,
  )
  const said = [...html.matchAll(/todo__what">([^<]+)/g)].map(([, what]) => what)
  assert.deepEqual(said, ['harm', 'one waits', 'another waits', 'told'])
  assert.equal(html.match(/<h2/g)!.length, 3)
  assert.equal(renderToStaticMarkup(<Lines lines={[]} />), '')
})

test('what should have followed and did not says how often, since when, and of what it failed', () => {
  const errand = {
    name: 'access.send-link',
    does: 'send somebody the mail that something waits for them',
    count: 2,
    since: '2026-03-03T11:00:00Z',
    fault: 'ECONNREFUSED',
  }
  const { what, since, first } = undoneErrand(errand, new Date('2026-03-03T12:00:00Z'))
  assert.deepEqual(
    [what, since, first],
    [
      'The software could not send somebody the mail that something waits for them (2 times)',
      'Due 1 hour ago, and tried again until it works. Last it failed of: ECONNREFUSED.',
      'harm',
    ],
  )
})

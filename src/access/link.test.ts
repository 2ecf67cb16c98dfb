import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testSettings } from '../trail/testing.ts'
import { hashLinkToken, isToken, linkKey, linkViewer, openLinkTokens } from './link.ts'

const ID = '0196b6a0-0000-7000-8000-000000000001'

test('a token is the same each time it is made, another for each link, and another in each place', (t) => {
  const settings = testSettings(t)
  const token = openLinkTokens(settings).of(ID)
  assert.ok(isToken(token))
  assert.equal(openLinkTokens(settings).of(ID), token)
  assert.notEqual(openLinkTokens(settings).of(ID.replace(/1$/, '2')), token)
  assert.notEqual(openLinkTokens(testSettings(t)).of(ID), token)
})

test('what is kept of a token does not give it away, and is no token', () => {
  const token = 'A'.repeat(43)
  assert.ok(!hashLinkToken(token).includes(token.slice(0, 8)))
  assert.notEqual(hashLinkToken(token), hashLinkToken(token.replace(/A$/, 'B')))
})

test('whoever answers by a link is a post of a party, by this link and no other', () => {
  const link = {
    id: ID,
    party: 'mere-general',
    post: 'the data desk',
    address: 'data-desk@mere-general.example',
    asks: 'What happened?',
    command: 'intake.answer-late',
    input: { feed: 'mere-general' },
    clause: '9.1',
    madeAt: new Date(0),
    until: new Date(1),
  }
  const { actor, purpose } = linkViewer(link, 'Mere General', 'nhs')
  assert.deepEqual(
    [actor.id, actor.name, actor.via, actor.organisation, actor.side, purpose],
    [`link:${ID}`, 'the data desk of Mere General', 'link', 'mere-general', 'nhs', ''],
  )
  assert.equal(linkKey(link), `link:${ID}`)
})

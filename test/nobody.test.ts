import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, type Queryable } from '../src/kernel/index.ts'
import type { Visitor } from '../src/shell/testing.ts'
import { statementsOf } from './counted-statements.ts'
import { type Asked, nobodyAtAll, openNobodyPlace } from './nobody-place.ts'

/**
 * Somebody whom no clause lets you see, and nobody at all: what is asked of the database, what is written down, and
 * what is answered is the same at every door. How long it takes: test/faults/nobody.fault.ts.
 */
type Door = [name: string, ask: (visitor: Visitor, whom: Asked) => Promise<Response>]

const note = { text: 'Rang, no answer', audience: 'team' }
const DOORS: Door[] = [
  ['page', (visitor, { id }) => visitor.go(`/people/${id}`)],
  ['who has looked', (visitor, { id }) => visitor.go(`/people/${id}/looks`)],
  ['what else is kept', (visitor, { id }) => visitor.go(`/people/${id}/kept`)],
  ['page of before', (visitor, { id }) => visitor.go(`/people/${id}/known/2026-03-01T09:00`)],
  ['search by number', (visitor, { number }) => find(visitor, number)],
  [
    'search by name and birth date',
    (visitor, { family, born }) => find(visitor, `${family} ${born}`),
  ],
  ['search by name alone', (visitor, { family }) => find(visitor, family)],
  ['form', (visitor, { id }) => visitor.go(`/do/record.note?person=${id}`)],
  ['command', (visitor, { id }) => command(visitor, 'record.note', { person: id, ...note })],
  [
    'objection',
    (visitor, { id }) => command(visitor, 'record.object', { person: id, says: 'objects' }),
  ],
  [
    'command that names a note too',
    (visitor, { id }) => command(visitor, 'record.settle-note', { person: id, note: NO_NOTE }),
  ],
]
const NO_NOTE = newId()
/** How much there is of somebody would show in how long it takes to read. */
const WHOLE = /^record\.(eventsOf|resourcesOf|keptCounts|notesOf)$/

test('nobody and not yours: the same statements, the same entries, the same bytes', async (t) => {
  const { place, visitor, notTheirs } = await openNobodyPlace(t, 90)
  const db = place.databases.care.short
  assert.ok(notTheirs.length > DOORS.length)
  // Whatever is read once and kept is read now.
  for (const [, ask] of DOORS) await ask(visitor, nobodyAtAll(99))
  for (const [at, [name, ask]] of DOORS.entries()) {
    const [theirs, nobodys] = [notTheirs[at]!, nobodyAtAll(at)]
    for (const time of ['first', 'again within the hour']) {
      const one = await asked(db, visitor, ask, theirs)
      const other = await asked(db, visitor, ask, nobodys)
      assert.deepEqual(other.statements, one.statements, `${name}, ${time}`)
      const read = one.statements.filter((name) => WHOLE.test(name))
      assert.deepEqual(read, [], `${name}: more was read than what relationships rest on`)
      assert.deepEqual(other.entries, one.entries, `${name}, ${time}`)
      assert.equal(other.status, one.status, name)
      assert.equal(other.body, one.body, name)
      t.diagnostic(
        `${name}, ${time}: ${one.status}, ${one.statements.length} statements, ${one.entries.length} entries`,
      )
    }
  }
})

test('nor does saying who is who tell whether the other side has such records', async (t) => {
  const { place, visitor, notTheirs } = await openNobodyPlace(t, 40)
  const db = place.databases.care.short
  await visitor.signIn('david.osei')
  tokens.set(visitor, visitor.token('/sessions'))
  const { rows } = await db.query<{ person_id: Asked['id'] }>(
    `select person_id from people.person where source = 'southmere-council' order by 1 limit 2`,
  )
  const [one, two] = rows.map(({ person_id: id }) => ({ ...notTheirs[0]!, id }))
  const say = (whom: Asked, other: Asked) =>
    asked(
      db,
      visitor,
      (by) =>
        command(by, 'people.say-same', { persons: [whom.id, other.id], reason: 'Same address' }),
      whom,
    )
  await say(nobodyAtAll(8), nobodyAtAll(9))
  const theirs = await say(one!, two!)
  const nobodys = await say(nobodyAtAll(1), nobodyAtAll(2))
  assert.match(theirs.body, /None of these records comes from your side/)
  assert.deepEqual(nobodys, theirs)
})

/** What the place does by itself meanwhile. */
const BACKGROUND =
  /^(kernel\.(news|due)|lock table|notify|begin|commit|rollback|with next|trail\.(newest|readHor|insert[TC]))/
/** Read for everybody at most every second or two. */
const REMEMBERED =
  /^(intake\.|with last as|trail\.(quorum|witness|status|oldest|evidence|cosig|confirm))/

async function asked(db: Queryable, visitor: Visitor, ask: Door[1], whom: Asked) {
  const { rows: before } = await db.query<{ id: string }>('select id from trail.entry')
  let answer = { status: 0, body: '' }
  const statements = await statementsOf(async () => {
    const response = await ask(visitor, whom)
    answer = { status: response.status, body: withoutAsked(await response.text(), whom) }
  })
  const { rows } = await db.query<{ text: string }>(
    'select text from trail.entry where id <> all($1::uuid[]) order by id',
    [before.map(({ id }) => id)],
  )
  return {
    ...answer,
    statements: statements.filter((one) => !BACKGROUND.test(one) && !REMEMBERED.test(one)).sort(),
    entries: rows.map(({ text }) => shapeOf(JSON.parse(text))),
  }
}

/** Everything but the ids, the times and what was asked. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    // Of somebody whom two sources know both records are named; nobody has the one.
    return [...new Set(value.map((one) => JSON.stringify(shapeOf(one))))]
  }
  if (typeof value === 'string')
    return /^[0-9a-f-]{36}$|^\d{4}-\d\d-\d\dT|^[\w+/]{43}=$/.test(value) ? '*' : value
  if (typeof value === 'number') return '*'
  if (value === null || typeof value !== 'object') return value === null ? '*' : value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]))
}

function withoutAsked(body: string, { id, number, family, born }: Asked): string {
  const spaced = `${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`
  let text = body
  for (const typed of [id, number, spaced, family, born]) text = text.replaceAll(typed, 'ASKED')
  return text
    .replaceAll(/search(=|%3D)[\w-]+/g, 'search=ASKED')
    .replaceAll(/nonce="[^"]*"/g, '')
    .replaceAll(/"key":"[^"]*"/g, '')
    .replaceAll(/name="_key" value="[^"]*"/g, '')
}

async function find(visitor: Visitor, words: string): Promise<Response> {
  return visitor.follow(await visitor.go('/people', { words, _csrf: await csrf(visitor) }))
}

async function command(visitor: Visitor, name: string, input: unknown): Promise<Response> {
  const cookie = [...visitor.jar].map(([one, value]) => `${one}=${value}`).join('; ')
  return fetch(new URL(`/commands/${name}`, visitor.origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, 'x-csrf': await csrf(visitor) },
    body: JSON.stringify(input),
  })
}

const tokens = new WeakMap<Visitor, Promise<string>>()

function csrf(visitor: Visitor): Promise<string> {
  const token = tokens.get(visitor) ?? visitor.token('/people')
  tokens.set(visitor, token)
  return token
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrowFaults, doorFaults, sqlFaults, tablesOf } from './tidy-rooms.ts'

/** The rules by themselves, on files that nobody has: what they let through would be seen by nobody. */
const TABLES = tablesOf([
  {
    path: 'src/people/schema/001-people.sql',
    text: 'create table people.person (id uuid);\ncreate or replace view "people"."found" as select 1',
  },
  { path: 'src/record/schema/001-record.sql', text: 'CREATE UNLOGGED TABLE record.event ()' },
])

const sql = (text: string, path = 'src/record/queries.ts') => sqlFaults({ path, text }, TABLES)
const NAMED = ['src/record/queries.ts: names people.person; ask the door of people']

test('what migrations make is known, whatever it is and however it is written', () => {
  assert.deepEqual(
    [...TABLES],
    [
      ['people.person', 'people'],
      ['people.found', 'people'],
      ['record.event', 'record'],
    ],
  )
})

for (const statement of [
  'select 1 from people.person',
  'select 1 from record.event, people.person',
  'select 1 from record.event e\n  join people.person p on true',
  'delete from record.event using people.person p where true',
  'delete from only people.person',
  'update people.person set id = null',
  'insert into people.person values (1)',
  'lock table people.person in share mode',
  'lock people.person',
  'truncate only people.person cascade',
  'merge into record.event using people . person on true',
  'copy people.person from stdin',
  'select * from "people"."person"',
  'SELECT 1 FROM PEOPLE.PERSON',
]) {
  test(`another room's table is seen in: ${statement}`, () => {
    assert.deepEqual(sql(`db.query(\`${statement}\`)`), NAMED)
    assert.deepEqual(
      sql(`db.query('${statement.replaceAll('\n', ' ')}')`),
      NAMED,
      'in single quotes',
    )
    assert.deepEqual(sql(`${statement};`, 'src/record/schema/002-more.sql'), [
      'src/record/schema/002-more.sql: names people.person; ask the door of people',
    ])
  })
}

test('a table by its name alone in a text is named as well', () => {
  assert.deepEqual(sql("copyRows(tx, 'people.person', rows)"), NAMED)
  assert.deepEqual(sql("const table = 'people.found'"), [
    'src/record/queries.ts: names people.found; ask the door of people',
  ])
})

test('its own tables, code, comments and what is no table are let through', () => {
  for (const text of [
    "db.query('select 1 from record.event')",
    'const { person } = people.person',
    '// people.person is read by its door\nconst a = 1',
    '/** like people.person */',
    "const action = 'people.review'",
    'const words = `said by $' + '{people.person}`',
  ]) {
    assert.deepEqual(sql(text), [], text)
  }
})

test('SQL stands in queries files', () => {
  for (const statement of ['truncate record.event', 'lock table record.event', 'delete from x']) {
    assert.deepEqual(sql(`db.query('${statement}')`, 'src/record/store.ts'), [
      'src/record/store.ts: holds SQL; move it to queries.ts',
    ])
  }
})

const arrow = (text: string, path = 'src/record/pages/page.tsx') => arrowFaults({ path, text })

test('a room does not import what puts rooms together, in any way', () => {
  for (const target of ['main', 'serve', 'rooms']) {
    for (const text of [
      `import { openPlace } from '../../${target}.ts'`,
      `import type { Place } from '../../${target}.ts'`,
      `export * from '../../${target}.ts'`,
      `import '../../${target}.ts'`,
      `const later = await import('../../${target}.ts')`,
    ]) {
      assert.equal(arrow(text).length, 1, text)
    }
    const text = `import { openPlace } from '../${target}.ts'`
    assert.deepEqual(arrow(text, 'src/cli/load.ts'), [], 'the command line starts places')
    assert.deepEqual(arrow(text, 'src/record/testing.ts'), [], 'and so do tests')
  }
  assert.deepEqual(arrow("import type { Place } from '../../room.ts'"), [])
})

test('a room imports the doors of rooms above it', () => {
  assert.equal(arrow("import { web } from '../../web/index.ts'").length, 1)
  assert.equal(arrow("import { x } from '../../people/person.ts'").length, 1)
  assert.deepEqual(arrow("import { x } from '../../people/index.ts'"), [])
})

test('a name at a door that nobody asks for is seen; one that is asked for in any way is not', () => {
  const door = {
    path: 'src/people/index.ts',
    text: "export { type A, b, c as d } from './x.ts'\nexport type { E } from './y.ts'",
  }
  const of = (text: string) => doorFaults([door, { path: 'src/record/store.ts', text }])
  const unasked = (...names: string[]) =>
    names.map((name) => `src/people/index.ts: nobody asks for ${name}; take it from the door`)
  assert.deepEqual(of(''), unasked('A', 'b', 'd', 'E'))
  assert.deepEqual(of("import { type A, b, d as f } from '../people/index.ts'"), unasked('E'))
  assert.deepEqual(of("import type { E } from '../people/index.ts'"), unasked('A', 'b', 'd'))
  assert.deepEqual(of("import * as p from '../people/index.ts'\np.b(p.d)"), unasked('A', 'E'))
  assert.deepEqual(of("import { b } from '../access/index.ts'"), unasked('A', 'b', 'd', 'E'))
})

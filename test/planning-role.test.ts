import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Databases, type Queryable, ROLES, roomSchemas } from '../src/kernel/index.ts'
import { testDatabases } from '../src/kernel/testing.ts'

/**
 * The login that counts, tried on everything that there is: every table, column, view and function of every schema, as
 * the login itself and not by what the catalogue says of it. And every view, by what it may hold.
 */

/** The catalogues of PostgreSQL, which nobody can be kept from, and which hold no row of ours. */
const SYSTEM = ['pg_catalog', 'information_schema', 'pg_toast']
/** For views of rooms: a reader must not have them. */
const INNER = ['member']

/** What a view shows, each by the type that it may have there: what is not here needs a thought, and a line. */
const PSEUDONYMS = ['person', 'occurrence']
const UUIDS = new Set(PSEUDONYMS)
const NOBODY_IN_IT = new Set([
  'age_band',
  'sex',
  'ethnic_group',
  'area',
  'look',
  'look_by_party',
  'population',
])
const TELLING =
  /name$|nhs|number|address|postcode|birth|dob|phone|email|text|label|note|source|identity|person_id|event_id|_by$/
/** How volatile functions begin that read the state of the server, draw lots, or refuse all but its owner. */
const HARMLESS = [
  'pg_(stat|control|current|last|is_|get|xact|wal|available|database|tablespace|table|indexes|relation|total)',
  'pg_(collation|partition|sequence|lock_status|blocking|safe|isolation|jit|notification|prepared|nextoid|sync)',
  'pg_(replication|drop|create|copy|logical_slot|clear|restore|import|extension|stop)',
  'binary_upgrade|array_s|random|gen_random|uuidv|clock|timeofday|setseed|txid_status|brin_|gin_|currtid2',
  'current_query|amvalidate|ts_|cursor_to_xmlschema|query_to_xml|dsnowball|plpgsql_|bernoulli|system|.*handler',
]
/** Names of places, which are nobody's. */
const ALLOWED = ['area.name']

type Relation = { schema: string; name: string; kind: string; columns: string[] }

async function relations({ owner }: Databases): Promise<Relation[]> {
  const { rows } = await owner.short.query<Relation>(
    `select n.nspname as schema, c.relname as name, c.relkind as kind,
       array(select a.attname::text from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname <> all($1) order by 1, 2`,
    [SYSTEM],
  )
  return rows
}

/** What the server answers: `ok`, or the code of its refusal. */
async function tried(db: Queryable, text: string): Promise<string> {
  return db.query(text).then(
    () => 'ok',
    (error: { code?: string }) => error.code ?? String(error),
  )
}

const DENIED = '42501'
const READ_ONLY = '25006'

test('nothing but the views of planning can be read, and no column of anything else', async (t) => {
  const databases = await testDatabases(t)
  const { planning } = databases
  const all = await relations(databases)
  const faults: string[] = []
  for (const { schema, name, columns, kind } of all) {
    const table = `"${schema}"."${name}"`
    const open = schema === 'planning' && !INNER.includes(name)
    for (const what of [
      '*',
      'count(*)',
      ...(kind === 'S' ? [] : columns.map((one) => `"${one}"`)),
    ]) {
      const answer = await tried(planning.short, `select ${what} from ${table} limit 1`)
      if (answer !== (open ? 'ok' : DENIED)) faults.push(`select ${what} from ${table}: ${answer}`)
    }
  }
  assert.deepEqual(faults, [])
  assert.ok(all.length > 50)
  assert.ok(all.filter(({ schema }) => schema === 'planning').length > 6)
})

test('nothing can be written, also by a session that says it is not read only', async (t) => {
  const databases = await testDatabases(t)
  const { planning } = databases
  const faults: string[] = []
  for (const { schema, name, kind } of await relations(databases)) {
    if (kind === 'S') continue
    const table = `"${schema}"."${name}"`
    for (const change of [
      `insert into ${table} default values`,
      `delete from ${table}`,
      `lock table ${table}`,
      `comment on view ${table} is ''`,
    ]) {
      const answer = await tried(planning.short, change)
      if (![DENIED, READ_ONLY, '42809', '55000', '0A000', '25P01'].includes(answer))
        faults.push(`${change}: ${answer}`)
    }
  }
  const session = await planning.connect()
  t.after(() => session.release())
  await session.query('set default_transaction_read_only = off')
  for (const change of [
    'create table planning.mine (a int)',
    'create view planning.mine as select 1',
    'create temporary table mine (a int)',
    'create schema mine',
    'create table public.mine (a int)',
    'create function planning.f() returns int language sql as $$ select 1 $$',
    'create function public.f() returns int language sql as $$ select 1 $$',
    'do $$ begin end $$',
    'delete from planning.person',
    "insert into planning.sex values ('x', 'y')",
    'select lo_creat(-1)',
    "select pg_logical_emit_message(false, 'a', 'b')",
    "copy planning.person to program 'cat'",
    "copy planning.person to '/tmp/people.csv'",
    'alter role concordat_planning superuser',
    'set role concordat_owner',
    'set role concordat_care',
    'set session authorization concordat_owner',
    'vacuum record.planned_person',
    'create extension dblink',
  ]) {
    const answer = await tried(session, change)
    if (![DENIED, '0A000', '55000'].includes(answer)) faults.push(`${change}: ${answer}`)
  }
  assert.deepEqual(faults, [])
})

test('nobody waits for it, and it waits for nobody', async (t) => {
  const { planning } = await testDatabases(t)
  const calls = [
    'select pg_sleep(60)',
    "select pg_sleep_for('1 minute')",
    "select pg_sleep_until(now() + interval '1 minute')",
    'select pg_advisory_lock(7250116002)',
    'select pg_try_advisory_lock(7250116002)',
    'select pg_advisory_xact_lock(1)',
    "select pg_notify('concordat', '')",
    'select pg_export_snapshot()',
    'select pg_terminate_backend(pg_backend_pid())',
    'select pg_cancel_backend(pg_backend_pid())',
    "select set_config('statement_timeout', '0', false)",
    "select query_to_xml('select 1', true, true, '')",
  ]
  const answers = await Promise.all(calls.map((call) => tried(planning.short, call)))
  assert.deepEqual(
    answers.map((answer, at) => `${calls[at]}: ${answer}`),
    calls.map((call) => `${call}: ${DENIED}`),
  )
  const shown = async (name: string) =>
    (await planning.short.query<Record<string, string>>(`show ${name}`)).rows[0]![name]
  assert.equal(await shown('statement_timeout'), '30s')
  assert.equal(await shown('default_transaction_read_only'), 'on')
})

test('it may call no function of ours, and of PostgreSQL’s none that changes or stops anything', async (t) => {
  const { owner } = await testDatabases(t)
  const { rows } = await owner.short.query<{ name: string; schema: string }>(
    `select p.oid::regprocedure::text as name, n.nspname as schema
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where p.provolatile = 'v' and has_function_privilege($1, p.oid, 'execute')
       and p.prorettype <> all('{trigger,event_trigger,internal}'::regtype[])`,
    [ROLES.planning],
  )
  assert.deepEqual(
    rows.filter(({ schema }) => schema !== 'pg_catalog').map(({ name }) => name),
    [],
  )
  const harmless = new RegExp(`^(${HARMLESS.join('|')})`)
  assert.deepEqual(
    rows.map(({ name }) => name).filter((name) => !harmless.test(name)),
    [],
  )
})

test('a reader’s own condition runs after the view’s, and its errors tell of nobody who is left out', async (t) => {
  const { owner } = await testDatabases(t)
  const { rows } = await owner.short.query<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'planning'::regnamespace
       and not coalesce('security_barrier=true' = any(c.reloptions), false)`,
  )
  assert.deepEqual(rows, [])
})

test('a view of planning is made in one way, says what it is, and stands on who may be counted', async (t) => {
  const databases = await testDatabases(t)
  const { owner } = databases
  const { rows } = await owner.short.query<{
    name: string
    kind: string
    says: string | null
    owner: string
    on: string[]
  }>(
    `select c.relname as name, c.relkind as kind, obj_description(c.oid, 'pg_class') as says,
       pg_get_userbyid(c.relowner) as owner,
       array(with recursive below as (
           select c.oid
           union
           select d.refobjid from below b join pg_rewrite r on r.ev_class = b.oid
             join pg_depend d on d.objid = r.oid and d.classid = 'pg_rewrite'::regclass
               and d.refclassid = 'pg_class'::regclass and d.refobjid <> b.oid)
         select oid::regclass::text from below where oid <> c.oid) as on
     from pg_class c where c.relnamespace = 'planning'::regnamespace and c.relkind <> 'i'`,
  )
  const made = madeIn(/create (?:or replace )?view planning\.(\w+)/g)
  const faults = rows.flatMap(({ name, kind, says, owner: whose, on }) => [
    ...(kind === 'v' ? [] : [`${name}: is no view`]),
    ...(whose === ROLES.owner ? [] : [`${name}: belongs to ${whose}`]),
    ...(says ? [] : [`${name}: says nothing of what it is (comment on view)`]),
    ...(made.get(name)?.every((file) => /\/schema\/\d{3}-planning\.sql$/.test(file))
      ? []
      : [`${name}: is made in ${made.get(name)}; a room makes its views in its NNN-planning.sql`]),
    ...(NOBODY_IN_IT.has(name) || on.includes('record.planned_person')
      ? []
      : [`${name}: does not stand on planning.member, so that who opted out could be in it`]),
  ])
  assert.deepEqual(faults, [])
})

test('no view has a column that could tell who somebody is', async (t) => {
  const { owner } = await testDatabases(t)
  const { rows } = await owner.short.query<{ name: string; type: string }>(
    `select c.relname || '.' || a.attname as name, format_type(a.atttypid, null) as type
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
     where c.relnamespace = 'planning'::regnamespace and c.relkind = 'v' and c.relname <> all($1)`,
    [INNER],
  )
  const faults = rows.flatMap(({ name, type }) => {
    const column = name.split('.')[1]!
    if (type === 'uuid') return UUIDS.has(column) ? [] : [`${name}: is an id that is no pseudonym`]
    if (/json|bytea|xml|\[\]/.test(type)) return [`${name}: ${type} may hold anything`]
    return TELLING.test(column) && !ALLOWED.includes(name) ? [`${name}: what is it?`] : []
  })
  assert.deepEqual(faults, [])
})

/** In which migrations something is made, by its name. */
function madeIn(pattern: RegExp): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { folder } of roomSchemas()) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.sql'))) {
      const path = join(folder, file)
      for (const [, name] of readFileSync(path, 'utf8').matchAll(pattern)) {
        found.set(name!, [...(found.get(name!) ?? []), path])
      }
    }
  }
  return found
}

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Database, ROLES, roomSchemas } from '../src/kernel/index.ts'
import { testDatabases } from '../src/kernel/testing.ts'
import { MANIFEST, manifestOf, WRITE_COMMAND } from './fresh-schema.ts'

/**
 * The fresh schema against its committed description, and against the rules that keep one schema valid
 * on one machine and on a Citus cluster. Each rule is read from the catalogue of a real database.
 */

/** Tables with a `person_id` that are spread by another column, because that is what is looked up. */
const LOOKUPS: Record<string, string> = {
  'people.known_by':
    'the key of a name, number or identifier is looked up to find who is known by it',
}

/** Tables that stay on one machine and only point to a person, with what they are looked up by. */
const POINTERS: Record<string, string> = {
  'agreement.dispute':
    'a dispute is looked up by the thing that it is about, and most are about nobody',
}

/** Foreign keys of person tables, each with what makes it possible on a cluster. None is needed so far. */
const PERSON_KEYS: string[] = []

const SCHEMAS = "n.nspname !~ '^(pg_|information_schema|public|citus)'"
const TABLES = `from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and ${SCHEMAS}`

test('the fresh schema is the one that is committed', async (t) => {
  const fresh = await manifestOf(await testDatabases(t))
  const committed = existsSync(MANIFEST) ? readFileSync(MANIFEST, 'utf8') : ''
  if (fresh === committed) return
  const lines = (text: string) => new Set(text.split('\n').filter(Boolean))
  const added = [...lines(fresh).difference(lines(committed))].map((line) => `+ ${line}`)
  const gone = [...lines(committed).difference(lines(fresh))].map((line) => `- ${line}`)
  const shown = [...gone, ...added].slice(0, 40).join('\n')
  assert.fail(
    `the schema is not as src/schema.manifest.txt says. If that is meant, run ${WRITE_COMMAND} ` +
      `and commit it.\n${shown}\n`,
  )
})

test('every person table is spread by a column that begins each of its keys', async (t) => {
  const { owner } = await testDatabases(t)
  const spread = distributions()
  const keys = await ask<{ name: string; primary: boolean; columns: string[] }>(
    owner,
    `select i.indrelid::regclass::text as name, i.indisprimary as primary,
       array(select a.attname::text from unnest(i.indkey) with ordinality k (attnum, at)
             join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum order by k.at) as columns
     from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
     where (i.indisunique or i.indisexclusion) and ${SCHEMAS}`,
  )
  const faults = keys
    .filter(({ name, columns }) => spread.has(name) && columns[0] !== spread.get(name))
    .map(({ name, columns }) => `${name}: a key begins with ${columns[0]}, not ${spread.get(name)}`)
  const keyless = [...spread.keys()].filter(
    (table) => !keys.some(({ name, primary }) => name === table && primary),
  )
  faults.push(
    ...keyless.map((table) => `${table}: is spread but has no primary key, or is not there`),
  )
  const persons = await names(
    owner,
    `${TABLES} and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'person_id')`,
  )
  for (const table of persons) {
    if (POINTERS[table] !== undefined) continue
    const column = spread.get(table)
    if (column === undefined) faults.push(`${table}: say "-- distribute: ${table} by person_id"`)
    else if (column !== 'person_id' && LOOKUPS[table] === undefined) {
      faults.push(`${table}: is spread by ${column}; say here which look-up needs that`)
    }
  }
  const unused = Object.keys({ ...LOOKUPS, ...POINTERS }).filter(
    (table) => !persons.includes(table),
  )
  faults.push(...unused.map((table) => `${table}: has no person_id any more; take it out here`))
  none(faults)
})

test('foreign keys stay where a cluster can hold them', async (t) => {
  const { owner } = await testDatabases(t)
  const spread = [...distributions().keys()]
  const found = await ask<{ line: string; from: string; to: string }>(
    owner,
    `select conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) as line,
       conrelid::regclass::text as from, confrelid::regclass::text as to
     from pg_constraint where contype = 'f'`,
  )
  none(
    found
      .filter(({ from, to }) => spread.includes(from) || spread.includes(to))
      .filter(({ line }) => !PERSON_KEYS.includes(line))
      .map(
        ({ line }) => `${line}: storage rules 2 and 3; if it keeps them, list it in PERSON_KEYS`,
      ),
  )
})

test('nothing runs by itself: no triggers, rules, inheritance or policies that ask', async (t) => {
  const { owner } = await testDatabases(t)
  const faults = [
    ...(await lines(owner, 'trigger', 'tgrelid', 'pg_trigger', 'not tgisinternal')),
    ...(await lines(owner, 'rule', 'ev_class', 'pg_rewrite', "rulename <> '_RETURN'")),
    ...(await lines(owner, 'inheritance', 'inhrelid', 'pg_inherits', 'true')),
    ...(await lines(
      owner,
      'policy with a query',
      'polrelid',
      'pg_policy',
      "pg_get_expr(polqual, polrelid) ~* 'select' or pg_get_expr(polwithcheck, polrelid) ~* 'select'",
    )),
  ]
  none(faults)
})

test('every table has a primary key and belongs to the owner', async (t) => {
  const { owner } = await testDatabases(t)
  none([
    ...(await names(
      owner,
      `${TABLES} and not exists
      (select from pg_index i where i.indrelid = c.oid and i.indisprimary)`,
    )),
    ...(await names(owner, `${TABLES} and c.relowner <> '${ROLES.owner}'::regrole`)),
  ])
})

test('numbers that are given out are long, and text sorts by its bytes', async (t) => {
  const { owner } = await testDatabases(t)
  const short = await ask<{ name: string }>(
    owner,
    `select format('%s.%s', a.attrelid::regclass, a.attname) as name
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
     where ${SCHEMAS} and c.relkind in ('r', 'p') and a.atttypid <> 'int8'::regtype
       and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like 'nextval%')`,
  )
  const sorted = await ask<{ name: string }>(
    owner,
    `select distinct i.indexrelid::regclass::text as name
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace,
       unnest(i.indcollation) as used join pg_collation k on k.oid = used
     where ${SCHEMAS} and k.collname not in ('default', 'C')`,
  )
  const database = await ask<{ name: string }>(
    owner,
    `select datcollate as name from pg_database where datname = current_database() and datcollate <> 'C'`,
  )
  none([...short, ...sorted, ...database].map(({ name }) => `${name}: storage rules 12 and 18`))
})

test('a restore can do without what another cluster would not understand', async (t) => {
  const { owner } = await testDatabases(t)
  const stamped = await ask<{ name: string }>(
    owner,
    `select format('%s.%s', a.attrelid::regclass, a.attname) as name
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
     where ${SCHEMAS} and c.relkind in ('r', 'p') and a.atttypid = 'xid8'::regtype
       and coalesce(pg_get_expr(d.adbin, d.adrelid), '') <> 'pg_current_xact_id()'`,
  )
  const elsewhere = await ask<{ name: string }>(
    owner,
    `select extname as name from pg_extension
     where extnamespace not in ('public'::regnamespace, 'pg_catalog'::regnamespace)`,
  )
  none([
    ...stamped.map(({ name }) => `${name}: needs default pg_current_xact_id()`),
    ...elsewhere.map(({ name }) => `extension ${name}: storage rule 15, put it into public`),
  ])
})

test('the trail can be added to and never changed, except by who numbers it', async (t) => {
  const { owner } = await testDatabases(t)
  const rights = await ask<{ name: string; role: string; may: string[] }>(
    owner,
    `select c.oid::regclass::text as name, role,
       array(select may from unnest(array['insert', 'update', 'delete', 'truncate', 'trigger', 'references']) may
             where has_table_privilege(role, c.oid, may)
                or (may in ('insert', 'update', 'references') and has_any_column_privilege(role, c.oid, may))) as may
     from pg_class c join pg_namespace n on n.oid = c.relnamespace,
       unnest(array['${ROLES.care}', '${ROLES.log}', '${ROLES.adopt}', '${ROLES.audit}']) role
     where c.relkind in ('r', 'p', 'v', 'm') and n.nspname = 'trail'`,
  )
  const faults = rights
    .filter(({ name, role, may }) => may.some((right) => !mayOnTrail(role, name, right)))
    .map(({ name, role, may }) => `${role} may ${may.join(', ')} ${name}`)
  none(faults)
  assert.ok(rights.some(({ name }) => name === 'trail.entry'))
})

test('no login but the owner owns anything, may make anything, or reads outside its duty', async (t) => {
  const { owner } = await testDatabases(t)
  const logins = `unnest(array['${ROLES.care}', '${ROLES.log}']) role`
  const owned = await ask<{ name: string }>(
    owner,
    `select role || ' owns ' || classid::regclass || ' ' || objid as name
     from pg_shdepend, ${logins} where deptype = 'o' and refobjid = role::regrole`,
  )
  const makes = await ask<{ name: string }>(
    owner,
    `select role || ' may make tables in ' || n.nspname as name from pg_namespace n, ${logins}
     where n.nspname !~ '^pg_(toast|temp)' and has_schema_privilege(role, n.oid, 'create')`,
  )
  const member = await ask<{ name: string }>(
    owner,
    `select role || ' may become ' || r.rolname as name from pg_roles r, ${logins}
     where r.rolname <> role and pg_has_role(role, r.oid, 'member')`,
  )
  const beyond = await names(
    owner,
    `${TABLES} and n.nspname not in ('trail', 'kernel')
     and has_any_column_privilege('${ROLES.log}', c.oid, 'select')`,
  )
  const everybody = await names(
    owner,
    `${TABLES} and exists (select from aclexplode(c.relacl) x where x.grantee = 0)`,
  )
  none([
    ...[...owned, ...makes, ...member].map(({ name }) => name),
    ...beyond.map((table) => `${ROLES.log} reads ${table}`),
    ...everybody.map((table) => `everybody has a right on ${table}`),
  ])
})

/** The sequencer may add to the tree, and keep what each witness last said. Care may add the rest. */
function mayOnTrail(role: string, table: string, right: string): boolean {
  const tree = ['trail.leaf', 'trail.tile', 'trail.checkpoint', 'trail.evidence']
  // What witnesses last said: replaced by what they say next, and thinned out.
  const said = ['trail.witness', 'trail.cosignature']
  if (role === ROLES.audit) return false
  if (role === ROLES.adopt)
    return right === 'insert' && ['trail.entry', 'trail.command_key'].includes(table)
  // Whoever numbers locks it, and nobody writes there.
  if (table === 'trail.sequencer') return role === ROLES.log && right === 'update'
  if (role === ROLES.care) return right === 'insert' && ![...tree, ...said].includes(table)
  return (
    (right === 'insert' && [...tree, ...said].includes(table)) ||
    (right === 'update' && said.includes(table)) ||
    (right === 'delete' && table === 'trail.cosignature')
  )
}

/** What the comment lines of the migrations say: table to column. */
function distributions(): Map<string, string> {
  const found = new Map<string, string>()
  for (const { folder } of roomSchemas()) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.sql'))) {
      const text = readFileSync(join(folder, file), 'utf8')
      for (const [, table, column] of text.matchAll(/^-- distribute: (\S+) by (\S+)$/gm)) {
        found.set(table!, column!)
      }
    }
  }
  return found
}

async function ask<R>(owner: Database, text: string): Promise<R[]> {
  return (await owner.short.query<R>(text)).rows
}

async function names(owner: Database, rest: string): Promise<string[]> {
  const rows = await ask<{ name: string }>(owner, `select c.oid::regclass::text as name ${rest}`)
  return rows.map(({ name }) => name)
}

async function lines(
  owner: Database,
  what: string,
  column: string,
  table: string,
  condition: string,
): Promise<string[]> {
  const found = await names(
    owner,
    `from ${table} x join pg_class c on c.oid = x.${column} join pg_namespace n on n.oid = c.relnamespace
     where ${SCHEMAS} and (${condition})`,
  )
  return found.map((name) => `${name}: has a ${what} (storage rules 5 and 8)`)
}

function none(faults: string[]): void {
  assert.deepEqual(faults, [], `\n${faults.join('\n')}\n`)
}

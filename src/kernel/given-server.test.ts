import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Client } from 'pg'
import { openDatabases } from './databases.ts'
import { type EmbeddedServer, joinEmbeddedServer } from './embedded-server.ts'
import { Fault } from './fault.ts'
import { loginFaults } from './given-server.ts'
import { openLog } from './log.ts'
import { ROLES } from './logins.ts'
import { migrate } from './migrate.ts'
import { roomSchemas } from './rooms.ts'

/** One server that is not ours, and what those who rule it may have done to the logins, one test after the other. */
const log = openLog('silent')
const folder = fs.mkdtempSync(join(tmpdir(), 'concordat-given-'))
const databaseSecrets = join(folder, 'secrets')
let server: EmbeddedServer | undefined
after(async () => {
  await server?.leave()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('a server with nothing says who must run what, and after that a login for each duty opens the place', async () => {
  server = await joinEmbeddedServer(join(folder, 'server'))
  await asRuler('postgres', 'create database given', 'create role place login password $$p$$')
  const asked = await faultOf(open('concordat_owner'))
  assert.match(asked.line, /does not let the login concordat_owner in \(28P01\).*psql -d given -f /)
  const ordinary = await faultOf(open('place:p'))
  assert.match(ordinary.line, /there is no login concordat_owner.*psql -d given -f /)
  const text = fs.readFileSync(join(databaseSecrets, 'prepare.sql'), 'utf8')
  for (const login of Object.values(ROLES)) {
    const secret = fs.readFileSync(join(databaseSecrets, login), 'utf8').trim()
    assert.ok(secret.length >= 32 && !text.includes(secret), 'no password is handed on')
    assert.equal(fs.statSync(join(databaseSecrets, login)).mode & 0o777, 0o600)
  }
  await asRuler('given', text)
  await asRuler('given', text)
  const databases = await open()
  try {
    await migrate(databases.owner, roomSchemas())
    for (const duty of ['owner', 'care', 'log', 'adopt', 'planning'] as const) {
      const { rows } = await databases[duty].short.query(
        'select session_user::text as session, current_user::text as now',
      )
      assert.deepEqual(rows, [{ session: ROLES[duty], now: ROLES[duty] }])
      for (const other of Object.values(ROLES).filter((role) => role !== ROLES[duty])) {
        await assert.rejects(databases[duty].short.query(`set role ${other}`), /permission denied/)
      }
    }
    await assert.rejects(databases.planning.short.query('select pg_sleep(0)'), /permission denied/)
  } finally {
    await databases.close()
  }
})

const STRAY: [what: RegExp, done: string][] = [
  [/concordat_care can become concordat_log/, 'grant concordat_log to concordat_care'],
  [/concordat_log can become pg_read_all_data/, 'grant pg_read_all_data to concordat_log'],
  [
    /concordat_care can become or pass over any other \(superuser\)/,
    'alter role concordat_care superuser',
  ],
  [
    /concordat_adopt can become .* \(createrole, bypassrls\)/,
    'alter role concordat_adopt createrole bypassrls',
  ],
  [/concordat_owner can become .* \(createrole\)/, 'alter role concordat_owner createrole'],
  [/the role concordat_planning cannot log in/, 'alter role concordat_planning nologin'],
  [
    /concordat_owner may make nothing in given/,
    'revoke create on database given from concordat_owner',
  ],
]

for (const [what, done] of STRAY) {
  test(`refused at the start of a live place, and mended by the statement that it says: ${done}`, async () => {
    await asRuler('given', done)
    const fault = await faultOf(open())
    assert.match(fault.message, what)
    const statement = /Of this: (.*;)$/.exec(fault.remedy)![1]!
    await asRuler('given', statement)
    await (await open()).close()
    // The file mends it as well.
    await asRuler('given', done)
    await faultOf(open())
    await asRuler('given', fs.readFileSync(join(databaseSecrets, 'prepare.sql'), 'utf8'))
    await (await open()).close()
  })
}

test('all that is wrong is there to be told at once; another password and another login are among it', async () => {
  await asRuler(
    'given',
    'grant connect on database given to place',
    'grant concordat_log to concordat_care',
    'alter role concordat_planning nologin',
  )
  const faults = await loginFaults(given('place:p'))
  assert.deepEqual(
    faults.map(({ message }) => message),
    [
      'the login concordat_care can become concordat_log',
      'the role concordat_planning cannot log in',
      'the login place is none of the place’s own: whoever has it can become another',
    ],
  )
  await asRuler(
    'given',
    'revoke concordat_log from concordat_care',
    'alter role concordat_planning login',
    'alter role concordat_log password $$another$$',
  )
  const fault = await faultOf(open())
  assert.match(fault.line, /does not let the login concordat_log in/)
  await asRuler('given', fs.readFileSync(join(databaseSecrets, 'prepare.sql'), 'utf8'))
  await (await open()).close()
})

test('a login that may make roles makes them, and is then told that it is not the place’s own', async () => {
  await asRuler('postgres', 'create role maker login createrole password $$m$$')
  await asRuler('postgres', 'create database made owner maker')
  await asRuler('given', ...Object.values(ROLES).map((role) => `drop owned by ${role} cascade`))
  await asRuler(
    'postgres',
    'drop database given',
    ...Object.values(ROLES).map((role) => `drop role ${role}`),
  )
  const fault = await faultOf(open('maker:m', 'made'))
  assert.match(fault.line, /the login maker is none of the place’s own.*concordat_owner@/)
  const databases = await open(undefined, 'made')
  try {
    await migrate(databases.owner, roomSchemas())
  } finally {
    await databases.close()
  }
})

test('no such database, no such server and an address that hides its login are said', async () => {
  assert.match(
    (await faultOf(open(undefined, 'none'))).line,
    /there is no database none.*create database/,
  )
  const gone = {
    databaseUrl: 'postgresql://127.0.0.1:1/none',
    mode: 'live',
    databaseSecrets,
  } as const
  assert.match(
    (await faultOf(openDatabases({ dataFolder: folder, ...gone }, log))).line,
    /ECONNREFUSED/,
  )
  const hidden = { ...gone, databaseUrl: 'postgresql://127.0.0.1:1/none?user=postgres' }
  assert.match(
    (await faultOf(openDatabases({ dataFolder: folder, ...hidden }, log))).line,
    /behind the address/,
  )
})

test('a password that cannot be one is said by its file, and never repeated', async () => {
  const path = join(databaseSecrets, ROLES.care)
  const before = fs.readFileSync(path, 'utf8')
  for (const bad of ['', 'open sesame', 'two\nlines', 'x'.repeat(2_000)]) {
    fs.writeFileSync(path, bad)
    const fault = await faultOf(open(undefined, 'made'))
    assert.ok(fault.line.includes(path) && !fault.line.includes('sesame'), fault.line)
  }
  fs.writeFileSync(path, before)
})

test('in a made-up place an ordinary login is told what must be granted to it, and works when it is', async () => {
  await asRuler('postgres', 'create role plain login password $$p$$', 'create database plain')
  const opening = () =>
    openDatabases({ dataFolder: folder, databaseUrl: address('plain:p', 'plain') }, log)
  const fault = await faultOf(opening())
  const statements = /run there: (.*)$/.exec(fault.remedy)![1]!
  assert.match(
    statements,
    /^grant concordat_owner, .* to plain; grant create, .* on database plain/,
  )
  await asRuler('plain', statements)
  const databases = await opening()
  try {
    await migrate(databases.owner, roomSchemas())
    const { rows } = await databases.care.short.query('select current_user::text as who')
    assert.deepEqual(rows, [{ who: ROLES.care }])
  } finally {
    await databases.close()
  }
})

test('a login of the embedded server that somebody has made more than it was stops a live start too', async () => {
  const dataFolder = join(folder, 'server')
  await asRuler('postgres', 'grant concordat_owner to concordat_care')
  const fault = await faultOf(openDatabases({ dataFolder, mode: 'live' }, log))
  assert.match(
    fault.line,
    /concordat_care can become concordat_owner.*revoke concordat_owner from concordat_care;/,
  )
  await asRuler('postgres', 'revoke concordat_owner from concordat_care')
})

function given(login?: string, database = 'given') {
  return { databaseUrl: address(login, database), secretsFolder: databaseSecrets }
}

function open(login?: string, database = 'given') {
  const { databaseUrl } = given(login, database)
  return openDatabases({ dataFolder: folder, databaseUrl, mode: 'live', databaseSecrets }, log)
}

function address(login: string | undefined, database: string): string {
  const { host, port } = server!.connection
  const at = login === undefined ? '' : `${login}@`
  return `postgresql://${at}/${database}?host=${encodeURIComponent(host!)}&port=${port}`
}

async function asRuler(database: string, ...statements: string[]): Promise<void> {
  const client = new Client({ ...server!.connection, database })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

async function faultOf(opening: Promise<unknown>): Promise<Fault> {
  const fault = await opening.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (fault instanceof Fault) return fault
  throw fault ?? new Error('it was opened')
}

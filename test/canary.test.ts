import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { concordat } from '../src/cli/testing.ts'
import { newId, openLog, type PersonId, readSettings } from '../src/kernel/index.ts'
import { testDatabaseUrl } from '../src/kernel/testing.ts'
import { openPlace, type Place } from '../src/main.ts'
import { findIdentities } from '../src/people/index.ts'
import { servePlace } from '../src/serve.ts'
import { readPersonas, routesOf } from '../src/shell/index.ts'
import {
  AT_HOME,
  fhirItems,
  Garden,
  HER_ADDRESS,
  MARTHA,
  messages,
  returnOf,
} from './canary-items.ts'
import { quietPort } from './quiet-port.ts'
import { signIn } from './sign-in.ts'

/**
 * A word is planted in each field of each kind of item, of which the text says that it is sensitive, and looked for
 * in whatever leaves the place: to anybody whom no clause lets see it, it is nowhere. The class goes by a name that
 * no code knows. That whoever may see it does is what lets the check fail.
 */
const SOUTHMERE = join(import.meta.dirname, '../places/southmere')
const BASE = process.env.CONCORDAT_TEST_DATA ?? join(import.meta.dirname, '../.data/test')
const WORD = /quokka\d{4}/g

/** The made-up place's text with its sensitive class under another name, signed anew. */
async function renamed(folder: string, settings: Record<string, string>): Promise<void> {
  for (const name of ['agreement', 'readings', 'lists', 'personas.yaml'])
    cpSync(join(SOUTHMERE, name), join(folder, name), { recursive: true })
  rmSync(join(folder, 'agreement/signatures'), { recursive: true })
  for (const name of readdirSync(join(folder, 'agreement')).filter((one) =>
    one.endsWith('.yaml'),
  )) {
    const path = join(folder, 'agreement', name)
    const text = readFileSync(path, 'utf8')
      .replaceAll(/^( +(?:data|reaches|provedBy):\s*\[[^\]]*?)\bsafeguarding\b/gm, '$1heron')
      .replace(/(kind: data-class\n(?:(?! {2}- number).*\n)*? +id: )safeguarding\n/, '$1heron\n')
    writeFileSync(path, text)
  }
  const signed = await concordat(settings, [
    'agreement',
    'sign',
    join(folder, 'agreement'),
    '--made-up',
  ])
  assert.equal(signed.status, 0, signed.stdout + signed.stderr)
}

type Canary = {
  place: Place
  origin: string
  env: Record<string, string>
  folder: string
  logged: string[]
  routes: ReturnType<typeof routesOf>
}

async function openCanary(t: TestContext): Promise<Canary> {
  const folder = join(BASE, 'places', newId().slice(-12))
  const placeFolder = join(folder, 'place')
  mkdirSync(placeFolder, { recursive: true })
  const port = await quietPort()
  const env = {
    CONCORDAT_DATA: join(folder, 'data'),
    CONCORDAT_PLACE: placeFolder,
    PORT: String(port),
    DATABASE_URL: await testDatabaseUrl(t),
  }
  await renamed(placeFolder, env)
  const logged: string[] = []
  const settings = readSettings(env)
  const log = openLog('info', { write: (line) => void logged.push(line) })
  const place = await openPlace(settings, { log })
  const app = await servePlace(place)
  await app.listen({ port, host: 'localhost' })
  t.after(async () => {
    await app.close()
    await place.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { place, origin: settings.origin, env, folder, logged, routes: routesOf(app) }
}

async function settle({ place }: Canary): Promise<void> {
  while ((await place.errands.runDue()) > 0);
}

async function load(
  canary: Canary,
  source: string,
  name: string,
  content: string,
): Promise<string> {
  const path = join(canary.folder, name)
  writeFileSync(path, content)
  const { stdout, stderr } = await concordat(canary.env, ['load', path, '--source', source])
  await settle(canary)
  return stdout + stderr
}

async function write(canary: Canary, who: string, person: string, text: string): Promise<void> {
  const persona = everybody().find(({ id }) => id === who)!
  const party = canary.place.agreement
    .current()!
    .parties.find(({ id }) => id === persona.organisation)
  const actor = {
    ...persona,
    organisation: persona.organisation!,
    side: party!.side,
    via: 'web' as const,
  }
  const purpose = purposes[persona.role] ?? 'direct-care'
  const call = { viewer: { actor, purpose }, input: { person, text, audience: 'everyone' } }
  const answer = await canary.place.call('record.note', call)
  assert.ok(answer.ok, JSON.stringify(answer))
}

async function herIds({ place }: Canary): Promise<PersonId[]> {
  const [found] = await findIdentities(place.databases.care.short, { nhsNumber: MARTHA })
  assert.ok(found, 'she is known')
  return found
}

/** Everything that one who is signed in is answered, page by page. */
async function pagesOf({ origin, routes }: Canary, cookie: string, person: string) {
  const answers: { where: string; text: string }[] = []
  const ask = async (path: string, form?: Record<string, string>) => {
    const answer = await fetch(new URL(path, origin), {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', cookie },
      body: form && new URLSearchParams(form),
    })
    if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
      await answer.body?.cancel()
      return ''
    }
    const text = await answer.text()
    answers.push({ where: `${form === undefined ? 'GET' : 'POST'} ${path}`, text })
    return text
  }
  const home = await ask('/agreement')
  const token = /name="_csrf" value="([^"]+)"/.exec(home)?.[1] ?? ''
  for (const { method, url } of routes) {
    if (method !== 'GET' || url.startsWith('/sign') || url.startsWith('/agreement')) continue
    const path = url
      .replace(':personId', person)
      .replace(':time', new Date().toISOString())
      .replace(/:name/, `record.note?person=${person}`)
      .replace(/:\w+/g, 'nobody')
      .replace('*', 'nothing')
    await ask(path)
  }
  await ask('/people', { _csrf: token, words: MARTHA })
  await ask('/people', {
    _csrf: token,
    family: 'Okello',
    'born-day': '12',
    'born-month': '3',
    'born-year': '1944',
  })
  await ask('/do/record.note', { _csrf: token, person, text: 'plain', audience: 'everyone' })
  return answers
}

function wordsIn(text: string): string[] {
  return [...new Set(text.match(WORD) ?? [])]
}

/** What no personal store is, row by row as text: the words that stand there. */
async function wordsKept({ place }: Canary): Promise<string[]> {
  const { short } = place.databases.owner
  const { rows } = await short.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'v') and n.nspname !~ '^(pg_|information_schema|people$)'
        and format('%I.%I', n.nspname, c.relname) <> all($1)`,
    [
      [
        'intake.known',
        'record.event',
        'record.resource',
        'record.note',
        'record.shared_resource',
        'record.occurrence',
      ],
    ],
  )
  const found: string[] = []
  for (const { name } of rows) {
    const { rows: told } = await short.query<{ row: string }>(
      `select t::text as row from ${name} t where t::text ~ 'quokka|Wallaroo'`,
    )
    found.push(
      ...told.flatMap(({ row }) =>
        wordsIn(row).length > 0 || /Wallaroo/.test(row) ? [`${name}: ${row}`] : [],
      ),
    )
  }
  const { rows: plain } = await short.query<{ row: string }>(
    `select o::text as row from record.occurrence o where data_class in (
      select id from record.data_class where not sensitive)`,
  )
  return [...found, ...plain.flatMap(({ row }) => wordsIn(row))]
}

const purposes: Readonly<Record<string, string>> = {
  'safeguarding-lead': 'safeguarding',
  'governance-lead': 'governance',
  resident: 'own-record',
}

type Persona = ReturnType<typeof readPersonas>[number]['people'][number]

/** Of each role and organisation one, in the order of the place. */
function everybody(): Persona[] {
  const all = readPersonas(SOUTHMERE).flatMap(({ people }) => people)
  const post = ({ role, organisation }: Persona) => `${role} ${organisation}`
  return all.filter((one, at) => all.findIndex((other) => post(other) === post(one)) === at)
}

test('a word in a sensitive field is seen by whoever may see it, and is nowhere for anybody else', async (t) => {
  const canary = await openCanary(t)
  const { place, env, logged } = canary
  const now = place.clock.now()
  const [words, coded] = [new Garden(1_000), new Garden(5_000)]
  const said = [
    await load(canary, 'southmere-gp', 'gp.ndjson', fhirItems(now, words, coded)),
    await load(canary, 'mere-general', 'ward.hl7', messages(now, words)),
    await load(canary, 'southmere-council', 'cld.csv', returnOf(now, words)),
  ].join('\n')
  const [person] = await herIds(canary)
  await write(canary, 'priya.shah', person!, `Ask. Safeguarding ${words.word('note by its words')}`)
  await write(canary, 'grace.obi', person!, `Ask ${words.word('note by its purpose')}`)
  await write(canary, 'priya.shah', person!, `The key is ${AT_HOME}`)
  const ids = new Set(words.planted.map(({ word }) => word))
  const private_ = new Set(coded.planted.map(({ word }) => word))
  assert.equal(ids.intersection(private_).size, 0)
  assert.ok(ids.size > 250 && private_.size > 60, `${ids.size}, ${private_.size}`)

  const leaks: string[] = []
  const seen = new Map<string, Set<string>>()
  const look = (who: string, where: string, text: string, may: ReadonlySet<string>) => {
    const own = seen.get(who) ?? new Set()
    seen.set(who, own)
    if (HER_ADDRESS.test(text)) leaks.push(`${who}: ${where}: where she lives`)
    for (const word of wordsIn(text)) {
      own.add(word)
      const garden = ids.has(word) ? words : coded
      if (!may.has(word)) leaks.push(`${who}: ${where}: ${garden.where(word)}`)
    }
  }
  const none = new Set<string>()
  look('whoever loads', 'what load says', said, none)
  for (const persona of everybody()) {
    const { id, role } = persona
    const purpose = purposes[role] ?? 'direct-care'
    const may =
      purpose === 'safeguarding' ? ids : role === 'gp' || id === 'martha.okello' ? private_ : none
    const cookie = await signIn(canary.origin, id)
    for (const { where, text } of await pagesOf(canary, cookie, person!)) look(id, where, text, may)
    for (const command of [['person'], ['person', '--json'], ['occurrences', '--json']]) {
      const args = [...command, MARTHA, '--as', id, '--purpose', purpose]
      const { stdout, stderr } = await concordat(env, args)
      look(id, args.join(' '), stdout + stderr, may)
    }
  }
  for (const args of [
    ['quarantine', 'list'],
    ['quarantine', 'list', '--json'],
    ['due'],
    ['outbox'],
    ['disputes'],
    ['trail', 'verify'],
  ]) {
    const { stdout, stderr } = await concordat(env, args)
    look('an operator', args.join(' '), stdout + stderr, none)
  }
  look('whoever reads the log', 'a log line', logged.join('\n'), none)
  assert.deepEqual(leaks, [])
  assert.deepEqual(await wordsKept(canary), [])

  // Whoever may see it does, or nothing above would have proved anything.
  const grace = seen.get('grace.obi')!
  const hers = words.planted.filter(({ word }) => grace.has(word)).map(({ where }) => where)
  for (const field of [
    'Goal description.text',
    'MedicationRequest dosageInstruction.0.text',
    'RelatedPerson relationship.0.text',
    'Procedure code.text',
    'Condition note.0.text by label',
    'ZU1-4',
    'PV2-3',
    'CLD Review Reason',
    'note by its words',
    'note by its purpose',
  ])
    assert.ok(hers.includes(field), `${field} of ${hers.join(', ')}`)
  for (const who of ['nadia.khan', 'martha.okello']) {
    const theirs = coded.planted
      .filter(({ word }) => seen.get(who)!.has(word))
      .map(({ where }) => where)
    assert.ok(theirs.includes('Condition code.text by code'), `${who}: ${theirs.join(', ')}`)
  }
})

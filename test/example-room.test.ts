import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { command as check } from '../src/cli/agreement-check.ts'
import { command as diff } from '../src/cli/agreement-diff.ts'
import { command as sign } from '../src/cli/agreement-sign.ts'
import type { CliCall, CliCommand } from '../src/cli/command.ts'
import { command as commandsCommand } from '../src/cli/commands.ts'
import { command as doCommand } from '../src/cli/do.ts'
import { command as load } from '../src/cli/load.ts'
import { command as listQuarantine } from '../src/cli/quarantine-list.ts'
import { DAY_MS, diagram, fixedClock, openLog, readSettings } from '../src/kernel/index.ts'
import { testDatabaseUrl } from '../src/kernel/testing.ts'
import { openPlace } from '../src/main.ts'
import { personIdOf, savePeople } from '../src/people/index.ts'
import { planEverybody } from '../src/record/index.ts'
import { storeEvents, told } from '../src/record/testing.ts'
import { houseOf, rooms } from '../src/rooms.ts'
import { servePlace } from '../src/serve.ts'
import { routesOf } from '../src/shell/index.ts'
import { countReminders, example, reminderCycle, setReminders } from './example-room/index.ts'
import { quietPort } from './quiet-port.ts'
import { signIn } from './sign-in.ts'

/**
 * A room is added by its folder and the list alone, and its clauses by the agreement's text: nothing of `src` knows
 * it. Everything that a room may hand in is handed in, and shows.
 */
const SOUTHMERE = join(import.meta.dirname, '../places/southmere')
const EXAMPLE = join(import.meta.dirname, 'example-room')
const HOSPITAL = 'mere-general'
const MARTHA = personIdOf(HOSPITAL, 'H1')
const now = Date.now()
const after = (days: number) => new Date(now + days * DAY_MS).toISOString()

const house = houseOf([...rooms.filter(({ name }) => name !== 'web'), example, rooms.at(-1)!])

/** Southmere with the example's clauses, where its purpose reaches them and its feed gives them, signed again. */
function writeText(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'example-place-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(SOUTHMERE, folder, { recursive: true, filter: (path) => !path.endsWith('.ts') })
  cpSync(join(EXAMPLE, 'clauses.yaml'), join(folder, 'agreement/90-reminders.yaml'))
  edit(
    folder,
    '03-what-for.yaml',
    'home-entry, refuge, looks]',
    'home-entry, refuge, looks, reminders]',
  )
  edit(folder, '09-feeds.yaml', 'health-record, carer]', 'health-record, carer, reminders]')
  return folder
}

function edit(folder: string, file: string, from: string, to: string): void {
  const path = join(folder, 'agreement', file)
  const text = readFileSync(path, 'utf8')
  assert.ok(text.includes(from), file)
  writeFileSync(path, text.replace(from, to))
}

async function openExample(t: TestContext) {
  const placeFolder = writeText(t)
  const dataFolder = mkdtempSync(join(tmpdir(), 'example-data-'))
  const port = await quietPort()
  const settings = readSettings({
    PORT: String(port),
    DATABASE_URL: await testDatabaseUrl(t),
    CONCORDAT_DATA: dataFolder,
    CONCORDAT_PLACE: placeFolder,
  })
  const concordat = async (
    command: CliCommand,
    positionals: string[],
    values: CliCall['values'] = {},
  ) => {
    const lines: string[] = []
    const out = (line: string) => void lines.push(line)
    const call = { positionals, values, json: true, settings, house, out, err: out }
    const code = await command.run(call)
    const [first = '{}'] = lines
    return { code, said: first.startsWith('{') ? JSON.parse(first) : lines }
  }
  assert.equal((await concordat(sign, [placeFolder], { 'made-up': true })).code, 0)
  const { said } = await concordat(check, [placeFolder])
  assert.deepEqual(said.faults, [])
  const clock = fixedClock(after(0))
  const place = await openPlace(settings, { house, clock, log: openLog('silent') })
  await haveMartha(place)
  const app = await servePlace(place)
  await app.listen({ port, host: 'localhost' })
  t.after(async () => {
    await app.close()
    await place.close()
    rmSync(dataFolder, { recursive: true, force: true })
  })
  const settle = async () => {
    while ((await place.errands.runDue()) > 0);
  }
  const as = async (person: string) => {
    const cookie = await signIn(settings.origin, person)
    const get = (path: string) =>
      fetch(new URL(path, settings.origin), { headers: { accept: 'text/html', cookie } })
    const text = async (path: string) => (await get(path)).text()
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await text('/agreement'))![1]!
    const post = (path: string, body: Record<string, string>) => {
      const headers = { accept: 'text/html', cookie, 'x-csrf': csrf }
      return fetch(new URL(path, settings.origin), {
        method: 'POST',
        headers,
        body: new URLSearchParams(body),
      })
    }
    const command = (name: string, input: object, key: string) =>
      fetch(new URL(`/commands/${name}`, settings.origin), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          cookie,
          'x-csrf': csrf,
          'idempotency-key': key,
        },
        body: JSON.stringify(input),
      })
    return { get, text, post, command }
  }
  return { place, app, clock, settle, concordat, as, placeFolder, dataFolder }
}

type Example = Awaited<ReturnType<typeof openExample>>

/** In Ward 6 since yesterday, so that her ward may see her. */
async function haveMartha({ databases }: Example['place']): Promise<void> {
  const learnt = new Date(now)
  const known = { identifiers: [], phones: [], emails: [], nhsNumber: '9990123454', authority: '' }
  const who = { family: 'Okello', given: ['Martha'], birthDate: '1944-03-12' }
  await databases.care.transaction(async (tx) => {
    const person = { source: HOSPITAL, sourceId: 'H1', personId: MARTHA, ...known, ...who }
    await savePeople(tx, [person], learnt)
    await storeEvents(tx, HOSPITAL, learnt, [
      {
        personId: MARTHA,
        ...told('V1'),
        kind: 'stay',
        status: 'active',
        startAt: after(-1),
        organisation: 'RXS',
        unit: 'Ward 6',
        label: 'Hospital stay',
        detail: {},
      },
    ])
  })
}

test('a room is added by its folder and the list alone', async (t) => {
  const opened = await openExample(t)
  const { place, clock, settle, concordat } = opened
  const priya = await opened.as('priya.shah')
  const entries: string[] = []

  await t.test(
    'its command is done by its form, by its name and over HTTP, under its clause',
    async () => {
      const form = '/do/example.set-reminder'
      const typed = { person: MARTHA, says: 'Ask about the stairs', _key: 'by-form' }
      assert.match(await priya.text(`${form}?person=${MARTHA}`), /What must not be forgotten\?/)
      const preview = await (await priya.post(form, { ...typed, _step: 'preview' })).text()
      assert.match(preview, new RegExp(`It is rung on ${after(7).slice(0, 10)}`))
      assert.match(
        await (await priya.post(form, { ...typed, _step: 'do' })).text(),
        /done, and in the log/,
      )

      const input = join(opened.dataFolder, 'input.json')
      writeFileSync(input, JSON.stringify({ person: MARTHA, says: 'Order the bed' }))
      const byName = { input, as: 'priya.shah', key: 'by-name' }
      const { code, said } = await concordat(doCommand, ['example.set-reminder'], byName)
      assert.equal(code, 0, JSON.stringify(said))
      entries.push(said.entry)
      const again = await concordat(doCommand, ['example.set-reminder'], byName)
      assert.equal(again.said.entry, said.entry)

      const http = await priya.command(
        'example.set-reminder',
        { person: MARTHA, says: 'Ring the daughter' },
        'over-http',
      )
      assert.equal(http.status, 200)
      entries.push(((await http.json()) as { entry: string }).entry)
      const refused = await concordat(doCommand, ['example.set-reminder'], {
        input,
        as: 'joan.marsh',
      })
      assert.deepEqual([refused.code, refused.said.refusal.code], [1, 'no-power'])
    },
  )

  await t.test('its entry stands in the log with its clause', async () => {
    await place.trail.sequence()
    for (const id of entries) {
      const logged = await place.trail.logged(id)
      assert.match(
        JSON.stringify(logged),
        /example\.set-reminder.*90\.4|90\.4.*example\.set-reminder/,
      )
    }
  })

  await t.test('its errand is done once when its time has come, and not before', async () => {
    await settle()
    assert.doesNotMatch(await priya.text('/'), /been rung/)
    clock.set(after(7.1))
    await settle()
    await settle()
    const rung = await place.trail.deedsAbout([MARTHA])
    const rings = rung.filter(({ command }) => command === 'example.ring-reminder')
    assert.deepEqual(
      rings.map(({ clause }) => clause),
      ['90.2', '90.2', '90.2'],
    )
  })

  await t.test('its line stands on Today of whoever may read it, and of nobody else', async () => {
    assert.match(await (await opened.as('priya.shah')).text('/'), /3 reminders have been rung/)
    assert.doesNotMatch(await (await opened.as('joan.marsh')).text('/'), /reminders have been rung/)
  })
  // Sessions end; a week has gone by.
  const [ward, governance, other] = [
    await opened.as('priya.shah'),
    await opened.as('joan.marsh'),
    await opened.as('ana.reid'),
  ]

  await t.test(
    'each of its routes opens for those whom a clause lets, and for nobody else',
    async () => {
      const own = routesOf(opened.app).filter(({ action }) => action.startsWith('example.'))
      assert.deepEqual(
        own.filter(({ method }) => method === 'GET').map(({ url }) => url),
        ['/reminders'],
      )
      for (const { url } of own) {
        assert.equal((await ward.get(url)).status, 200)
        for (const person of [governance, other]) {
          const answer = await person.get(url)
          assert.equal(answer.status, 403)
          assert.match(await answer.text(), /This page is not open to you/)
        }
      }
      assert.match(await ward.text('/'), /href="\/reminders"/)
      assert.doesNotMatch(await governance.text('/'), /href="\/reminders"/)
    },
  )

  await t.test(
    'its section stands on the page of the person for whom its class is granted',
    async () => {
      const page = await ward.text(`/people/${MARTHA}`)
      assert.match(page, /<h2[^>]*>Reminders<\/h2>/)
      assert.match(page, /Order the bed/)
      assert.match(page, /example\.finish-reminder\?id=/)
      assert.match(page, /What was done[\s\S]*Sets a reminder about somebody/)
      const looks = await place.trail.looksAt([MARTHA], { limit: 1 })
      assert.match(JSON.stringify(looks), /reminders/)
      const hub = await (await opened.as('lee.carter')).text(`/people/${MARTHA}`)
      assert.doesNotMatch(hub, /Order the bed|id="reminders"/)
      assert.match(hub, /Not shown to you:[^<]*reminders/)
    },
  )

  await t.test('its life cycle guards its commands, and its README shows it', async () => {
    const [, id] = /example\.finish-reminder\?id=([0-9a-f-]+)/.exec(
      await ward.text(`/people/${MARTHA}`),
    )!
    const done = await ward.command('example.finish-reminder', { id }, 'done')
    assert.equal(done.status, 200)
    const twice = await ward.command('example.finish-reminder', { id }, 'done-again')
    assert.deepEqual(
      [twice.status, ((await twice.json()) as Refused).refusal.code],
      [422, 'closed'],
    )
    const readme = readFileSync(join(EXAMPLE, 'README.md'), 'utf8')
    assert.ok(readme.includes(diagram(reminderCycle)))
  })

  await t.test(
    'its kind of file is known by content, kept, and what is wrong is in quarantine',
    async () => {
      const file = join(opened.dataFolder, 'list.txt')
      writeFileSync(file, 'Reminder,Patient\nBring the glasses,H1\nno patient\n')
      const loaded = await concordat(load, [file], { source: HOSPITAL })
      const [{ kind, read, new: taken, quarantined }] = loaded.said.files
      assert.deepEqual([kind, read, taken, quarantined], ['reminder-csv', 2, 1, 1])
      assert.match(await ward.text(`/people/${MARTHA}`), /Bring the glasses/)
      const { said } = await concordat(listQuarantine, [])
      assert.match(JSON.stringify(said), /reminder-csv.*line 3|line 3.*reminder-csv/)
      const hospitals = await opened.as('david.osei')
      assert.match(await hospitals.text('/intake/quarantine'), /Reminder on a line/)
      assert.doesNotMatch(await governance.text('/intake/quarantine'), /Reminder on a line/)
      const wrong = await concordat(load, [file], { source: 'southmere-council' })
      assert.match(JSON.stringify(wrong.said), /this file holds reminders/)
    },
  )

  await t.test(
    'its concern, its gauge and its commands are listed with those of the others',
    async () => {
      clock.set(after(45))
      const told = await (await opened.as('joan.marsh')).text('/')
      assert.match(told, /Nobody has dealt with \d reminders/)
      assert.doesNotMatch(told, /See the reminders/)
      const metrics = await (await governance.get('/metrics')).text()
      assert.match(metrics, /^example_open_reminders 3$/m)
      const { said } = await concordat(commandsCommand, [], { room: 'example' })
      const named = (said.commands as { name: string; powers: object[] }[]).map(
        ({ name, powers }) => [name, powers] as const,
      )
      const powers = [{ role: 'ward-coordinator', clause: '90.4' }]
      assert.deepEqual(named, [
        ['example.finish-reminder', powers],
        ['example.set-reminder', powers],
      ])
    },
  )

  await t.test(
    'partners may differ about it, and what it makes for the made-up place is made once',
    async () => {
      const form = await (await opened.as('ian.croft')).text('/do/agreement.open-dispute')
      assert.match(form, /value="example"[^>]*>(<[^>]+>)*Reminders</)
      await setReminders(place, () => {})
      await setReminders(place, () => {})
      // Not weeks later: by then nobody is tied to a ward whose hospital is not heard.
      clock.set(after(9))
      const page = await (await opened.as('priya.shah')).text(`/people/${MARTHA}`)
      assert.equal(page.match(/key safe/g)?.length, 1)
    },
  )
})

type Refused = { refusal: { code: string } }

test('a text that gives the room no power is found wanting, by the name of its actions', async (t) => {
  const folder = writeText(t)
  edit(folder, '90-reminders.yaml', 'does: [example.read, example.set-reminder,', 'does: [')
  const lines: string[] = []
  const out = (line: string) => void lines.push(line)
  const settings = readSettings({})
  const call = { positionals: [folder], values: {}, json: false, settings, house, out, err: out }
  assert.equal(await check.run(call), 1)
  assert.match(lines.join('\n'), /example\.read/)
  assert.match(lines.join('\n'), /example\.set-reminder/)
})

test('two texts with its clauses are compared, by the kinds that it knows', async (t) => {
  const [old, next] = [writeText(t), writeText(t)]
  edit(next, '90-reminders.yaml', 'days: 7', 'days: 14')
  const lines: string[] = []
  const out = (line: string) => void lines.push(line)
  const settings = readSettings({})
  const call = { positionals: [old, next], values: {}, json: true, settings, house, out, err: out }
  assert.equal(await diff.run(call), 0, lines.join('\n'))
  const { changes } = JSON.parse(lines[0]!) as { changes: { number: string }[] }
  assert.equal(changes.length, 1)
  assert.match(changes[0]!.number, /^90\./)
})

test('two rooms of the same name do not start', () => {
  assert.throws(() => houseOf([...rooms, { ...example, name: 'intake' }]), /two rooms/)
})

test('what it knows is counted by a view of its own, without a name, and without who opted out', async (t) => {
  const { place } = await openExample(t)
  const { care, owner, planning } = place.databases
  await planEverybody(care, place.agreement.current())
  await owner.short.query(
    "insert into example.reminder (person_id, id, says, set_at) values ($1, $1, 'ring Ruth', now())",
    [MARTHA],
  )
  const { rows } = await planning.short.query<{ person: string }>('select * from planning.reminder')
  assert.equal(rows.length, 1)
  assert.deepEqual(Object.keys(rows[0]!), ['person', 'set_at', 'rung_at', 'done_at'])
  assert.notEqual(rows[0]!.person, MARTHA)
  assert.deepEqual(await countReminders(place), ['too few to show', 'too few to show'])
  await owner.short.query('delete from record.planned_person')
  assert.equal((await planning.short.query('select from planning.reminder')).rowCount, 0)
})

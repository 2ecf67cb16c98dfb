import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readMailbox } from '../src/access/index.ts'
import type { Viewer } from '../src/kernel/index.ts'
import { lookAtPerson } from '../src/record/index.ts'
import { pageTestApp } from '../src/shell/testing.ts'
import { transferConcerns } from '../src/transfer/concerns.ts'
import { lookAtAskings } from '../src/transfer/index.ts'
import { registerPack } from '../src/transfer/pages/pack.tsx'
import { registerStay } from '../src/transfer/pages/stay.tsx'
import { changedSouthmere } from './changed-place.ts'
import { audited, listed, lookedAt } from './transfer-looks.ts'
import { GEORGE, type Message, openTransferPlace, type TransferPlace } from './transfer-place.ts'
import { LEE, MAYA, OLIVE, TOM } from './written-here.ts'

/** What partners tell and ask each other of somebody who leaves hospital, through the real place. */
const CAME = '2026-03-09 08:00'
const came: Message = { code: 'A01', of: GEORGE, at: CAME, came: CAME }
const ready: Message = {
  ...{ ...came, code: 'A08', at: '2026-03-09 10:00', ready: '2026-03-09 10:00' },
  pathway: '3',
}

type Begun = TransferPlace & { stay: string; person: string }

async function begin(
  t: TestContext,
  ...[env = {}, ...messages]: [env?: Record<string, string>, ...Message[]]
): Promise<Begun> {
  const place = await openTransferPlace(t, { env })
  await place.tell(came, ready, ...messages)
  const [george] = await listed(place, LEE)
  return { ...place, stay: george!.stay, person: george!.person }
}

async function must<T = { asking: string }>(
  { does }: TransferPlace,
  who: Viewer,
  name: string,
  input: object,
): Promise<T> {
  const answer = await does(who, name, input)
  assert.ok(answer.ok, `${name}: ${JSON.stringify(answer)}`)
  return answer.result
}

async function refused({ does }: TransferPlace, who: Viewer, name: string, input: object) {
  const answer = await does(who, name, input)
  assert.ok(!answer.ok, `${name} was done`)
  return answer.code
}

async function holdersOf(place: Begun) {
  const [{ tasks }] = (await listed(place, LEE)) as [Awaited<ReturnType<typeof listed>>[0]]
  return tasks
    .filter(({ task }) => task === 'care-home' || task === 'social-care-assessment')
    .map(({ task, holders, closed }) => [task, holders.join(), closed])
}

test('a care home is asked, sees the need and nobody, offers, and sees the person once it is accepted', async (t) => {
  const place = await begin(t)
  const { stay, person, clock } = place
  const input = { stay, task: 'care-home', to: 'the-limes', needs: ['two-carers', 'nights'] }
  const { asking } = await must(place, LEE, 'transfer.refer', input)
  assert.deepEqual(await holdersOf(place), [['care-home', 'mere-general', false]])

  const seen = await lookAtAskings(place.place, OLIVE, 'what was asked')
  assert.equal(seen.rows.length, 1)
  assert.equal(seen.rows[0]!.person.who, undefined)
  assert.deepEqual(seen.rows[0]!.asking.needs, ['nights', 'two-carers'])
  assert.equal((await lookAtPerson(place.place, OLIVE, person as never)).outcome, 'refused')

  clock.set('2026-03-10T10:00:00Z')
  await must(place, OLIVE, 'transfer.acknowledge', { asking })
  assert.deepEqual(await holdersOf(place), [['care-home', 'the-limes', false]])
  clock.set('2026-03-10T11:00:00Z')
  await must(place, OLIVE, 'transfer.offer', { asking, on: '2026-03-11 11:00' })
  assert.deepEqual(await holdersOf(place), [['care-home', 'the-limes', false]])
  clock.set('2026-03-10T12:00:00Z')
  await must(place, LEE, 'transfer.accept-offer', { asking })
  assert.deepEqual(await holdersOf(place), [['care-home', 'mere-general', false]])
  assert.equal((await lookAtPerson(place.place, OLIVE, person as never)).outcome, 'allowed')
  clock.set('2026-03-10T13:00:00Z')
  await must(place, OLIVE, 'transfer.acknowledge', { asking })
  assert.deepEqual(await holdersOf(place), [['care-home', 'the-limes', false]])

  clock.set('2026-03-10T14:00:00Z')
  const { segments } = await lookedAt(place, LEE, stay)
  const held = segments.map(({ from, shares }) => [from, JSON.stringify(shares)])
  assert.deepEqual(
    held.map(([from]) => from),
    [
      '2026-03-09T10:00:00.000Z',
      '2026-03-10T09:00:00.000Z',
      '2026-03-10T10:00:00.000Z',
      '2026-03-10T12:00:00.000Z',
      '2026-03-10T13:00:00.000Z',
    ],
  )
  const checked = await place.place.trail.looksAt([person as never], { limit: 20 })
  assert.match(JSON.stringify(checked), /Limes|the-limes/)

  assert.deepEqual(await audited(place, 'transfer.refer'), [])
  await place.place.databases.owner.short.query(
    `update transfer.fact set message = '{"kind":"offer","from":"the-limes","to":"mere-general"}'
      where kind = 'send' and message->>'kind' = 'offer'`,
  )
  const [altered, ...others] = await audited(place, 'transfer.refer')
  assert.match(altered!, /^Fact .*: the log says otherwise\.$/)
  assert.deepEqual(others, [])
})

test('early notice goes out by itself, names nobody, and is proved by the button of its link', async (t) => {
  const place = await begin(t)
  const { place: here, stay, clock, settle } = place
  const read = async () => (await lookAtAskings(here, MAYA, 'what was asked')).rows[0]!
  const [first] = (await read()).asking.messages
  assert.deepEqual(
    [first!.kind, first!.from, first!.to, first!.says.signs],
    [...['early-notice', 'mere-general', 'southmere-council'], ['need']],
  )
  assert.equal(first!.delivered, undefined)
  assert.deepEqual(
    first!.attempts.map(({ way, told }) => [way, told]),
    [['link', 'the hospital social work team']],
  )
  const [{ mail }] = (await readMailbox(here, {
    limit: 1,
    to: 'hospital-desk@southmere.example',
  })) as [Awaited<ReturnType<typeof readMailbox>>[0]]
  assert.doesNotMatch(mail.text + mail.subject, /George|Whitfield|9990131015/)
  assert.equal((await here.today(LEE)).filter(({ what }) => /late/.test(what)).length, 1)

  const app = await place.serve()
  const link = new URL(mail.links[0]!).pathname
  const page = await app.inject(link)
  assert.match(page.body, /early notice about somebody who leaves hospital/)
  assert.doesNotMatch(page.body, /George|Whitfield/)
  assert.equal((await read()).asking.messages[0]!.delivered, undefined, 'a look proves nothing')
  const answered = await app.inject({ method: 'POST', url: link, payload: {} })
  assert.equal(answered.statusCode, 200)
  await settle()
  const { delivered } = (await read()).asking.messages[0]!
  assert.equal(delivered!.way, 'link')
  const counted = await here.databases.planning.short.query<{ told: string }>(
    `select concat_ws(' ', provider_id, status, end_at is not null, superseded_at is null) as told
      from planning.early_notice order by learnt_at, superseded_at`,
  )
  assert.deepEqual(
    counted.rows.map(({ told }) => told),
    ['southmere-council active f f', 'southmere-council finished t t'],
  )
  assert.equal((await here.today(LEE)).filter(({ what }) => /late/.test(what)).length, 0)
  assert.match((await app.inject(link)).body, /This link has been used/)

  const { asking } = await read()
  assert.equal(
    await refused(place, MAYA, 'transfer.acknowledge', { asking: asking.id }),
    'has-it-already',
  )
  assert.equal(
    await refused(place, LEE, 'transfer.notify', { stay, signs: ['need'] }),
    'told-already',
  )
  clock.set('2026-04-20T09:00:00Z')
  assert.equal((await app.inject(link)).statusCode, 410)
})

test('what is asked wrongly is refused with a sentence, and nothing is lost', async (t) => {
  const place = await begin(t)
  const { stay, tell, does } = place
  const ask = { stay, task: 'care-home', to: 'the-limes' }
  assert.equal(await refused(place, LEE, 'transfer.refer', { ...ask, to: 'nobody' }), 'faults')
  assert.equal(
    await refused(place, LEE, 'transfer.refer', { ...ask, to: 'mere-general' }),
    'yourself',
  )
  assert.equal(await refused(place, TOM, 'transfer.refer', ask), 'no-such-stay')
  const { asking } = await must(place, LEE, 'transfer.refer', ask)
  assert.equal(await refused(place, LEE, 'transfer.refer', ask), 'asked-already')
  assert.equal(await refused(place, LEE, 'transfer.acknowledge', { asking }), 'not-yours')
  assert.equal(await refused(place, LEE, 'transfer.offer', { asking }), 'not-yours')
  assert.equal(
    await refused(place, TOM, 'transfer.withdraw', { asking, reason: 'too-late' }),
    'no-such-asking',
  )
  assert.equal(await refused(place, LEE, 'transfer.accept-offer', { asking }), 'closed')
  assert.equal(
    await refused(place, OLIVE, 'transfer.offer', { asking, on: '2026-03-01 10:00' }),
    'past',
  )
  await must(place, OLIVE, 'transfer.acknowledge', { asking })
  const again = await does(OLIVE, 'transfer.acknowledge', { asking })
  assert.ok(!again.ok && again.code === 'has-it-already')

  await must(place, LEE, 'transfer.withdraw', { asking, reason: 'found-elsewhere' })
  assert.deepEqual(await holdersOf(place), [['care-home', 'the-limes', true]])
  await must(place, OLIVE, 'transfer.acknowledge', { asking })
  assert.equal(await refused(place, OLIVE, 'transfer.acknowledge', { asking }), 'no-such-asking')
  const second = await must(place, LEE, 'transfer.refer', ask)
  await must(place, OLIVE, 'transfer.refuse', { asking: second.asking, reason: 'no-room' })
  assert.equal(
    await refused(place, OLIVE, 'transfer.offer', { asking: second.asking }),
    'no-such-asking',
  )

  const third = await must(place, LEE, 'transfer.refer', ask)
  await tell({ ...came, code: 'A11', at: '2026-03-10 08:30' })
  const gone = await does(LEE, 'transfer.withdraw', { asking: third.asking, reason: 'too-late' })
  assert.ok(!gone.ok && /no-such-asking|stay-gone/.test(gone.code), JSON.stringify(gone))
  assert.deepEqual((await lookAtAskings(place.place, OLIVE, 'what was asked')).rows, [])
})

test('a party’s own system is sent FHIR until it answers with a number of its own; each attempt is kept', async (t) => {
  const answers: { status: number; body: string }[] = [
    { status: 500, body: '' },
    { status: 200, body: '{}' },
    { status: 500, body: '' },
    { status: 201, body: '{"resourceType":"Bundle","id":"their-7"}' },
  ]
  const shown: (string | undefined)[] = []
  /** how far it is there, by the number under which it was sent */
  let there: object | undefined
  const asked: string[] = []
  const taken: { type: string; entry: { resource: { resourceType: string } }[] }[] = []
  const server = createServer((request, response) => {
    shown.push(request.headers.authorization)
    if (request.method === 'GET') {
      asked.push(request.url!)
      response.writeHead(there === undefined ? 404 : 200)
      return response.end(JSON.stringify(there))
    }
    let body = ''
    request.on('data', (part) => (body += part))
    request.on('end', () => {
      taken.push(JSON.parse(body))
      const answer = answers[taken.length - 1] ?? { status: 201, body: '{"id":"their-8"}' }
      response.writeHead(answer.status, { 'content-type': 'application/fhir+json' })
      response.end(answer.body)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const from = '- { party: the-limes, contact: manager, names: false }'
  const to = '- { party: the-limes, contact: manager, interface: fhir, names: false }'
  const secret = join(mkdtempSync(join(tmpdir(), 'concordat-token-')), 'token')
  t.after(() => rmSync(dirname(secret), { recursive: true, force: true }))
  writeFileSync(secret, 'first\n')
  const place = await begin(t, {
    CONCORDAT_PLACE: await changedSouthmere(t, [from, to]),
    CONCORDAT_SYSTEM_THE_LIMES: `http://127.0.0.1:${port}/`,
    CONCORDAT_SYSTEM_THE_LIMES_TOKEN: secret,
  })
  const { asking } = await must(place, LEE, 'transfer.refer', {
    ...{ stay: place.stay, task: 'care-home', to: 'the-limes', needs: ['hoist'] },
  })
  const message = async () => {
    const { rows } = await lookAtAskings(place.place, LEE, 'what was asked')
    return rows.find((row) => row.asking.id === asking)!.asking.messages[0]!
  }
  assert.equal((await message()).attempts.length, 1)
  const waits = [1, 5, 30]
  for (const minutes of waits) {
    writeFileSync(secret, `after ${minutes}\n`)
    assert.deepEqual((await holdersOf(place)).at(-1)!.slice(0, 2), ['care-home', 'mere-general'])
    place.clock.set(new Date(place.clock.now().getTime() + minutes * 60_000).toISOString())
    await place.settle()
  }
  const { delivered, attempts } = await message()
  assert.deepEqual(attempts.map(({ way, told }) => `${way}: ${told}`).sort(), [
    'interface: it answered with status 500',
    'interface: it answered with status 500',
    'interface: it gave no number of its own',
    'link: the manager',
  ])
  assert.deepEqual([delivered!.way, delivered!.told], ['interface', 'their-7'])
  assert.deepEqual((await holdersOf(place)).at(-1)!.slice(0, 2), ['care-home', 'the-limes'])
  assert.equal(taken.length, 4)
  assert.deepEqual(
    shown,
    ['first', 'after 1', 'after 5', 'after 30'].map((one) => `Bearer ${one}`),
  )

  // That it was opened is proved by how far it is there, and by nothing that is of another asking or only waits.
  const later = async (minutes: number) => {
    place.clock.set(new Date(place.clock.now().getTime() + minutes * 60_000).toISOString())
    await place.settle()
    return (await message()).read
  }
  const number = { value: asking }
  assert.equal(await later(5), undefined)
  const query = new URL(asked[0]!, 'http://there.example').searchParams
  assert.equal(query.get('identifier'), `${place.place.settings.origin}/transfer/asked|${asking}`)
  there = { resourceType: 'Task', status: 'requested', identifier: [number] }
  assert.equal(await later(5), undefined)
  const others = {
    resource: { resourceType: 'Task', status: 'accepted', identifier: [{ value: 'x' }] },
  }
  there = { resourceType: 'Bundle', entry: [others] }
  assert.equal(await later(10), undefined)
  const own = { resource: { resourceType: 'Task', status: 'received', identifier: [number] } }
  there = { resourceType: 'Bundle', entry: [others, own] }
  const read = await later(20)
  assert.deepEqual([read?.way, read?.told], ['interface', 'received'])
  assert.equal(asked.length, 4)
  await later(60)
  assert.equal(asked.length, 4, 'what is proved is asked no more')
  assert.doesNotMatch(JSON.stringify(taken), /Whitfield|9990131015|1946/)
  assert.deepEqual(
    taken[0]!.entry.map(({ resource }) => resource.resourceType),
    [...['MessageHeader', 'Task', 'Patient', 'Organization', 'Organization']],
  )

  await must(place, OLIVE, 'transfer.offer', { asking, on: '2026-03-11 11:00' })
  await must(place, LEE, 'transfer.accept-offer', { asking })
  assert.match(JSON.stringify(taken.at(-1)), /Whitfield/, 'from when the offer is accepted')
  await must(place, LEE, 'transfer.send-pack', { stay: place.stay, to: 'the-limes' })
  const pack = taken.at(-1)!
  assert.equal(pack.type, 'document')
  assert.equal(pack.entry[0]!.resource.resourceType, 'Composition')
  assert.match(JSON.stringify(pack), /Allergies are not recorded/)
  const looks = JSON.stringify(
    await place.place.trail.looksAt([place.person as never], { limit: 9 }),
  )
  assert.match(looks, /the system of The Limes/)
})

test('a transfer pack goes to whoever takes them, for their role; what is left out is said', async (t) => {
  const place = await begin(t)
  const { stay } = place
  const ask = { stay, task: 'care-home', to: 'the-limes' }
  assert.equal(
    await refused(place, LEE, 'transfer.send-pack', { stay, to: 'the-limes' }),
    'not-theirs',
  )
  const { asking } = await must(place, LEE, 'transfer.refer', ask)
  await must(place, OLIVE, 'transfer.offer', { asking, on: '2026-03-11 11:00' })
  await must(place, LEE, 'transfer.accept-offer', { asking })
  const sender = await pageTestApp({ viewer: LEE })
  registerPack(sender, place.place)
  registerStay(sender, place.place)
  const text = async (app: typeof sender, path: string) =>
    (await app.inject(path)).body.replaceAll(/<!-- -->/g, '')
  const page = await text(sender, `/transfer/${stay}`)
  assert.match(page, /Medicines to take home, and letters: nobody has said anything of it/)
  assert.match(page, /A place in a care home: open, with Mere General/)
  assert.match(page, /Transfer pack for The Limes/)
  const preview = await text(sender, `/transfer/${stay}/pack/the-limes`)
  assert.match(preview, /George Whitfield/)
  assert.match(preview, /Allergies are not recorded/)
  assert.match(preview, /who has looked: their role may not see it/)
  assert.match(
    await text(sender, `/transfer/${stay}/pack/southmere-council`),
    /There is no pack for them/,
  )

  const sent = await must(place, LEE, 'transfer.send-pack', { stay, to: 'the-limes' })
  const receiver = await pageTestApp({ viewer: OLIVE })
  registerPack(receiver, place.place)
  const read = await text(receiver, `/transfer/asked/${sent.asking}/pack`)
  assert.match(read, /For The Limes/)
  assert.match(read, /NHS 999 013 1015/)
  const stranger = await pageTestApp({ viewer: TOM })
  registerPack(stranger, place.place)
  assert.doesNotMatch(await text(stranger, `/transfer/asked/${sent.asking}/pack`), /Whitfield/)
})

test('a system that a clause names and no setting is written to, and whoever watches is told', async (t) => {
  const from = '- { party: the-limes, contact: manager, names: false }'
  const to = '- { party: the-limes, contact: manager, interface: fhir, names: false }'
  const address = 'https://council.example/fhir'
  const place = await begin(t, {
    CONCORDAT_PLACE: await changedSouthmere(t, [from, to]),
    CONCORDAT_SYSTEM_SOUTHMERE_COUNCIL: address,
  })
  const asked = { stay: place.stay, task: 'care-home', to: 'the-limes' }
  await must(place, LEE, 'transfer.refer', asked)
  const { rows } = await lookAtAskings(place.place, LEE, 'what was asked')
  const messages = rows.flatMap(({ asking }) => asking.messages)
  const tried = messages.flatMap(({ to: whom, attempts }) => attempts.map(({ way }) => [whom, way]))
  assert.deepEqual(tried.sort(), [
    ['southmere-council', 'link'],
    ['the-limes', 'link'],
  ])
  const told = transferConcerns(place.place).map(({ what }) => what)
  assert.deepEqual(told, [
    'The system of The Limes takes no messages',
    'Nothing is sent to the system of Southmere Council',
  ])
})

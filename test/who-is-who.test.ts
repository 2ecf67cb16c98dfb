import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { loadFiles } from '../src/intake/index.ts'
import type { PersonId, Viewer } from '../src/kernel/index.ts'
import {
  keepQuality,
  listDoubts,
  measureQuality,
  qualitySampled,
  sampleToSay,
  savePeople,
} from '../src/people/index.ts'
import { knownTwice } from '../src/people/testing.ts'
import { openTestPlace } from './open-place.ts'
import { signIn } from './sign-in.ts'

/**
 * What is in doubt about who is who: shown to both sides without a word of anybody, settled by both, taken back
 * exactly.
 */
const NHS = 'https://fhir.nhs.uk/Id/nhs-number'
const HOSPITAL = lead('david.osei', 'mere-general', 'nhs')
const COUNCIL = lead('joan.marsh', 'southmere-council', 'council')
const MARTHA: Viewer = {
  actor: {
    id: 'martha.okello',
    name: 'Martha Okello',
    role: 'resident',
    organisation: '',
    side: '',
    nhsNumber: '9990123454',
    via: 'web',
  },
  purpose: 'own-record',
}
const NADIA: Viewer = { ...HOSPITAL, actor: { ...HOSPITAL.actor, role: 'ward-coordinator' } }
const REFUSED = (answer: { ok: boolean }) =>
  !answer.ok && 'refusal' in answer && (answer.refusal as { code: string }).code

function lead(id: string, organisation: string, side: string): Viewer {
  const role = 'governance-lead'
  const actor = { id, name: id, role, organisation, side, via: 'web' as const }
  return { actor, purpose: 'governance' }
}

function patient(id: string, given: string, more: object = {}) {
  return {
    resourceType: 'Patient',
    id,
    identifier: [{ system: NHS, value: '9990123454' }],
    name: [{ family: 'Okello', given: [given] }],
    gender: 'female',
    birthDate: '1944-03-12',
    ...more,
  }
}

async function southmere(t: TestContext) {
  const files = mkdtempSync(join(tmpdir(), 'concordat-who-files-'))
  t.after(() => rmSync(files, { recursive: true, force: true }))
  const { place, listen } = await openTestPlace(t)
  await listen()
  const { databases, settings } = place
  const short = databases.care.short
  const say = (viewer: Viewer, command: string, input: object) =>
    place.call(`people.${command}`, { viewer, input: { reason: 'Both desks checked.', ...input } })
  return {
    place,
    say,
    async load(source: string, ...all: object[]) {
      const path = join(files, `${source}.ndjson`)
      writeFileSync(path, all.map((one) => `${JSON.stringify(one)}\n`).join(''))
      const { files: loaded } = await loadFiles(place, [path], source)
      assert.equal(loaded[0]!.new, all.length)
    },
    async page(person: string, path = '/people/doubts') {
      const cookie = await signIn(settings.origin, person)
      const answer = await fetch(new URL(path, settings.origin), {
        headers: { accept: 'text/html', cookie },
      })
      const html = await answer.text()
      return {
        status: answer.status,
        html,
        text: html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '),
      }
    },
    doubts: () => listDoubts(short, place.agreement.current(), { limit: 100 }),
    async personsFrom(source: string) {
      const { rows } = await short.query<{ person_id: string }>(
        'select person_id from people.person where source = $1',
        [source],
      )
      return rows.map(({ person_id }) => person_id)
    },
    /** links and doubts, as they stand */
    async standing() {
      const { rows: links } = await short.query(
        'select person_id, identity_id, basis, members from people.link order by 1',
      )
      const { rows: doubts } = await short.query(
        `select person_id, doubt_id, reason, persons from people.doubt where settled_at is null
         order by 1, 2`,
      )
      return { links, doubts }
    },
  }
}

test('both sides settle who is who, and what they said is taken back exactly', async (t) => {
  const { load, page, doubts, say, standing } = await southmere(t)
  await load('mere-general', patient('H1', 'Martha'))
  await load('southmere-council', patient('C1', 'Ruth'))
  const before = await standing()
  const [doubt, ...others] = await doubts()
  assert.equal(others.length, 0)
  assert.deepEqual(
    [doubt!.reason, doubt!.persons.length, doubt!.waitsFor, doubt!.probability],
    ['number-contradicted', 2, ['council', 'nhs'], null],
  )
  const { status, text } = await page('david.osei')
  assert.equal(status, 200)
  assert.match(text, /They have one NHS number, and what else is said of them cannot be of one/)
  assert.match(text, /the data desk of Mere General and the data desk of Southmere Council/)
  assert.match(text, /They are one person/)
  assert.doesNotMatch(text, /Okello|Martha|Ruth|9990123454|999 012 3454|1944/)
  assert.equal((await page('nadia.khan')).status, 403)

  const one = await say(HOSPITAL, 'say-same', { doubt: doubt!.id })
  assert.ok(one.ok, JSON.stringify(one))
  assert.deepEqual(await standing(), before, 'one side alone changes nothing')
  assert.deepEqual((await doubts())[0]!.waitsFor, ['council'])
  assert.match((await page('david.osei')).text, /It waits for the other side\. Take it back/)
  const two = await say(COUNCIL, 'say-same', { persons: doubt!.persons })
  assert.ok(two.ok, JSON.stringify(two))
  const joined = await standing()
  assert.equal(new Set(joined.links.map(({ identity_id }) => identity_id)).size, 1)
  assert.deepEqual(joined.doubts, [])
  const { decision } = one.result as { decision: string }
  const foreign = await say(COUNCIL, 'undo', { decision })
  assert.equal(!foreign.ok && 'refusal' in foreign && foreign.refusal.code, 'not-yours')
  assert.ok((await say(HOSPITAL, 'undo', { decision })).ok)
  assert.deepEqual(await standing(), before)

  assert.ok((await say(HOSPITAL, 'say-different', { doubt: doubt!.id })).ok)
  assert.deepEqual(await standing(), before, 'the council says that they are one')
  assert.match((await page('joan.marsh')).text, /The sides do not say the same/)
  assert.ok((await say(COUNCIL, 'say-different', { doubt: doubt!.id })).ok)
  assert.deepEqual((await standing()).doubts, [])
  assert.deepEqual((await standing()).links, before.links)
  const again = await say(HOSPITAL, 'say-same', { doubt: doubt!.id })
  assert.equal(!again.ok && 'refusal' in again && again.refusal.code, 'no-such-doubt')
})

test('what a source must put right is not for people to say; neither is what is no side’s of theirs', async (t) => {
  const { load, page, doubts, say, personsFrom } = await southmere(t)
  await load('mere-general', patient('H1', 'Martha'))
  await load('southmere-gp', patient('G1', 'Martha', { deceasedDateTime: '2026-02-01' }))
  const [death] = await doubts()
  assert.deepEqual([death!.reason, death!.waitsFor], ['death', ['nhs']])
  const closed = await say(HOSPITAL, 'say-same', { doubt: death!.id })
  assert.equal(!closed.ok && 'refusal' in closed && closed.refusal.code, 'closed')
  const foreign = await say(COUNCIL, 'say-different', { persons: death!.persons })
  assert.equal(!foreign.ok && 'refusal' in foreign && foreign.refusal.code, 'not-yours')
  const { text } = await page('joan.marsh')
  assert.match(text, /One source says that this person has died, and others do not/)
  assert.match(text, /Ask the data desk of Mere General and the data desk of NHS Southmere/)
  const other = { identifier: [{ system: NHS, value: '9990123462' }] }
  await load('southmere-council', patient('C9', 'Martha', other))
  const [council] = await personsFrom('southmere-council')
  const numbers = await say(COUNCIL, 'say-same', { persons: [death!.persons[0], council] })
  assert.equal(!numbers.ok && 'refusal' in numbers && numbers.refusal.code, 'two-numbers')
  for (const input of [{}, { doubt: 'constructor' }, { doubt: death!.id, reason: ' ' }]) {
    const answer = await say(HOSPITAL, 'say-same', input)
    assert.ok(!answer.ok)
  }
})

test('a version judges nobody before each side has adopted it; unsure pairs are settled by both', async (t) => {
  const { place, page, doubts, say, standing } = await southmere(t)
  const { databases, errands, clock } = place
  const people = knownTwice(120, 'southmere-council')
  const save = (some: typeof people) =>
    databases.care.transaction((tx) => savePeople(tx, some, clock.now()))
  await save(people)
  const before = await standing()
  const call = (viewer: Viewer, name: string, input: object) =>
    place.call(`people.${name}`, { viewer, input })
  const record = { given_name: 'Martha', family_name: 'Okellobb', date_of_birth: '1931-02-02' }
  assert.equal(REFUSED(await call(HOSPITAL, 'match', record)), 'no-version')
  assert.ok((await call(HOSPITAL, 'train', {})).ok)
  await errands.runDue()
  const models = await page('david.osei', '/people/models')
  assert.match(models.text, /240 records Adopted by nobody Adopt it/)
  const version = /version=([0-9a-f]{64})/.exec(models.html)![1]!
  assert.equal(
    REFUSED(await call(HOSPITAL, 'adopt-model', { version: '0'.repeat(64) })),
    'no-such-version',
  )
  assert.ok((await call(HOSPITAL, 'adopt-model', { version })).ok)
  await errands.runDue()
  assert.deepEqual(await standing(), before)
  assert.ok((await call(COUNCIL, 'adopt-model', { version })).ok)
  await errands.runDue()
  const judged = await standing()
  assert.ok(judged.links.some(({ basis }) => basis === 'matched'))
  assert.match((await page('joan.marsh', '/people/models')).text, /240 records In effect/)

  const truth = {
    records: people.map(({ source, sourceId: id }) => ({ source, id, key: id.slice(1) })),
    groupOf: (key: string) => (Number(key) % 5 === 0 ? 'written otherwise' : 'written alike'),
  }
  const counts = await measureQuality(databases.care.short, truth)
  const own = counts.filter(({ by }) => by === 'sex')
  const tells = own.map(({ group, persons, wanted }) => [group, persons, wanted])
  assert.deepEqual(tells, [
    ['written alike', 96, 96],
    ['written otherwise', 24, 24],
  ])
  assert.match((await page('joan.marsh', '/people/quality')).text, /has not been measured yet/)
  await databases.care.transaction((tx) => keepQuality(tx, counts, clock.now()))
  const shown = await page('joan.marsh', '/people/quality')
  assert.match(shown.text, /written otherwise 24 \d/)
  assert.equal((await page('nadia.khan', '/people/quality')).status, 403)
  const everybody = await fetch(new URL('/public/match-quality', place.settings.origin))
  assert.equal(everybody.status, 200)
  assert.match(await everybody.text(), /How right it is who is who/)

  const [one, two] = (await doubts()).filter(({ reason }) => reason === 'may-be-one')
  assert.ok(one!.probability! > 0.01 && two!.probability! <= one!.probability!)
  const seen = await page('david.osei', `/people/doubts/${one!.id}`)
  assert.match(seen.text, /They would have moved, which speaks for two people/)
  assert.doesNotMatch(seen.text, /Okello|Martha|High Street|9990/)
  assert.equal((await page('nadia.khan', `/people/doubts/${one!.id}`)).status, 403)
  const deeds = await place.trail.deedsAbout([one!.persons[0]!])
  assert.ok(
    deeds.some(({ command }) => command === 'people.see-why'),
    'a reviewer’s look is a look',
  )

  const both = await Promise.all([
    say(HOSPITAL, 'say-same', { doubt: one!.id }),
    say(HOSPITAL, 'say-same', { doubt: one!.id }),
  ])
  assert.ok(
    both.every(({ ok }) => ok),
    'two reviewers of one side at once',
  )
  assert.deepEqual(await standing(), judged)
  const said = await say(COUNCIL, 'say-same', { doubt: one!.id })
  assert.ok(said.ok)
  const link = (await standing()).links.find(({ person_id: id }) => id === one!.persons[0])
  assert.ok(one!.persons.every((id) => (link!.members as string[]).includes(id)))
  assert.ok(
    (await say(COUNCIL, 'undo', { decision: (said.result as { decision: string }).decision })).ok,
  )
  assert.deepEqual(await standing(), judged)

  const [first, second] = two!.persons.map((id) => people.find(({ personId }) => personId === id)!)
  await save([
    {
      ...second!,
      given: first!.given,
      family: first!.family!,
      nhsNumber: '9990123454',
      birthDate: '2001-01-01',
    },
  ])
  assert.equal(REFUSED(await say(HOSPITAL, 'say-same', { doubt: two!.id })), 'no-such-doubt')
  await save([second!])
  assert.deepEqual(await standing(), judged)
})

test('a resident says that a record is not about them: it parts at once, and comes back as it was', async (t) => {
  const { load, page, say, standing, personsFrom } = await southmere(t)
  await load('mere-general', patient('H1', 'Martha', { address: [{ postalCode: 'SM1 1AA' }] }))
  const unnumbered = { identifier: [], address: [{ postalCode: 'SM1 1AA' }] }
  await load('southmere-council', patient('C1', 'Martha', unnumbered))
  const joined = await standing()
  assert.equal(new Set(joined.links.map(({ identity_id: id }) => id)).size, 1)
  const [record] = await personsFrom('southmere-council')
  assert.match(
    (await page('martha.okello', '/me/records')).text,
    /council.{1,6}s social care record: That is not me/,
  )
  assert.equal(REFUSED(await say(HOSPITAL, 'not-mine', { record })), 'no-power')
  const other = {
    ...MARTHA,
    actor: { ...MARTHA.actor, id: 'ruth.okello', nhsNumber: '9990123462' },
  }
  assert.equal(REFUSED(await say(other, 'not-mine', { record })), 'not-yours')
  const said = await say(MARTHA, 'not-mine', { record })
  assert.ok(said.ok, JSON.stringify(said))
  const parted = await standing()
  assert.equal(new Set(parted.links.map(({ identity_id: id }) => id)).size, 2)
  const persons = [...(await personsFrom('mere-general')), record]
  assert.ok((await say(HOSPITAL, 'say-same', { persons })).ok)
  assert.ok((await say(COUNCIL, 'say-same', { persons })).ok)
  assert.deepEqual(
    (await standing()).links,
    parted.links,
    'nobody is kept in a record against their word',
  )
  assert.match((await page('martha.okello', '/me/records')).text, /is not yours\. Take it back/)
  const { decision } = said.result as { decision: string }
  assert.equal(REFUSED(await say(COUNCIL, 'undo', { decision })), 'not-yours')
  assert.ok((await say(MARTHA, 'undo', { decision })).ok)
  assert.equal(new Set((await standing()).links.map(({ identity_id: id }) => id)).size, 1)
})

test('pairs are drawn by lot and looked at, and what they say holds the truth', async (t) => {
  const { place, page, say, standing } = await southmere(t)
  const { databases, errands, clock, agreement } = place
  const call = (viewer: Viewer, name: string, input: object) =>
    place.call(`people.${name}`, { viewer, input })
  assert.match((await page('david.osei', '/people/sample')).text, /Nothing has been drawn yet/)
  assert.equal(REFUSED(await call(HOSPITAL, 'draw-sample', {})), 'no-version')
  const people = knownTwice(120, 'southmere-council')
  await databases.care.transaction((tx) => savePeople(tx, people, clock.now()))
  assert.ok((await call(HOSPITAL, 'train', {})).ok)
  await errands.runDue()
  const models = await page('david.osei', '/people/models')
  const version = /version=([0-9a-f]{64})/.exec(models.html)![1]!
  for (const lead of [HOSPITAL, COUNCIL]) {
    assert.ok((await call(lead, 'adopt-model', { version })).ok)
    await errands.runDue()
  }
  const few = await call(HOSPITAL, 'draw-sample', { each: 2 })
  assert.ok(!few.ok && 'faults' in few)
  assert.equal(REFUSED(await call(NADIA, 'draw-sample', {})), 'no-power')
  assert.ok((await call(HOSPITAL, 'draw-sample', { each: 12 })).ok)
  await errands.runDue()
  const before = await standing()
  const db = databases.care.short
  const { pairs } = (await sampleToSay(db, agreement.current()))!
  assert.ok(pairs.length > 20 && pairs.length < 200, `${pairs.length} pairs`)
  const shown = await page('david.osei', '/people/sample')
  assert.match(shown.text, /pairs were drawn .*; 0 of them every side has looked at/)
  assert.doesNotMatch(shown.text, /Okello|Martha|High Street|9990/)
  assert.equal((await page('nadia.khan', '/people/sample')).status, 403)
  const [first] = pairs
  const why = await page('david.osei', `/people/sample/${first!.id}`)
  assert.match(why.text, /Judged by what each field says/)
  const deeds = await place.trail.deedsAbout([first!.persons[0]!])
  assert.ok(deeds.some(({ command }) => command === 'people.see-why'))
  assert.equal((await page('david.osei', `/people/sample/${randomUUID()}`)).status, 404)

  const keyOf = new Map(people.map(({ personId, sourceId }) => [personId, sourceId.slice(1)]))
  const isOne = ([a, b]: readonly PersonId[]) => keyOf.get(a!) === keyOf.get(b!)
  const none = (await qualitySampled(db, agreement.current()))!.of('sex').rows
  assert.ok(none.every((row) => row.missed_rate === null && row.reviewed === 0))
  for (const { id, persons, waitsFor } of pairs) {
    const saying = isOne(persons) ? 'say-same' : 'say-different'
    for (const side of waitsFor) {
      const answer = await say(side === 'nhs' ? HOSPITAL : COUNCIL, saying, { sampled: id })
      assert.ok(answer.ok, JSON.stringify(answer))
    }
  }
  // What stood rightly stands as it did; of what did not, all that was looked at is put right.
  const after = await standing()
  const idOf = (all: typeof after, id: string) =>
    all.links.find(({ person_id }) => person_id === id)!.identity_id
  for (const { persons } of pairs) {
    assert.equal(idOf(after, persons[0]!) === idOf(after, persons[1]!), isOne(persons))
  }
  const together = (all: typeof before, same: boolean) =>
    people.flatMap((one, at) =>
      people
        .slice(at + 1)
        .filter((other) => idOf(all, one.personId) === idOf(all, other.personId))
        .filter((other) => isOne([one.personId, other.personId]) === same),
    ).length
  const { rows } = (await qualitySampled(db, agreement.current()))!.of('sex')
  assert.ok(rows.every((row) => row.reviewed === row.drawn && row.missed_rate !== null))
  const [wrong, found] = [together(before, false), together(before, true)]
  for (const row of rows) {
    assert.ok(row.false_low <= wrong / (wrong + found) && wrong / (wrong + found) <= row.false_high)
    assert.ok(row.low <= 1 - found / 120)
  }
  assert.match((await page('joan.marsh', '/people/quality')).text, /By pairs that people have/)
  assert.match(
    (await page('joan.marsh', '/people/sample?show=own')).text,
    /There are none of these/,
  )
  const everybody = await fetch(new URL('/public/match-quality', place.settings.origin))
  assert.match(await everybody.text(), /By pairs that people have looked at/)
})

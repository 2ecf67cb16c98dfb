import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decide } from '../src/access/index.ts'
import type { Viewer } from '../src/kernel/index.ts'
import { emptyTables } from '../src/kernel/testing.ts'
import { lookAtPerson } from '../src/record/index.ts'
import { lookAtNotesToSettle } from '../src/record/look-at-notes-to-settle.ts'
import { seenAs } from '../src/record/note-words.ts'
import { verifyPlace } from '../src/trail/index.ts'
import { whomOf } from '../src/web/whom-of.ts'
import {
  ANA,
  ANA_GUARDS,
  BEN,
  CARL,
  COUNCIL,
  codeOf,
  FEMI,
  JOAN,
  LEE,
  MARTHA,
  MAYA,
  MERE,
  NADIA,
  NIGHT,
  NOBODY,
  OLIVE,
  openWritten,
  PAT,
  PRACTICE,
  PRIYA,
  RUTH,
  TOM,
} from './written-here.ts'

type Place = Awaited<ReturnType<typeof openWritten>>

async function notesFor({ place }: Place, who: Viewer, person = MERE) {
  const look = await lookAtPerson(place, who, person)
  return look.outcome === 'allowed' ? look.view.notes : undefined
}

test('the ward writes a note, the council reads it, and Martha reads who wrote it', async (t) => {
  const place = await openWritten(t)
  await place.write(PRIYA, 'Her hearing aid is in the drawer.', 'everyone')
  const [read] = (await notesFor(place, ANA, COUNCIL))!
  assert.equal(read!.text, 'Her hearing aid is in the drawer.')
  assert.deepEqual(read!.by, {
    name: 'priya shah',
    role: 'ward coordinator',
    organisation: 'Mere General',
    unit: 'Ward 6',
  })
  assert.equal(read!.source, 'written here')
  assert.deepEqual([read!.writtenAt, read!.learntAt], ['2026-03-10T09:00:00.000Z', read!.writtenAt])
  assert.equal((await notesFor(place, MARTHA))![0]!.text, 'Her hearing aid is in the drawer.')
  const [deed] = await place.place.trail.deedsAbout([COUNCIL])
  assert.equal(deed!.command, 'record.note')
  assert.match(deed!.clause!, /^13\.1$/)
  const [look] = await place.place.trail.looksAt([MERE])
  assert.match(look!.what, /^(own record|person page: .*, notes)/)
})

test('what is for few is read by few, and Martha reads that it was written', async (t) => {
  const place = await openWritten(t)
  await place.write(PRIYA, 'She is afraid of the stairs.', 'team')
  assert.equal((await notesFor(place, NIGHT))![0]!.text, 'She is afraid of the stairs.')
  assert.deepEqual(await notesFor(place, LEE), [])
  assert.deepEqual(await notesFor(place, ANA), [])
  const [hers] = (await notesFor(place, MARTHA))!
  assert.equal(hers!.text, undefined)
  assert.equal(hers!.forWhom, 'Ward 6 at Mere General')
  assert.doesNotMatch(JSON.stringify(hers), /stairs/)
})

test('what speaks of safeguarding is read for safeguarding alone, and hinted at nowhere', async (t) => {
  const place = await openWritten(t)
  await place.write(PRIYA, 'A safeguarding concern about her nephew.', 'everyone')
  await place.write(ANA_GUARDS, 'Her nephew took the bank card.', 'everyone')
  for (const who of [PRIYA, ANA, MARTHA, NADIA]) {
    assert.deepEqual(await notesFor(place, who), [], who.actor.id)
  }
  assert.equal((await notesFor(place, ANA_GUARDS))!.length, 2)
  const deeds = await place.place.trail.deedsAbout([MERE])
  // That their council was told of a stay is done by itself.
  assert.deepEqual(
    deeds.filter(({ actor }) => actor.role !== 'system'),
    [],
  )
  for (const { what } of await place.place.trail.looksAt([MERE])) {
    assert.doesNotMatch(what, /notes|safeguard/)
  }
})

test('that there is a key safe is read by whoever reads notes, and what opens it by none of them', async (t) => {
  const place = await openWritten(t)
  await place.write(PRIYA, 'She has a key safe.', 'everyone')
  await place.write(PRIYA, 'The key safe code is 4417.', 'everyone')
  for (const who of [PRIYA, ANA, NADIA, MARTHA]) {
    const texts = (await notesFor(place, who))!.map(({ text }) => text)
    assert.deepEqual(texts, ['She has a key safe.'], who.actor.id)
  }
})

/** Everybody, with what live data proves between them and Martha, and the part of her record in which they write. */
const PEOPLE: readonly { who: Viewer; proved: string[]; writes?: string }[] = [
  { who: PRIYA, proved: ['admitted-here', 'in-our-hospital'], writes: 'hospital' },
  { who: NIGHT, proved: ['admitted-here', 'in-our-hospital'], writes: 'hospital' },
  { who: TOM, proved: ['in-our-hospital'] },
  { who: LEE, proved: ['in-our-hospital'], writes: 'hospital' },
  { who: ANA, proved: ['open-case-here'], writes: 'council-care' },
  { who: ANA_GUARDS, proved: ['open-case-here'], writes: 'safeguarding' },
  { who: BEN, proved: ['open-case-here'], writes: 'council-care' },
  { who: CARL, proved: ['open-case-here'], writes: 'council-care' },
  { who: NADIA, proved: ['registered-here'], writes: 'hospital' },
  { who: OLIVE, proved: ['placed-here'], writes: 'hospital' },
  { who: FEMI, proved: ['open-case-here'], writes: 'council-care' },
  { who: PAT, proved: ['open-case-here'], writes: 'council-care' },
  { who: JOAN, proved: [] },
  { who: MARTHA, proved: ['is-the-person'] },
  { who: RUTH, proved: [] },
]
const WRITERS = PEOPLE.filter(({ writes }) => writes !== undefined)
/** Written out, so that nothing here is worked out by the rules that are tried. */
const TEAMS: readonly Viewer[][] = [
  [PRIYA, NIGHT],
  [LEE],
  [ANA, ANA_GUARDS, BEN],
  [CARL],
  [NADIA],
  [OLIVE],
  [FEMI],
  [PAT],
]

test('whoever reads a note is whom a plain reading of the rules lets read it', async (t) => {
  const place = await openWritten(t)
  const agreement = place.place.agreement.current()!
  const sees = ({ who: { actor, purpose }, proved }: (typeof PEOPLE)[number], dataClass: string) =>
    decide(agreement, { ...actor, purpose, relationships: new Set(proved), dataClass }).allowed
  const draft = fc.record({
    writer: fc.constantFrom(...WRITERS),
    audience: fc.constantFrom('team', 'side', 'everyone'),
    sensitive: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
    person: fc.constantFrom(MERE, COUNCIL),
  })
  const property = fc.asyncProperty(
    fc.array(draft, { minLength: 1, maxLength: 6 }),
    async (all) => {
      await emptyTables(place.place.databases, ['record.note'])
      const expected = new Map(PEOPLE.map(({ who }) => [who, [] as string[]]))
      for (const [at, { writer, audience, sensitive, person }] of all.entries()) {
        const text = sensitive ? `${at} domestic abuse` : `${at} plain`
        const { who, writes } = writer
        const answer = await place.call('note', who, { person, text, audience })
        const none = audience === 'side' && who.actor.side === ''
        assert.equal(codeOf(answer), none ? 'no-side' : 'ok', JSON.stringify(answer))
        if (none) continue
        const dataClass = sensitive ? 'safeguarding' : writes!
        for (const reader of PEOPLE) {
          if (!sees(reader, 'demographics') || !sees(reader, dataClass)) continue
          const same = reader.who.actor.id === who.actor.id
          const team = TEAMS.some((one) => one.includes(who) && one.includes(reader.who))
          const side = who.actor.side !== '' && reader.who.actor.side === who.actor.side
          const meant = audience === 'everyone' || (audience === 'side' ? side : team) || same
          if (meant) expected.get(reader.who)!.push(text)
          else if (reader.who === MARTHA) expected.get(MARTHA)!.push(`${at} without its text`)
        }
      }
      for (const { who } of PEOPLE) {
        const found = (await notesFor(place, who)) ?? []
        const told = found.map(({ text }) => text ?? '? without its text')
        const wanted = expected.get(who)!
        const plain = (texts: string[]) =>
          texts.map((one) => one.replace(/^\d without/, '? without'))
        assert.deepEqual(told.sort(), plain(wanted).sort(), `${who.actor.id} ${who.purpose}`)
      }
    },
  )
  await fc.assert(property, { numRuns: 25 })
})

test('nobody writes about whom they may not see, and the answer is the same for nobody', async (t) => {
  const place = await openWritten(t)
  for (const who of [TOM, RUTH, JOAN, MARTHA, ANA]) {
    const input = { text: 'Hello.', audience: 'everyone' }
    const nobody = await place.call('note', who, { ...input, person: NOBODY })
    assert.ok(!nobody.ok && 'refusal' in nobody)
    if (who === ANA) continue
    const hers = await place.call('note', who, { ...input, person: MERE })
    assert.deepEqual({ ...hers, key: '' }, { ...nobody, key: '' }, who.actor.id)
  }
})

test('bad input is a sentence, and nothing is kept', async (t) => {
  const place = await openWritten(t)
  const said = async (text: unknown, more = {}) => {
    const answer = await place.call('note', PRIYA, {
      person: MERE,
      text,
      audience: 'team',
      ...more,
    })
    return 'faults' in answer ? answer.faults[0]!.sentence : codeOf(answer)
  }
  const cases: [unknown, RegExp][] = [
    ['x'.repeat(1_000_000), /^It is longer than 4,000 characters/],
    ['', /^It is empty/],
    [' \n\t \u200b\u202e', /^It is empty/],
    ['a\0b', /cannot be kept/],
    ['half \ud83d of a face', /cannot be kept/],
    [undefined, /^It is missing/],
    [7, /must be string/],
  ]
  for (const [text, sentence] of cases) assert.match(await said(text), sentence)
  assert.match(await said('Hello.', { audience: 'constructor' }), /team, side, everyone/)
  assert.match(await said('Hello.', { person: 'x' }), /not the id of a person/)
  assert.match(await said('Hello.', { colour: 'red' }), /no such field/)
  assert.deepEqual(await notesFor(place, PRIYA), [])
  const kept = [
    'هي تسمع بالأذن اليسرى فقط',
    'היא שומעת באוזן שמאל',
    '<script>alert(1)</script>',
    "'; drop table record.note; --",
    '🦻🏽 left',
  ]
  for (const text of kept) assert.equal(await said(text), 'ok')
  const read = (await notesFor(place, NIGHT))!
  assert.deepEqual(read.map(({ text }) => text).sort(), [...kept].sort())
})

test('the same key writes once; a dry run writes nothing', async (t) => {
  const place = await openWritten(t)
  const input = { person: MERE, text: 'Once.', audience: 'team' }
  assert.equal(codeOf(await place.call('note', PRIYA, input, { dryRun: true })), 'ok')
  assert.deepEqual(await notesFor(place, PRIYA), [])
  await Promise.all([1, 2, 3].map(() => place.call('note', PRIYA, input, { key: 'k' })))
  assert.equal((await notesFor(place, PRIYA))!.length, 1)
})

test('whoever wrote it takes it back: its place says so, and what it said is kept', async (t) => {
  const place = await openWritten(t)
  const note = await place.write(PRIYA, 'Wrong bed.', 'everyone')
  const back = (who: Viewer, id = note) =>
    place.call('take-back-note', who, { note: id, reason: 'It was about bed 4.' })
  assert.equal(codeOf(await back(NIGHT)), 'not-yours')
  assert.equal(codeOf(await back(TOM)), 'no-power')
  assert.equal(codeOf(await back(PRIYA, NOBODY)), 'no-power')
  const both = await Promise.all([back(PRIYA), back(PRIYA)])
  assert.deepEqual(both.map(codeOf).sort(), ['closed', 'ok'])
  const [read] = (await notesFor(place, ANA))!
  assert.equal(read!.text, undefined)
  assert.equal(read!.takenBack!.reason, 'It was about bed 4.')
  const { rows } = await place.place.databases.owner.short.query<{ text: string | null }>(
    'select text from record.note order by version',
  )
  assert.deepEqual(
    rows.map(({ text }) => text),
    ['Wrong bed.', null],
  )
})

test('why a note for few was taken back is for few', async (t) => {
  const place = await openWritten(t)
  const note = await place.write(PRIYA, 'Wrong bed.', 'team')
  await place.call('take-back-note', PRIYA, { note, reason: 'It was about bed 4.' })
  const [hers] = (await notesFor(place, MARTHA))!
  assert.ok(hers!.takenBack !== undefined && hers!.takenBack.reason === undefined)
  assert.equal(
    codeOf(await place.call('take-back-note', LEE, { note, reason: 'No.' })),
    'no-such-note',
  )
})

test('records that turn out to be two people’s: somebody says whose each note is, and nothing is lost', async (t) => {
  const place = await openWritten(t)
  const kept = await place.write(ANA, 'She has a key safe.', 'everyone', MERE)
  const moved = await place.write(ANA, 'He lives above the shop.', 'everyone', MERE)
  const gone = await place.write(PRIYA, 'Wrong bed.', 'everyone', MERE)
  await place.call('take-back-note', PRIYA, { note: gone, reason: 'Bed 4.' })
  assert.deepEqual(await notesToday(place, ANA), [])
  await place.unmerge()
  const unsettled = (await notesFor(place, PRIYA))!
  assert.deepEqual(
    unsettled.map((note) => note.unsettled),
    [true, true, true],
  )
  assert.equal((await notesFor(place, MARTHA))!.filter(({ text }) => text).length, 0)
  for (const who of [ANA, PRIYA]) {
    const [line] = await notesToday(place, who)
    assert.match(line!.what, /^2 notes may be about somebody else/)
    assert.match(line!.since, /taken for two, since \w{3} \d+ \w{3}.* \d\d:\d\d\.$/)
  }
  // They read the notes where they stood then, and see neither writer nor person now.
  for (const who of [TOM, BEN, MAYA]) assert.deepEqual(await notesToday(place, who), [])
  const settle = (who: Viewer, note: string, person: string) =>
    place.call('settle-note', who, { note, person })
  const list = await lookAtNotesToSettle(place.place, ANA)
  assert.deepEqual(
    list.map(({ people, unseen }) => [people.map(({ person }) => person.personId), unseen]),
    [
      [[COUNCIL], 1],
      [[COUNCIL], 1],
    ],
  )
  assert.equal(codeOf(await settle(ANA, moved, MERE)), 'no-power')
  assert.equal(codeOf(await settle(TOM, moved, MERE)), 'no-power')
  assert.equal(codeOf(await settle(CARL, moved, COUNCIL)), 'no-such-note')
  assert.equal(codeOf(await settle(BEN, moved, COUNCIL)), 'no-such-note')
  assert.equal(codeOf(await settle(PRIYA, kept, MERE)), 'ok')
  assert.equal(codeOf(await settle(PRIYA, kept, MERE)), 'closed')
  assert.equal(codeOf(await settle(ANA, moved, COUNCIL)), 'ok')
  await place.settle()
  assert.deepEqual(await notesToday(place, ANA), [])
  const texts = async (who: Viewer, person: typeof MERE) =>
    (await notesFor(place, who, person))!.flatMap(({ text }) => text ?? [])
  assert.deepEqual(await texts(PRIYA, MERE), ['She has a key safe.'])
  assert.deepEqual(await texts(BEN, COUNCIL), ['He lives above the shop.'])
  assert.deepEqual(await texts(MARTHA, MERE), ['She has a key safe.'])
  const { rows } = await place.place.databases.owner.short.query(
    'select version from record.note where note_id = $1',
    [moved],
  )
  assert.equal(rows.length, 2)
})

test('as known at a time the notes stand that stood then, but for what was taken back or moved since', async (t) => {
  const place = await openWritten(t)
  const at = (minute: number) => new Date(Date.parse('2026-03-10T09:00:00Z') + minute * 60_000)
  const passes = (minute: number) => place.clock.set(at(minute).toISOString())
  const then = async (who: Viewer, minute: number, person = MERE) => {
    const look = await lookAtPerson(place.place, who, person, { at: at(minute) })
    assert.equal(look.outcome, 'allowed')
    return look.view.notes.map(({ text, takenBack }) => text ?? `taken back: ${takenBack?.reason}`)
  }
  await place.write(PRIYA, 'Her hearing aid is in the drawer.', 'everyone')
  passes(10)
  const gone = await place.write(PRIYA, 'Wrong bed.', 'everyone')
  passes(20)
  const moved = await place.write(ANA, 'He lives above the shop.', 'everyone')
  passes(30)
  await place.call('take-back-note', PRIYA, { note: gone, reason: 'Bed 4.' })
  passes(60)
  const [drawer, back, shop] = [
    'Her hearing aid is in the drawer.',
    'taken back: Bed 4.',
    'He lives above the shop.',
  ]
  assert.deepEqual(await then(ANA, -10), [])
  assert.deepEqual(await then(ANA, 5), [drawer])
  assert.deepEqual(await then(ANA, 15), [back, drawer])
  assert.deepEqual(await then(ANA, 25), [shop, back, drawer])
  assert.deepEqual(await then(MARTHA, 25), [shop, back, drawer])
  await place.unmerge()
  const settled = await place.call('settle-note', ANA, { note: moved, person: COUNCIL })
  assert.equal(codeOf(settled), 'ok')
  passes(90)
  // It is said to be somebody else's: on her page it is on no day.
  assert.deepEqual(await then(PRIYA, 25), [back, drawer])
  assert.deepEqual(await then(PRIYA, 70), [back, drawer])
  assert.deepEqual(await then(ANA, 25, COUNCIL), [])
  assert.deepEqual(await then(ANA, 70, COUNCIL), [shop])
})

test('a merge that comes back asks nobody any more', async (t) => {
  const place = await openWritten(t)
  await place.write(PRIYA, 'She has a key safe.', 'everyone')
  await place.unmerge()
  assert.equal((await notesToday(place, PRIYA)).length, 1)
  await place.merge()
  assert.deepEqual(await notesToday(place, PRIYA), [])
  assert.equal((await notesFor(place, ANA))![0]!.unsettled, false)
})

test('a form that was opened before records were taken apart or joined is read again first', async (t) => {
  const place = await openWritten(t)
  const seen = seenAs([MERE, PRACTICE, COUNCIL])
  const write = (as = seen) =>
    place.call('note', PRIYA, { person: MERE, text: 'Hello.', audience: 'team', seen: as })
  assert.equal(codeOf(await write()), 'ok')
  await place.unmerge()
  assert.equal(codeOf(await write()), 'stale')
  assert.equal(codeOf(await write(seenAs([MERE, PRACTICE]))), 'ok')
  await place.merge()
  assert.equal(codeOf(await write(seenAs([MERE, PRACTICE]))), 'stale')
})

test('a note that is written while records are taken apart is asked about too', async (t) => {
  const place = await openWritten(t)
  const { owner } = place.place.databases
  // The errand of the unmerge ran before the note was committed: what the note itself asks for finds it.
  const note = await place.write(PRIYA, 'She has a key safe.', 'everyone')
  await place.unmerge()
  await owner.short.query('delete from record.note_to_settle')
  await place.write(PRIYA, 'And a dog.', 'everyone')
  const { rows } = await owner.short.query<{ note_id: string }>(
    'select note_id from record.note_to_settle',
  )
  assert.deepEqual(
    rows.map(({ note_id }) => note_id),
    [note],
  )
})

test('what was written is held to the log in both directions', async (t) => {
  const place = await openWritten(t)
  const note = await place.write(PRIYA, 'Her hearing aid is in the drawer.', 'everyone')
  const gone = await place.write(PRIYA, 'Ring Ruth first.', 'team')
  const reason = 'Written on the wrong page.'
  assert.equal(codeOf(await place.call('take-back-note', PRIYA, { note: gone, reason })), 'ok')
  // Nobody outside has confirmed this log, which is told as well.
  const found = async () => {
    const { faults } = await verifyPlace(place.place)
    return faults.map(({ what }) => what).filter((what) => /\bnote\b/i.test(what))
  }
  assert.deepEqual(await found(), [])
  place.clock.set('2026-03-10T09:05:00Z')
  const { short } = place.place.databases.owner
  const changes: [string, RegExp][] = [
    [`set text = 'Her hearing aid is lost.' where note_id = '${note}'`, /otherwise \(text\)/],
    [`set writer = 'tom.ellis' where note_id = '${note}'`, /otherwise \(writer\)/],
    [`set audience = 'everyone' where note_id = '${gone}' and version = 2`, /\(audience\)/],
    [`set taken_back = 'x' where note_id = '${gone}' and version = 2`, /otherwise \(reason\)/],
    [`set written_at = written_at - interval '1 day' where note_id = '${note}'`, /\(written\)/],
    [`set person_id = '${COUNCIL}' where note_id = '${note}'`, /otherwise \(person\)/],
    [`set entry_id = gen_random_uuid() where note_id = '${note}'`, /no entry in the log says so/],
  ]
  await short.query('create table public.kept as select * from record.note')
  for (const [change, what] of changes) {
    await short.query(`update record.note ${change}`)
    const faults = await found()
    assert.ok(faults.length > 0 && faults.some((one) => what.test(one)), `${change}: ${faults}`)
    await short.query('delete from record.note')
    assert.match((await found()).join(' '), /What it says of a note was removed/)
    await short.query('insert into record.note select * from public.kept')
    assert.deepEqual(await found(), [])
  }
})

test('a form says whom it is about to whoever may see them, and to nobody else', async (t) => {
  const { place } = await openWritten(t)
  const form = (person: string) => ({ typed: { person }, title: 'Write a note' })
  const whom = (viewer: Viewer, person: string) => whomOf({ place, viewer, filled: form(person) })
  assert.match((await whom(PRIYA, MERE))!, /^Martha Okello, born .+ 1944, NHS number 999 /)
  const [look] = await place.trail.looksAt([MERE])
  assert.deepEqual([look!.what, look!.outcome], ['form: write a note', 'allowed'])
  assert.equal(await whom(TOM, MERE), undefined)
  assert.equal(await whom(PRIYA, '00000000-0000-8000-8000-000000000000'), undefined)
  assert.equal(await whom(PRIYA, 'constructor'), undefined)
})

/** What Today says of notes; what it says of anything else is not asked here. */
async function notesToday({ place }: Place, who: Viewer) {
  const lines = await place.today(who)
  return lines.filter(({ what }) => /\bnotes?\b/.test(what))
}

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { somebody } from '../kernel/testing.ts'
import type { ResidentBundle } from './bundle.ts'
import type { GivenKeys } from './known-policy.ts'
import { coordinator, lookOften, socialWorker, testSettings, witnessedTrail } from './testing.ts'
import type { Verification } from './verification.ts'
import { verifyTakenHome } from './verify.ts'

const clock = { now: () => new Date() }

async function takenHome(t: TestContext) {
  const { trail, settings } = await witnessedTrail(t)
  const [person, other, stranger] = [somebody(), somebody(), somebody()]
  await lookOften(trail, [person, stranger], 8)
  await trail.sequence()
  const look = { identity: [person, other], what: 'person page', clause: '4.2' } as const
  await trail.look(socialWorker, [{ ...look, identity: [...look.identity], outcome: 'refused' }])
  const withheld = { clause: '7.3', until: '2999-01-01' }
  await trail.look(coordinator, [{ ...look, identity: [person], outcome: 'allowed', withheld }])
  await trail.lookAtList(socialWorker, {
    what: 'list of people who wait',
    people: [person, stranger].map((one) => {
      return { identity: [one], outcome: 'allowed' as const, clause: '4.2' }
    }),
  })
  await lookOften(trail, [person], 2)
  const bundle = await trail.exportBundle([person, other])
  const [log, ...witnesses] = trail.published.keys.map(({ vkey }) => vkey)
  const check = (
    changed: ResidentBundle,
    keys: GivenKeys = { log, witnesses },
  ): Promise<Verification> =>
    verifyTakenHome(
      { text: JSON.stringify(changed), path: 'bundle.json' },
      keys,
      testSettings(t) as Parameters<typeof verifyTakenHome>[2],
      clock,
    )
  return {
    bundle,
    check,
    settings,
    person,
    withheldEntry: bundle.entries.find((e) => e.withheld)!.id,
  }
}

function names({ ok, faults }: Verification, entry: string, what: RegExp): void {
  assert.equal(ok, false)
  assert.ok(
    faults.some((fault) => fault.entry === entry && what.test(fault.what)),
    JSON.stringify(faults),
  )
}

test('what a resident took home is in order, for whoever knows the keys', async (t) => {
  const { bundle, check } = await takenHome(t)
  const verification = await check(bundle)
  assert.deepEqual(verification.faults, [])
  assert.equal(verification.witnesses.length, 2)
  // Nine looks, one of them a list, the count, and the notice of the one that is withheld.
  assert.equal(bundle.entries.length, 11)
  const again = JSON.parse(JSON.stringify(bundle)) as ResidentBundle
  assert.equal((await check(again)).ok, true)
})

test('a withheld look is told by number, clause and date, and its text stays away', async (t) => {
  const { bundle, withheldEntry } = await takenHome(t)
  const entry = bundle.entries.find(({ id }) => id === withheldEntry)!
  const notice = bundle.entries.find(({ id }) => id === entry.withheld)!
  assert.match(notice.text!, /"clause":"7\.3".*"until":"2999-01-01"/)
  assert.ok(entry.text === undefined && entry.salt === undefined)
  assert.ok(!JSON.stringify(bundle).includes('priya.shah'))
})

test('without a key known from elsewhere, a bundle proves nothing', async (t) => {
  const { bundle, check } = await takenHome(t)
  names(await check(bundle, { log: undefined, witnesses: [] }), '', /known only from this file/)
  names(await check(bundle, { log: undefined, witnesses: [] }), '', /cut off cannot be excluded/)
})

test('a changed text is caught and named', async (t) => {
  const { bundle, check } = await takenHome(t)
  const changed = structuredClone(bundle)
  const entry = changed.entries.find(({ text }) => text?.includes('ana.reid'))!
  entry.text = entry.text!.replace('refused', 'allowed')
  names(await check(changed), entry.id, /text was changed/)
})

test('a look left out of the bundle leaves a hole in the numbers', async (t) => {
  const { bundle, check, person } = await takenHome(t)
  const changed = structuredClone(bundle)
  const chain = changed.people.find((one) => one.person === person)!
  const [gone] = chain.looks.splice(2, 1)
  changed.entries = changed.entries.filter(({ id }) => id !== gone!.entry)
  names(await check(changed), chain.looks[2]!.entry, /Look 3 at person .* is missing/)
})

test('a look put into the bundle, or into another place, is caught', async (t) => {
  const { bundle, check } = await takenHome(t)
  const moved = structuredClone(bundle)
  moved.entries[0]!.index = moved.entries[1]!.index
  names(await check(moved), moved.entries[0]!.id, /not in the log at number/)
  const added = structuredClone(bundle)
  const data = Buffer.alloc(32).toString('base64')
  added.entries[0]!.data = data
  names(await check(added), added.entries[0]!.id, /not in the log/)
})

test('a checkpoint that was not signed by the log is caught', async (t) => {
  const { bundle, check } = await takenHome(t)
  const { checkpoint } = bundle
  const changed = { ...bundle, checkpoint: checkpoint.replace(/\n\d+\n/, '\n99\n') }
  names(await check(changed), '', /false signature/)
})

test('a file that is not a bundle is a sentence, not a crash', async (t) => {
  const { bundle, check } = await takenHome(t)
  const wrong: unknown[] = [
    '',
    null,
    {},
    { ...bundle, entries: 'none' },
    { ...bundle, format: 'x' },
  ]
  wrong.push(
    { ...bundle, checkpoint: '' },
    { ...bundle, entries: [{ ...bundle.entries[0], data: '!' }] },
  )
  for (const file of wrong)
    await assert.rejects(check(file as ResidentBundle), /not a bundle of looks/)
})

/** Known from elsewhere, or not what is proved: what a file says of them counts for nothing. */
const NOT_PROVED = ['madeAt', 'keys', 'policy']

test('whatever value of a file is altered, dropped or doubled, it is not in order and nothing breaks', async (t) => {
  const { bundle, check } = await takenHome(t)
  const places = placesIn(bundle, []).filter(([name]) => !NOT_PROVED.includes(name as string))
  const change = fc.constantFrom<((value: unknown) => unknown)[]>(
    () => undefined,
    () => null,
    () => 1e300,
    () => '__proto__',
    () => ({}),
    (value) => (typeof value === 'string' ? `${value}A` : -1),
    (value) =>
      typeof value === 'string' ? `${value[0] === 'a' ? 'b' : 'a'}${value.slice(1)}` : 0.5,
    (value) => [value, value],
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), change, async (place, altered) => {
      const copy = structuredClone(bundle)
      let holder = copy as unknown as Record<string | number, unknown>
      for (const name of place.slice(0, -1)) holder = holder[name] as typeof holder
      const last = place.at(-1)!
      holder[last] = altered(holder[last])
      fc.pre(JSON.stringify(copy) !== JSON.stringify(bundle))
      const said = await check(copy).catch((error) => error as Error)
      if (said instanceof Error) assert.equal(said.name, 'Fault', `${place}: ${said}`)
      else assert.equal(said.ok, false, `${place}`)
    }),
    { numRuns: 150 },
  )
})

/** Where each value stands, as the names that lead to it. */
function placesIn(value: unknown, to: (string | number)[]): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [to]
  const names = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  const inside = names.flatMap((name) => placesIn((value as never)[name], [...to, name]))
  return to.length === 0 ? inside : [to, ...inside]
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMailbox } from '../src/access/index.ts'
import { certificates } from '../src/intake/certificate.ts'
import { feedsInNumbers } from '../src/intake/index.ts'
import { askAccess, lookAtPerson, takeHome } from '../src/record/index.ts'
import {
  APART_IDS,
  AT_MERE_ID,
  HOUSEHOLD,
  openTwice,
  others,
  ROSA,
  requestsOf,
  type Twin,
  withoutIds,
} from './apart-twice.ts'
import { MARTHA, viewer } from './written-here.ts'

/** Of some 3,500; all of them are asked in `npm run faults`. */
const REQUESTS = Number(process.env.CONCORDAT_APART_REQUESTS ?? 300)

const rosa = viewer(ROSA, { role: 'refuge-worker', organisation: 'southmere-voluntary', side: '' })
const JOAN = viewer(
  'joan.marsh',
  { role: 'governance-lead', organisation: 'southmere-council', side: 'council' },
  'governance',
)

async function planned({ place }: Twin) {
  const { rows } = await place.databases.owner.short.query<{ name: string }>(
    "select table_name as name from information_schema.views where table_schema = 'planning' order by 1",
  )
  const counts: Record<string, string> = {}
  for (const { name } of rows) {
    const { rows: found } = await place.databases.owner.short.query<{ count: string }>(
      `select count(*) from planning.${name}`,
    )
    // How many looks a party's staff take is theirs, and tells of nobody.
    if (!name.startsWith('look')) counts[name] = found[0]!.count
  }
  return counts
}

test('for whoever may not see a household that is kept apart, the place is what it would be without it', async (t) => {
  const { twins } = await openTwice(t)
  const [without, whole] = twins
  // Whoever may see them has looked: of that nobody else learns either.
  // What she asks of everybody else is asked in both.
  await (await without.as(ROSA)).find('Okello')
  await seenByWhoMay(whole)
  const differ: string[] = []
  let asked = 0
  const people = others()
  const each = Math.ceil(REQUESTS / people.length)
  for (const [at, persona] of people.entries()) {
    const [a, b] = await Promise.all([without.as(persona), whole.as(persona)])
    const [left, right] = [requestsOf(without, a), requestsOf(whole, b)]
    assert.equal(left.length, right.length)
    // Each begins elsewhere in the list, so that all of it is asked by somebody.
    for (let n = 0; n < Math.min(each, left.length); n++) {
      const place = (at * each + n) % left.length
      const [name, ask] = left[place]!
      const [one, other] = await Promise.all([ask(), right[place]![1]()])
      asked += 1
      if (one !== other) differ.push(`${persona} ${name}: ${firstDifference(one, other)}`)
    }
  }
  assert.ok(asked >= Math.min(REQUESTS, 100), String(asked))
  assert.deepEqual(differ, [])
  assert.deepEqual(await planned(whole), await planned(without))
  const seen = async ({ place }: Twin) => ({
    feeds: await feedsInNumbers(place),
    certificates: await certificates(place),
    concerns: await place.concerns(JOAN),
    asked: await Promise.all(
      APART_IDS.map((personId) => askAccess(place, JOAN, { viewer: JOAN, personId })),
    ),
    // In which order mail of one moment stands is chance.
    mail: (await readMailbox(place, { limit: 100 })).map(({ mail }) => mail.to).sort(),
    home: await Promise.all(APART_IDS.map((id) => takeHome(place, JOAN, id))),
    own: await everythingOf(place),
  })
  assert.deepEqual(await seen(whole), await seen(without))
})

/** But for the proof of the log, in which everything that is done has its place. */
async function everythingOf(place: Twin['place']): Promise<string[]> {
  const taken = await takeHome(place, MARTHA, AT_MERE_ID)
  assert.ok(taken.outcome === 'allowed')
  const files = taken.files.filter(({ name }) => name !== 'bundle.json')
  return files.map(({ name, items, content }) =>
    withoutIds(`${name} ${items}\n${content.toString()}`, place.settings.origin),
  )
}

/** They are found in one place, joined with nobody, and each look is in their log. */
async function seenByWhoMay(whole: Twin): Promise<void> {
  const asks = await whole.as(ROSA)
  const page = await asks.get('/apart')
  for (const { family } of HOUSEHOLD) assert.match(page, new RegExp(family, 'i'))
  const found = await asks.find('zeph', '/apart')
  assert.match(found, /Zephyrine/i)
  assert.doesNotMatch(found, /Okello/i)
  const [martha] = APART_IDS
  const own = await asks.get(`/people/${martha}`)
  assert.match(own, /Place of safety/)
  // Of what others know of her nothing is joined.
  assert.doesNotMatch(own, /Mere General/)
  const looks = await whole.place.trail.looksAt([martha!])
  for (const what of [/^person page/, /^people who are kept apart/])
    assert.ok(
      looks.some((look) => what.test(look.what)),
      JSON.stringify(looks),
    )
  assert.doesNotMatch(await asks.find('Okello'), /1 person found/)
  const asked = await askAccess(whole.place, JOAN, { viewer: rosa, personId: martha! })
  assert.ok(
    'classes' in asked &&
      asked.classes.some(({ class: one, allowed }) => one === 'refuge' && allowed),
  )
  // Without an open case nothing is theirs either.
  const elsewhere = { ...rosa, actor: { ...rosa.actor, organisation: 'the-limes' } }
  assert.equal((await lookAtPerson(whole.place, elsewhere, martha!)).outcome, 'refused')
}

function firstDifference(one: string, other: string): string {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  const around = (text: string) => text.slice(Math.max(0, at - 60), at + 80)
  return `${around(one)} ≠ ${around(other)}`
}

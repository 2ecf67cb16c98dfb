import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type RunningPlace, startPlace } from './running-place.ts'
import { signIn } from './sign-in.ts'

/**
 * Files of people whose sources disagree, are silent or are old, through the real load into the made-up place: the page
 * as the ward sees it, and the command as it prints.
 */
const FILES = join(import.meta.dirname, '../../shared/testdata/arrivals/page')
const SKIP = existsSync(FILES) ? false : 'the shared test data is not on this machine'
const PEOPLE = 60
const [ZOE, NORAH, NINA, BABY, DELLA] = [
  '9995510014',
  '9995510022',
  '9995510030',
  '9995510057',
  '9995510081',
]

test('the page says what is true of each of them', { skip: SKIP }, async (t) => {
  const place = await startPlace(t, { people: PEOPLE })
  const load = async (source: string, ...files: string[]) => {
    const paths = files.map((file) => join(FILES, file))
    const { status, stderr } = await place.concordat('load', ...paths, '--source', source)
    assert.equal(status, 0, stderr)
  }
  await load('southmere-gp', 'gp.ndjson')
  await load('mere-general', 'hosp.ndjson', 'ward.hl7', 'late.hl7')
  await load('southmere-council', 'cld.csv')
  const cookie = await signIn(place.origin, 'priya.shah')
  const page = (nhsNumber: string) => pageOf(t, place, cookie, nhsNumber)

  await t.test('both doses and both reactions, each under its source', async () => {
    const { text, view } = await page(ZOE)
    assert.match(text, /hospital says 8 tablets \(8 mg\) once a day/)
    assert.match(text, /practice says 3 tablets \(3 mg\) once a day/)
    assert.match(text, /hospital says Anaphylaxis, severe .* practice says Rash, severe/)
    assert.match(text, /Ramipril 5mg capsules, on hold/)
    assert.match(text, /DNACPR.*Key safe/)
    assert.match(text, /Advance care plan/)
    assert.match(text, /Atrial fibrillation, since 2015/)
    assert.doesNotMatch(text, /Name: the sources do not agree/)
    assert.match(text, /Also kept, not shown here 1 appointment, 1 letter and 1 result/)
    assert.deepEqual(view.now.medicines.map(({ what, more }) => [what, more]).sort(), [
      ['Ramipril 5mg capsules', 'on hold'],
      ['Warfarin 1mg tablets', '3 tablets (3 mg) once a day'],
      ['Warfarin 1mg tablets', '8 tablets (8 mg) once a day'],
    ])
  })

  await t.test('nobody said whether there is an allergy; last December is not now', async () => {
    const { text, view } = await page(NORAH)
    assert.match(text, /Allergies are not recorded/)
    const before = text.slice(0, text.indexOf(' Timeline '))
    assert.doesNotMatch(before, /Home care|Kindhand/)
    // The county's own later returns do not have her: what December said has gone since.
    assert.match(text, /Home care, 4 visits a day, Southmere Council; no longer in the return to/)
    // So has the need for which it supported her: a return says all of its council anew.
    assert.doesNotMatch(before, /personal care|Last known/i)
    assert.match(text, /Also kept, not shown here 1 other condition/)
    assert.deepEqual(view.now.services, [])
  })

  await t.test('a coded “no known allergy” says who says so', async () => {
    assert.match((await page(NINA)).text, /No known allergy \(the practices/)
  })

  await t.test('a newborn’s age is in days', async () => {
    assert.match((await page(BABY)).text, /\d+ (days|weeks?.*), born 20 Nov 2026/)
  })

  await t.test('that one source says somebody has died is shown as its word', async () => {
    const { text, view } = await page(DELLA)
    assert.match(text, /Has died; the day is not recorded \(the practices.+? records\)/)
    assert.match(text, /One source says so; others who know them do not \(Mere General\)/)
    assert.equal(view.setting, 'hospital')
  })
})

type Item = { what: string; more?: string }
type View = {
  personId: string
  setting?: string
  now: { medicines: Item[]; services: Item[] }
}

/** As the command prints it, and as the page says it. */
async function pageOf(
  t: TestContext,
  place: RunningPlace,
  cookie: string,
  nhsNumber: string,
): Promise<{ view: View; text: string }> {
  const asked = ['person', nhsNumber, '--purpose', 'direct-care', '--as', 'priya.shah', '--json']
  const { stdout } = await place.concordat(...asked)
  const [look] = JSON.parse(stdout) as { outcome: string; view: View }[]
  assert.equal(look!.outcome, 'allowed', stdout)
  const { view } = look!
  const answer = await fetch(`${place.origin}/people/${view.personId}`, {
    headers: { accept: 'text/html', cookie },
  })
  const html = await answer.text()
  assert.equal(answer.status, 200)
  assert.ok(html.length < 100_000, `${html.length} bytes`)
  t.diagnostic(`${nhsNumber}: ${html.length} bytes`)
  return { view, text: textOf(html) }
}

/** The words of the main part, as somebody reads them. */
function textOf(html: string): string {
  return (/<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html)
    .replaceAll('<span class="cc-learnt">', ' ')
    .replace(/<\/?(?:span|strong|a|em)\b[^>]*>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
}

import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readAgreement, replayTexts } from '../src/agreement/index.ts'
import { fixedClock } from '../src/kernel/index.ts'
import { IAN, openFundPlace, SUNITA, setUp } from './fund-place.ts'

const TEXT = join(import.meta.dirname, '../places/southmere/agreement')
const DAYS = { from: '2025-04-01', to: '2026-03-31' }

/** A draft: the text of Southmere with some words of its part on the fund replaced. */
function draftOf(t: TestContext, words: readonly (readonly [string, string])[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-draft-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(TEXT, folder, { recursive: true })
  const file = join(folder, '15-the-fund.yaml')
  let text = readFileSync(file, 'utf8')
  for (const [before, after] of words) {
    assert.ok(text.includes(before), before)
    text = text.replaceAll(before, after)
  }
  writeFileSync(file, text)
  return folder
}

test('a draft says what it would have refused of what was done, with its words, and nothing twice', async (t) => {
  const { place, done } = await openFundPlace(t)
  await setUp({ place })
  const at = '2026-03-02'
  const reserve = async (who: typeof IAN, scheme: string, activity: string, pence: string) => {
    const input = { scheme, activity, pence, reason: 'Care', at }
    const { reservations } = await done<{ reservations: string[] }>(who, 'reserve', input)
    for (const transfer of reservations) await done(who, 'post', { transfer, reason: 'Paid', at })
    return reservations
  }
  const [hub] = await reserve(IAN, 'hub', 'leaving-hospital', '4000000')
  const nurses = await reserve(SUNITA, 'nurses', 'community-health', '60000000')
  await reserve(SUNITA, 'home-care', 'home-care', '1000')
  const clock = fixedClock('2026-03-10T09:00:00Z')
  const { clauseKinds } = place.house
  const textOf = async (folder: string) => {
    const { agreement, faults } = await readAgreement(folder, clauseKinds, clock)
    assert.deepEqual(faults, [])
    return agreement!
  }
  const before = await textOf(TEXT)
  const run = async (words: readonly (readonly [string, string])[]) =>
    replayTexts(place, { before, after: await textOf(draftOf(t, words)) }, DAYS)

  assert.deepEqual(await run([]), [])
  const permitted = await run([
    [
      '      - { id: leaving-hospital, name: Support on leaving hospital, area: social-care }\n',
      '',
    ],
    ['care-homes, leaving-hospital, carers', 'care-homes, carers'],
  ])
  assert.deepEqual(permitted, [
    {
      ...{ clause: '15.24', room: 'fund', before: 0, after: 1, difference: 1, examples: [hub] },
      what: 'Leaving hospital is not a permitted activity of this fund, clause 15.24.',
    },
  ])
  const authority = await run([['alone: £1,000,000', 'alone: £500,000']])
  assert.deepEqual(
    authority.map(({ clause, examples }) => ({ clause, examples })),
    [{ clause: '15.28', examples: nurses }],
  )
  assert.match(authority[0]!.what, /^£600,000\.00 would have needed an officer of each side/)
  const minimum = await run([["uplift: '1.039'", "uplift: '2.35'"]])
  assert.deepEqual(
    minimum.map(({ clause, after }) => ({ clause, after })),
    [{ clause: '15.17', after: 1 }],
  )
  const promised = await run([['amount: £2,400,000', 'amount: £2,300,000']])
  assert.ok(
    promised.some(({ clause, what }) => clause === '15.16' && /£100,000\.00 more/.test(what)),
  )
})

import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { CannotGenerate, generate, generateDaysAfter } from './index.ts'

const COUNTY = { people: 1_500, seed: 'days', asOf: '2026-03-10' }

test('the days after are the same at once or one by one, and end before the last morning', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'southmere-days-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const days = async (name: string, from: string, until: string) => {
    const out = join(folder, name)
    await generateDaysAfter({ ...COUNTY, out }, { from, until })
    const hospital = join(out, 'hospital')
    return readdirSync(hospital)
      .sort()
      .map((file) => [file, readFileSync(join(hospital, file), 'utf8')] as const)
  }
  const all = await days('all', '2026-03-10', '2026-05-01')
  assert.ok(all.length > 15, `${all.length} days`)
  const parts = [
    ...(await days('first', '2026-03-10', '2026-03-18')),
    ...(await days('second', '2026-03-18', '2026-03-31')),
    ...(await days('third', '2026-03-31', '2026-05-01')),
  ]
  assert.deepEqual(parts, all)
  await generate({ ...COUNTY, out: join(folder, 'before') })
  const before = readFileSync(join(folder, 'before/hospital/adt-025.hl7'), 'utf8')
  const left = messagesOf(all.map(([, text]) => text).join('')).filter(({ type }) => type === 'A03')
  assert.ok(left.some(({ visit }) => before.includes(`|${visit}|`)))
  for (const [file, text] of all) {
    const day = file.slice('adt-'.length, -'.hl7'.length).replaceAll('-', '')
    for (const { sent } of messagesOf(text)) assert.equal(sent.slice(0, 8), day)
  }
  const out = join(folder, 'none')
  for (const wrong of [
    { from: '2026-03-09', until: '2026-03-12' },
    { from: '2026-03-12', until: '2026-03-12' },
  ]) {
    await assert.rejects(generateDaysAfter({ ...COUNTY, out }, wrong), CannotGenerate)
  }
})

test('so many years back, and only the folders that are asked for', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'southmere-years-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const made = (years: number | undefined, only?: readonly string[]) => {
    const out = join(folder, String(years))
    return generate({ ...COUNTY, people: 300, out, years, only })
  }
  const [two, four] = [await made(2), await made(4, ['hospital', 'truth'])]
  const messages = ({ files }: typeof two) => files.filter(({ path }) => path.endsWith('.hl7'))
  assert.ok(messages(four).length >= messages(two).length * 1.8)
  assert.deepEqual([...new Set(four.files.map(({ path }) => path.split('/')[0]))].sort(), [
    'hospital',
    'truth',
  ])
  await assert.rejects(made(21), /21 years cannot be made/)
  await assert.rejects(made(2, ['money']), /there is no folder money/)
})

function messagesOf(text: string): { type: string; visit: string; sent: string }[] {
  return text
    .split('\n')
    .filter((message) => message !== '')
    .map((message) => {
      const segments = new Map(message.split('\r').map((one) => [one.slice(0, 3), one.split('|')]))
      const [evn, pv1] = [segments.get('EVN')!, segments.get('PV1')!]
      return { type: evn[1]!, visit: pv1[19]!, sent: evn[2]! }
    })
}

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { checkAccessible, openBrowser, openWindow } from '../../../test/browser.ts'
import { newId, type PersonId } from '../../kernel/index.ts'
import { somebody } from '../../kernel/testing.ts'
import { pageTestApp } from '../../shell/testing.ts'
import type { ResidentBundle } from '../bundle.ts'
import { eraseEntries } from '../index.ts'
import { register } from '../register.ts'
import { coordinator, lookOften, socialWorker, witnessedTrail } from '../testing.ts'

/** What a resident does: chooses the file in the page, or in the page that they kept, and reads the answer. */
async function resident(t: TestContext) {
  const { trail, databases, settings } = await witnessedTrail(t)
  const [person, other] = [somebody(), somebody()].sort() as [PersonId, PersonId]
  await lookOften(trail, [person, other], 6)
  const withheld = { clause: '7.3', until: '2999-01-01' }
  const look = {
    identity: [person],
    what: 'person page',
    outcome: 'allowed' as const,
    clause: '4.2',
  }
  await trail.look(socialWorker, [{ ...look, withheld }])
  const [erased] = await trail.look(coordinator, [{ ...look, what: 'search result' }])
  const people = [person, somebody()].map((one) => {
    return { identity: [one], outcome: 'allowed' as const, clause: '4.2' }
  })
  await trail.lookAtList(coordinator, { what: 'ward list', people })
  await lookOften(trail, [person, other], 2)
  await trail.sequence()
  const erasure = { entries: [erased!.entryId], clause: '9.1', reason: 'ordered by the court' }
  await eraseEntries(databases.owner, socialWorker, erasure, new Date())
  const bundle = await trail.exportBundle([person, other])
  const app = await pageTestApp({})
  const clock = { now: () => new Date() }
  register(app, { trail, clock, settings: { mode: 'made-up', origin: 'http://localhost:8080' } })
  const origin = await app.listen({ port: 0, host: 'localhost' })
  t.after(() => app.close())
  const folder = mkdtempSync(join(tmpdir(), 'concordat-check-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const kept = join(folder, 'check.html')
  writeFileSync(kept, (await app.inject('/trail/check.html')).body)
  return { trail, settings, person, other, bundle, origin, folder, kept, databases }
}

async function choose(page: Page, folder: string, bundle: unknown): Promise<string> {
  const path = join(folder, `${newId()}.json`)
  writeFileSync(path, JSON.stringify(bundle))
  await page.locator('#file').setInputFiles(path)
  await page.getByRole('button', { name: 'Check the file' }).click()
  await page.locator('#result h2').waitFor()
  const text = await page.locator('#result').innerText()
  await page.evaluate('document.getElementById("result").replaceChildren()')
  return text.replaceAll(/\s+/g, ' ')
}

test('a resident checks their file in the browser, and in the page that they kept', async (t) => {
  const { bundle, origin, folder, kept, person, other } = await resident(t)
  const browser = await openBrowser()
  t.after(() => browser.close())
  const window = await openWindow(browser, origin)
  const asked: string[] = []
  for (const address of [`${origin}/trail/check`, pathToFileURL(kept).href]) {
    const page = await window.newPage()
    await page.goto(address)
    if (address.startsWith('http')) await checkAccessible(page)
    page.on('request', (request) => asked.push(request.url()))
    const said = (changed: (copy: ResidentBundle) => void) => {
      const copy = structuredClone(bundle)
      changed(copy)
      return choose(page, folder, copy)
    }
    const chain = (copy: ResidentBundle, of = person) =>
      copy.people.find((one) => one.person === of)!
    const good = await said(() => {})
    assert.match(good, /^This file is in order All 11 looks .* none was changed/)
    assert.match(good, /confirmed by a witness of each side/)
    assert.match(good, /withheld under clause 7\.3 until 2999-01-01/)
    assert.match(good, /erased on .*: ordered by the court/)
    const newest = await said((copy) => chain(copy).looks.pop())
    assert.match(newest, /not in order The newest at person .* were left out: look 7 of 7/)
    const none = await said((copy) => {
      chain(copy).looks = []
    })
    assert.match(none, /were left out: looks 1 to 7 of 7/)
    const record = await said((copy) => {
      copy.people = copy.people.filter((one) => one.person === person)
    })
    assert.match(record, new RegExp(`Everything about person ${other} was left out: 4 looks`))
    const forgotten = await said((copy) => {
      const entry = copy.entries.find(({ text }) => text?.includes('"kind":"look"'))!
      entry.text = undefined
      entry.salt = undefined
      entry.erased = copy.entries.find(({ text }) => text?.includes('trail.erase'))!.id
    })
    assert.match(forgotten, /said to be erased, and no entry of the log says so \(look 1 at person/)
    const hidden = await said((copy) => {
      const entry = copy.entries.find(({ text }) => text?.includes('"kind":"look"'))!
      entry.text = undefined
      entry.salt = undefined
      entry.withheld = copy.entries.find(({ text }) => text?.includes('trail.withhold'))!.id
    })
    assert.match(hidden, /said to be withheld, and no entry of the log says so \(look 1 at person/)
    const text = await said((copy) => {
      const entry = copy.entries.find((one) => one.text?.includes('person page'))!
      entry.text = entry.text!.replace('person page', 'nothing')
    })
    assert.match(text, /Its text was changed: it is not what was recorded/)
    const unsigned = await choose(page, folder, { ...bundle, checkpoint: '' })
    assert.match(unsigned, /checkpoint is not a checkpoint/)
    assert.match(await choose(page, folder, 'nothing'), /This is not a file of looks/)
  }
  assert.deepEqual(asked, [], 'nothing leaves the computer')
})

test('an older file after a newer one shows, in the browser that checked the newer one', async (t) => {
  const { bundle, trail, origin, folder, person, other } = await resident(t)
  const browser = await openBrowser()
  t.after(() => browser.close())
  const page = await (await openWindow(browser, origin)).newPage()
  await page.goto('/trail/check')
  await lookOften(trail, [person], 1)
  const newer = await trail.exportBundle([person, other])
  assert.match(await choose(page, folder, newer), /in order All 12 looks/)
  const older = await choose(page, folder, bundle)
  assert.match(older, /A file that was checked here before held 8 looks at person/)
})

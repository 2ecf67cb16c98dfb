import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Client } from 'pg'
import { concordat } from '../src/cli/testing.ts'
import { openBrowser, openWindow, signInAs } from './browser.ts'
import { type RunningPlace, startPlace } from './running-place.ts'

/**
 * The council's auditor, with a login that only reads and the log's public key, on a computer of their own; and
 * what happens when the hospital's operator, who has the database and the log's key, takes a look away.
 */
type Found = { ok: boolean; state: string; faults: { entry: string; what: string }[]; says: string }

test('an auditor proves a look, and whoever takes it away is noticed by three', async (t) => {
  const place = await startPlace(t, { people: 60 })
  const own = mkdtempSync(join(tmpdir(), 'concordat-auditor-'))
  t.after(() => rmSync(own, { recursive: true, force: true }))
  const browser = await openBrowser()
  t.after(() => browser.close())
  const open = async (at: RunningPlace, who: string, path: string) => {
    const page = await (await openWindow(browser, at.origin, { script: false })).newPage()
    await signInAs(page, who)
    await page.goto(path)
    return page.locator('main').innerText()
  }
  const said = (sentence: string, step: () => Promise<void>) => t.test(sentence, step)
  let look = ''

  await said('Priya looks at Martha’s record, and Martha sees it', async () => {
    const page = await (await openWindow(browser, place.origin)).newPage()
    await signInAs(page, 'priya.shah')
    await page.goto('/people')
    await page.locator('#words').fill('999 012 3454')
    await page.locator('main').getByRole('button').first().click()
    await page
      .getByRole('link', { name: /Okello/ })
      .first()
      .click()
    assert.match(await open(place, 'martha.okello', '/me'), /Priya Shah/)
  })

  const { stdout: lent } = await place.concordat('trail', 'auditor', '--json')
  const { url } = JSON.parse(lent) as { url: string }
  const keys = (await (await fetch(`${place.origin}/trail/keys`)).text()).trim().split('\n')
  const options = ['--log', keys[0]!, ...keys.slice(1).flatMap((vkey) => ['--witness', vkey])]
  const audit = () => verify(own, url, options)

  await said('the auditor finds the log in order, and Priya’s look in it', async () => {
    const { ok, faults, says } = await confirmed(audit)
    assert.deepEqual([faults, ok], [[], true])
    assert.match(says, /confirmed by a witness of each side/)
    const client = new Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query(
      `select l.entry_id as id from trail.leaf l join trail.entry e on e.id = l.entry_id
       where e.kind = 'look' and e.text like '%"priya.shah"%' and e.text like '%"what":"person page%'
       order by l.index`,
    )
    look = rows[0].id as string
    for (const statement of [
      'delete from trail.look',
      'select from people.person',
      'set role concordat_owner',
    ]) {
      await assert.rejects(client.query(statement), { code: '42501' })
    }
    await client.end()
  })

  await said('the operator deletes the look; the auditor and Martha’s page say so', async () => {
    await place.behindOurBack(async (client) => {
      await client.query('delete from trail.look where entry_id = $1', [look])
      await client.query('delete from trail.entry where id = $1', [look])
    })
    const { ok, faults } = await audit()
    assert.equal(ok, false)
    assert.ok(faults.some(({ entry, what }) => entry === look && /It was removed/.test(what)))
    assert.match(await open(place, 'martha.okello', '/me'), /missing/i)
  })

  await said(
    'the operator rewrites the log without it; the witnesses hold another, and nothing is signed',
    async () => {
      await place.stop()
      await place.behindOurBack(async (client) => {
        // To where the log was signed before it: what was numbered with it goes too.
        const { rows } = await client.query(
          `select max(size) as index from trail.checkpoint
           where size <= (select index from trail.leaf where entry_id = $1)`,
          [look],
        )
        const { index } = rows[0]
        await client.query('delete from trail.leaf where index >= $1', [index])
        await client.query('delete from trail.checkpoint where size > $1', [index])
        await client.query('delete from trail.cosignature where size > $1', [index])
        await client.query('delete from trail.witness')
      })
      rmSync(join(place.dataFolder, 'trail/log.key.mark'))
      const again = await startPlace(t, { people: 60, dataFolder: place.dataFolder })
      assert.match(
        await open(again, 'joan.marsh', '/'),
        /Nothing more is signed in the log.*rolled back/s,
      )
      assert.match(await open(again, 'martha.okello', '/trail'), /Nothing more is signed/)
      const published = await fetch(`${again.origin}/readyz`)
      assert.equal(published.status, 503)
      const { ok, faults } = await audit()
      assert.equal(ok, false)
      assert.match(faults.map(({ what }) => what).join('\n'), /The end was cut off: this computer/)
    },
  )
})

/** The newest may not be confirmed in the moment in which it is asked. */
async function confirmed(audit: () => Promise<Found>): Promise<Found> {
  for (let tries = 0; tries < 10; tries++) {
    const found = await audit()
    if (found.state !== 'not confirmed') return found
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  return audit()
}

async function verify(dataFolder: string, url: string, options: readonly string[]): Promise<Found> {
  const settings = { CONCORDAT_DATA: dataFolder, DATABASE_URL: url }
  const { stdout, stderr } = await concordat(settings, ['trail', 'verify', ...options, '--json'])
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as Found
}

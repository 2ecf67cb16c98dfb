import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTestPlace } from '../../../test/open-place.ts'
import { newId, toPersonId, type Viewer } from '../../kernel/index.ts'
import { loadFiles } from '../load-files.ts'

test('what each gives and gets is told to everybody, with nothing, few and many, and names nobody', async (t) => {
  const { place, dataFolder, serve } = await openTestPlace(t)
  const app = await serve()
  const open = async (path: string) => {
    const { statusCode, body } = await app.inject({ url: path, headers: { accept: 'text/html' } })
    return { status: statusCode, html: body }
  }
  const nothing = await open('/public/feeds')
  assert.equal(nothing.status, 200)
  assert.match(nothing.html, /feeds fail: the hospital/)
  assert.match(nothing.html, /too few to show/)
  assert.doesNotMatch(nothing.html, /aria-label="Looks at what others give/)

  const lines = Array.from({ length: 40 }, (_, at) => {
    const name = [{ family: 'Zachariah', given: [`P${at}`] }]
    return JSON.stringify({ resourceType: 'Patient', id: `H${at}`, name, gender: 'female' })
  })
  const path = join(dataFolder, 'many.ndjson')
  writeFileSync(path, `${[...lines, '{}', '{"a":1}'].join('\n')}\n`)
  await loadFiles(place, [path], 'mere-general')
  await look(12)
  const some = await open('/public/feeds')
  // 42 came and 40 could be read: counts are rounded, shares are whole.
  assert.match(some.html, /95%/)
  assert.match(some.html, /aria-label="Looks at what others give, by party"/)
  const one = await open('/public/feeds/mere-general')
  assert.equal(one.status, 200)
  assert.match(one.html, /Warn/)
  assert.match(one.html, /40 of 40 items can be used/)
  assert.match(one.html, /too few to show/)
  assert.doesNotMatch(`${some.html}${one.html}`, /Zachariah/)
  assert.equal((await open('/public/feeds/__proto__')).status, 404)

  async function look(people: number): Promise<void> {
    const grants = place.agreement
      .current()!
      .table<{ role: string; clause: string; data: string[] }>('grant')
    const { clause } = grants.find(
      ({ role, data }) => role === 'ward-coordinator' && data.includes('council-care'),
    )!
    const actor = {
      ...{ id: 'priya.shah', name: 'Priya Shah', role: 'ward-coordinator' },
      ...{ organisation: 'mere-general', side: 'nhs', via: 'web' as const },
    }
    const viewer: Viewer = { actor, purpose: 'direct-care' }
    for (let at = 0; at < people; at += 1) {
      const identity = [toPersonId(newId())]
      await place.trail.look(viewer, [
        { identity, what: 'person page', outcome: 'allowed', clause },
      ])
    }
  }
})

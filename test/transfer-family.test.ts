import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMailbox } from '../src/access/index.ts'
import type { Viewer } from '../src/kernel/index.ts'
import { drawMarkup } from '../src/shell/draw-markup.ts'
import { pageTestApp } from '../src/shell/testing.ts'
import { registerLetter } from '../src/transfer/pages/letter.tsx'
import { leavingSection } from '../src/transfer/pages/section.tsx'
import { familyLinks } from '../src/transfer/tell-family.ts'
import { listed } from './transfer-looks.ts'
import { GEORGE, type Message, openTransferPlace } from './transfer-place.ts'
import { LEE, OLIVE, TOM, viewer } from './written-here.ts'

/** What somebody who leaves hospital, and whoever they let know, reads of it. */
const NOW = new Date('2026-03-10T09:00:00Z')
const CAME = '2026-03-09 08:00'
const came: Message = { code: 'A01', of: GEORGE, at: CAME, came: CAME }
const ready: Message = {
  ...{ ...came, code: 'A08', at: '2026-03-09 10:00', ready: '2026-03-09 10:00' },
  ...{ pathway: '1', reason: 'Other home-based social care service not yet available (Pathway 1)' },
}
const HIM = viewer(
  'george.whitfield',
  { role: 'resident', organisation: '', side: '', nhsNumber: '9990131015' },
  'own-record',
)

test('his sister’s link says “tomorrow, 11:00”, names nobody, is a look, and ends with his stay', async (t) => {
  const place = await openTransferPlace(t)
  await place.tell(came, ready)
  const [{ stay, person }] = (await listed(place, LEE)) as [Awaited<ReturnType<typeof listed>>[0]]
  const input = { stay, address: 'sister@example.org', agreed: true }
  const wrong = await place.does(LEE, 'transfer.tell-family', { ...input, address: 'sister' })
  assert.ok(!wrong.ok && wrong.code === 'faults')
  const unasked = await place.does(LEE, 'transfer.tell-family', { ...input, agreed: false })
  assert.ok(!unasked.ok && /ask them first/.test(unasked.sentence), JSON.stringify(unasked))
  const notTheirs = await place.does(TOM, 'transfer.tell-family', input)
  assert.ok(!notTheirs.ok && notTheirs.code === 'no-such-stay')
  assert.ok((await place.does(LEE, 'transfer.tell-family', input)).ok)
  const [sent] = await readMailbox(place.place, { limit: 1, to: 'sister@example.org' })
  assert.doesNotMatch(sent!.mail.text + sent!.mail.subject, /George|Whitfield|leave/)
  const link = new URL(sent!.mail.links[0]!).pathname
  const app = await place.serve()
  const page = async () => (await app.inject(link)).body.replaceAll(/<!-- -->/g, '')
  const first = await page()
  assert.match(first, /Nobody has said yet/)
  assert.match(first, /The next thing is care at home\. It is with Southmere Council/)

  const asked = await place.does(LEE, 'transfer.refer', {
    stay,
    task: 'home-care',
    to: 'the-limes',
  })
  const { asking } = (asked as { result: { asking: string } }).result
  assert.ok((await place.does(OLIVE, 'transfer.offer', { asking, on: '2026-03-11 11:00' })).ok)
  assert.ok((await place.does(LEE, 'transfer.accept-offer', { asking })).ok)
  const second = await page()
  assert.match(second, /Tomorrow, 11:00\./)
  assert.doesNotMatch(second, /George|Whitfield|Limes|9990131015|Lee|Olive/)
  const looks = JSON.stringify(await place.place.trail.looksAt([person], { limit: 9 }))
  assert.match(looks, /by a link for their family/)

  const read = await leavingSection.read(place.place, HIM, [person])
  const own = drawMarkup(leavingSection.draw(read, { now: place.clock.now() } as never) as never)
  assert.match(own.replaceAll(/<!-- -->/g, ''), /You leave hospital tomorrow, 11:00\./)

  const letters = await pageTestApp({ viewer: LEE })
  registerLetter(letters, place.place)
  const letter = (await letters.inject(`/transfer/${stay}/letter`)).body.replaceAll(/<!-- -->/g, '')
  assert.match(letter, /Dear George Whitfield/)
  assert.match(letter, /You leave hospital tomorrow, 11:00\./)
  assert.doesNotMatch(letter, /Olive|Lee Carter<\/p>/)

  // He may change his mind about who knows; so may whoever sent it, and nobody else.
  const about = { counted: { id: stay, eventIds: [stay] } } as never
  const links = async () => {
    const open = await familyLinks(place.place.databases.care.short, about, NOW)
    return open.map((one) => one.id)
  }
  const [id = ''] = await links()
  const text = own.replaceAll(/<!-- -->/g, '')
  assert.match(text, /sister@example\.org may read it by a link until 7 Apr 2026/)
  assert.match(text, new RegExp(`transfer.end-family-link\\?link=${id}&amp;then=/me`))
  const end = (who: Viewer, link = id) => place.does(who, 'transfer.end-family-link', { link })
  for (const [who, link] of [
    [TOM, id],
    [{ ...HIM, actor: { ...HIM.actor, nhsNumber: '9990131023' } }, id],
    [LEE, person],
  ] as const) {
    const foreign = await end(who, link)
    assert.ok(!foreign.ok && ['no-such-stay', 'no-such-link'].includes(foreign.code))
  }
  assert.match(await page(), /Tomorrow, 11:00/)
  assert.ok((await end(HIM)).ok)
  assert.match(await page(), /This link has ended.*It could be read until 10 Mar 2026/s)
  assert.deepEqual(await links(), [])
  const again = await end(HIM)
  assert.ok(!again.ok && again.code === 'no-such-link')
  assert.ok((await place.does(LEE, 'transfer.tell-family', input)).ok)
  const [another = ''] = await links()
  assert.ok((await end(LEE, another)).ok)
  assert.ok((await place.does(LEE, 'transfer.tell-family', input)).ok)
  const done = JSON.stringify(await place.place.trail.deedsAbout([person], 40))
  assert.match(done, /end-family-link/)

  place.clock.set('2026-03-11T12:00:00Z')
  await place.tell({ ...ready, code: 'A03', at: '2026-03-11 11:00', left: '2026-03-11 11:00' })
  const [last] = await readMailbox(place.place, { limit: 1, to: 'sister@example.org' })
  const over = await app.inject(new URL(last!.mail.links[0]!).pathname)
  assert.match(over.body, /There is nothing to read here any more/)
  const late = await place.does(LEE, 'transfer.tell-family', input)
  assert.ok(!late.ok && ['closed', 'no-such-stay'].includes(late.code), JSON.stringify(late))
})

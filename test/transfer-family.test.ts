import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMailbox } from '../src/access/index.ts'
import { drawMarkup } from '../src/shell/draw-markup.ts'
import { pageTestApp } from '../src/shell/testing.ts'
import { registerLetter } from '../src/transfer/pages/letter.tsx'
import { leavingSection } from '../src/transfer/pages/section.tsx'
import { listed } from './transfer-looks.ts'
import { GEORGE, type Message, openTransferPlace } from './transfer-place.ts'
import { LEE, OLIVE, TOM, viewer } from './written-here.ts'

/** What somebody who leaves hospital, and whoever they let know, reads of it. */
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

  place.clock.set('2026-03-11T12:00:00Z')
  await place.tell({ ...ready, code: 'A03', at: '2026-03-11 11:00', left: '2026-03-11 11:00' })
  assert.match(await page(), /There is nothing to read here any more/)
  const late = await place.does(LEE, 'transfer.tell-family', input)
  assert.ok(!late.ok && ['closed', 'no-such-stay'].includes(late.code), JSON.stringify(late))
})

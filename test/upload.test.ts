import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { generate } from '../places/southmere/index.ts'
import { openTestPlace } from './open-place.ts'
import { signIn } from './sign-in.ts'

/** A file that somebody of a feed's own party sends in by page: what is taken, and what is refused in a sentence. */
const LIMIT = 50_000_000

type Sending = { name: string; content: Buffer | string; feed?: string; key?: string }

async function openSouthmere(t: TestContext) {
  const { place, listen, dataFolder: folder } = await openTestPlace(t)
  await listen()
  const { databases, settings } = place
  const { origin } = settings
  const asWhom = async (person: string) => {
    const cookie = await signIn(origin, person)
    const open = async (path: string) => {
      const answer = await fetch(new URL(path, origin), {
        redirect: 'manual',
        headers: { accept: 'text/html', cookie },
      })
      return { status: answer.status, html: await answer.text() }
    }
    const csrf = /name="_csrf" value="([^"]+)"/.exec((await open('/agreement')).html)![1]!
    const send = async ({ name, content, feed = 'southmere-council', key }: Sending) => {
      const form = new FormData()
      form.set('_csrf', csrf)
      form.set('feed', feed)
      if (key !== undefined) form.set('_key', key)
      if (name !== '') form.set('upload', new Blob([content as never]), name)
      const answer = await fetch(new URL('/intake/send', origin), {
        method: 'POST',
        headers: { accept: 'text/html', cookie },
        body: form,
      })
      return { status: answer.status, said: wordsOf(await answer.text()) }
    }
    return { cookie, csrf, open, send }
  }
  const entries = async () =>
    (
      await databases.owner.short.query<{ text: string }>(
        'select text from trail.entry order by at, id',
      )
    ).rows.map(({ text }) => JSON.parse(text) as Record<string, unknown>)
  const leftBehind = () => readdirSync(join(folder, 'uploads'))
  return { origin, folder, asWhom, entries, leftBehind }
}

function wordsOf(html: string): string {
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html
  return main
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', '’')
    .replace(/\s+/g, ' ')
}

async function councilReturn(folder: string): Promise<Buffer> {
  const out = join(folder, 'extracts')
  await generate({ people: 100, seed: 'southmere', out, asOf: '2026-03-10' })
  const names = readdirSync(join(out, 'council')).filter((one) => /^cld-.*\.csv$/.test(one))
  const name = names.sort().at(-1)!
  return readFileSync(join(out, 'council', name))
}

/** Sends a body as it is, over a socket that may be broken off. */
function sendRaw(
  origin: string,
  { cookie, csrf }: { cookie: string; csrf: string },
  bytes: number,
  { breakAfter = Number.POSITIVE_INFINITY } = {},
): Promise<{ status: number; said: string } | 'broken'> {
  const mark = 'raw-form'
  const field = (name: string, value: string) =>
    `--${mark}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const head = Buffer.from(
    `${field('_csrf', csrf)}${field('feed', 'southmere-council')}--${mark}\r\n` +
      'Content-Disposition: form-data; name="upload"; filename="large.csv"\r\n\r\n',
  )
  const tail = Buffer.from(`\r\n--${mark}--\r\n`)
  return new Promise((resolve, reject) => {
    const sent = request(new URL('/intake/send', origin), {
      method: 'POST',
      headers: {
        accept: 'text/html',
        cookie,
        'content-type': `multipart/form-data; boundary=${mark}`,
        'content-length': head.length + bytes + tail.length,
      },
    })
    sent.on('response', (answer) => {
      const read: Buffer[] = []
      answer.on('data', (chunk: Buffer) => read.push(chunk))
      answer.on('end', () => {
        const said = wordsOf(Buffer.concat(read).toString('utf8'))
        resolve({ status: answer.statusCode!, said })
        // This client sends no more once it was answered, and would leave the rest owing.
        sent.destroy()
      })
    })
    sent.on('error', (error) => (Number.isFinite(breakAfter) ? resolve('broken') : reject(error)))
    sent.write(head)
    const chunk = Buffer.alloc(1_000_000, 'a,b\n')
    let left = bytes
    const more = (): void => {
      while (left > 0) {
        if (bytes - left >= breakAfter) return void sent.destroy()
        const piece = chunk.subarray(0, Math.min(chunk.length, left))
        left -= piece.length
        if (!sent.write(piece)) return void sent.once('drain', more)
      }
      sent.end(tail)
    }
    more()
  })
}

test('files sent in by page', async (t) => {
  const place = await openSouthmere(t)
  const joan = await place.asWhom('joan.marsh')
  const returned = await councilReturn(place.folder)

  await t.test('a return is taken as load takes it, and sent again is unchanged', async () => {
    assert.match((await joan.open('/intake')).html, /href="\/intake\/send"/)
    const { status, said } = await joan.send({
      name: 'Q3.csv',
      content: returned,
      key: 'first-key',
    })
    assert.equal(status, 200, said)
    const [, items, fresh] = /([\d,]+) items?: ([\d,]+) new/.exec(said)!
    assert.equal(items, fresh)
    assert.match(said, /Q3\.csv was read\. That you sent it is in the log\./)
    assert.match(said, /What Row of Client Level Data/)
    // Packed and under another name it is still the same.
    const again = await joan.send({ name: 'holiday.jpg', content: gzipSync(returned) })
    assert.match(again.said, /Everything in it was here already/)
    assert.match(again.said, new RegExp(`Read ${items} items?`))
  })

  await t.test('that it was sent is an entry of hers, with the clause and the hash', async () => {
    const all = await place.entries()
    const own = all.filter(({ command }) => command === 'intake.send')
    assert.equal(own.length, 2, JSON.stringify(all[0]))
    const said = JSON.stringify(own[0])
    assert.match(said, /joan\.marsh/)
    assert.match(said, /"12\.23"/)
    assert.match(said, /"hash":"[0-9a-f]{64}"/)
    assert.doesNotMatch(said, /Q3\.csv/)
  })

  const refusals: [string, Sending, RegExp][] = [
    ['nothing', { name: '', content: '' }, /Choose the file to send/],
    [
      'an empty file',
      { name: 'Q4.csv', content: '' },
      /The file is empty\. Choose the file again\./,
    ],
    [
      'a script called .csv',
      { name: 'Q4.csv', content: '#!/bin/sh\nrm -rf "$HOME"\n' },
      /This text is of no kind that is read here\./,
    ],
    [
      'a script with commas',
      { name: 'Q4.csv', content: 'import os, sys\nos.remove(sys.argv[1])\n' },
      /This table is not Client Level Data/,
    ],
    ['a web page', { name: 'Q4.csv', content: '<!doctype html><p>a,b' }, /This is a web page/],
    [
      'a file that swells',
      { name: 'Q4.csv.gz', content: gzipSync(Buffer.alloc(LIMIT + 1, 'a,b\n')) },
      /Unpacked, the file is larger than the 50 MB that its clause allows\./,
    ],
    [
      'a packed file that is cut',
      { name: 'Q4.csv.gz', content: gzipSync(returned).subarray(0, -20) },
      /The gzip file is cut off\. Ask for it again/,
    ],
    [
      'hospital messages by the council',
      { name: 'adt.hl7', content: 'MSH|^~\\&|A|B|C|D|20260301||ADT^A01|1|P|2.4\r' },
      /clause 9\.3 does not let southmere-council give that/,
    ],
  ]
  for (const [what, sending, sentence] of refusals) {
    await t.test(`${what} is refused in a sentence, and nothing is kept`, async () => {
      const { status, said } = await joan.send(sending)
      assert.equal(status, 422, said)
      assert.match(said, sentence)
      assert.doesNotMatch(said, /uploads|undefined|[0-9a-f]{8}-[0-9a-f]{4}-/)
      assert.deepEqual(place.leftBehind(), [])
    })
  }

  await t.test('200 MB are refused in a sentence, and no more than the limit is kept', async () => {
    const answer = await sendRaw(place.origin, joan, 200_000_000)
    assert.notEqual(answer, 'broken')
    const { status, said } = answer as { status: number; said: string }
    assert.equal(status, 422)
    assert.match(said, /The file is larger than the 50 MB that its clause allows\./)
    assert.deepEqual(place.leftBehind(), [])
  })

  await t.test('an upload that breaks off leaves nothing, and the next one is taken', async () => {
    const before = (await place.entries()).length
    assert.equal(await sendRaw(place.origin, joan, 20_000_000, { breakAfter: 8_000_000 }), 'broken')
    while (place.leftBehind().length > 0) await new Promise((next) => setTimeout(next, 50))
    assert.equal((await place.entries()).length, before)
    assert.equal((await joan.send({ name: 'Q3.csv', content: returned })).status, 200)
  })

  await t.test(
    'another party’s feed is refused with its clause, and that is in the log',
    async () => {
      const { status, said } = await joan.send({
        name: 'x',
        content: returned,
        feed: 'mere-general',
      })
      assert.equal(status, 403)
      assert.match(said, /sent in by the party whose feed it is/)
      assert.match(said, /9\.1/)
      const last = (await place.entries()).at(-1)!
      assert.match(JSON.stringify(last), /intake\.send/)
      assert.match(JSON.stringify(last), /refused/)
    },
  )

  await t.test('nobody without the power opens the form or is listened to', async () => {
    const priya = await place.asWhom('priya.shah')
    assert.equal((await priya.open('/intake/send')).status, 403)
    assert.doesNotMatch((await priya.open('/intake')).html, /intake\/send/)
    assert.equal((await priya.send({ name: 'Q3.csv', content: returned })).status, 403)
    const foreign = await fetch(new URL('/intake/send', place.origin), {
      method: 'POST',
      headers: { cookie: joan.cookie, accept: 'text/html' },
      body: (() => {
        const form = new FormData()
        form.set('_csrf', 'guessed')
        form.set('upload', new Blob([returned as never]), 'Q3.csv')
        return form
      })(),
    })
    assert.equal(foreign.status, 403)
    const elsewhere = await fetch(new URL('/sign-out', place.origin), {
      method: 'POST',
      headers: { cookie: joan.cookie, accept: 'text/html' },
      body: new FormData(),
    })
    assert.equal(elsewhere.status, 415)
    assert.deepEqual(place.leftBehind(), [])
  })
})

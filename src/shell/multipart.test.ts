import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import fc from 'fast-check'
import { CutOff, chunksOf, NotAForm, readMultipart } from './multipart.ts'

const BOUNDARY = '----form7f'

function formOf(fields: [string, string][], name: string, content: Buffer): Buffer {
  const parts = fields.map(
    ([field, value]) =>
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
  )
  const disposition = `Content-Disposition: form-data; name="upload"; filename="${name}"`
  const head = `--${BOUNDARY}\r\n${disposition}\r\nContent-Type: text/csv\r\n\r\n`
  return Buffer.concat([
    Buffer.from(parts.join('') + head),
    content,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ])
}

/** In pieces of these lengths, one after the other and again. */
function inPieces(bytes: Buffer, lengths: readonly number[]): AsyncIterator<Buffer> {
  const pieces: Buffer[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length]!
    pieces.push(bytes.subarray(at, at + length))
    at += length
  }
  return chunksOf(Readable.from(pieces))
}

async function contentOf(bytes: AsyncGenerator<Buffer>): Promise<Buffer> {
  const read: Buffer[] = []
  for await (const chunk of bytes) read.push(chunk)
  return Buffer.concat(read)
}

test('however the line cuts it, the same fields and the same bytes come out', async () => {
  const nearly = fc.constantFrom('\r\n', '\r\n--', `\r\n--${BOUNDARY.slice(0, -1)}`, '--', 'a,b\n')
  const content = fc
    .array(fc.oneof(nearly, fc.string({ unit: 'binary' })), { maxLength: 20 })
    .map((parts) => Buffer.from(parts.join('')))
    .filter((bytes) => !bytes.includes(`\r\n--${BOUNDARY}`))
  const lengths = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(content, lengths, async (bytes, cuts) => {
      const form = formOf(
        [
          ['feed', 'southmere-council'],
          ['_csrf', 'x'],
        ],
        'return.csv',
        bytes,
      )
      const { fields, file } = await readMultipart(inPieces(form, cuts), BOUNDARY)
      assert.deepEqual(fields, { feed: 'southmere-council', _csrf: 'x' })
      assert.equal(file!.name, 'return.csv')
      assert.ok((await contentOf(file!.bytes())).equals(bytes))
    }),
  )
})

test('a form or a file that ends in the middle is never taken for whole', async () => {
  const content = Buffer.from('one,two\r\n1,2\r\n')
  const form = formOf([['feed', 'x']], 'a.csv', content)
  const whole = form.length - `--\r\n`.length
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: whole - 1 }), async (length) => {
      const cut = async () => {
        const { file } = await readMultipart(inPieces(form.subarray(0, length), [33]), BOUNDARY)
        return contentOf(file!.bytes())
      }
      await assert.rejects(cut, (error) => error instanceof CutOff || error instanceof NotAForm)
    }),
  )
})

test('a name says nothing of folders; no file is chosen where the name is empty', async () => {
  const nameOf = async (written: string) =>
    (await readMultipart(inPieces(formOf([], written, Buffer.from('x')), [9]), BOUNDARY)).file?.name
  assert.equal(await nameOf('../../etc/passwd'), 'passwd')
  assert.equal(await nameOf('C:\\reports\\Q3.csv'), 'Q3.csv')
  assert.equal(await nameOf('..'), 'file')
  assert.equal(await nameOf(''), undefined)
})

test('what is no form is refused before it is read far', async () => {
  const large = Buffer.alloc(100_000, 97)
  const field = Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="feed"\r\n\r\n`),
    large,
  ])
  for (const bytes of [Buffer.from('hello'), Buffer.alloc(0), large, field]) {
    await assert.rejects(readMultipart(inPieces(bytes, [1000]), BOUNDARY), NotAForm)
  }
  const proto = formOf([['__proto__', 'x']], 'a.csv', Buffer.from('x'))
  const { fields } = await readMultipart(inPieces(proto, [40]), BOUNDARY)
  assert.equal(Object.getPrototypeOf(fields), Object.prototype)
})

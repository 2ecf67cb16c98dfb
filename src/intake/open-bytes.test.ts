import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Fault } from '../kernel/index.ts'
import { openBytes } from './open-bytes.ts'

async function unpacked(t: TestContext, content: Buffer): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-bytes-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'a')
  writeFileSync(path, content)
  const parts: Buffer[] = []
  const all: Buffer[] = []
  try {
    for await (const chunk of openBytes(path, undefined, (bytes) => all.push(bytes))) {
      parts.push(chunk)
    }
  } catch (error) {
    if (error instanceof Fault) return error.message
    throw error
  }
  const text = Buffer.concat(parts).toString()
  assert.equal(
    Buffer.concat(all)
      .toString()
      .replace(/^\ufeff/, ''),
    text,
  )
  return text
}

test('a file packed in several members is all of them', async (t) => {
  const members = ['\ufeffone ', 'two ', '', 'three'].map((text) => gzipSync(text))
  assert.equal(await unpacked(t, Buffer.concat(members)), 'one two three')
  const [first, second] = members as [Buffer, Buffer]
  assert.match(
    await unpacked(t, Buffer.concat([first, second.subarray(0, second.length - 5)])),
    /gzip file is cut off/,
  )
})

test('zeros behind the last member are left out; anything else there means damage', async (t) => {
  const packed = gzipSync('one')
  assert.equal(await unpacked(t, Buffer.concat([packed, Buffer.alloc(1024)])), 'one')
  for (const rubbish of ['rubbish', '\x1f\x8b\xff\xff rubbish']) {
    const content = Buffer.concat([packed, Buffer.from(rubbish, 'latin1')])
    assert.match(await unpacked(t, content), /gzip file is damaged/)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import type { Block } from './markdown.ts'
import { pagesIn } from './paging.ts'
import { readPaper } from './paper.ts'

/** A PDF of so many pages; what is packed stands in a stream of objects, as newer programs write it. */
function pdf(pages: number, objects: readonly string[] = [], packed = ''): Buffer {
  const kids = Array.from({ length: pages }, (_, at) => `${at + 10} 0 R`).join(' ')
  const parts: Buffer[] = [
    '1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj',
    `2 0 obj\n<< /Type /Pages /Kids [${kids}] /Count ${pages} >>\nendobj`,
    ...objects,
  ].map((text) => Buffer.from(`${text}\n`, 'latin1'))
  if (packed !== '') parts.push(objectStream('/Filter /FlateDecode', deflateSync(packed)))
  const end = Buffer.from('trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n')
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), ...parts, end])
}

function objectStream(filter: string, bytes: Buffer): Buffer {
  const head = `7 0 obj\n<< /Type /ObjStm /N 1 /First 4 ${filter} /Length ${bytes.length} >>\nstream\n`
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\nendstream\nendobj\n')])
}

/** A zip, as the field's programs write one. */
function zip(parts: Readonly<Record<string, string>>, locked = false): Buffer {
  const [bodies, list]: [Buffer[], Buffer[]] = [[], []]
  let at = 0
  for (const [name, text] of Object.entries(parts)) {
    const [own, called] = [Buffer.from(text), Buffer.from(name)]
    const packed = deflateRawSync(own)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(locked ? 1 : 0, 2)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(own), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(own.length, 18)
    fields.writeUInt16LE(called.length, 22)
    bodies.push(Buffer.from('PK\x03\x04'), fields, called, packed)
    const entry = Buffer.alloc(46)
    entry.write('PK\x01\x02', 'latin1')
    fields.copy(entry, 6)
    entry.writeUInt32LE(at, 42)
    list.push(entry, called)
    at += 30 + called.length + packed.length
  }
  const many = Object.keys(parts).length
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(many, 8)
  end.writeUInt16LE(many, 10)
  end.writeUInt32LE(Buffer.concat(list).length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...bodies, ...list, end])
}

const MAIN = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'
const WORD = {
  '[Content_Types].xml': `<Types><Override PartName="/word/document.xml" ContentType="${MAIN}"/></Types>`,
  'word/document.xml': `<w:document><w:t>${'word '.repeat(1_000)}</w:t></w:document>`,
}

function told(bytes: Buffer): string {
  const read = readPaper(bytes)
  return 'refused' in read ? read.refused : `${read.type}, ${read.pages}`
}

test('a file is told by what it is made of, and never by its name', () => {
  assert.equal(told(Buffer.from('# Beds\n\nTwenty more.')), 'markdown, 1')
  assert.equal(told(Buffer.from('PKU is looked for in every child.')), 'markdown, 1')
  assert.equal(told(pdf(3)), 'pdf, 3')
  const nine = '2 0 << /Type /Pages /Kids [] /Count 9 >>'
  assert.equal(told(pdf(1, [], nine)), 'pdf, 9')
  const picture = '9 0 obj\n<< /Length 12 >>\nstream\n/JS (x) /XFA\nendstream\nendobj'
  assert.equal(told(pdf(2, [picture])), 'pdf, 2')
  assert.equal(told(zip(WORD)), 'docx, 3')
  const counted = { ...WORD, 'docProps/app.xml': '<Properties><Pages>7</Pages></Properties>' }
  assert.equal(told(zip(counted)), 'docx, 7')
})

test('what runs, brings files along, is locked, cut off or something else is refused by a sentence', () => {
  const action = (name: string) => `5 0 obj\n<< /S ${name} >>\nendobj`
  const rel = (more: string) => ({
    ...WORD,
    'word/_rels/document.xml.rels': `<Relationships><Relationship Id="r1" ${more}/></Relationships>`,
  })
  const outside = 'TargetMode="External" Target="https://example.org/a"'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const wrong: [Buffer, RegExp][] = [
    [Buffer.alloc(0), /is empty/],
    [Buffer.alloc(21 * 1024 * 1024, 0x61), /larger than 20 MB/],
    [Buffer.from([0, 1, 2, 3]), /neither text, nor PDF, nor Word/],
    [pdf(1, [action('/JavaScript')]), /has a script/],
    [pdf(1, [action('/J#61vaScript')]), /has a script/],
    [pdf(1, [], '5 0 << /S /JavaScript /JS (app.alert(1)) >>'), /has a script/],
    [pdf(1, ['5 0 obj\n<< /Length 9 >>\nstream\n<< /S /JavaScript >>\nendstream']), /has a script/],
    [pdf(1, [action('/Launch')]), /another program/],
    [pdf(1, ['5 0 obj\n<< /Type /EmbeddedFile >>\nendobj']), /another file inside/],
    [pdf(1, ['trailer\n<< /Encrypt 9 0 R >>']), /is locked/],
    [
      Buffer.concat([
        pdf(1).subarray(0, 60),
        objectStream('/Filter [/ASCIIHexDecode /FlateDecode]', Buffer.from('00>')),
        pdf(1).subarray(60),
      ]),
      /packed in a way/,
    ],
    [pdf(1).subarray(0, 90), /cut off/],
    [pdf(0), /no page/],
    [zip({ 'notes.txt': 'Nothing' }), /no Word document/],
    [zip({ ...WORD, '[Content_Types].xml': '<Types/>' }), /no Word document/],
    [zip({ ...WORD, 'word/vbaProject.bin': 'x' }), /has a macro/],
    [zip({ ...WORD, 'word/embeddings/one.bin': 'x' }), /another file inside/],
    [zip({ ...WORD, '../out.xml': 'x' }), /broken/],
    [zip(WORD, true), /broken/],
    [zip(WORD).subarray(0, 200), /broken/],
    [zip(rel(`Type="${office}/attachedTemplate" ${outside}`)), /fetches a part/],
  ]
  for (const [bytes, sentence] of wrong) assert.match(told(bytes), sentence)
  assert.equal(told(zip(rel(`Type="${office}/hyperlink" ${outside}`))), 'docx, 3')
})

test('any file is answered by what it is or a sentence, whatever is cut or turned in it', () => {
  const whole = [pdf(2, [], '2 0 << /Type /Page >>'), zip(WORD)]
  fc.assert(
    fc.property(
      fc.constantFrom(...whole),
      fc.nat(),
      fc.nat(255),
      fc.nat(),
      (bytes, at, byte, end) => {
        const changed = Buffer.from(bytes)
        changed[at % bytes.length] = byte
        const read = readPaper(changed.subarray(0, end % 3 === 0 ? end % bytes.length : undefined))
        assert.ok('refused' in read ? read.refused.endsWith('.') : read.pages > 0)
      },
    ),
    { numRuns: 200 },
  )
})

test('the pages of a paper say all of it in its order, each no fuller than a page', () => {
  const words = fc.array(fc.constantFrom('beds', 'homes', 'winter', 'fee'), { minLength: 1 })
  const line = (most: number) => words.map((all) => all.slice(0, most).join(' '))
  const long = fc.nat(1_500).map((many) => 'more words '.repeat(Math.ceil(many / 2)).trim())
  const block = fc.oneof(
    line(40),
    long,
    line(8).map((one) => `## ${one}`),
    fc.array(line(12), { minLength: 1, maxLength: 60 }).map((all) => `- ${all.join('\n- ')}`),
    fc.nat(50).map((rows) => `| a | b |\n| - | - |\n${'| x | y |\n'.repeat(rows + 1)}`),
  )
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 12 }), (blocks) => {
      const pages = pagesIn(blocks.join('\n\n'))
      const all = pages.flat().flatMap(wordsIn)
      assert.deepEqual(all, wordsOf(blocks.join('\n\n')))
      for (const [at, page] of pages.entries()) {
        assert.ok(page.flatMap(wordsIn).length <= 450, 'no fuller than a page')
        const last = page.at(-1)
        assert.ok(at === pages.length - 1 || last?.kind !== 'heading', 'no heading stands last')
      }
    }),
    { numRuns: 60 },
  )
})

function wordsIn(block: Block): string[] {
  const texts = (all: readonly { text: string }[]) => all.map(({ text }) => text).join('')
  if (block.kind === 'list') return block.items.flatMap((item) => split(texts(item)))
  if (block.kind === 'table') return block.rows.flatMap((row) => row.flatMap(split))
  return split(typeof block.text === 'string' ? block.text : texts(block.text))
}

/** Of the Markdown itself: marks, and the heads of tables, are no words of a paper. */
function wordsOf(text: string): string[] {
  const lines = text.split('\n').filter((line) => !/^\| (a|-) \|/.test(line))
  return split(lines.map((line) => line.replaceAll(/^(#+|-) |\|/g, ' ')).join(' '))
}

function split(text: string): string[] {
  return text.split(/\s+/).filter(Boolean)
}

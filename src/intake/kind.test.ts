import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type FileKind, recognise } from './kind.ts'
import { ownKinds } from './own-kinds.ts'

const seen = (content: string | Buffer, whole = true) => {
  const recognised = recognise(Buffer.from(content as string), whole, ownKinds)
  return recognised.ok ? recognised.kind.id : recognised.fault.what
}

test('kinds are known by content', () => {
  assert.equal(seen('{"resourceType":"Patient"}'), 'fhir-bundle')
  assert.equal(seen(' \n{\n  "entry": ['), 'fhir-bundle')
  assert.equal(seen('{"a":1}\n{"a":2}\n'), 'fhir-ndjson')
  assert.equal(seen('{"a":1}\n\n{"a":\n{"a":2}\n'), 'fhir-ndjson')
  assert.equal(seen('MSH|^~\\&|A|B\rEVN|A01\r'), 'hl7v2')
  assert.equal(seen('\x0bMSH|^~\\&|A|B\r'), 'hl7v2')
  assert.equal(seen('FHS|^~\\&|A\r'), 'hl7v2')
  assert.equal(seen('LA Code,NHS Number\nE1,9\n'), 'cld-csv')
})

test('one entry a line inside a bundle is still one bundle', () => {
  assert.equal(seen('{"resourceType":"Bundle","entry":[\n{"a":1},\n{"a":2}\n]}'), 'fhir-bundle')
})

test('what is not a feed is called what it is', () => {
  assert.equal(seen(''), 'the file is empty')
  assert.equal(seen(' \r\n \n'), 'the file is empty')
  assert.equal(seen('PK\x03\x04abc'), 'this is a zip archive')
  assert.equal(seen('PK\x03\x04...[Content_Types].xml'), 'this is an Office file (Excel or Word)')
  assert.equal(seen('%PDF-1.7'), 'this is a PDF document, which holds no feed')
  assert.equal(
    seen(Buffer.from('\xd0\xcf\x11\xe0', 'latin1')),
    'this is an old Office file (Excel or Word)',
  )
  assert.equal(seen(Buffer.from('\x1f\x8b\x08', 'latin1')), 'this is packed with gzip twice')
  assert.equal(seen('<Patient xmlns="http://hl7.org/fhir">'), 'fhir-xml-bundle')
  assert.equal(seen("<f:Bundle xmlns:f='http://hl7.org/fhir'>"), 'fhir-xml-bundle')
  assert.equal(seen('<!DOCTYPE html><html>'), 'this is a web page')
  assert.equal(
    seen('[{"resourceType":"Patient"}]'),
    'this JSON is a list, and FHIR is an object with a resourceType',
  )
  assert.equal(seen('hello'), 'this text is of no kind that is read here')
  assert.equal(
    seen(Buffer.from([1, 2, 3, 0, 200, 0, 0, 7, 9, 0])),
    'this is not text and of no kind that is read here',
  )
})

test('UTF-16 is refused with or without its mark', () => {
  const utf16 = 'the text is encoded as UTF-16 or UTF-32'
  assert.equal(seen(Buffer.from('\ufeffLA Code,NHS Number\n', 'utf16le')), utf16)
  assert.equal(seen(Buffer.from('{"resourceType":"Patient"}', 'utf16le')), utf16)
  assert.equal(seen(Buffer.from('{"resourceType":"Patient"}', 'utf16le').swap16()), utf16)
})

test('no bytes are too strange to be given an answer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, whole) => {
      const recognised = recognise(Buffer.from(bytes), whole, ownKinds)
      assert.ok(recognised.ok || recognised.fault.remedy.endsWith('.'))
    }),
  )
})

test('another room’s kind is asked first, whatever the bytes; what to send is said of all of them', () => {
  const sheet: FileKind = {
    ...ownKinds[0]!,
    id: 'workbook',
    sent: 'the return as a workbook',
    recognise: ({ bytes }) => bytes.toString('latin1').includes('xl/'),
  }
  const office = Buffer.from('PK\x03\x04...xl/')
  const found = recognise(office, true, [sheet, ...ownKinds])
  assert.equal(found.ok && found.kind.id, 'workbook')
  const unknown = recognise(Buffer.from('hello'), true, [sheet, ...ownKinds])
  assert.equal(
    !unknown.ok && unknown.fault.remedy,
    'Send the return as a workbook, FHIR R4 as JSON or XML, HL7 v2 messages, an answer of the national data ' +
      'opt-out service (.dat), a council’s daily file, visits, contacts, tasks or stays in care homes as CSV or ' +
      'Client Level Data as CSV.',
  )
})

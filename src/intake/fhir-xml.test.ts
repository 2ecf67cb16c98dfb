import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { FHIR_ELEMENTS, fhirElements } from '../../test/fhir-elements.ts'
import { Fault } from '../kernel/index.ts'
import { jsonOfXml } from './fhir-xml.ts'
import { testRecord } from './testing.ts'

const EXAMPLES = join(import.meta.dirname, '../../../shared/testdata/fhir/ukcore')
const ROOT = join(import.meta.dirname, '../..')

async function* inPieces(text: string, size = text.length || 1): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function jsonIn(text: string, size?: number): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of jsonOfXml(inPieces(text, size), 'a.xml')) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

test('the table of elements is that of the types that it is made of', () => {
  assert.equal(readFileSync(join(ROOT, FHIR_ELEMENTS), 'utf8'), fhirElements())
})

/** Without what whoever converted them wrote otherwise and means the same: nothing beside a value, spaces of markup. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).flatMap(([name, one]): [string, unknown][] => {
    if (name.startsWith('_') && /^[[\]{},nul]*$/.test(JSON.stringify(one))) return []
    if (name !== 'div') return [[name, plain(one)]]
    return [[name, String(one).replaceAll(/<[^>]*>|\s/g, '')]]
  })
  return Object.fromEntries(members)
}

test('each UK Core example in XML is the same as in JSON', async (t) => {
  if (!existsSync(EXAMPLES)) return t.skip('the UK Core examples are not here')
  let compared = 0
  for (const file of readdirSync(join(EXAMPLES, 'examples'))) {
    const json = join(EXAMPLES, 'examples-json', file.replace(/\.xml$/, '.json'))
    const text = readFileSync(join(EXAMPLES, 'examples', file), 'utf8')
    if (!existsSync(json)) continue
    const wanted = JSON.parse(readFileSync(json, 'utf8'))
    if (wanted.resourceType === undefined) continue
    assert.deepEqual(plain(JSON.parse(await jsonIn(text, 997))), plain(wanted), file)
    compared += 1
  }
  assert.ok(compared > 130, `${compared} were compared`)
})

const PATIENT = `<?xml version="1.0" encoding="UTF-8"?>
<Patient xmlns="http://hl7.org/fhir"><id value="p1"/>
<text><status value="generated"/>
<div xmlns="http://www.w3.org/1999/xhtml">Tea &amp; <b title="&quot;x&quot;">toast</b><br/></div></text>
<contained><Organization><id value="o"/><name value="A &lt;B&gt;"/></Organization></contained>
<extension url="urn:a"><valueDecimal value="1.10"/></extension>
<active value="true"/>
<name><family value="Okello"/><given value="Martha"/>
<given id="g2"><extension url="urn:b"><valueCode value="x"/></extension></given></name>
<birthDate><extension url="urn:c"><valueBoolean value="false"/></extension></birthDate>
<multipleBirthInteger value="2"/></Patient>`

test('what repeats, what is beside a primitive, numbers, text and what is contained are as in JSON', async () => {
  const json = await jsonIn(PATIENT, 1)
  assert.match(json, /"valueDecimal":1\.10\b/, 'a number keeps its digits')
  assert.deepEqual(JSON.parse(json), {
    resourceType: 'Patient',
    id: 'p1',
    text: {
      status: 'generated',
      div: '<div xmlns="http://www.w3.org/1999/xhtml">Tea &amp; <b title="&quot;x&quot;">toast</b><br></br></div>',
    },
    contained: [{ resourceType: 'Organization', id: 'o', name: 'A <B>' }],
    extension: [{ url: 'urn:a', valueDecimal: 1.1 }],
    active: true,
    name: [
      {
        family: 'Okello',
        given: ['Martha', null],
        _given: [null, { id: 'g2', extension: [{ url: 'urn:b', valueCode: 'x' }] }],
      },
    ],
    _birthDate: { extension: [{ url: 'urn:c', valueBoolean: false }] },
    multipleBirthInteger: 2,
  })
})

async function fault(text: string): Promise<string> {
  try {
    await jsonIn(text)
  } catch (error) {
    if (error instanceof Fault) return error.message
    throw error
  }
  return 'it was read'
}

test('what is no XML, declares a document type, or is no resource is refused in a sentence', async () => {
  const bomb = '<!DOCTYPE a [<!ENTITY b "c">]>'
  assert.match(await fault(bomb + PATIENT.replace(/^.*\n/, '')), /document type/)
  assert.match(await fault(PATIENT.replace('Martha', '&b;')), /not well-formed/)
  assert.match(await fault(PATIENT.slice(0, -30)), /ends in the middle/)
  assert.match(await fault('<extension xmlns="http://hl7.org/fhir" url="a"/>'), /no resource/)
  assert.match(await fault('<Patient xmlns="http://hl7.org/fhir">Martha</Patient>'), /text stands/)
  assert.match(await fault(`<?xml version="1.0" encoding="UTF-16"?>${PATIENT.slice(38)}`), /UTF-8/)
  const deep = '<extension url="a">'.repeat(400)
  assert.match(await fault(`<Patient xmlns="http://hl7.org/fhir">${deep}`), /200 elements deep/)
})

test('however it is changed, it is read or refused in a sentence, and nothing of it is quoted', async () => {
  const edits = fc.array(
    fc.tuple(
      fc.nat(PATIENT.length),
      fc.constantFrom('', '<', '>', '"', '&', '/', 'Martha', '\0', ']]>'),
    ),
    { maxLength: 4 },
  )
  await fc.assert(
    fc.asyncProperty(edits, fc.integer({ min: 1, max: 99 }), async (changes, size) => {
      let text = PATIENT
      for (const [at, with_] of changes) text = text.slice(0, at) + with_ + text.slice(at + 1)
      try {
        JSON.parse(await jsonIn(text, size))
      } catch (error) {
        assert.ok(error instanceof Fault, String(error))
        assert.doesNotMatch(error.message, /Martha|Okello/)
      }
    }),
    { numRuns: 300 },
  )
})

test('a bundle in XML is the entries that it is in JSON, and its patient is known', async (t) => {
  const place = await testRecord(t)
  const entry = (url: string, resource: string) =>
    `<entry><fullUrl value="${url}"/><resource>${resource}</resource></entry>`
  const number = '<system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="9990123454"/>'
  const name = '<name><family value="Okello"/><given value="Martha"/></name>'
  const who = `<identifier>${number}</identifier>${name}<birthDate value="1944-03-12"/>`
  const patient = `<Patient><id value="H1"/>${who}</Patient>`
  const about =
    '<code><text value="Asthma"/></code><subject><reference value="Patient/H1"/></subject>'
  const condition = `<Condition><id value="c1"/>${about}</Condition>`
  const entries = [
    entry('http://a.example/Patient/H1', patient),
    entry('http://a.example/Condition/c1', condition),
  ]
  const type = '<type value="collection"/>'
  const bundle = `<Bundle xmlns="http://hl7.org/fhir">${type}${entries.join('\n')}</Bundle>\n`
  const [file] = await place.load('mere-general', bundle)
  assert.deepEqual(
    [file!.kind, file!.rows, file!.lines, file!.new, file!.quarantined, file!.fault],
    ['fhir-xml-bundle', 2, 2, 2, 0, undefined],
  )
  const { now } = await place.own('9990123454')
  assert.deepEqual(
    now.conditions.map(({ what }) => what),
    ['Asthma'],
  )
})

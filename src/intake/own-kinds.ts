import { readAdt } from './adt.ts'
import { BULK_MANIFEST, inspectManifest, isManifest } from './bulk-manifest.ts'
import { careKinds } from './care-kinds.ts'
import { readCld } from './cld.ts'
import { CLD_COLUMNS } from './cld-columns.ts'
import { referredIn } from './cld-record.ts'
import { councilDaily } from './council-daily.ts'
import { entryItems, lineItems, messageItems, rowItems, wholeItem } from './cut-items.ts'
import { readFhirEntry, readFhirResource } from './fhir.ts'
import { isFhirXml, jsonOfXml } from './fhir-xml.ts'
import { decodeMessage } from './hl7-text.ts'
import { inspectJson } from './inspect-bundle.ts'
import { inspectLines } from './inspect-lines.ts'
import { inspectMessages } from './inspect-messages.ts'
import { inspectTable } from './inspect-table.ts'
import type { Item } from './item.ts'
import { type FileKind, type FileToInspect, isOneALine, isTable } from './kind.ts'
import { refuseCutOff } from './message-end.ts'
import { openBytes } from './open-bytes.ts'
import { optOutAnswer } from './opt-out-answer.ts'
import { NOTHING_SAID } from './reading.ts'

const FHIR = {
  sent: 'FHIR R4 as JSON or XML',
  holds: 'health records',
  classes: ['hospital', 'health-record', 'council-care'],
}

const fhirLines: FileKind = {
  ...FHIR,
  id: 'fhir-ndjson',
  item: 'FHIR resource on a line',
  recognise: (head) => head.isText && head.start[0] === '{' && isOneALine(head),
  inspect: ({ bytes }) => inspectLines(bytes),
  cut: (bytes) => lineItems('fhir-ndjson', bytes),
  read: readFhirResource,
}

/** What seems one value may be one a line, with lines so long that the first bytes did not show it. */
async function inspectOne({ bytes, path, feed }: FileToInspect) {
  const found = await inspectJson(bytes, path, feed)
  return found ?? { kind: fhirLines.id, ...(await inspectLines(openBytes(path))) }
}

/** Of a bulk export: it says which files there are, and holds nothing of anybody. */
const manifest: FileKind = {
  ...FHIR,
  id: BULK_MANIFEST,
  item: 'Manifest of a bulk export',
  recognise: isManifest,
  inspect: inspectManifest,
  async *cut() {},
  read: () => NOTHING_SAID,
}

const fhirBundle: FileKind = {
  ...FHIR,
  id: 'fhir-bundle',
  item: 'Entry of a FHIR bundle',
  recognise: ({ isText, start }) => isText && start[0] === '{',
  inspect: inspectOne,
  cut: (bytes, { context }) => entryItems('fhir-bundle', bytes, context.scope),
  read: readFhirEntry,
}

const fhirResource: FileKind = {
  ...FHIR,
  id: 'fhir-resource',
  item: 'FHIR resource',
  // It begins as a bundle does: which of the two it is shows at its end.
  recognise: () => false,
  inspect: inspectOne,
  cut: (bytes) => wholeItem('fhir-resource', bytes),
  read: readFhirResource,
}

/** The same in XML: it is cut into the items that it would be in JSON, and each is kept as that. */
const xmlBundle: FileKind = {
  ...FHIR,
  id: 'fhir-xml-bundle',
  item: 'Entry of a FHIR bundle in XML',
  recognise: ({ isText, start }) => isText && isFhirXml(start),
  inspect: inspectXml,
  cut: (bytes, { context }, path) => xmlEntries(jsonOfXml(bytes, path), context.scope),
  read: readFhirEntry,
}

const xmlResource: FileKind = {
  ...FHIR,
  id: 'fhir-xml',
  item: 'FHIR resource in XML',
  recognise: () => false,
  inspect: inspectXml,
  cut: (bytes, _, path) => wholeItem('fhir-xml', jsonOfXml(bytes, path)),
  read: readFhirResource,
}

async function inspectXml({ bytes, path, feed }: FileToInspect) {
  let lines = 0
  const json = jsonOfXml(bytes, path, (all) => {
    lines = all
  })
  const found = await inspectJson(json, path, feed)
  const kind = found!.kind === 'fhir-bundle' ? xmlBundle.id : xmlResource.id
  return { ...found!, kind, lines }
}

/** A byte of what was made of it tells nobody where it stands. */
async function* xmlEntries(json: AsyncIterable<Buffer>, scope: string): AsyncGenerator<Item[]> {
  for await (const items of entryItems(xmlBundle.id, json, scope))
    yield items.map((one) => ({ ...one, place: one.place.replace(/, byte .*$/, '') }))
}

const hl7v2: FileKind = {
  id: 'hl7v2',
  item: 'HL7 v2 message',
  sent: 'HL7 v2 messages',
  holds: 'hospital stays',
  classes: ['hospital', 'health-record'],
  recognise: ({ isText, start }) => isText && /^(MSH|FHS|BHS)./.test(start),
  inspect: ({ bytes }) => inspectMessages(bytes),
  cut: (bytes) => messageItems('hl7v2', bytes),
  read(bytes, context) {
    refuseCutOff(bytes)
    return readAdt(decodeMessage(bytes, context.feed.messages?.charset), context)
  },
}

const councilTable: FileKind = {
  id: 'cld-csv',
  item: 'Row of Client Level Data',
  sent: 'Client Level Data as CSV',
  holds: 'council care',
  classes: ['council-care'],
  columns: CLD_COLUMNS,
  dates: CLD_COLUMNS.filter((name) => name.includes('Date')),
  recognise: isTable,
  inspect: inspectTable,
  cut: (bytes, { header }, path) => rowItems('cld-csv', bytes, header!, path),
  read: readCld,
  refers: referredIn,
}

/** What this room reads. A table of any kind is asked last: its first line alone shows it. */
export const ownKinds: readonly FileKind[] = [
  fhirLines,
  manifest,
  fhirBundle,
  fhirResource,
  xmlBundle,
  xmlResource,
  hl7v2,
  optOutAnswer,
  councilDaily,
  ...careKinds,
  councilTable,
]

import { derivedId, escapeMarkup } from '../kernel/index.ts'
import type { JsonObject } from '../record/index.ts'
import type { Asking, Message } from './asking.ts'
import type { Pack } from './pack.ts'

type Told = {
  readonly asking: Asking
  readonly message: Message
  readonly pack: Pack
  readonly author: string
  readonly origin: string
}

const LOINC = 'http://loinc.org'

/** A transfer pack as an R4 document: a composition whose parts are read as they stand, and of whom it is. */
export function packBundle({ asking, message, pack, author, origin }: Told): JsonObject {
  const id = (what: string) => derivedId('in a pack of', asking.id, what)
  const urn = (what: string) => `urn:uuid:${id(what)}`
  const left = pack.left.map(({ words, clause }) => `${words} (clause ${clause})`)
  const parts = [
    ...pack.parts,
    { title: 'What is left out', lines: left.length === 0 ? ['Nothing that is held here'] : left },
  ]
  const composition: JsonObject = {
    resourceType: 'Composition',
    id: id('composition'),
    status: 'final',
    type: { coding: [{ system: LOINC, code: '18761-7' }], text: 'Transfer pack' },
    subject: { reference: urn('patient') },
    date: message.sentAt,
    author: [{ reference: urn('author') }],
    title: 'Transfer pack',
    section: parts.map(({ title, lines }) => ({
      title,
      text: { status: 'generated', div: divOf(lines) },
    })),
  }
  const patient = { resourceType: 'Patient', id: id('patient') }
  const organisation = { resourceType: 'Organization', id: id('author'), name: author }
  const entries: [string, JsonObject][] = [
    ['composition', composition],
    ['patient', patient],
    ['author', organisation],
  ]
  return {
    resourceType: 'Bundle',
    id: message.id,
    identifier: { system: `${origin}/transfer/asked`, value: message.id },
    type: 'document',
    timestamp: message.sentAt,
    entry: entries.map(([what, resource]) => ({ fullUrl: urn(what), resource })),
  }
}

function divOf(lines: readonly string[]): string {
  const items = lines.map((line) => `<li>${escapeMarkup(line)}</li>`).join('')
  return `<div xmlns="http://www.w3.org/1999/xhtml"><ul>${items}</ul></div>`
}

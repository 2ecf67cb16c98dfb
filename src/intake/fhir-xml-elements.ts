import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What R4 has of an element that XML does not tell: whether it repeats, and what it is. */
export type XmlElement = {
  repeats: boolean
  /** the type of what has elements of its own; `b` a boolean, `n` a number, `R` a resource, '' a text, or not known */
  type: string
}

const TABLE = join(import.meta.dirname, 'r4-xml-elements.json')
const EXTENSIONS = new Set(['extension', 'modifierExtension'])
const EXTENSION: XmlElement = { repeats: true, type: 'Extension' }
const TEXT: XmlElement = { repeats: false, type: '' }

let table: ReadonlyMap<string, ReadonlyMap<string, XmlElement>> | undefined

/** An element within a type. Read when it is first asked for: most places never see XML. */
export function xmlElement(type: string, name: string): XmlElement {
  if (EXTENSIONS.has(name)) return EXTENSION
  table ??= readTable()
  return table.get(type)?.get(name) ?? TEXT
}

function readTable(): ReadonlyMap<string, ReadonlyMap<string, XmlElement>> {
  const { types } = JSON.parse(readFileSync(TABLE, 'utf8')) as { types: Record<string, string> }
  return new Map(
    Object.entries(types).map(([type, told]) => [
      type,
      new Map(
        told.split(' ').map((one): [string, XmlElement] => {
          const [name, code = ''] = one.split(':')
          return [name!, { repeats: code.startsWith('*'), type: code.replace('*', '') }]
        }),
      ),
    ]),
  )
}

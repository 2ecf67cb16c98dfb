import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { resourceTypes } from '../src/intake/fhir-types.ts'

/** Where the table of elements stands in the project. */
export const FHIR_ELEMENTS = 'src/intake/r4-xml-elements.json'

const ABOUT =
  'What XML does not tell of an element of FHIR R4 and JSON needs: * where it repeats, the type of what has elements ' +
  'of its own, b for a boolean, n for a number, R for a resource; elements that are one text, and extensions, are ' +
  'left out. ' +
  'From the types of @medplum/fhirtypes (Apache-2.0), by test/write-fhir-elements.ts.'

const INTERFACE = /^export interface (\w+)[^{]*\{([\s\S]*?)^\}/gm
const PROPERTY = /^ {2}(?:readonly )?(\w+)\??: ([^;]+);/gm
const COMMENT = /\/\*[\s\S]*?\*\//g

/** The table, as it is written: from the declared types of every resource of R4, and of what they are made of. */
export function fhirElements(): string {
  const types = declaredTypes()
  const known = new Map<string, string>()
  const wanted = [...resourceTypes(), 'Extension', 'Narrative', 'Element']
  for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
    const elements = types.get(next)
    if (elements === undefined || known.has(next)) continue
    const told = [...elements].flatMap(([name, type]) => {
      const code = codeOf(type, types)
      const bare = code.replace('*', '')
      if (types.has(bare)) wanted.push(bare)
      return code === '' ? [] : [`${name}:${code}`]
    })
    known.set(next, told.join(' '))
  }
  const sorted = [...known].sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = sorted.map(([type, told]) => `    ${JSON.stringify(type)}: ${JSON.stringify(told)}`)
  return `{\n  "about": ${JSON.stringify(ABOUT)},\n  "types": {\n${lines.join(',\n')}\n  }\n}\n`
}

function declaredTypes(): Map<string, Map<string, string>> {
  const packaged = createRequire(import.meta.url).resolve('@medplum/fhirtypes/package.json')
  const folder = join(dirname(packaged), 'dist')
  const types = new Map<string, Map<string, string>>()
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.d.ts')) continue
    const text = readFileSync(join(folder, file), 'utf8').replaceAll(COMMENT, '')
    for (const [, name, body] of text.matchAll(INTERFACE)) {
      const elements = [...body!.matchAll(PROPERTY)].map(
        ([, element, type]) => [element!, type!.trim()] as const,
      )
      types.set(
        name!,
        new Map(
          elements.filter(
            ([element]) => !/^(_|resourceType$|extension$|modifierExtension$)/.test(element),
          ),
        ),
      )
    }
  }
  return types
}

/** `*HumanName`, `b`, `n`, `R`, `*` of a text that repeats, '' of one that does not */
function codeOf(declared: string, types: ReadonlyMap<string, unknown>): string {
  const list = /\[\]$/.test(declared) ? '*' : ''
  const type = declared
    .replace(/\[\]$/, '')
    .replace(/^\((.*)\)$/, '$1')
    .replace(/<.*>$/, '')
    .trim()
  if (type === 'boolean') return `${list}b`
  if (type === 'number') return `${list}n`
  if (type === 'Resource' || type === 'T') return `${list}R`
  return types.has(type) ? list + type : list
}

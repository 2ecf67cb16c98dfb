import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { byCount, Fault, formatList, plural } from '../kernel/index.ts'
import type { JsonObject } from '../record/index.ts'
import { resourceTypes } from './fhir-types.ts'
import { ITEM_BYTES_MAX } from './item.ts'
import { objectOf, objectsOf, textIn } from './json-value.ts'
import type { FileToInspect, Found, Head } from './kind.ts'

export const BULK_MANIFEST = 'fhir-manifest'

/** Endings under which a file of an export may lie beside its manifest. */
const ENDINGS = ['', '.gz', '.ndjson', '.ndjson.gz']
const DAMAGED = 'Ask for it again: it is damaged.'

/** The manifest of a bulk export (FHIR Bulk Data Access): when it was made and of which files it consists. */
export function isManifest({ isText, start, text }: Head): boolean {
  if (!isText || start[0] !== '{' || /"resourceType"\s*:/.test(text)) return false
  return /"transactionTime"\s*:/.test(text) && /"output"\s*:\s*\[/.test(text)
}

/** It holds nothing of anybody; what it names and is not in its folder is said, by its type. */
export async function inspectManifest({ bytes, path }: FileToInspect): Promise<Found> {
  const parts: Buffer[] = []
  let size = 0
  for await (const chunk of bytes) {
    parts.push(chunk)
    size += chunk.length
    if (size > ITEM_BYTES_MAX) throw new Fault('the manifest is over 16 MB', path, DAMAGED)
  }
  const text = Buffer.concat(parts).toString('utf8')
  const manifest = parsed(text, path)
  const missing = objectsOf(manifest.output).filter((file) => !isHere(file, path))
  const warnings: string[] = []
  if (missing.length > 0) {
    const files = plural(missing.length, 'file')
    const is = byCount(missing.length, 'is', 'are')
    const which = typesOf(missing)
    warnings.push(
      `the export has ${files} that ${is} not in its folder (${which}): ask for it again`,
    )
  }
  if (objectsOf(manifest.deleted).length > 0)
    warnings.push('the export lists what was deleted, and loading never deletes')
  return { kind: BULK_MANIFEST, lines: text.split('\n').length, rows: 0, warnings }
}

function parsed(text: string, path: string): JsonObject {
  try {
    const value = objectOf(JSON.parse(text))
    if (value !== undefined) return value
  } catch {
    // Said below.
  }
  throw new Fault('this is not valid JSON', path, DAMAGED)
}

function isHere(file: JsonObject, path: string): boolean {
  const [address] = (textIn(file.url) ?? '').split(/[?#]/)
  const name = basename(address!)
  return name !== '' && ENDINGS.some((ending) => existsSync(join(dirname(path), name + ending)))
}

/** What is no type of R4 may be anything, and is not repeated. */
function typesOf(files: readonly JsonObject[]): string {
  const known = new Set(resourceTypes())
  const types = files.map(({ type }) => textIn(type) ?? '')
  const named = [...new Set(types.filter((type) => known.has(type)))].sort()
  return named.length === 0 ? 'of no type that R4 has' : formatList(named)
}

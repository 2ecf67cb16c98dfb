import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { Fault } from '../kernel/index.ts'

/** Below the place's folder: a file for each list of codes that a clause names, `NAME.yaml`. */
const FOLDER = 'lists'

/** Code → the systems in which it is on the list. */
export type ClassList = ReadonlyMap<string, ReadonlySet<string>>

/**
 * `19169002 Miscarriage in first trimester`: the code, then what it means, for people. `A5*` is whatever begins so. A
 * code with spaces in it stands as `code: …`.
 */
const entry = z
  .string('must be text: put a code without words in quotes, because numbers lose digits')
  .trim()
  .regex(/^[^\s*]/, 'is empty, or is everything')
const spaced = z.strictObject({ code: z.string().trim().min(1, 'is empty') })
const file = z.strictObject({
  about: z.string().min(1).describe('what the list is of, and whose it is'),
  asAt: z.iso.date('is no day, like 2026-04-01: of which day the list is'),
  systems: z.record(
    z.string().min(1),
    z
      .array(
        z.union(
          [spaced, entry],
          'must be text: a code without words in quotes, because numbers lose digits',
        ),
      )
      .min(1),
  ),
})

const read = new Map<string, { stamp: string; list: ClassList }>()

/**
 * A list of codes as it stands in the place's folder now.
 * @throws Fault where it is not there or cannot be used, with its line and what to do
 */
export function classList(placeFolder: string, name: string): ClassList {
  const path = join(placeFolder, FOLDER, `${name}.yaml`)
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) {
    throw new Fault(
      'a clause names a list of codes that is not there',
      path,
      'Put the list there, or take its name out of the clause of its data class.',
    )
  }
  const stamp = `${found.mtimeMs} ${found.size}`
  const known = read.get(path)
  if (known?.stamp === stamp) return known.list
  const list = readList(path)
  read.set(path, { stamp, list })
  return list
}

function readList(path: string): ClassList {
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) throw unusable('it is not YAML', path, error.linePos?.[0].line)
  const parsed = file.safeParse(document.toJS() ?? {})
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const node = document.getIn(issue!.path, true) as { range?: [number] } | undefined
    const line = node?.range === undefined ? 1 : lines.linePos(node.range[0]).line
    throw unusable(`${issue!.path.join('.')} ${issue!.message}`.trim(), path, line)
  }
  const list = new Map<string, Set<string>>()
  for (const [system, entries] of Object.entries(parsed.data.systems)) {
    for (const one of entries) {
      const code = typeof one === 'string' ? one.split(/\s/, 1)[0]! : one.code
      list.set(code, (list.get(code) ?? new Set()).add(system))
    }
  }
  return list
}

function unusable(what: string, path: string, line = 1): Fault {
  return new Fault(
    `a list of codes cannot be used: ${what}`,
    `${path}:${line}`,
    'It holds about, asAt, and systems with a list of codes each. Correct that line.',
  )
}

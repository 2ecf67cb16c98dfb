import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { folderFor } from '../places/southmere/reading-extracts.ts'
import { readTexts } from '../src/agreement/read-agreement.ts'
import { kinds, southmereTexts } from '../src/agreement/testing.ts'
import { feedReading } from '../src/intake/declared-reading.ts'
import { Fault, fixedClock, readSettings } from '../src/kernel/index.ts'
import { jsonPositions, put, WORDS } from './every-word.ts'

const ROOT = join(import.meta.dirname, '..')
const ALL = Object.values(WORDS)

test('whatever word a clause says wherever, the text is read or its faults are said', async () => {
  const { files } = await southmereTexts()
  const clock = fixedClock('2026-03-03T10:00:00Z')
  const seen = new Set<string>()
  let tried = 0
  let faulty = 0
  for (const file of files) {
    const part = parse(file.text) as { clauses: { kind: string }[] }
    for (const [at, clause] of part.clauses.entries()) {
      // One clause of each kind: what reads it is the same for all of them.
      if (seen.has(clause.kind)) continue
      seen.add(clause.kind)
      const { values, names } = jsonPositions(clause)
      const words = [...values, ...names].map((position, one) =>
        put(position, JSON.stringify(ALL[(one + at) % ALL.length])),
      )
      for (const changed of words) {
        const clauses = part.clauses.map((other, place) =>
          place === at ? changed : JSON.stringify(other),
        )
        const { clauses: _, ...head } = part
        const text = `${JSON.stringify(head).slice(0, -1)},"clauses":[${clauses.join(',\n')}]}\n`
        const texts = files.map((other) => (other.path === file.path ? { ...file, text } : other))
        const read = readTexts({ files: texts, signatures: [] }, kinds, clock)
        tried += 1
        if (read.faults.length > 0) faulty += 1
        else assert.ok(read.agreement !== undefined)
      }
    }
  }
  assert.ok(seen.size > 20 && faulty > tried / 3, `${faulty} of ${tried}`)
})

test('whatever word a declared reading says wherever, it is read or refused with its line', async (t) => {
  const folder = folderFor(t)
  mkdirSync(join(folder, 'readings'))
  const path = join(folder, 'readings', 'rxt.yaml')
  const yaml = readFileSync(join(ROOT, 'places/southmere/readings/mere-general.yaml'), 'utf8')
  const { values, names } = jsonPositions(parse(yaml))
  for (const word of ALL) {
    const written = JSON.stringify(word)
    for (const text of [
      ...[...values, ...names].map((position) => put(position, written)),
      ...names.map((position) => put({ ...position, to: position.from }, `${written}:{"x":"y"},`)),
    ]) {
      writeFileSync(path, text)
      try {
        feedReading('rxt', folder)
      } catch (error) {
        assert.ok(error instanceof Fault, `${error} ${text}`)
        assert.match(error.where, /rxt\.yaml:\d+$/)
      }
    }
  }
})

test('whatever word a setting is, it is taken or refused by its name', () => {
  const source = readFileSync(join(ROOT, 'src/kernel/settings.ts'), 'utf8')
  const names = new Set(source.match(/\b(CONCORDAT_[A-Z_]+|DATABASE_URL|PORT)\b/g))
  assert.ok(names.size > 8)
  for (const name of names) {
    for (const word of [...ALL, 'x'.repeat(1 << 20)]) {
      try {
        readSettings({ [name]: word })
      } catch (error) {
        assert.ok(error instanceof Fault, `${name}: ${error}`)
      }
    }
  }
})

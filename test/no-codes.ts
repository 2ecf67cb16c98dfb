import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { readAgreement } from '../src/agreement/index.ts'
import { systemClock } from '../src/kernel/index.ts'
import { actions, house } from '../src/rooms.ts'
import { readPersonas } from '../src/shell/index.ts'
import { codesSeen } from './code-shapes.ts'
import { codedBundle, codedMessage, NHS_NUMBER } from './coded-record.ts'
import type { RunningPlace } from './running-place.ts'
import { Visitor, wordsOf } from './visitor.ts'

/**
 * Every page as everybody, over a county in which somebody's whole record is told in codes alone: nothing that anybody
 * reads looks like a code. What is kept for whoever must look a code up is marked as one (`cc-code`, `cc-codes`).
 */
const SOUTHMERE = join(import.meta.dirname, '../places/southmere')
/** Of addresses that differ only in ids and numbers, as many are opened as somebody would to see what they are like. */
const ALIKE_MAX = 3
/** Where proofs and the places of a message's fields are what people come for: their codes are the matter itself. */
const PROOFS = /^\/(?:trail|me\/bundle|intake\/quarantine|mailbox)/

export async function showsNoCode(t: TestContext, place: RunningPlace): Promise<void> {
  await loadCoded(place)
  const ids = await idsOf()
  const found = new Map<string, string>()
  const note = (where: string, text: string) => {
    for (const line of text.split('\n')) {
      for (const code of codesSeen(line, ids)) {
        if (!found.has(code)) found.set(code, `${code}, ${where}: ${line.slice(0, 160)}`)
      }
    }
  }
  const unnamed = new Set<string>()
  let pages = 0
  for (const { id } of readPersonas(SOUTHMERE).flatMap(({ people }) => people)) {
    pages += await walk(place.origin, id, (path, text) => {
      note(`${id} on ${path}`, text)
      for (const [words] of text.matchAll(/[\w ,]*named only by a code/gi)) unnamed.add(words)
    })
  }
  assert.ok(pages > 300, `only ${pages} pages were read`)
  await sayPrinted(t, place, note)
  assert.deepEqual([...found.values()], [])
  // It was there to be seen: a condition, a medicine, a route, a visit, a result and the rest.
  assert.ok(unnamed.size > 20, [...unnamed].join('; '))
}

async function sayPrinted(
  t: TestContext,
  place: RunningPlace,
  note: (where: string, text: string) => void,
): Promise<void> {
  const as = ['--as', 'priya.shah', '--purpose', 'direct-care']
  for (const command of ['person', 'occurrences']) {
    const { status, stdout, stderr } = await place.concordat(command, NHS_NUMBER, ...as)
    assert.equal(status, 0, stderr)
    t.diagnostic(`${command}: ${stdout.split('\n').length} lines`)
    assert.match(stdout, /named only by a code|An organisation/i)
    note(command, stdout)
  }
}

async function loadCoded(place: RunningPlace): Promise<void> {
  const sentAt = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const files: [name: string, text: string, source: string][] = [
    ['coded.json', codedBundle(), 'southmere-gp'],
    ['coded.hl7', codedMessage(sentAt), 'mere-general'],
  ]
  for (const [name, text, source] of files) {
    const path = join(place.dataFolder, name)
    writeFileSync(path, text)
    const { status, stdout, stderr } = await place.concordat('load', path, '--source', source)
    assert.equal(status, 0, stdout + stderr)
  }
}

/** What the agreement and the software call things by among themselves. */
async function idsOf(): Promise<Set<string>> {
  const { agreement } = await readAgreement(
    join(SOUTHMERE, 'agreement'),
    house.clauseKinds,
    systemClock,
  )
  const declared = agreement!.clauses.flatMap(({ kind, fields }) => {
    const field = agreement!.kindOf(kind)?.declares
    return field === undefined ? [] : [String(fields[field])]
  })
  const statuses = ['in-progress', 'entered-in-error', 'on-hold', 'not-taken', 'no-power']
  return new Set(
    [...declared, ...actions.map(({ name }) => name), ...statuses].filter((id) => /[.-]/.test(id)),
  )
}

/** Follows every link from the first page on; the number of pages that were read. */
async function walk(
  origin: string,
  persona: string,
  read: (path: string, text: string) => void,
): Promise<number> {
  const visitor = await Visitor.signIn(origin, persona)
  const alike = new Map<string, number>()
  const seen = new Set<string>()
  const queue = [visitor.path]
  const marked = '.cc-code, .cc-codes'
  let pages = 0
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    await visitor.open(path)
    if (visitor.document.querySelector('main') === null) continue
    assert.ok(visitor.status < 500, `${persona} on ${path}: ${visitor.status}`)
    // What somebody may not open is not offered to them.
    assert.doesNotMatch(visitor.text, /This page is not open to you/, `${persona} on ${path}`)
    pages += 1
    const body = visitor.document.querySelector('body')!
    if (!PROOFS.test(path))
      read(
        path,
        wordsOf(body, (element) => !element.matches(marked)),
      )
    for (const link of body.querySelectorAll('a[href^="/"]')) {
      const to = link.getAttribute('href')!.split('#')[0]!
      const shape = to.replaceAll(/[\da-f]{8}-[\da-f-]{27}|\d+|=[^&]*/g, '*')
      const times = alike.get(shape) ?? 0
      if (seen.has(to) || times >= ALIKE_MAX || /\.\w+$|^\/me\/bundle/.test(to)) continue
      seen.add(to)
      alike.set(shape, times + 1)
      queue.push(to)
    }
  }
  return pages
}

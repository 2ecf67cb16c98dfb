import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Fault } from '../kernel/index.ts'
import { lineItems } from './cut-items.ts'
import { inspectLines } from './inspect-lines.ts'
import type { FileKind } from './kind.ts'
import { loadFiles } from './load-files.ts'
import { NOTHING_SAID, Unreadable } from './reading.ts'
import { takeOrSplit } from './split-batch.ts'
import { type TestIntake, testIntake, verdicts } from './testing.ts'

const SOURCE = 'mere-general'

/** Lines of words; what its room keeps of them is a place that may refuse any. */
const words = (keep: (word: string) => unknown): FileKind => ({
  id: 'words',
  item: 'word',
  sent: 'words',
  holds: 'words',
  classes: ['hospital'],
  recognise: () => true,
  inspect: async ({ bytes }) => ({ ...(await inspectLines(bytes)), kind: 'words' }),
  cut: (bytes) => lineItems('words', bytes),
  read(bytes) {
    const own = bytes.toString('utf8')
    const [word] = own.split(' ')
    if (word === 'unreadable') throw new Unreadable('it says so itself', 'word 1')
    if (word === 'bug') throw new TypeError(`cannot read ${own}`)
    const resource = { type: 'Location', sourceId: own, stamp: '2026' }
    const content = word === 'big' ? { own: 1n as unknown as string } : { own }
    return { ...NOTHING_SAID, resources: [{ ...resource, content }], own }
  },
  async keep({ tx }, own) {
    for (const word of own as string[]) {
      if (word.startsWith('huge')) await tx.query("select ($1 || '0')::int", ['9999999999'])
      if (word.startsWith('nul')) await tx.query('select $1::text', ['\0'])
      if (word.startsWith('late')) await tx.query("select '9999999-01-01'::date")
      if (word.startsWith('thrown')) throw new RangeError(`${word} is not one`)
      await keep(word)
    }
  },
})

const loadWords = async (place: TestIntake, lines: readonly string[], keep = (_: string) => {}) => {
  const fileKinds = [words(keep)]
  const path = place.write('words.txt', `${lines.join('\n')}\n`)
  return (await loadFiles({ ...place, fileKinds }, [path], SOURCE)).files[0]!
}

test('whatever is bad, and wherever, it alone is thrown out, in order, and with few tries more', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('good', 'good', 'good', 'bad')), async (given) => {
      const batch = given.map((word, at) => ({ word, at }))
      let tries = 0
      const parts = await takeOrSplit(
        batch,
        async (part) => {
          tries += 1
          if (part.some(({ word }) => word === 'bad')) throw new RangeError('bad')
          return part.map(({ at }) => [at, 'in'])
        },
        async ({ at }) => [[at, 'out']],
      )
      const expected = batch.map(({ word, at }) => [at, word === 'good' ? 'in' : 'out'])
      assert.deepEqual(parts.flat(), expected)
      const bad = given.filter((word) => word === 'bad').length
      const most = 1 + 2 * bad * Math.ceil(Math.log2(Math.max(2, given.length)))
      assert.ok(tries <= most, `${tries} tries for ${bad} of ${given.length}`)
    }),
  )
})

test('one bad item goes to quarantine with its reason, and the rest of its batch is in', async (t) => {
  const place = await testIntake(t)
  const bad = [
    'bug Okello',
    'big Okello',
    'huge Okello',
    'late Okello',
    'nul Okello',
    'thrown Okello',
  ]
  const good = Array.from({ length: 60 }, (_, at) => `word ${at}`)
  const file = await loadWords(place, [
    ...good.slice(0, 20),
    ...bad,
    'unreadable',
    ...good.slice(20),
  ])
  const { read, new: taken, quarantined, unchanged, fault } = file
  assert.deepEqual(
    { read, taken, quarantined, unchanged, fault },
    { read: 67, taken: 60, quarantined: 7, unchanged: 0, fault: undefined },
  )
  const found = (await verdicts(place, SOURCE))
    .filter(({ verdict }) => verdict === 'quarantined')
    .map(({ reason, reason_place }) => [reason, reason_place])
  const ask = 'ask the sender to put it right and send it again'
  const waits = 'it is kept as it came, and can be read again when the program is mended'
  const long = `something in it is longer, or nested deeper, than can be read; ${ask}`
  assert.deepEqual(found, [
    [`this version of the program cannot read it (TypeError); ${waits}`, null],
    [`this version of the program cannot read it (TypeError); ${waits}`, null],
    [`a number in it is larger than can be kept (22003); ${ask}`, null],
    [`a date or a time in it is none that can be kept (22008); ${ask}`, null],
    [`it holds a character that cannot be kept (22021); ${ask}`, null],
    [long, null],
    ['it says so itself', 'word 1'],
  ])
  const again = await loadWords(place, [...bad, ...good])
  assert.deepEqual([again.new, again.unchanged, again.quarantined], [0, 60, 6])
})

test('a failure of the place is no item’s: nothing is in quarantine, and the next load goes on', async (t) => {
  const place = await testIntake(t)
  const failures = [
    Object.assign(new Error('could not extend file'), { code: '53100' }),
    Object.assign(new Error('terminating connection'), { code: '57P01' }),
    Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' }),
  ]
  const says = ['the disk is full', 'the database is gone', 'the database is gone']
  for (const [at, failure] of failures.entries()) {
    const lost = (word: string) => {
      if (word === 'word 3') throw failure
    }
    const loading = loadWords(place, ['word 1', 'word 2', 'word 3'], lost)
    await assert.rejects(loading, (error) => error instanceof Fault && error.message === says[at])
  }
  assert.deepEqual(await verdicts(place, SOURCE), [])
  const file = await loadWords(place, ['word 1', 'word 2', 'word 3'])
  assert.deepEqual([file.new, file.quarantined], [3, 0])
})

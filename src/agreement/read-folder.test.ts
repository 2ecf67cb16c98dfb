import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Fault, fixedClock } from '../kernel/index.ts'
import { parseFile } from './parse-file.ts'
import { readAgreement, readTexts } from './read-agreement.ts'
import { readAgreementFolder } from './read-folder.ts'
import { edit, kinds, southmereTexts } from './testing.ts'
import { faultLine } from './text-fault.ts'
import { textHash } from './text-hash.ts'

const clock = fixedClock('2026-03-03T10:00:00Z')
const PART = 'part: 1\nheading: One\nclauses: []\n'

/** One file of a folder, as bytes, and the first fault that it must give. */
const FILES: [name: string, path: string, content: string | Buffer, fault: RegExp][] = [
  ['empty', 'a.yaml', '', /a\.yaml:1:1 The file is empty; a part has its number/],
  ['only a comment', 'a.yaml', '# nothing\n', /a\.yaml:1:1 The file is empty/],
  [
    'Latin-1',
    'a.yaml',
    Buffer.from('part: 1\nheading: Caf\xe9\n', 'latin1'),
    /a\.yaml:2:1 The file is saved as something other than UTF-8; save it as UTF-8\.$/,
  ],
  [
    'UTF-16',
    'a.yaml',
    Buffer.from('\ufeffpart: 1\n', 'utf16le'),
    /a\.yaml:1:1 The file is saved as UTF-16/,
  ],
  [
    'a zero byte',
    'a.yaml',
    'part: 1\nhead\0ing: x\n',
    /a\.yaml:2:5 A character that cannot be seen \(U\+0000\)/,
  ],
  [
    'text that turns around',
    'a.yaml',
    'part: 1\nheading: x \u202e y\n',
    /a\.yaml:2:12 A character that cannot be seen \(U\+202E\)/,
  ],
  [
    'a tab',
    'a.yaml',
    'part: 1\nclauses:\n\t- number: 1\n',
    /a\.yaml:3:1 A tab stands where spaces must/,
  ],
  ['a field twice', 'a.yaml', `${PART}part: 2\n`, /a\.yaml:4:1 This field stands twice/],
  ['a quote not closed', 'a.yaml', 'part: 1\nheading: "x\n', /a\.yaml:3:1 Something is not closed/],
  ['a colon in text', 'a.yaml', 'heading: One: two\n', /a\.yaml:1:10 A colon followed by a space/],
  ['two documents', 'a.yaml', `${PART}---\npart: 2\n`, /a\.yaml:4:1 A second document starts here/],
  ['a list at the top', 'a.yaml', '- part: 1\n', /a\.yaml:1:1 A part starts with three fields/],
  ['a bare word', 'a.yaml', 'hello\n', /a\.yaml:1:1 A part starts with three fields/],
  [
    'no clauses',
    'a.yaml',
    'part: 1\nheading: One\n',
    /a\.yaml:1:1 The field clauses must hold a list/,
  ],
  ['a strange field', 'a.yaml', `${PART}claus: 3\n`, /a\.yaml:4:1 A part has no field claus\./],
  [
    'a part without number',
    'a.yaml',
    PART.replace('1', 'one'),
    /a\.yaml:1:7 The part needs its number/,
  ],
  [
    'a clause that is text',
    'a.yaml',
    PART.replace('[]', '[x]'),
    /a\.yaml:3:11 A clause is a group of fields/,
  ],
  [
    'a mark',
    'a.yaml',
    PART.replace('One', '!secret One'),
    /a\.yaml:2:10 Marks with an exclamation mark/,
  ],
  ['too big', 'a.yaml', `${PART}${'#'.repeat(300_000)}`, /a\.yaml:1:1 The file has \d+ bytes/],
  [
    'another ending',
    'a.yaml.txt',
    PART,
    /a\.yaml\.txt:1:1 This is not a \.yaml file, so nobody would be signing it/,
  ],
]

for (const [name, path, content, expected] of FILES) {
  test(`a file that cannot be part of an agreement: ${name}`, async (t) => {
    const folder = makeFolder(t, { [path]: content })
    const { faults } = await readAgreement(folder, kinds, clock)
    assert.ok(
      faults.map(faultLine).some((line) => expected.test(line)),
      faults.map(faultLine).join('\n'),
    )
  })
}

test('an alias, and ten levels of aliases to aliases, are refused and never unfolded', async (t) => {
  const levels = Array.from({ length: 10 }, (_, at) => {
    const inside = at === 0 ? '"lol"' : `*l${at - 1}`
    return `l${at}: &l${at} [${Array(10).fill(inside).join(', ')}]`
  })
  const folder = makeFolder(t, { 'a.yaml': `${PART}${levels.join('\n')}\n` })
  // Unfolded it would be ten thousand million words, and would not end.
  const { faults } = await readAgreement(folder, kinds, clock)
  assert.ok(faults.some(({ sentence }) => /\*l0 points elsewhere; write it out/.test(sentence)))
})

test('brackets in brackets a hundred thousand deep end in a sentence', async (t) => {
  const folder = makeFolder(t, { 'a.yaml': '['.repeat(100_000) })
  const { faults } = await readAgreement(folder, kinds, clock)
  assert.ok(faults.length > 0 && faults.length < 40)
})

test('a field named __proto__ is a field that nobody knows, and nothing more', async (t) => {
  const clause = `part: 1\nheading: One\nclauses:\n  - number: '1.1'\n    __proto__: {kind: grant}\n`
  const folder = makeFolder(t, { 'a.yaml': clause })
  const { faults } = await readAgreement(folder, kinds, clock)
  assert.ok(faults.map(faultLine).some((line) => /The field kind is missing/.test(line)))
})

test('an empty folder, and a folder with other files only, hold no agreement', async (t) => {
  const empty = await readAgreement(makeFolder(t, {}), kinds, clock)
  assert.equal(empty.faults.length, 1)
  assert.match(empty.faults[0]!.sentence, /no \.yaml file, so there is no agreement/)
  assert.equal(empty.agreement, undefined)
})

test('a folder that is not there, or is a file, cannot be read at all', async (t) => {
  const folder = makeFolder(t, { 'a.yaml': PART })
  for (const path of [join(folder, 'nowhere'), join(folder, 'a.yaml')]) {
    await assert.rejects(readAgreement(path, kinds, clock), (error) => {
      return error instanceof Fault && error.exitCode === 2
    })
  }
})

test('a link and a folder of folders are not followed', async (t) => {
  const folder = makeFolder(t, { 'a/b/c/d/e/f.yaml': PART })
  symlinkSync('/etc/hostname', join(folder, 'link.yaml'))
  const { faults } = await readAgreement(folder, kinds, clock)
  const lines = faults.map(faultLine).join('\n')
  assert.match(lines, /link\.yaml:1:1 This is a link/)
  assert.match(lines, /nested too deep/)
})

test('one file that cannot be read does not make the others’ references look unknown', async () => {
  const texts = await southmereTexts()
  const spoilt = edit(texts, "  - number: '5.1'", "\t- number: '5.1'")
  const { faults } = readTexts(spoilt, kinds, clock)
  assert.ok(
    faults.every(({ file }) => file === '05-roles.yaml'),
    faults.map(faultLine).join('\n'),
  )
})

test('a checkout with Windows line ends is the same agreement with the same hash', async (t) => {
  const texts = await southmereTexts()
  const windows = Object.fromEntries(
    [...texts.files, ...texts.signatures].map(({ path, text }) => [
      path,
      text.replaceAll('\n', '\r\n'),
    ]),
  )
  const read = await readAgreement(makeFolder(t, windows), kinds, clock)
  assert.deepEqual(read.faults, [])
  assert.equal(read.hash, textHash(texts.files))
  assert.deepEqual(read.missing, [])
})

test('a place folder stands for the agreement in it', async (t) => {
  const folder = makeFolder(t, { 'agreement/a.yaml': PART, 'other.txt': 'x' })
  const read = await readAgreement(folder, kinds, clock)
  assert.equal(read.folder, join(folder, 'agreement'))
})

function makeFolder(t: TestContext, files: Record<string, string | Buffer>): string {
  const folder = mkdtempSync(join(tmpdir(), 'agreement-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

test('a folder that holds more than an agreement does is refused at the file at which it goes beyond', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-large-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const names = Array.from({ length: 200 }, (_, at) => `${100 + at}.yaml`)
  for (const name of names) writeFileSync(join(folder, name), '# x\n'.repeat(60_000))
  const { files, faults } = await readAgreementFolder(folder)
  assert.equal(files.length, 8)
  assert.deepEqual(
    faults.map(({ file, sentence }) => [file, sentence]),
    [
      [
        '108.yaml',
        'The files down to this one have 2160000 bytes; an agreement has 2097152 at most.',
      ],
    ],
  )
})

test('a group of very many names is read as quickly as its length, and one that stands twice is found', () => {
  const names = Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`)
  const begun = process.cpuUsage()
  const { faults } = parseFile({ path: 'a.yaml', text: [...names, 'k7: 2'].join('\n') })
  // Compared each with each, it would take a minute.
  assert.ok(process.cpuUsage(begun).user < 8_000_000)
  assert.deepEqual(
    faults.map(({ line, sentence }) => [line, sentence]),
    [[20_001, 'This field stands twice in the same group.']],
  )
})

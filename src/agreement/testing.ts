import { join } from 'node:path'
import { type Clock, fixedClock } from '../kernel/index.ts'
import { clauseKinds } from '../rooms.ts'
import type { Agreement } from './agreement.ts'
import { type MadeUpOfficer, madeUpKey } from './made-up-keys.ts'
import type { Signatory } from './party-kinds.ts'
import { readTexts, type Texts } from './read-agreement.ts'
import { readAgreementFolder } from './read-folder.ts'
import { signatureFile, signText } from './signature.ts'

/** For tests: Southmere's agreement as it stands, changed as a test needs it, and signed again. */
export const SOUTHMERE = join(import.meta.dirname, '../../places/southmere')
/** The text to copy, for tests that count clauses: what Southmere signs next adds none to it. */
const EXAMPLE = join(import.meta.dirname, '../../places/example')
export const kinds = [...clauseKinds]

const OFFICERS: ReadonlyMap<string, MadeUpOfficer> = new Map(
  Object.entries({
    'amara.nwosu': 'nhs-1',
    'peter.lindqvist': 'nhs-2',
    'helen.marlow': 'council-1',
    'rafiq.anwar': 'council-2',
  }),
)

export async function southmereTexts(): Promise<Texts> {
  const { files, signatures } = await readAgreementFolder(SOUTHMERE)
  return { files, signatures }
}

export async function example(): Promise<Agreement> {
  const { files, signatures } = await readAgreementFolder(EXAMPLE)
  return agreementOf({ files, signatures })
}

/** One replacement, which must find what it replaces. */
export function edit(texts: Texts, from: string | RegExp, to: string): Texts {
  let found = false
  const files = texts.files.map(({ path, text }) => {
    const there = typeof from === 'string' ? text.includes(from) : from.test(text)
    if (found || !there) return { path, text }
    found = true
    return { path, text: text.replace(from, to) }
  })
  if (!found) throw new Error(`not in the text: ${from}`)
  return { ...texts, files }
}

export function agreementOf(
  texts: Texts,
  clock: Clock = fixedClock('2026-03-03T10:00:00Z'),
): Agreement {
  const { agreement, faults } = readTexts(texts, kinds, clock)
  if (agreement === undefined) throw new Error(faults.map(({ sentence }) => sentence).join('\n'))
  return agreement
}

export async function southmere(clock?: Clock): Promise<Agreement> {
  return agreementOf(await southmereTexts(), clock)
}

/** Signed by the officers named, and by nobody else. */
export function sign(
  texts: Texts,
  officers: readonly string[] = [...OFFICERS.keys()],
  at = new Date('2026-03-01T12:00:00Z'),
): Texts {
  const agreement = agreementOf({ ...texts, signatures: [] })
  const signatories = agreement.table<Signatory>('signatory', 'all')
  const signatures = officers.map((id) => {
    const officer = signatories.find((one) => one.id === id)!
    return signatureFile(signText(agreement.hash, officer, madeUpKey(OFFICERS.get(id)!), at))
  })
  return { ...texts, signatures }
}

/** The two sides of Southmere under each other's names (symmetry.test.ts). */
const EXCHANGED: [string, string][] = [
  ['nhs', 'council'],
  ['Nhs', 'Council'],
  ['the NHS', 'local government'],
  ['The NHS', 'Local government'],
  ['mere-general', 'southmere-council'],
  ['Mere General', 'Southmere Council'],
  ['southmere-community', 'southmere-districts'],
  ['Southmere Community Health', 'Southmere Districts'],
  ['RXS', 'E10000099'],
  ['the hospital', 'the council'],
  ['ward-coordinator', 'social-worker'],
  ['ward coordinator', 'social worker'],
  ['Ward coordinator', 'Social worker'],
  ['ward coordinators', 'social workers'],
  ['Ward coordinators', 'Social workers'],
  ['01632 960140', '01632 960120'],
]

const words = new Map(
  EXCHANGED.flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ]),
)
const anyWord = new RegExp(
  `(?<![\\w-])(${[...words.keys()].sort((a, b) => b.length - a.length).join('|')})(?![\\w-])`,
  'g',
)

/** Names only where they stand as whole words, all at once, so that doing it twice changes nothing. */
export function exchange(text: string): string {
  return text.replaceAll(anyWord, (word) => words.get(word)!)
}

export function exchangeAll(texts: Texts): Texts {
  return {
    files: texts.files.map(({ path, text }) => ({ path, text: exchange(text) })),
    signatures: [],
  }
}

/** The same value with the names of the sides exchanged in it. */
export function exchanged<T>(value: T): T {
  return JSON.parse(exchange(JSON.stringify(value)))
}

import type { OtherName } from '../people/index.ts'
import { DELETED, isFilled, type Repetition } from './hl7.ts'

/** as plain values, to be kept */
type Told = { use: OtherName['use']; family?: string; given: string[] }
export type Name = { family: string; given: string[]; type: string }

/** HL7 table 0200: the name that a person goes by, the surest first. */
const USUAL = ['L', 'D', '', 'U', 'C', 'P']
/** What systems write in the place of its codes. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['CURRENT', 'L'],
  ['LEGAL', 'L'],
  ['OFFICIAL', 'L'],
  ['USUAL', 'D'],
  ['PREFERRED', 'N'],
  ['NICKNAME', 'N'],
  ['ALIAS', 'A'],
  ['MAIDEN', 'M'],
  ['BIRTH', 'B'],
  ['PREVIOUS', 'OLD'],
  ['FORMER', 'OLD'],
])
const USES = new Map<string, OtherName['use']>([
  ['N', 'nickname'],
  ['A', 'nickname'],
  ['M', 'maiden'],
  ['B', 'maiden'],
  ['OLD', 'old'],
])

/** Of the names that a message gives, the one that a person goes by. */
export function nameOf(names: readonly Repetition[]): Name | undefined {
  const [only] = names
  if (names.length < 2)
    return only === undefined || only.raw === DELETED ? undefined : readName(only)
  const read = names.filter(({ raw }) => raw !== DELETED).map(readName)
  for (const type of USUAL) {
    const found = read.find((name) => name.type === type)
    if (found !== undefined) return found
  }
  return read[0]
}

/** What else they are or were called, each once. `aliases`: PID-9. */
export function otherNames(
  names: readonly Repetition[],
  aliases: readonly Repetition[],
  chosen: Name | undefined,
): Told[] | undefined {
  if (names.length < 2 && aliases.length === 0) return undefined
  const own = names.filter(({ raw }) => raw !== DELETED).map(readName)
  const others = [
    ...own.map((name) => ({ ...name, use: USES.get(name.type) ?? ('old' as const) })),
    ...aliases.map(readName).map((name) => ({ ...name, use: USES.get(name.type) ?? 'nickname' })),
  ]
  const seen = new Set(chosen === undefined ? [] : [wordsOf(chosen)])
  const told = others.flatMap(({ use, ...name }): Told[] => {
    if (wordsOf(name) === '' || seen.has(wordsOf(name))) return []
    seen.add(wordsOf(name))
    const { family, given } = name
    return [{ use, ...(isFilled(family) ? { family } : {}), given }]
  })
  return told.length === 0 ? undefined : told
}

/** XPN-3 holds further given names divided by spaces. */
export function readName(name: Repetition): Name {
  const more = name.get(3)
  const given = (more === '' ? [name.get(2)] : [name.get(2), ...more.split(/\s+/)]).filter(isFilled)
  const type = name.get(7).toUpperCase()
  return { family: name.get(1), given, type: TYPES.get(type) ?? type }
}

function wordsOf({ family, given }: Name): string {
  return [...given, family].filter(isFilled).join(' ').toLowerCase()
}

/** `Dr Samuel Darwin`, from XCN: code, family name, given names, suffix, prefix. */
export function doctorOf(doctor: Repetition | undefined): string | undefined {
  if (doctor === undefined || doctor.raw === DELETED) return undefined
  const words = [doctor.get(6), doctor.get(3), doctor.get(2)].filter(isFilled)
  return words.length > 0 && isFilled(doctor.get(2)) ? words.join(' ') : undefined
}

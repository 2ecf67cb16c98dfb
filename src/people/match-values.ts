import { isDay } from '../kernel/index.ts'
import { fold, isPlaceholder, isTitle } from './name.ts'
import { whyNoId } from './source-id.ts'

const NOTHING = new Set(['', 'null', 'none', 'unknown', 'na', 'nan', 'notknown', 'nk', 'test'])

/** The folded words of a name or an address, one space between them; undefined where nothing is said. */
export function foldWords(text: string, named: boolean): string | undefined {
  const words = text
    .split(/[\s,.\-\u2010-\u2015/;:]+/)
    .map(fold)
    .filter((word) => word !== '' && !(named && isNoName(word)))
  const folded = words.join(' ')
  return NOTHING.has(folded.replaceAll(' ', '')) ? undefined : folded
}

function isNoName(word: string): boolean {
  return isTitle(word) || isPlaceholder(word) || !/\p{L}/u.test(word)
}

/** `19560409`, from `1956-04-09`, `09/04/1956`, `9.4.1956`, `19560409`, or a moment; undefined for what is no day. */
export function birthDay(text: string): string | undefined {
  const said = text.trim()
  const iso = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$/.exec(said)
  const british = iso === null ? /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(said) : null
  const [year, month, day] =
    iso !== null
      ? [iso[1]!, iso[2]!, iso[3]!]
      : british !== null
        ? [british[3]!, british[2]!.padStart(2, '0'), british[1]!.padStart(2, '0')]
        : ['', '', '']
  return isDay(`${year}-${month}-${day}`) ? `${year}${month}${day}` : undefined
}

/** Letters and digits; undefined where it is no id of anybody (`0000000000`, `9.99E+09`). */
export function plainNumber(text: string): string | undefined {
  const plain = text.toLowerCase().replace(/[^a-z0-9]/g, '')
  return plain === '' || whyNoId(text) !== undefined || whyNoId(plain) !== undefined
    ? undefined
    : plain
}

const UK = /^([A-Z]{1,2}\d[A-Z\d]?)(\d)([A-Z]{2})$/

/** `LS1 6AE`, with its space where it is one of the United Kingdom's; pseudo postcodes say nothing. */
export function postcodeText(text: string): string | undefined {
  const plain = text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  if (plain.length < 3 || NOTHING.has(plain.toLowerCase()) || /^ZZ99/.test(plain)) return undefined
  return plain.replace(UK, '$1 $2$3')
}

/** The last nine digits of a number that has as many: with or without `0`, `+44`, `0044`. */
export function phoneOf(text: string): string | undefined {
  const digits = text.replace(/\D/g, '')
  const last = digits.slice(-9)
  return last.length < 7 || /^(\d)\1*$/.test(last) ? undefined : last
}

/** Money is whole pence in a bigint, never a float. In JSON and in the trail it is a string. */
export type Pence = bigint

/** Reads `1234`, `1,234.50`, `£1,234.5`, `-12.00`, `(12.00)`; anything else is undefined, never guessed. */
export function parsePounds(text: string): Pence | undefined {
  const trimmed = text.trim()
  const bracketed = /^\((.*)\)$/.exec(trimmed)
  const body = (bracketed ? bracketed[1]! : trimmed).replace(/^(-?)£/, '$1')
  const match = /^(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/.exec(body)
  if (!match || (bracketed && match[1] === '-')) return undefined
  const pence =
    BigInt(match[2]!.replaceAll(',', '')) * 100n + BigInt((match[3] ?? '').padEnd(2, '0'))
  return match[1] === '-' || bracketed ? -pence : pence
}

/** An amount as it stands in a file; or what is wrong with it, to follow `The amount`. */
export type WrittenAmount = { readonly pence: Pence } | { readonly what: string }

/** How a sign is said beside a number: brackets and a minus in front are `parsePounds`' own. */
const CREDIT = /^(?:cr\.?\s*(.+)|(.+?)\s*cr\.?)$/i
const DEBIT = /^(?:dr\.?\s*(.+)|(.+?)\s*dr\.?)$/i
const MINUS_AFTER = /^([^-]+)-$/

/**
 * Reads an amount as people and ledgers write it: beside what `parsePounds` reads, `1,234.50-`, `CR 12.00`, `12.00DR`,
 * `GBP 12`, and a space after the sign. A credit is below nothing. What could mean two things is not read.
 */
export function readWritten(text: string): WrittenAmount {
  const trimmed = text.replaceAll(/[\u00a0\u202f]/g, ' ').trim()
  if (trimmed === '') return { what: 'is empty' }
  const marked = CREDIT.exec(trimmed) ?? DEBIT.exec(trimmed)
  const said = marked === null ? trimmed : (marked[1] ?? marked[2])!
  const after = MINUS_AFTER.exec(said)
  const bare = (after?.[1] ?? said).replace(/^([-(]?)\s*(?:GBP|£)\s*/i, '$1').trim()
  const pence = parsePounds(bare)
  if (pence === undefined) return { what: whyNoAmount(bare) }
  if (pence < 0n && (after !== null || marked !== null))
    return { what: `says its sign twice (${trimmed})` }
  const below = after !== null || CREDIT.test(trimmed)
  return { pence: below ? -pence : pence }
}

function whyNoAmount(text: string): string {
  if (/^-?\d{1,3}(?:\.\d{3})*,\d{1,2}$/.test(text) || /^\d{1,3}(?:\.\d{3}){2,}$/.test(text))
    return `is written with a comma for the pence (${text}), as is done elsewhere`
  if (/^-?\d+\.\d{3,}$/.test(text)) return `has more than two digits of pence (${text})`
  if (/^-?\d+(?:\.\d+)?e[+-]?\d+$/i.test(text)) return `is written with an exponent (${text})`
  if (/^=/.test(text)) return 'is a formula and not a number'
  return `is not one (${text.slice(0, 40)})`
}

/** `£1,234.50`; whole pounds where `pence` is false. */
export function formatPounds(amount: Pence, { pence = true } = {}): string {
  const absolute = amount < 0n ? -amount : amount
  const pounds = (absolute / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  const fraction = pence ? `.${(absolute % 100n).toString().padStart(2, '0')}` : ''
  const shown = pence ? absolute : absolute / 100n
  return `${amount < 0n && shown > 0n ? '-' : ''}£${pounds}${fraction}`
}

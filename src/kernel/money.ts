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

/** `£1,234.50`; whole pounds where `pence` is false. */
export function formatPounds(amount: Pence, { pence = true } = {}): string {
  const absolute = amount < 0n ? -amount : amount
  const pounds = (absolute / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  const fraction = pence ? `.${(absolute % 100n).toString().padStart(2, '0')}` : ''
  const shown = pence ? absolute : absolute / 100n
  return `${amount < 0n && shown > 0n ? '-' : ''}£${pounds}${fraction}`
}

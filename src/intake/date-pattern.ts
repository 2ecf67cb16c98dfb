/** How a source writes its dates, told by a mapping: `dd/mm/yyyy`, `mm-dd-yy`, `d mmm yyyy`, `yyyymmdd`. */
export type DatePattern = { expression: RegExp; parts: readonly Part[] }
type Part = 'day' | 'month' | 'word' | 'year' | 'short'

const TOKEN = /dd|d|mmm|mm|m|yyyy|yy/g
export const DATE_PATTERN = /^(?=.*d)(?=.*m)(?=.*yy)(?:dd?|m{1,3}|yyyy|yy|[ /.,-])+$/
const PARTS: ReadonlyMap<string, readonly [part: Part, expression: string]> = new Map([
  ['dd', ['day', '(\\d{1,2})']],
  ['d', ['day', '(\\d{1,2})']],
  ['mmm', ['word', '([a-z]{3})[a-z]*']],
  ['mm', ['month', '(\\d{1,2})']],
  ['m', ['month', '(\\d{1,2})']],
  ['yyyy', ['year', '(\\d{4})']],
  ['yy', ['short', '(\\d{2})']],
])
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Of a text that `DATE_PATTERN` knows. */
export function datePattern(text: string): DatePattern {
  const tokens = text.match(TOKEN)!
  const tight = !/[ /.,-]/.test(text)
  const expression = text.replaceAll(/[.]/g, '\\.').replaceAll(TOKEN, (token) => {
    const [, own] = PARTS.get(token)!
    return tight ? own.replace('{1,2}', '{2}') : own
  })
  return {
    expression: new RegExp(`^${expression}$`, 'i'),
    parts: tokens.map((token) => PARTS.get(token)![0]),
  }
}

/** `2026-03-05` of what is written so; what is not stays as it came, for the reader to say what is wrong with it. */
export function dateIn(text: string, { expression, parts }: DatePattern): string {
  const found = expression.exec(text.trim().replaceAll(/\s+/g, ' '))
  if (found === null) return text
  const of = (part: Part) => {
    const at = parts.indexOf(part)
    return at < 0 ? undefined : found[at + 1]
  }
  const word = of('word')
  const month = word === undefined ? of('month')! : String(MONTHS.indexOf(word.toLowerCase()) + 1)
  const short = of('short')
  const year = of('year') ?? `20${short}`
  return `${year}-${month.padStart(2, '0')}-${of('day')!.padStart(2, '0')}`
}

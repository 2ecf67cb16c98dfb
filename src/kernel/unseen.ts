/**
 * Characters that nobody sees and that change what others see: they turn a line round, hide a word, drive a terminal,
 * or carry a text within a text. They are shown as marks wherever text meets a page, a terminal or a log; what is kept
 * stays as it came. Nothing that an ordinary text in any script needs is among them: joiners between letters and
 * pictures, marks of direction that turn nothing round, the flag of Wales.
 */
const CONTROL = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f'
/** embeddings, overrides and isolates of direction; signs without width; ends of lines that are none of ours */
const FORMAT = '\\u180e\\u200b\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb'
const TAGS = '\\u{e0000}-\\u{e007f}'
const SELECTORS = '\\u{e0100}-\\u{e01ef}'
const HALF = '\\p{Cs}'
/** a black flag and the letters of a country, which is how England, Scotland and Wales have theirs */
const FLAG = '\\u{1f3f4}[\\u{e0061}-\\u{e007a}]{2,6}\\u{e007f}'
/** a joiner behind a letter or a picture, or what belongs to one and is seen (a selector is a mark that nobody sees) */
const JOINED = `(?<=[\\p{L}\\p{M}\\p{Emoji}\\ufe0f])(?<![${SELECTORS}])[\\u200c\\u200d]`
const ANY = `[${CONTROL}${FORMAT}${TAGS}${SELECTORS}${HALF}\\u200c\\u200d]`
const IS_UNSEEN = new RegExp(ANY, 'u')
/** Any of them, or half of any picture: without reading pairs, six times as quick over a whole page. */
const MAY_BE_UNSEEN = new RegExp(`[${CONTROL}${FORMAT}\\ud800-\\udfff\\u200c\\u200d]`)
/** The first group is what stays. */
const UNSEEN = new RegExp(`(${FLAG}|${JOINED})|${ANY}`, 'gu')
const OF_ONE_LINE = /\r(?!\n)/g
/** pictures of the control characters stand in their order */
const PICTURES = 0x2400
const DELETE = 0x7f

/** True where a text holds any of them, or a joiner: what is to name something must not. */
export function hasUnseen(text: string): boolean {
  return IS_UNSEEN.test(text)
}

/** The text as it can be shown: `␛` for what drives a terminal, `[U+202E]` for what turns a line round. */
export function markUnseen(text: string): string {
  return replaced(text, (found) => markOf(found.codePointAt(0)!))
}

/** The same for a terminal, where a return without its line end writes over what stands there. */
export function markForTerminal(text: string): string {
  return markUnseen(text).replace(OF_ONE_LINE, markOf(0x0d))
}

/** The same within JSON, which has its own way to write them: whoever reads it reads what was kept. */
export function escapeUnseen(json: string): string {
  return replaced(json, (found) => {
    const units = [...Array(found.length).keys()].map((at) => found.charCodeAt(at))
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
  })
}

function replaced(text: string, write: (found: string) => string): string {
  // Nearly every text holds nothing of the kind.
  if (!MAY_BE_UNSEEN.test(text)) return text
  return text.replace(UNSEEN, (found, stays?: string) => stays ?? write(found))
}

function markOf(code: number): string {
  if (code < 0x20) return String.fromCodePoint(PICTURES + code)
  if (code === DELETE) return '\u2421'
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
}

import type { Agreement } from '../agreement/index.ts'
import { capital, formatList } from '../shell/index.ts'
import { transferRule } from './clock-kind.ts'
import { NOBODY, type SplitBy } from './count-totals.ts'
import { isTaskKind, taskWords } from './task-kind.ts'
import { wayWords } from './way-words.ts'

/** Of what nobody holds, for whom nothing is open, and of whom it is not known: by what it is counted. */
const NONE: Readonly<Record<SplitBy, string>> = {
  holder: 'Nobody: unresolved',
  task: 'Nothing is open',
  reason: 'No reason is given',
  ward: 'No ward is said',
  pathway: 'No way home is said',
  council: 'Not known whose they are',
  group: 'Not known',
}

/** `Mere General`, `A therapist’s view of what they need`: how a page says what is counted together. */
export function keyWords(
  keys: readonly string[],
  by: SplitBy,
  agreement: Agreement | undefined,
): string {
  const rule = transferRule(agreement)
  const words = keys.map((key) => {
    if (key === NOBODY) return NONE[by]
    if (key === 'other') return 'others, each of too few'
    if (by === 'holder' || by === 'council') return rule?.nameOf(key) ?? key
    if (by === 'task') return isTaskKind(key) ? taskWords(key) : key
    return by === 'pathway' ? (wayWords(key) ?? key) : key
  })
  return capital(formatList(words))
}

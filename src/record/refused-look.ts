import { agreedNames, type Decision, purposesOf } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import type { Viewer } from '../kernel/index.ts'
import { formatFullDate } from '../shell/index.ts'
import { isUntied, mayBreakGlass } from './may-break-glass.ts'
import { sourcesOf } from './sources.ts'
import type { SilentFeed } from './ties.ts'

/** What the page of a refusal says; the order in which it says it is the page's. */
export type RefusedLook = {
  /** what was asked, by whom and for what */
  asked: string
  sentence: string
  clause?: { number: string; heading?: string; text?: string }
  /** whom to ask, as a sentence */
  askWhom?: string
  /** the viewer's role may look for something else as well */
  otherPurposes: boolean
  /** a clause opens such a record in need, with a reason */
  inNeed?: boolean
}

const NO_AGREEMENT =
  'No agreement is in effect: until both sides have signed the same text, nothing about anybody is shown.'

export function refusedLook(
  agreement: Agreement | undefined,
  viewer: Viewer,
  decision?: Decision,
  silent: readonly SilentFeed[] = [],
): RefusedLook {
  const names = agreedNames(agreement)
  const { actor, purpose } = viewer
  const asked = `You asked to see a person’s record for ${names.purpose(purpose)}, as ${names.role(actor.role)}.`
  if (agreement === undefined || decision === undefined) {
    return { asked, sentence: NO_AGREEMENT, otherPurposes: false }
  }
  if (decision.allowed) throw new TypeError('the look was allowed')
  const clause = agreement.clause(decision.clause)
  return {
    asked,
    sentence: [decision.sentence, ...silenceWords(agreement, viewer, decision, silent)].join(' '),
    clause: { number: decision.clause, heading: clause?.heading, text: clause?.text },
    askWhom: decision.askWhom,
    otherPurposes: purposesOf(agreement, actor.role).some(({ id }) => id !== purpose),
    ...(isUntied(decision) && mayBreakGlass(agreement, viewer) ? { inNeed: true } : {}),
  }
}

/** Where a tie is missing that only a feed could prove which has fallen silent: the same whoever was asked for. */
function silenceWords(
  agreement: Agreement,
  { actor }: Viewer,
  decision: Decision,
  silent: readonly SilentFeed[],
): string[] {
  if (!isUntied(decision)) return []
  return silent
    .filter(({ speaksFor }) => speaksFor.includes(actor.organisation))
    .map(({ feed, since, holds, clause }) => {
      const from = sourcesOf(agreement).nameOf(feed)
      const ago = since === undefined ? '' : ` since ${formatFullDate(since)}`
      return `Nothing has come from ${from}${ago}, and by clause ${clause} what it told proves this for ${holds}.`
    })
}

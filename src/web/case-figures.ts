import { CASE_KINDS, type CaseKind, type WaitingList } from '../record/index.ts'
import { type Figure, formatCount, plural } from '../shell/index.ts'
import type { Heard } from './own-feeds.ts'

type CaseWords = { figure: string; one: string; many: string; caption: string; step: string }

/** What each sort is called, in one place: figure, heading, caption, and the step that comes next. */
const CASE_WORDS: Readonly<Record<CaseKind, CaseWords>> = {
  'way-home': {
    figure: 'wait in hospital for us',
    one: 'person waits in hospital for us',
    many: 'people wait in hospital for us',
    caption: 'In hospital, and cannot leave without us: the longest wait first',
    step: 'Read and plan the way home',
  },
  service: {
    figure: 'assessed, without support',
    one: 'person is to have support and has none',
    many: 'people are to have support and have none',
    caption: 'To have support, and none has begun: the longest wait first',
    step: 'Read and arrange support',
  },
  assessment: {
    figure: 'asked, not assessed',
    one: 'person has asked and is not assessed',
    many: 'people have asked and are not assessed',
    caption: 'Asked, and not assessed yet: the longest wait first',
    step: 'Read and assess',
  },
  'in-hospital': {
    figure: 'of ours are in hospital',
    one: 'person of ours is in hospital',
    many: 'people of ours are in hospital',
    caption: 'Our people in hospital: those who can leave first',
    step: 'Read and tell the ward',
  },
  'left-hospital': {
    figure: 'out of hospital this week',
    one: 'person of ours left hospital this week',
    many: 'people of ours left hospital this week',
    caption: 'Our people who left hospital in the last 7 days, the longest ago first',
    step: 'Read and follow up',
  },
  letter: {
    figure: 'have a new letter',
    one: 'person of ours has a new letter',
    many: 'people of ours have a new letter',
    caption: 'Letters that came in the last 7 days, the oldest first',
    step: 'See the letter',
  },
  review: {
    figure: 'reviews due',
    one: 'review is due',
    many: 'reviews are due',
    caption: 'Long-term support that is due for review: the oldest first',
    step: 'Read and review',
  },
  placed: {
    figure: 'in our care',
    one: 'person is in our care',
    many: 'people are in our care',
    caption: 'In our care, by what a council arranged: the longest first',
    step: 'Read',
  },
}

/** Of an organisation that sends no record of its own: what others have asked of it. */
const ASKED_OF_US: CaseWords = {
  figure: 'wait for our answer',
  one: 'person waits for our answer',
  many: 'people wait for our answer',
  caption: 'Asked of us, and not answered yet: the longest wait first',
  step: 'Read and answer',
}

export function caseWords(kind: CaseKind, { heard }: Pick<CaseScope, 'heard'>): CaseWords {
  return kind === 'assessment' && heard.own === 'not-promised' ? ASKED_OF_US : CASE_WORDS[kind]
}

/** What a list rests on: who was heard, and by which relationships a clause lets the viewer see people. */
export type CaseScope = { heard: Heard; sees: ReadonlySet<string> }

/**
 * Whether nobody on a list is a fact. A feed that was never heard makes it unknown; a role that no clause lets
 * see those who wait has no such list at all.
 */
export function knowledgeOf(
  kind: CaseKind,
  { heard, sees }: CaseScope,
): 'known' | 'unknown' | 'hidden' {
  const waiting = sees.has('waits-for-us')
  const cases = waiting || sees.has('open-case-here')
  if (!waiting && ONLY_WAITING.has(kind)) return 'hidden'
  if (kind === 'placed' && !sees.has('placed-here')) return 'hidden'
  if (kind === 'review' && !cases) return 'hidden'
  if (kind === 'letter') {
    if (!sees.has('registered-here')) return 'hidden'
    return heard.hospitals ? 'known' : 'unknown'
  }
  if (HOSPITAL.has(kind) && !heard.hospitals) return 'unknown'
  if (kind === 'placed') return heard.councils ? 'known' : 'unknown'
  // Whose people they are is told by our own record; of those in our care by the council's; else by registration.
  if (OURS_IN_HOSPITAL.has(kind) && !cases)
    return sees.has('placed-here') && !heard.councils ? 'unknown' : 'known'
  return kind !== 'way-home' && heard.own !== 'heard' ? 'unknown' : 'known'
}

const HOSPITAL: ReadonlySet<CaseKind> = new Set(['way-home', 'in-hospital', 'left-hospital'])
const OURS_IN_HOSPITAL: ReadonlySet<CaseKind> = new Set(['in-hospital', 'left-hospital'])
const ONLY_WAITING: ReadonlySet<CaseKind> = new Set(['way-home', 'service', 'assessment'])
/** Somebody is harmed while it is left. */
export const HARMFUL: ReadonlySet<CaseKind> = new Set(['way-home', 'service'])

type Counted = Pick<WaitingList, 'counts' | 'more'>

/** Nought only where it is known; what somebody counts who may see some is shown whatever the role. */
export function caseFigures(
  { counts, more }: Counted,
  scope: CaseScope,
  hrefOf: (kind: CaseKind) => string,
): Figure[] {
  return CASE_KINDS.flatMap((kind): Figure[] => {
    const count = counts[kind]
    const label = caseWords(kind, scope).figure
    if (count > 0) {
      const value = more.has(kind) ? `${formatCount(count)} or more` : formatCount(count)
      return [{ label, value, tone: HARMFUL.has(kind) ? 'alert' : undefined, href: hrefOf(kind) }]
    }
    const known = knowledgeOf(kind, scope)
    return known === 'hidden' ? [] : [{ label, value: known === 'known' ? '0' : 'not known' }]
  })
}

/** The page's answer: the worst sort that anybody is on. */
export function caseHeading(
  { counts, more }: Counted,
  scope: CaseScope,
  kind: CaseKind | undefined,
  organisation: string,
): string {
  const first = kind ?? CASE_KINDS.find((one) => counts[one] > 0)
  if (first !== undefined && (counts[first] > 0 || knowledgeOf(first, scope) === 'known')) {
    const { one, many } = caseWords(first, scope)
    if (more.has(first)) return `${formatCount(counts[first])} or more ${many}`
    return plural(counts[first], one, many)
  }
  const known = CASE_KINDS.filter((one) => knowledgeOf(one, scope) === 'known')
  if (CASE_KINDS.every((one) => knowledgeOf(one, scope) !== 'unknown'))
    return 'Nothing needs you now'
  if (known.includes('way-home')) return `Nobody in hospital waits for ${organisation}`
  return `Who waits for ${organisation} is not known`
}

/** What a paper may say: what the figures bear out, and no more. Pure. */

/** A figure as it stood at the evidence date, from where it was taken and in which edition. */
export type PaperFigure = {
  readonly says: string
  readonly source: string
  readonly value: string
  readonly edition: string
}

/** What is known of a source that a paper names. */
export type Source = PaperFigure & {
  /** of a measure: what its chart says, and in a sentence */
  readonly signal?: 'improvement' | 'concern' | 'none'
  readonly signalSays?: string
  /** it has a number above and one below */
  readonly isShare?: boolean
  /** a saving that both sides agreed to count */
  readonly isClaim?: boolean
}

export type PaperFault = {
  /** 1 is the first */
  readonly line: number
  readonly sentence: string
  readonly true_instead: string
}

export type CheckedPaper = {
  /** with every figure put in */
  readonly text: string
  readonly figures: readonly PaperFigure[]
  readonly faults: readonly PaperFault[]
}

/** `{{measure first-answer}}`, `{{fund pool-2026-27}}`, `{{claim ID}}` */
const NAMED = /\{\{\s*([a-z-]+)\s+([\w.-]+)\s*\}\}/g
/** What says that something got better or worse; what is hoped, planned or denied says nothing of the kind. */
const BETTER = /\b(improv(?:ed|es|ing|ements?)|better|got better|recovered)\b/i
const WORSE = /\b(worse|worsen(?:ed|ing|s)?|deteriorat(?:ed|ing|es|ion))\b/i
const SAVES = /\b(sav(?:e|es|ed|ing|ings)|cheaper|costs? less|paid for itself|pays for itself)\b/i
/** What says that something went up or down, without saying whether that is better. */
const MOVED = new RegExp(
  `\\b(?:${[
    ...['fell', 'fallen', 'dropped', 'rose', 'risen', 'halved', 'doubled', 'reduced'],
    ...['decreased', 'increased', '(?:up|down) by', '(?:was|were|has|have) cut'],
    ...['cut (?:by|the|our)', 'went (?:up|down)'],
  ].join('|')})\\b`,
  'i',
)
const COUNTED = 'one|two|three|four|five|six|seven|eight|nine|ten|\\d+'
/** `one in five`, `3 in every 10` */
const PARTS = new RegExp(`\\b(?:${COUNTED}) in (?:every )?(?:${COUNTED}|a hundred)\\b`, 'i')
const SHARE = /\d(?:[\d.,]*\d)?\s?(?:%|per ?cent\b)/i
const NUMBERS = /\d[\d,]*\s+(?:out\s+)?of\s+(?:the\s+|all\s+|these\s+|its\s+)?\d/i
const OPEN_WORDS = [
  ...[
    'not',
    'no',
    'never',
    'without',
    'nothing',
    'nobody',
    'whether',
    'if',
    'to',
    'will',
    'would',
    'should',
  ],
  ...[
    'could',
    'can',
    'may',
    'might',
    'must',
    'hopes?',
    'hoped',
    'wants?',
    'wanted',
    'aims?',
    'asks?',
    'asked',
  ],
  ...['plans?', 'planned', 'like', 'for', 'than'],
]
const OPEN = new RegExp(`\\b(?:${OPEN_WORDS.join('|')})\\b(?:\\W+\\w+){0,3}\\W*$`, 'i')

type SourceOf = (kind: string, name: string) => Source | undefined

/** Reads the named sources, holds every sentence to them, and puts the figures in. */
export function checkPaper(text: string, sourceOf: SourceOf): CheckedPaper {
  const figures = new Map<string, PaperFigure>()
  const putIn = (whole: string, kind: string, name: string): string => {
    const found = sourceOf(kind, name)
    if (found === undefined) return whole
    const { says, source, value, edition } = found
    figures.set(source, { says, source, value, edition })
    return says
  }
  const lines = text.split('\n')
  return {
    text: lines.map((line) => line.replaceAll(NAMED, putIn)).join('\n'),
    figures: [...figures.values()],
    faults: lines.flatMap((line, at) => faultsIn(line, at + 1, sourceOf)),
  }
}

function faultsIn(text: string, line: number, sourceOf: SourceOf): PaperFault[] {
  return sentencesOf(text).flatMap((sentence) => {
    const sources = namedIn(sentence).flatMap(({ kind, name }) => sourceOf(kind, name) ?? [])
    const wrong = unknownIn(sentence, sourceOf) ?? unborne(sentence, sources)
    return wrong === undefined ? [] : [{ line, sentence: sentence.trim(), true_instead: wrong }]
  })
}

export function namedIn(text: string): { kind: string; name: string }[] {
  return [...text.matchAll(NAMED)].map(([, kind, name]) => ({ kind: kind!, name: name! }))
}

/** A full stop in a number ends no sentence. */
function sentencesOf(line: string): string[] {
  return line.split(/(?<=[.!?])\s+(?=[A-Z“"'{])/).filter((one) => one.trim() !== '')
}

function unknownIn(sentence: string, sourceOf: SourceOf): string | undefined {
  const lost = namedIn(sentence).find(({ kind, name }) => sourceOf(kind, name) === undefined)
  if (lost === undefined) return undefined
  return `There is no ${lost.kind} ${lost.name} of which something was told by the evidence date.`
}

/** What would be true, where a sentence says more than its sources bear out. */
function unborne(sentence: string, sources: readonly Source[]): string | undefined {
  const charted = sources.filter(({ signal }) => signal !== undefined)
  for (const [word, needed] of [
    [BETTER, 'improvement'],
    [WORSE, 'concern'],
  ] as const) {
    if (!asserts(sentence, word)) continue
    if (charted.some(({ signal }) => signal === needed)) continue
    const [first] = charted
    return first === undefined
      ? 'Name the measure that shows it, like {{measure first-answer}}, or say what is hoped for.'
      : `${first.says}. ${first.signalSays ?? ''}`
  }
  if (asserts(sentence, SAVES, false) && !sources.some(({ isClaim }) => isClaim)) {
    const spent = sources.find(({ source }) => source.startsWith('fund'))
    return spent === undefined
      ? 'Name the claim that both sides agreed to count, or say what was spent.'
      : `${spent.says}. No claim says that any of it was saved.`
  }
  const still = charted.length > 0 || sources.length === 0
  if (asserts(sentence, MOVED) && still && !charted.some(({ signal }) => signal !== 'none')) {
    const [first] = charted
    return first === undefined
      ? 'Name the measure that shows it, like {{measure first-answer}}, or say what is planned.'
      : `${first.says}. ${first.signalSays ?? ''}`
  }
  const isShare = SHARE.test(sentence) || PARTS.test(sentence)
  if (isShare && !NUMBERS.test(sentence) && !sources.some(({ isShare }) => isShare)) {
    return 'Give the numbers of which it is made, like 12 of 34.'
  }
  return undefined
}

/** Whether a sentence says so; what it hopes, plans or denies it does not say. A saving that is promised is said. */
function asserts(sentence: string, word: RegExp, hopes = true): boolean {
  const found = word.exec(sentence)
  if (found === null) return false
  const before = sentence.slice(0, found.index)
  return hopes
    ? !OPEN.test(before)
    : !/\b(?:no|not|never|nothing|without)\b(?:\W+\w+){0,3}\W*$/i.test(before)
}

import { formatList } from '../kernel/index.ts'
import type { DoubtReason } from './doubt.ts'
import type { OpenDoubt } from './doubts.ts'

/** What is in doubt, without a word of what is said of anybody. */
const WORDS: Record<DoubtReason, string> = {
  'number-contradicted':
    'They have one NHS number, and what else is said of them cannot be of one person.',
  'number-alone': 'They have one NHS number, and nothing else that they say agrees.',
  'number-common': 'So many have this NHS number that it tells nobody.',
  'merge-contradicted':
    'A source says that they are one person, and their NHS numbers say that they are two.',
  'said-contradicted':
    'It was said here that they are one person, and their NHS numbers say that they are two.',
  ambiguous: 'One of them may be any of the others.',
  'may-be-one':
    'What is said of them is alike, and not enough to be sure that they are one person.',
  contradicted:
    'They share a number or a home, and what else is said of them cannot be of one person.',
  'item-shared': 'Their source gives one id of its own to things of both.',
  'key-of-two': 'The source has called two people by one number of its own.',
  death: 'One source says that this person has died, and others do not.',
  'birth-date': 'Sources say different birth dates of this person.',
  sex: 'Sources say different sexes of this person.',
  address: 'Sources say that this person lives in different places.',
}

export function doubtWords(reason: DoubtReason): string {
  return WORDS[reason]
}

/** What to do about it next, for whoever looks for a side. */
export function nextStep(
  {
    sources,
    decidable,
    waitsFor,
    said,
  }: Pick<OpenDoubt, 'sources' | 'decidable' | 'waitsFor' | 'said'>,
  side: string,
): string {
  const desks = sources.map(({ desk, party, name }) =>
    desk !== undefined && party !== undefined ? `${desk} of ${party}` : (party ?? name),
  )
  const ask = `Ask ${formatList([...new Set(desks)])}.`
  if (!decidable) return ask
  if (!said.some((one) => one.side === side) && waitsFor.includes(side)) {
    return `${ask} Then say for your side:`
  }
  const differ = new Set(said.map(({ says }) => says)).size > 1
  return differ
    ? 'The sides do not say the same. Speak with each other; whoever was wrong takes it back.'
    : 'It waits for the other side.'
}

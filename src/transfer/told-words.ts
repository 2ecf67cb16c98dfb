import { type Disclosed, disclosedWords } from '../record/index.ts'

/** As in a narrow column: `45`, `too few`. */
export function briefly(told: Disclosed): string {
  return 'about' in told ? disclosedWords(told) : 'too few'
}

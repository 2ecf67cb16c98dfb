import type { Answer } from '../call-command.ts'

/** What a command came to; where it was refused, its words are said and it is undefined. */
export function answered<R>(answer: Answer, err: (text: string) => void): R | undefined {
  if (answer.ok) return answer.result as R
  if ('refusal' in answer) {
    const { sentence, next } = answer.refusal
    err(next === undefined ? sentence : `${sentence} ${next}`)
  } else for (const { path, sentence } of answer.faults) err(`${path}: ${sentence}`)
  return undefined
}

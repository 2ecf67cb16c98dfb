import type { ReactNode } from 'react'
import { byCount } from '../../kernel/index.ts'
import { type Code, codeText } from '../code-words.ts'

/** The codes in place of which there are no words: for whoever must look them up, out of everybody else's way. */
export function Codes({ codes }: { codes: readonly Code[] | undefined }): ReactNode {
  if (codes === undefined || codes.length === 0) return null
  return (
    <details className="cc-codes">
      <summary>{byCount(codes.length, 'The code', 'The codes')}</summary>
      <p className="cc-code">{codes.map(codeText).join(', ')}</p>
    </details>
  )
}

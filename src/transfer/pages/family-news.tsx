import type { ReactNode } from 'react'
import { capital } from '../../shell/index.ts'
import type { PlainNews } from '../plain-news.ts'

/** For whoever the person lets know: when they leave and what is next, without a name and without where they go. */
export function FamilyNews({ news }: { news: PlainNews }): ReactNode {
  const { leaves, agreed, next, ring } = news
  return (
    <>
      <p className="cc-lead">
        {leaves === undefined ? 'Nobody has said yet.' : `${capital(leaves)}.`}
      </p>
      {leaves !== undefined && !agreed && <p>That is what is expected. It may change.</p>}
      <p>{next}</p>
      {ring !== undefined && <p>To ask about it, ring {ring}.</p>}
    </>
  )
}

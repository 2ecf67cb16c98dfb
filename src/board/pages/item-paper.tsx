import type { ReactNode } from 'react'
import { formatDateTime } from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import type { Paper } from '../item.ts'
import { pagesOf } from '../paper.ts'
import type { ShownItem } from '../shown.ts'
import { itemHref } from './links.ts'
import { PaperText } from './paper-text.tsx'

/** One version of a paper: when it was published, where it stands in the pack, and its text. */
export function PaperSection(props: {
  view: BoardView
  item: ShownItem
  paper: Paper
  texts: ReadonlyMap<string, string>
}): ReactNode {
  const { view, item, paper, texts } = props
  const { title, version, why, at, sha256, type } = paper
  const replaced = item.papers.some((one) => one.paper === paper.paper && one.version > version)
  const until = `${paper.pages > 1 ? 'pages' : 'page'} ${pagesOf(paper)}`
  return (
    <section>
      <h2>
        {title}
        {version > 1 && `, version ${version}`}
        {replaced && ' (replaced)'}
      </h2>
      <p className="cc-learnt">
        Published {formatDateTime(at, view.now)}, for both sides at once; {until} of the pack.{' '}
        {why !== undefined && `Replaced because: ${why}. `}
        <a href={`${itemHref(view, item.id)}/papers/${sha256}`}>
          Download
          {type === 'markdown' ? ' as text' : type === 'pdf' ? ' the PDF' : ' the Word file'}
        </a>
      </p>
      {type === 'markdown' && !replaced && (
        <PaperText text={texts.get(sha256) ?? ''} title={title} />
      )}
    </section>
  )
}

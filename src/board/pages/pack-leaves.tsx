import type { ReactNode } from 'react'
import { formatDateTime, formatFullDate, plural, Tag } from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import type { BoundPaper, Pack } from '../pack.ts'
import { keyOf } from '../pack.ts'
import { pagesOf } from '../paper.ts'
import { drawBlocks, withoutTitle } from './paper-text.tsx'

/** Where something leads from a pack: on a page, or within a file that is kept. */
export type PackLinks = {
  /** of an item; undefined where it leads nowhere */
  item(id: string): string | undefined
  /** of the file of a paper, with the name under which it is kept */
  file(bound: BoundPaper): { href: string; download?: string }
}

/** What is on the agenda, each with the pages of its papers. */
export function Contents(props: {
  pack: Pack
  links: PackLinks
  fresh: ReadonlySet<string>
}): ReactNode {
  const { pack, links, fresh } = props
  return (
    <ol className="cc-pack-contents">
      {pack.agenda.map((item) => {
        const href = links.item(item.id)
        const papers = pack.papers.filter((one) => one.item.id === item.id)
        return (
          <li key={item.id}>
            {href === undefined ? item.title : <a href={href}>{item.title}</a>}{' '}
            {item.kept && <Tag tone="grey">Private</Tag>}
            {item.kept && <span className="cc-learnt">{keptWords(item.private!)}</span>}
            {!item.kept && papers.length === 0 && <span className="cc-learnt">no paper</span>}
            {papers.length > 0 && (
              <ul>
                {papers.map((one) => (
                  <li key={keyOf(one.paper)}>
                    <a href={`#page-${one.paper.firstPage}`}>
                      {titleOf(one)}, {one.paper.pages > 1 ? 'pages' : 'page'} {pagesOf(one.paper)}
                    </a>{' '}
                    {fresh.has(keyOf(one.paper)) && <Tag tone="blue">New</Tag>}
                    {one.replacedBy && <Tag tone="grey">Replaced</Tag>}
                  </li>
                ))}
              </ul>
            )}
          </li>
        )
      })}
    </ol>
  )
}

const OPENS = { decided: 'when it is decided', 'minutes-approved': 'when the minutes are approved' }

function keptWords(kept: NonNullable<Pack['agenda'][number]['private']>): string {
  const { paragraph, opensOn, opensWhen } = kept
  const when = opensOn === undefined ? OPENS[opensWhen!] : `on ${formatFullDate(opensOn)}`
  return `under paragraph ${paragraph}; its papers are read here ${when}`
}

function titleOf({ paper }: BoundPaper): string {
  return paper.version > 1 ? `${paper.title}, version ${paper.version}` : paper.title
}

/** A paper with each of its pages, numbered as in every other copy of the pack. */
export function PackPaper(props: {
  view: BoardView
  bound: BoundPaper
  links: PackLinks
  isFresh: boolean
}): ReactNode {
  const { view, bound, links, isFresh } = props
  const { item, number, paper, replacedBy, leaves } = bound
  const href = links.item(item.id)
  const { title } = paper
  return (
    <section className="cc-pack-paper">
      <h2>
        {titleOf(bound)} {isFresh && <Tag tone="blue">New</Tag>}
      </h2>
      <p className="cc-learnt">
        For item {number}, {href === undefined ? item.title : <a href={href}>{item.title}</a>}
        {'. '}
        Published {formatDateTime(paper.at, view.now)} for both sides at once.
        {paper.why !== undefined && ` It was replaced because: ${paper.why}.`}
      </p>
      {replacedBy !== undefined && (
        <p className="cc-flag">
          Replaced: read{' '}
          <a href={`#page-${replacedBy.firstPage}`}>
            version {replacedBy.version} from page {replacedBy.firstPage} on
          </a>
          .
        </p>
      )}
      {leaves.length === 0 && <FileLeaf bound={bound} links={links} />}
      {leaves.map(({ page, blocks }, at) => (
        <div key={page} className="cc-leaf" id={`page-${page}`}>
          {drawBlocks(at === 0 ? withoutTitle(blocks, title) : blocks)}
          <p className="cc-leaf__number">Page {page}</p>
        </div>
      ))}
    </section>
  )
}

const KINDS = { pdf: 'a PDF', docx: 'a Word file', markdown: 'a text' }

function FileLeaf({ bound, links }: { bound: BoundPaper; links: PackLinks }): ReactNode {
  const { paper } = bound
  const { href, download } = links.file(bound)
  return (
    <div className="cc-leaf" id={`page-${paper.firstPage}`}>
      <p>
        It is {KINDS[paper.type]} of {plural(paper.pages, 'page')}, {kilobytes(paper.bytes)}.{' '}
        <a href={href} download={download}>
          Download it
        </a>
        {'. '}
        Its first page is page {paper.firstPage} here.
      </p>
      <p className="cc-learnt">SHA-256 {paper.sha256}</p>
      <p className="cc-leaf__number">
        {paper.pages > 1 ? 'Pages' : 'Page'} {pagesOf(paper)}
      </p>
    </div>
  )
}

function kilobytes(bytes: number): string {
  const many = Math.max(1, Math.round(bytes / 1_024))
  return many < 1_024 ? `${many} KB` : `${Math.round(many / 102.4) / 10} MB`
}

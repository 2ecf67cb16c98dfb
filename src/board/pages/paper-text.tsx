import type { ReactNode } from 'react'
import { type Block, type Inline, readMarkdown } from '../markdown.ts'

/** The text of a paper, drawn: nothing in it is run, and its headings stand below those of the page. */
export function PaperText({ text, title }: { text: string; title: string }): ReactNode {
  return <div className="cc-paper">{drawBlocks(withoutTitle(readMarkdown(text), title))}</div>
}

/** A paper that begins with its own title does not say it twice. */
export function withoutTitle(blocks: readonly Block[], title: string): readonly Block[] {
  const [first, ...rest] = blocks
  const own = first?.kind === 'heading' && first.text.map((one) => one.text).join('') === title
  return own ? rest : blocks
}

export function drawBlocks(blocks: readonly Block[]): ReactNode {
  let last = 2
  return blocks.map((block, key) => {
    // No heading stands more than one level below the one before it.
    if (block.kind === 'heading') last = Math.min(block.level + 1, last + 1)
    return drawBlock(block, key, last)
  })
}

function drawBlock(block: Block, key: number, level: number): ReactNode {
  switch (block.kind) {
    case 'heading': {
      const text = block.text.map(drawInline)
      if (level <= 3) return <h3 key={key}>{text}</h3>
      return level === 4 ? (
        <h4 key={key} className="nhsuk-heading-xs">
          {text}
        </h4>
      ) : (
        <h5 key={key} className="nhsuk-heading-xs">
          {text}
        </h5>
      )
    }
    case 'quote':
      return (
        <blockquote key={key}>
          <p>{block.text.map(drawInline)}</p>
        </blockquote>
      )
    case 'list': {
      const items = numbered(block.items).map(({ at, one }) => (
        <li key={at}>{one.map(drawInline)}</li>
      ))
      if (!block.ordered) return <ul key={key}>{items}</ul>
      return (
        <ol key={key} start={block.start}>
          {items}
        </ol>
      )
    }
    case 'table':
      return <PaperTable key={key} head={block.head} rows={block.rows} />
    case 'code':
      return <pre key={key}>{block.text}</pre>
    default:
      return <p key={key}>{block.text.map(drawInline)}</p>
  }
}

function PaperTable(props: {
  head: readonly string[]
  rows: readonly (readonly string[])[]
}): ReactNode {
  return (
    <table className="cc-table">
      <thead>
        <tr>
          {numbered(props.head).map(({ at, one }) => (
            <th key={at} scope="col">
              {one}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {numbered(props.rows).map(({ at: nth, one: row }) => (
          <tr key={nth}>
            {numbered(row).map(({ at, one: cell }) => (
              <td key={at}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function drawInline(one: Inline, key: number): ReactNode {
  if (one.kind === 'strong') return <strong key={key}>{one.text}</strong>
  if (one.kind === 'em') return <em key={key}>{one.text}</em>
  if (one.kind === 'link') {
    return (
      <a key={key} href={one.href}>
        {one.text}
      </a>
    )
  }
  return one.text
}

/** Parts that have nothing of their own by which they could be known, each with its place. */
export function numbered<T>(all: readonly T[]): { at: number; one: T }[] {
  return Array.from(all.entries(), ([at, one]) => ({ at, one }))
}

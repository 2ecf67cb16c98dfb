import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReactNode } from 'react'
import { escapeMarkup } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import { drawMarkup, formatDateTime, formatFullDate, plural } from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import type { Meeting, Paper } from '../item.ts'
import { keyOf, type Pack, readPack } from '../pack.ts'
import { contentTypeOf } from '../paper.ts'
import { factsOf } from './item-facts.tsx'
import { KIND_WORDS } from './meeting.tsx'
import { Contents, type PackLinks, PackPaper } from './pack-leaves.tsx'

/** Nothing is fetched and nothing is run, wherever it is opened. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'"
const STYLE = readFileSync(join(import.meta.dirname, 'pack-file.css'), 'utf8')

export type PackFile = {
  readonly html: string
  readonly papers: readonly Paper[]
  readonly last: number
  readonly items: number
}

/**
 * The pack of a meeting as one file that needs no connection and no script: the agenda, what is known of each
 * item, every paper with its pages, and files inside. It has what its reader may have on the day on which it is
 * made, and says for whom that was.
 */
export async function packFile(place: Place, view: BoardView, meeting: Meeting): Promise<PackFile> {
  const pack = await readPack(place, view, meeting, { whole: true })
  const title = `${view.bodyName(meeting.body)}, ${formatFullDate(meeting.on)}`
  return {
    html: documentOf(title, <PackDocument view={view} meeting={meeting} pack={pack} />),
    papers: pack.papers.map(({ paper }) => paper),
    last: pack.last,
    items: pack.agenda.length,
  }
}

function documentOf(title: string, body: ReactNode): string {
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>\n${STYLE}</style>`,
  ]
  return [
    '<!doctype html>',
    '<html lang="en-GB">',
    `<head>\n${head.join('\n')}\n</head>`,
    `<body>${drawMarkup(body)}</body>`,
    '</html>\n',
  ].join('\n')
}

const LINKS: PackLinks = {
  item: (id) => `#item-${id}`,
  file: ({ paper, bytes }) => ({
    href: `data:${contentTypeOf(paper.type)};base64,${bytes?.toString('base64') ?? ''}`,
    download: `${paper.sha256.slice(0, 12)}.${paper.type}`,
  }),
}

function PackDocument(props: { view: BoardView; meeting: Meeting; pack: Pack }): ReactNode {
  const { view, meeting, pack } = props
  const name = view.bodyName(meeting.body)
  const reader = view.viewer?.actor.ownName ?? view.viewer?.actor.name
  const kept = pack.agenda.filter((one) => one.kept).length
  return (
    <main className="cc-pack">
      <h1>{name}</h1>
      <p className="cc-lead">
        {formatFullDate(meeting.on)}, {formatDateTime(meeting.on, view.now)}, {meeting.where}.{' '}
        {plural(pack.papers.length, 'paper')}, {plural(pack.last, 'page')}.
      </p>
      <p className="cc-learnt">
        Made {formatDateTime(view.now.toISOString(), view.now)} on{' '}
        {formatFullDate(view.now.toISOString())} for {reader ?? 'everybody'}. What is published
        later is not in it. {kept > 0 && keptWords(kept, reader)}
      </p>
      <h2>Agenda</h2>
      <Contents pack={pack} links={LINKS} fresh={new Set()} />
      {pack.agenda.map((item, at) => (
        <section key={item.id} id={`item-${item.id}`}>
          <h2>
            {at + 1}. {item.title}
          </h2>
          <p>Asked of the meeting: {KIND_WORDS[item.kind]}.</p>
          {item.what !== undefined && <p>{item.what}</p>}
          <ItemFacts view={view} item={item} />
        </section>
      ))}
      {pack.papers.map((bound) => (
        <PackPaper key={keyOf(bound.paper)} {...{ view, bound, links: LINKS, isFresh: false }} />
      ))}
    </main>
  )
}

function keptWords(kept: number, reader: string | undefined): string {
  const whom = reader === undefined ? 'everybody' : reader
  return `${plural(kept, 'item')} private for a time: what is kept back from ${whom} is left out.`
}

/** What is known of it in words: what leads elsewhere leads nowhere without a connection. */
function ItemFacts({ view, item }: { view: BoardView; item: Pack['agenda'][number] }): ReactNode {
  const rows = factsOf(view, item).filter(({ value }) => typeof value === 'string')
  return (
    <dl>
      {rows.map(({ key, value }) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

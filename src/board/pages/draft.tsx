import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import {
  type Agreement,
  type ClauseChange,
  compareAgreements,
  type ReplayedClause,
  replayTexts,
} from '../../agreement/index.ts'
import { addDays, dayInLondon } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import { BackLink, clauseHref, formatDate, formatFullDate, sendPage } from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import { consultationRule } from '../consultation-kind.ts'
import { readDraft } from '../draft.ts'
import type { ShownItem } from '../shown.ts'
import { draftsOf, SIGN_CHANGE } from '../sign-change.ts'
import { BASES, doHref, itemHref, noSuch, viewFor } from './links.ts'
import { ReplayTable } from './replay-table.tsx'
import { VerbLine } from './verb-line.tsx'

type Read = {
  readonly hash: string
  readonly changes: readonly ClauseChange[]
  /** undefined where it was not asked for */
  readonly replayed: readonly ReplayedClause[] | undefined
  readonly votedFrom: string
}

/** A change of the agreement, clause beside clause, and what it would have done last year: for everybody. */
export function registerDraft(app: FastifyInstance, place: Place): void {
  for (const { base, config } of BASES) {
    app.get(`${base}/items/:item/draft`, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const { item: id } = request.params as { item: string }
      const found = view.board.items.get(id)
      const item = found && view.shown(found)
      const { replay } = request.query as { replay?: string }
      // What was done last year is run again for those who decide, not for whoever comes by.
      const read = item && (await readChange(place, item, replay === 'year' && base === '/board'))
      if (read === undefined) return noSuch(request, reply, 'draft', base)
      const body = <DraftPage view={view} item={item!} read={read} />
      return sendPage(request, reply, {
        title: 'A change of the agreement',
        nav: 'board',
        purposeBar: false,
        body,
      })
    })
  }
}

async function readChange(
  place: Place,
  item: ShownItem,
  replays: boolean,
): Promise<Read | undefined> {
  const last = item.drafts.at(-1)
  const current = place.agreement.current()
  if (last === undefined || current === undefined) return undefined
  const db = place.databases.care.short
  const [draft, before] = [
    await readDraft(place, db, draftsOf(item), last.base),
    await readDraft(place, db, [], last.base),
  ]
  if ('fault' in draft || 'fault' in before) return undefined
  const [after, old] = [draft.agreement!, before.agreement!]
  const days = consultationRule(current)?.days ?? 0
  return {
    hash: draft.hash,
    changes: compareAgreements(old, after),
    replayed: replays ? await replayYear(place, old, after) : undefined,
    votedFrom: addDays(dayInLondon(new Date(last.at)), days),
  }
}

function replayYear(place: Place, before: Agreement, after: Agreement): Promise<ReplayedClause[]> {
  const to = dayInLondon(place.clock.now())
  return replayTexts(place, { before, after }, { from: addDays(to, -365), to })
}

function DraftPage({
  view,
  item,
  read,
}: {
  view: BoardView
  item: ShownItem
  read: Read
}): ReactNode {
  const here = `${itemHref(view, item.id)}/draft`
  const signed = item.signed.map(
    ({ officer, side, at }) => `${officer} for ${view.sideName(side)}, ${formatDate(at, view.now)}`,
  )
  const signs = item.decision?.outcome === 'carried' && view.may(SIGN_CHANGE)
  return (
    <>
      <BackLink href={itemHref(view, item.id)}>{item.title}</BackLink>
      <h1>What would change in the agreement?</h1>
      <p className="cc-lead">
        It is public since {formatFullDate(item.drafts.at(-1)!.at)} and can be voted on from{' '}
        {formatFullDate(read.votedFrom)} on.
      </p>
      {item.drafts.map(({ at, by, reason, clause }) => (
        <p key={at}>
          Clause {clause}, asked for by {by.name}: {reason}
        </p>
      ))}
      <VerbLine
        verbs={[
          ...(view.base === '/board'
            ? [{ label: 'Run last year by it', href: `${here}?replay=year` }]
            : []),
          ...(signs
            ? [
                {
                  label: 'Bring in a signature',
                  href: doHref(SIGN_CHANGE, { item: item.id }, here),
                },
              ]
            : []),
        ]}
      />
      {read.changes.map((one) => (
        <Change key={one.number} change={one} base={view.base} />
      ))}
      {read.replayed !== undefined && <ReplayTable rows={read.replayed} />}
      <p className="cc-small">
        {signed.length === 0 ? 'Nobody has signed it.' : `Signed by ${signed.join('; ')}.`} What is
        signed is {read.hash}.
      </p>
    </>
  )
}

function Change({ change, base }: { change: ClauseChange; base: BoardView['base'] }): ReactNode {
  const { number, heading, before, after, what } = change
  return (
    <section>
      <h2>
        <a href={clauseHref(number, base === '/public' ? '/public' : '')}>Clause {number}</a>:{' '}
        {heading}
      </h2>
      <div className="cc-sides">
        <div>
          <h3>As it stands</h3>
          <p>{before?.text ?? 'There is none.'}</p>
        </div>
        <div>
          <h3>As it would stand</h3>
          <p>{after?.text ?? 'It would be taken out.'}</p>
        </div>
      </div>
      {what.map((one) => (
        <p key={one}>{one}</p>
      ))}
    </section>
  )
}

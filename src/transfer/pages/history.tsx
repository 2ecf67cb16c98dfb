import type { ReactNode } from 'react'
import {
  type Column,
  capital,
  formatDate,
  formatDateTime,
  plural,
  Table,
} from '../../shell/index.ts'
import { holderWords, type TransferRule } from '../clock-kind.ts'
import { type Fact, standingFacts } from '../fact.ts'
import { MESSAGES } from '../message-kind.ts'
import type { ReadStay } from '../read-stays.ts'
import { type ToldFact, toldFacts } from '../said-again.ts'
import { taskWords } from '../task-kind.ts'

type Props = { readonly read: ReadStay; readonly rule: TransferRule; readonly now: Date }

/** Everything that was said of the stay, what is true last at the top; what does not stand any more is said to. */
export function History({ read, rule, now }: Props): ReactNode {
  const standing = new Set(standingFacts(read.facts).map(({ id }) => id))
  const kinds = new Map(
    read.facts.flatMap(({ task, what }) => (task && what ? [[task, what] as const] : [])),
  )
  const columns: Column<ToldFact>[] = [
    { head: 'When it was so', nowrap: true, cell: (fact) => whenWords(fact, now) },
    {
      head: 'What',
      cell: (fact) => {
        const kind = fact.what ?? kinds.get(fact.task ?? '')
        const said = capital(saidWords(fact, kind === undefined ? '' : taskWords(kind), rule))
        const gone = !standing.has(fact.id) && fact.kind !== 'take-back'
        return gone ? `${said} (put right since)` : `${said}${againWords(fact, now)}`
      },
    },
    { head: 'Who says so', cell: ({ by }) => speakerWords(by) },
    { head: 'Learnt', nowrap: true, cell: ({ learntAt }) => formatDateTime(learntAt, now) },
  ]
  const facts = toldFacts(read.facts, standing)
  return (
    <Table
      caption="What was said, by whom and when"
      hideCaption
      columns={columns}
      rows={facts}
      rowKey={({ id }) => id}
      empty={<p>Nothing was said.</p>}
    />
  )
}

/** What follows by itself is said by nobody: it is done. */
export function speakerWords({ name, role }: Fact['by']): string {
  return role === 'system' ? 'Nobody: done by itself' : name
}

/** `. 5 reviews since then, the last today at 16:11: no change` */
function againWords({ again }: ToldFact, now: Date): string {
  const last = again.at(-1)
  if (last === undefined) return ''
  const many = plural(again.length, 'review')
  return `. ${many} since then, the last ${formatDateTime(last, now)}: no change`
}

function whenWords({ at, kind, learntAt }: Fact, now: Date): string {
  if (kind === 'expected') return formatDateTime(learntAt, now)
  return at.length > 10 ? formatDateTime(at, now) : formatDate(at, now)
}

function saidWords(fact: Fact, task: string, rule: TransferRule): string {
  switch (fact.kind) {
    case 'expected':
      return `Expected to leave on ${formatDate(fact.at)}`
    case 'review':
      return fact.met === true ? 'They still need to be in hospital' : 'Ready to leave'
    case 'confirm':
      return 'Confirmed that they are ready from then'
    case 'open':
      return `Waits for ${reasonWords(fact, task)}, held by ${holderWords(rule, fact.holders ?? [])}`
    case 'take':
      return `Took ${task}`
    case 'hand-over':
      return `${task}: handed to ${holderWords(rule, fact.holders ?? [])}`
    case 'close':
      return `${task}: ${fact.outcome === 'not-needed' ? 'not needed any more' : 'done'}`
    case 'take-back':
      return 'Took back what was said before'
    case 'send':
      return `Sent ${MESSAGES[fact.sent!.kind].words} to ${rule.nameOf(fact.sent!.to)}`
    case 'deliver':
      return 'A message came'
    case 'read':
      return 'A message was opened'
    case 'attempt':
      return fact.receipt!.way === 'link'
        ? 'A mail with a link went out'
        : 'A message could not be sent'
  }
}

/** A hospital's own words stand as that. */
function reasonWords({ reason }: Fact, task: string): string {
  return reason === undefined ? task : `“${reason}”`
}

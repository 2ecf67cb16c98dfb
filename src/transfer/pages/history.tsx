import type { ReactNode } from 'react'
import { formatDate, formatDateTime } from '../../shell/index.ts'
import { holderWords, type TransferRule } from '../clock-kind.ts'
import { type Fact, standingFacts } from '../fact.ts'
import type { ReadStay } from '../read-stays.ts'
import { taskWords } from '../task-kind.ts'

type Props = { readonly read: ReadStay; readonly rule: TransferRule; readonly now: Date }

/** Everything that was said of the stay, the newest first; what does not stand any more is said to. */
export function History({ read, rule, now }: Props): ReactNode {
  const standing = new Set(standingFacts(read.facts).map(({ id }) => id))
  const kinds = new Map(
    read.facts.flatMap(({ task, what }) => (task && what ? [[task, what]] : [])),
  )
  const said = (fact: Fact) => {
    const kind = fact.what ?? kinds.get(fact.task ?? '')
    return saidWords(fact, kind === undefined ? '' : taskWords(kind), rule, now)
  }
  return (
    <ol className="cc-timeline">
      {read.facts.toReversed().map((fact) => (
        <li key={fact.id}>
          {said(fact)}
          {!standing.has(fact.id) && fact.kind !== 'take-back' && ' (put right since)'}
          <br />
          <span className="cc-small">
            {fact.by.name}, learnt {formatDateTime(fact.learntAt, now)}
          </span>
        </li>
      ))}
    </ol>
  )
}

function saidWords(fact: Fact, task: string, rule: TransferRule, now: Date): string {
  const at = fact.at.length > 10 ? formatDateTime(fact.at, now) : formatDate(fact.at, now)
  switch (fact.kind) {
    case 'expected':
      return `Expected to leave ${at}`
    case 'review':
      return fact.met === true
        ? `Still needs to be in hospital, ${at}`
        : `Ready to leave since ${at}`
    case 'confirm':
      return `Confirmed that they are ready since ${at}`
    case 'open':
      return `${at}: waits for ${fact.reason ?? task}, held by ${holderWords(rule, fact.holders ?? [])}`
    case 'take':
      return `${at}: took ${task}`
    case 'hand-over':
      return `${at}: ${task} handed to ${holderWords(rule, fact.holders ?? [])}`
    case 'close':
      return `${at}: ${task} ${fact.outcome === 'not-needed' ? 'not needed any more' : 'done'}`
    case 'take-back':
      return 'Took back what was said before'
  }
}

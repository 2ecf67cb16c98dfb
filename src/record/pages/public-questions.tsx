import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { type AgreedNames, agreedNames, breakGlassRule } from '../../access/index.ts'
import { DAY_MS, PUBLIC } from '../../kernel/index.ts'
import { action, ClauseLink, EmptyState, plural, sendPage, Table } from '../../shell/index.ts'
import { type Glass, type Kept, keptBy } from '../glass.ts'
import { actsOf } from '../queries-acts.ts'
import { questionRule } from '../question-kind.ts'
import type { RecordPlace } from './person-place.ts'

const KEPT_DAYS = 365

/** For everybody: how each organisation keeps to its time where records were opened in need, and with its answers. */
export function registerPublicQuestions(
  app: FastifyInstance,
  { databases, agreement, clock }: RecordPlace,
): void {
  app.get('/public/questions', action(PUBLIC), async (request, reply) => {
    const now = clock.now()
    const current = agreement.current()
    const wanted = { since: new Date(now.getTime() - KEPT_DAYS * DAY_MS), open: false }
    const db = databases.care.short
    const [glass, questions] = await Promise.all([
      actsOf(db, 'glass', wanted),
      actsOf(db, 'question', wanted),
    ])
    const names = agreedNames(current)
    const [inNeed, answers] = [breakGlassRule(current), questionRule(current)]
    const opened = { all: glass, partyOf: (one: Glass) => one.act.by.organisation, names, now }
    const asked = { all: questions, partyOf: (one: Glass) => one.act.party ?? '', names, now }
    const title = 'Opened in need, and asked by residents'
    return sendPage(request, reply, {
      title,
      purposeBar: false,
      body: (
        <>
          <h1>{title}</h1>
          <p className="cc-lead">The last year, by organisation. It tells of nobody.</p>
          <h2>Records that were opened in need</h2>
          {inNeed && (
            <p className="cc-measure">
              Somebody of another organisation checks each within{' '}
              {plural(inNeed.checkedWithinHours, 'hour')}. <ClauseLink number={inNeed.clause} />
            </p>
          )}
          <KeptTable
            {...opened}
            caption="Records opened in need"
            did="Checked"
            who="Whose staff opened them"
          />
          <h2>What residents asked</h2>
          {answers && (
            <p className="cc-measure">
              Each question is answered within {plural(answers.days, 'day')}.{' '}
              <ClauseLink number={answers.clause} />
            </p>
          )}
          <KeptTable
            {...asked}
            caption="Questions of residents"
            did="Answered"
            who="Who was asked"
          />
        </>
      ),
    })
  })
}

function KeptTable(props: {
  all: readonly Glass[]
  partyOf(one: Glass): string
  names: AgreedNames
  now: Date
  caption: string
  did: string
  who: string
}): ReactNode {
  const { all, partyOf, names, now, caption, did, who } = props
  const count = (head: string, of: (row: Kept) => number) => {
    return { head, align: 'right' as const, cell: of }
  }
  return (
    <Table
      caption={caption}
      rows={keptBy(all, partyOf, now)}
      rowKey={({ party }) => party}
      tone={({ overdue }) => (overdue > 0 ? 'alert' : undefined)}
      empty={<EmptyState title="There were none." />}
      columns={[
        { head: who, cell: ({ party }) => names.party(party) },
        count(`${did} in time`, ({ inTime }) => inTime),
        count(`${did} late`, ({ late }) => late),
        count('Waiting, in time', ({ waiting }) => waiting),
        count('Waiting, late', ({ overdue }) => overdue),
      ]}
    />
  )
}

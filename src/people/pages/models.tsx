import type { FastifyInstance } from 'fastify'
import type { Place } from '../../room.ts'
import {
  action,
  capital,
  EmptyState,
  formatDate,
  formatList,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { adoptModel, MODELS_PATH, trainModel } from '../adopt-model.ts'
import { type VersionRow, versionInEffect, versionsOf } from '../queries-match.ts'

/** By what it is judged how alike records are: versions that were learnt, and which sides have adopted each. */
export function registerModels(app: FastifyInstance, place: Place): void {
  const { databases, agreement, clock, whyNot } = place
  app.get(MODELS_PATH, action('people.doubts'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const db = databases.care.short
    const [versions, inEffect] = await Promise.all([versionsOf(db), versionInEffect(db)])
    const names = new Map(agreement.current()?.sides.map(({ id, name }) => [id, name]))
    const may = (name: string) => whyNot(viewer, name) === undefined
    const stands = (row: VersionRow) => {
      if (row.version === inEffect?.version) return 'In effect'
      const said = row.sides.map((side) => names.get(side) ?? side)
      return said.length === 0 ? 'Adopted by nobody' : capital(`${formatList(said)} adopted it`)
    }
    const body = (
      <>
        <h1>Who is who: how alike is judged</h1>
        <p className="cc-lead">
          How much it says that two records agree is learnt from the records themselves. A version
          judges nobody before a governance lead of each side has adopted it, and then everybody
          alike.
        </p>
        {may(trainModel.name) && (
          <p>
            <a href={`/do/${trainModel.name}?then=${MODELS_PATH}`}>{trainModel.label}</a>
          </p>
        )}
        <Table
          caption="Versions, the newest first"
          rows={versions}
          rowKey={({ version }) => version}
          empty={
            <EmptyState title="Nothing has been learnt yet.">
              <p>Records are one person’s by their numbers and by rules alone.</p>
            </EmptyState>
          }
          columns={[
            {
              head: 'Version',
              cell: ({ version }) => <span className="cc-code">{version.slice(0, 8)}</span>,
              nowrap: true,
            },
            { head: 'Learnt', cell: (row) => formatDate(row.learnt_at.toISOString(), clock.now()) },
            { head: 'From', cell: ({ persons }) => `${persons.toLocaleString('en-GB')} records` },
            { head: 'How it stands', cell: stands },
            {
              head: 'Next step',
              cell: ({ version, sides }) =>
                may(adoptModel.name) && !sides.includes(viewer.actor.side) ? (
                  <a href={`/do/${adoptModel.name}?version=${version}&then=${MODELS_PATH}`}>
                    {adoptModel.label}
                    <span className="nhsuk-u-visually-hidden">, version {version.slice(0, 8)}</span>
                  </a>
                ) : (
                  ''
                ),
            },
          ]}
        />
      </>
    )
    return sendPage(request, reply, {
      title: 'Who is who: how alike is judged',
      nav: 'today',
      body,
    })
  })
}

import type { FastifyInstance } from 'fastify'
import type { Place } from '../../room.ts'
import { BackLink, sendPage } from '../../shell/index.ts'
import { isPlanDocument, PLAN_DOCUMENTS, planDocument } from '../plan-document.ts'
import { BASES, noSuch, viewFor } from './links.ts'
import { PaperText } from './paper-text.tsx'

/** The plans that others ask of a place, to be read, printed, or taken along as Markdown. */
export function registerPlanDocument(app: FastifyInstance, place: Place): void {
  for (const { base, config } of BASES) {
    app.get(`${base}/plan/:document`, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const { document } = request.params as { document: string }
      const name = document.replace(/\.md$/, '')
      if (!isPlanDocument(name)) return noSuch(request, reply, 'plan', base)
      const text = await planDocument(place, view, name)
      if (name !== document) {
        return reply
          .type('text/markdown; charset=utf-8')
          .header('content-disposition', `attachment; filename="${document}"`)
          .header('cache-control', 'no-store')
          .send(text)
      }
      const title = PLAN_DOCUMENTS[name]
      const body = (
        <>
          <BackLink href={`${base}/plan`}>The plan</BackLink>
          <h1>{title}</h1>
          <PaperText text={text} title={title} />
          <p>
            <a href={`${base}/plan/${name}.md`} download>
              Take it along as Markdown
            </a>
          </p>
        </>
      )
      return sendPage(request, reply, { title, nav: 'board', purposeBar: false, body })
    })
  }
}

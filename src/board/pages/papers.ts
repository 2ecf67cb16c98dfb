import type { FastifyInstance } from 'fastify'
import type { Place } from '../../room.ts'
import { contentTypeOf } from '../paper.ts'
import { fileOf } from '../queries.ts'
import { BASES, noSuch, viewFor } from './links.ts'

/**
 * The file of a paper, for whoever may read its item: always to be kept, never to be opened where it could run
 * anything.
 */
export function registerPapers(app: FastifyInstance, place: Place): void {
  for (const { base, config } of BASES) {
    app.get(`${base}/items/:item/papers/:sha256`, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const { item: id, sha256 } = request.params as { item: string; sha256: string }
      const item = view.board.items.get(id)
      const paper = item && view.shown(item).papers.find((one) => one.sha256 === sha256)
      const bytes = paper && (await fileOf(place.databases.care.short, sha256))
      if (bytes === undefined) return noSuch(request, reply, 'paper', base)
      return reply
        .type(contentTypeOf(paper!.type))
        .header(
          'content-disposition',
          `attachment; filename="${sha256.slice(0, 12)}.${ENDINGS[paper!.type]}"`,
        )
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'no-store')
        .send(bytes)
    })
  }
}

const ENDINGS = { markdown: 'md', pdf: 'pdf', docx: 'docx' }

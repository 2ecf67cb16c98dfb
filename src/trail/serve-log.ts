import type { FastifyInstance, FastifyReply } from 'fastify'
import { PUBLIC } from '../kernel/index.ts'
import { action } from '../shell/index.ts'
import { joinEntries, joinHashes, readIndexPath } from './tile.ts'
import type { PublishedLog } from './trail.ts'

/**
 * The log for anybody (C2SP tlog-tiles): a head that changes and files that never do. Nothing here needs
 * signing in, because nothing here says anything about anybody. Hashes do not compress, so they are sent
 * as they are. `checkpoint` is what a quorum has signed; `newest` is what the log alone has signed.
 */
const FOR_EVER = 'public, max-age=31536000, immutable'

export function serveLog(app: FastifyInstance, log: PublishedLog): void {
  const texts: Record<string, () => Promise<string | undefined> | string | undefined> = {
    checkpoint: () => log.checkpoint(),
    newest: () => log.newest(),
    policy: () => log.policy(),
    keys: () => log.keys.map(({ vkey }) => `${vkey}\n`).join(''),
  }
  for (const [name, read] of Object.entries(texts)) {
    app.get(`/trail/${name}`, action(PUBLIC), async (_, reply) => {
      const text = await read()
      if (text === undefined) return nothing(reply)
      return open(reply, 'text/plain; charset=utf-8', 'no-cache').send(text)
    })
  }
  app.get('/trail/tile/*', action(PUBLIC), async (request, reply) => {
    const bytes = await readTile(log, (request.params as { '*': string })['*'])
    if (bytes === undefined) return nothing(reply)
    return open(reply, 'application/octet-stream', FOR_EVER).send(bytes)
  })
}

/** `path` is what follows `/trail/tile/`: a level or `entries`, then the index. */
async function readTile(log: PublishedLog, path: string): Promise<Buffer | undefined> {
  const cut = path.indexOf('/')
  const [first, rest] = [path.slice(0, cut), path.slice(cut + 1)]
  const place = readIndexPath(rest)
  if (place === undefined) return undefined
  if (first === 'entries') {
    const entries = await log.entries(place)
    return entries && joinEntries(entries)
  }
  if (!/^(0|[1-9]\d?)$/.test(first) || Number(first) > 63) return undefined
  const tile = await log.tile({ level: Number(first), ...place })
  return tile && joinHashes(tile.hashes)
}

function open(reply: FastifyReply, type: string, cache: string): FastifyReply {
  return reply
    .header('content-type', type)
    .header('cache-control', cache)
    .header('access-control-allow-origin', '*')
}

function nothing(reply: FastifyReply): FastifyReply {
  return open(reply, 'text/plain; charset=utf-8', 'no-cache').code(404).send('not in the log\n')
}

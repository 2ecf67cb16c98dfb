import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { type NewsHub, PUBLIC, type Viewer } from '../kernel/index.ts'
import { action, type Problem, requireViewer, sendProblem } from '../shell/index.ts'

/** Each holds a socket; beyond this a list is refreshed by hand. */
export const STREAMS_MAX = 500
/** Of one person: nobody watches more windows, and whoever opens more takes them from everybody else. */
export const STREAMS_EACH_MAX = 12
const HEARTBEAT_MS = 20_000
/** Ended from time to time so that the session is looked at again; browsers come back by themselves. */
const STREAM_MS = 10 * 60_000
const RETRY_MS = 3_000
const TOPIC = /^[a-z][a-z0-9.-]{0,60}$/

export type Hears = (viewer: Viewer, topic: string) => ((key: string) => boolean) | undefined

/**
 * `/events/:topic`: says that something of a kind has changed, by a version number, to those who may know it. Whose
 * it is stays here: the page is asked for again, and asking is a look like any other.
 */
export function registerNewsStream(
  app: FastifyInstance,
  news: Pick<NewsHub, 'subscribe'>,
  hears: Hears,
): void {
  const open = new Map<ServerResponse, string>()

  app.get<{ Params: { topic: string } }>(
    '/events/:topic',
    action(PUBLIC),
    async (request, reply) => {
      const viewer = requireViewer(request, reply)
      if (viewer === undefined) return reply
      const { topic } = request.params
      const heard = TOPIC.test(topic) ? hears(viewer, topic) : undefined
      if (heard === undefined) return reply.callNotFound()
      const { id } = viewer.actor
      const own = [...open.values()].filter((one) => one === id).length
      if (open.size >= STREAMS_MAX || own >= STREAMS_EACH_MAX) {
        reply.header('retry-after', '60')
        return sendProblem(request, reply, tooManyOpen(own))
      }
      const headers = { ...reply.getHeaders() }
      reply.hijack()
      // Whoever left while their session was read has closed already, and will not close again.
      if (reply.raw.closed || reply.raw.socket?.destroyed !== false) return reply
      open.set(reply.raw, id)
      follow(news, topic, heard, reply.raw, () => open.delete(reply.raw))
      begin(reply.raw, headers)
      return reply
    },
  )

  app.addHook('preClose', async () => {
    for (const stream of open.keys()) stream.end()
  })
}

function tooManyOpen(own: number): Problem {
  const sentence = 'This list does not refresh itself just now. Load the page again to see changes.'
  const yours = `${own} of yours are open in other windows, and no more refresh themselves. Close some of them.`
  return own >= STREAMS_EACH_MAX
    ? { status: 429, title: 'Too many of your lists are open', sentences: [sentence, yours] }
    : { status: 503, title: 'Too many lists are open', sentences: [sentence] }
}

/** Passes news on until the stream closes, from whichever end. */
function follow(
  news: Pick<NewsHub, 'subscribe'>,
  topic: string,
  heard: (key: string) => boolean,
  stream: ServerResponse,
  closed: () => void,
): void {
  const stop = news.subscribe(topic, ({ id, key }) => {
    if (heard(key)) write(stream, `id: ${id}\nevent: changed\ndata: ${id}\n\n`)
  })
  const beat = setInterval(() => write(stream, ': still here\n\n'), HEARTBEAT_MS)
  const end = setTimeout(() => stream.end(), STREAM_MS)
  stream.once('close', () => {
    stop()
    clearInterval(beat)
    clearTimeout(end)
    closed()
  })
}

function begin(stream: ServerResponse, headers: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) stream.setHeader(name, value as string)
  }
  stream.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  stream.write(`retry: ${RETRY_MS}\n\n`)
}

/** A reader that has gone, or that reads nothing, must not make us keep its news. */
function write(stream: ServerResponse, text: string): void {
  if (stream.writableEnded || stream.destroyed) return
  if (stream.writableLength > 64 * 1024) stream.destroy()
  else stream.write(text)
}

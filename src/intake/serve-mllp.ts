import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import type { Agreement } from '../agreement/index.ts'
import { Fault, type Log, type SourceId } from '../kernel/index.ts'
import { headerOf } from './acknowledgement.ts'
import { messageItem } from './cut-items.ts'
import type { FeedRow } from './feed-kind.ts'
import { requireKind } from './feed-limit.ts'
import { type Answered, MllpConnection } from './mllp-connection.ts'
import type { Frame } from './mllp-frames.ts'
import type { IntakePlace } from './receive-items.ts'
import { MessageTaker } from './take-messages.ts'

const KIND = 'hl7v2'
const CONNECTIONS_MAX = 1_000
/** More than any place has feeds: what is remembered of strangers has an end. */
const SENDERS_MAX = 1_000
/** Messages of over 256 kB that are read at once, of all senders: with 16 MB each, what they can take of memory. */
const LARGE_MAX = 8
const CHECK_MS = 1_000
const NO_MESSAGE = 'It holds no HL7 v2 message; nothing was taken'
const NOBODY =
  'No clause names a feed whose messages name this sender (MSH-4) and come on this port; nothing was taken'

export type MllpSettings = { readonly port: number; readonly host: string; readonly log: Log }

/** What listens for messages: at the port of all feeds, and at those that a clause gives to one. */
export type Mllp = {
  /** the port of all feeds */
  readonly port: number
  connections(): number
  close(): Promise<void>
}

/**
 * Listens for HL7 v2 messages over MLLP. Who sends is known by the port, where a clause gives one to a feed, else by
 * the sender that the message names: nothing here proves either, so what stands in front of the port must.
 * @throws Fault where a port is taken
 */
export async function serveMllp(place: IntakePlace, settings: MllpSettings): Promise<Mllp> {
  const taker = new MessageTaker(place, KIND)
  const senders = new Senders(place)
  const open = new Set<MllpConnection>()
  const room = slots(LARGE_MAX)
  const servers: Server[] = []
  const own = feedsOf(place).flatMap(({ port }) => port ?? [])
  const { host, log } = settings
  try {
    for (const port of [settings.port, ...own]) {
      const server = createServer({ allowHalfOpen: true, pauseOnConnect: false }, (socket) => {
        const take = (frame: Frame) => takeFrame(senders, taker, frame, socket.localPort)
        const now = () => place.clock.now()
        const elapsed = () => performance.now()
        const connection = new MllpConnection(socket, { take, log, now, elapsed, room })
        open.add(connection)
        socket.once('close', () => open.delete(connection))
      })
      server.maxConnections = CONNECTIONS_MAX
      server.on('drop', () =>
        log.warn({ event: 'too many senders: one was not let in', room: 'intake' }),
      )
      servers.push(server)
      await listen(server, port, host)
    }
  } catch (error) {
    for (const server of servers) server.close()
    throw error
  }
  const watch = setInterval(() => {
    for (const connection of open) connection.check()
  }, CHECK_MS).unref()
  return {
    port: (servers[0]!.address() as { port: number }).port,
    connections: () => open.size,
    async close() {
      clearInterval(watch)
      const closed = servers.map((server) => once(server, 'close'))
      for (const server of servers) server.close()
      await Promise.all([...open].map((connection) => connection.close()))
      await Promise.all(closed)
    },
  }
}

async function takeFrame(
  senders: Senders,
  taker: MessageTaker,
  { head, messages }: Frame,
  port: number | undefined,
): Promise<Answered> {
  if (messages.every(({ stray }) => stray)) return { code: 'AR', says: NO_MESSAGE }
  const sender = headerOf(head)(4).split('^')[0]!
  const source = senders.sourceOf(sender, port)
  if (typeof source !== 'string') return source
  const items = messages.map((message) => messageItem(KIND, message))
  const taken = await Promise.all(items.map((item) => taker.take(source, item)))
  const reason = taken.find((one) => one.reason !== undefined)?.reason
  if (reason === undefined) return { code: 'AA' }
  return { code: 'AE', says: `It is kept in quarantine: ${reason}` }
}

/** Whose a message is, or how it is refused: looked up once for each sender and port, until another text holds. */
class Senders {
  readonly #place: IntakePlace
  #agreement: Agreement | undefined
  #known = new Map<string, SourceId | Answered>()

  constructor(place: IntakePlace) {
    this.#place = place
  }

  sourceOf(sender: string, port: number | undefined): SourceId | Answered {
    const agreement = this.#place.agreement?.current()
    if (agreement !== this.#agreement || this.#known.size >= SENDERS_MAX) this.#known = new Map()
    this.#agreement = agreement
    const key = `${port} ${sender}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const found = lookedUp(this.#place, sender, port)
    this.#known.set(key, found)
    return found
  }
}

/** Of the feed to which a clause gives this port, else of the one whose sender it names. */
function lookedUp(
  place: IntakePlace,
  sender: string,
  port: number | undefined,
): SourceId | Answered {
  const feeds = feedsOf(place)
  const named = (feed: FeedRow) => feed.facility !== undefined && feed.facility === sender
  const byPort = feeds.find((feed) => feed.port !== undefined && feed.port === port)
  const isOwn = byPort !== undefined && (byPort.facility === undefined || named(byPort))
  const bySender = feeds.find((feed) => feed.port === undefined && named(feed))
  const feed = byPort === undefined ? bySender : isOwn ? byPort : undefined
  if (feed === undefined) return { code: 'AR', says: NOBODY }
  try {
    requireKind(place, feed.id, KIND, 'MSH-9')
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { code: 'AR', says: error.message }
  }
  return feed.id
}

function feedsOf({ agreement }: IntakePlace): readonly FeedRow[] {
  return agreement?.current()?.table<FeedRow>('feed') ?? []
}

function slots(most: number) {
  let free = most
  return {
    take() {
      if (free === 0) return false
      free -= 1
      return true
    },
    letGo() {
      free += 1
    },
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Fault(
      `port ${port} is taken, so no messages can come there`,
      'CONCORDAT_MLLP_PORT',
      'Stop the program that uses it, or give another port.',
      1,
    )
  }
}

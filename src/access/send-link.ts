import { createTransport } from 'nodemailer'
import { type Errand, Fault, type MailServer, type Queryable } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { hashLinkToken, type Link, openLinkTokens, shownBy } from './link.ts'
import { type Mail, mailOf } from './mail.ts'
import { linkByHash, linkById, listLinks, markSent } from './queries.ts'

export const SEND_LINK = 'access.send-link'
const ANSWER_MS = 20_000

/** Sends a link to its post. A made-up place without a mail server leaves it in the mailbox. */
export const sendLink: Errand<Place> = {
  name: SEND_LINK,
  does: 'send somebody the mail that something waits for them',
  async run({ tx, now }, id, place) {
    const { smtp, mode } = place.settings
    const link = await linkById(tx, id)
    if (link === undefined || link.sentAt !== undefined || link.until <= now) return undefined
    if (smtp === undefined && mode === 'made-up') return undefined
    const mail = await writeMail(tx, place, link)
    if (smtp === undefined) throw noServer()
    await deliver(smtp, mail, mode === 'live')
    await markSent(tx, id, now)
    return undefined
  },
}

/** @throws Fault where the link was made with another secret than the one in this data folder */
async function writeMail(tx: Queryable, place: Place, link: Link): Promise<Mail> {
  const token = openLinkTokens(place.settings).of(link.id)
  if ((await linkByHash(tx, hashLinkToken(token)))?.id === link.id)
    return mailIn(place, link, token)
  throw new Fault(
    'the secret of links in this data folder is not the one with which the link was made',
    'links.key',
    'Put the file of the data folder there in which errands were run before.',
    1,
  )
}

function mailIn(
  place: Pick<Place, 'agreement' | 'settings' | 'house'>,
  link: Link,
  token: string,
): Mail {
  const agreement = place.agreement.current()
  const partyName = agreement?.parties.find(({ id }) => id === link.party)?.name ?? link.party
  const { origin } = place.settings
  const answered = shownBy(place, link) === undefined
  return mailOf(link, token, {
    place: agreement?.place ?? 'Concordat',
    partyName,
    origin,
    answered,
  })
}

/** Every mail of a made-up place, the newest first, sent or not. */
export async function readMailbox(
  place: Pick<Place, 'agreement' | 'settings' | 'databases' | 'house'>,
  { to, limit }: { to?: string; limit: number },
): Promise<{ link: Link; mail: Mail }[]> {
  const tokens = openLinkTokens(place.settings)
  const links = await listLinks(place.databases.care.short, to, limit)
  return links.map((link) => ({ link, mail: mailIn(place, link, tokens.of(link.id)) }))
}

function noServer(): Fault {
  return new Fault('no mail server is given', 'CONCORDAT_SMTP', 'Give its address.', 1)
}

/** The way to a mail server; close it when done. */
export function transportTo(server: MailServer, isLive: boolean) {
  const { host, port, secure, login } = server
  const isHere = ['localhost', '127.0.0.1', '::1'].includes(host)
  return createTransport({
    host,
    port,
    secure,
    // What goes over somebody's network is not read on the way, whatever the server offers.
    requireTLS: isLive && !secure && !isHere,
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
    connectionTimeout: ANSWER_MS,
    greetingTimeout: ANSWER_MS,
    socketTimeout: ANSWER_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

async function deliver(server: MailServer, mail: Mail, isLive: boolean): Promise<void> {
  const transport = transportTo(server, isLive)
  try {
    const { from, to, subject, text, messageId } = mail
    const headers = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }
    await transport.sendMail({ from, to, subject, text, messageId, headers })
  } finally {
    transport.close()
  }
}

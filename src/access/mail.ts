import type { Settings } from '../kernel/index.ts'
import { formatFullDate } from '../shell/index.ts'
import type { Link } from './link.ts'

/** A mail as it is sent, or as it lies in the mailbox of a made-up place. */
export type Mail = {
  /** the same each time it is sent, so that a mail system that has it already can tell */
  readonly messageId: string
  readonly from: { readonly name: string; readonly address: string }
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly links: readonly string[]
}

/** Says that something waits, and nothing else: whoever reads mail on its way learns of nobody. */
export function mailOf(
  link: Link,
  token: string,
  told: { place: string; partyName: string; answered: boolean } & Pick<Settings, 'origin'>,
): Mail {
  const { place, origin } = told
  const host = new URL(origin).hostname
  const address = `${origin}/link/${token}`
  const text = [
    ...(told.answered ? toAnswer(link, address, told) : toRead(link, address, told)),
    'This mail was sent by software. Nobody reads what is sent back to it.',
  ]
  return {
    messageId: `<link-${link.id}@${host}>`,
    from: { name: `Concordat, ${place}`, address: `no-reply@${host}` },
    to: link.address,
    subject: told.answered
      ? `Something waits for you in ${place}`
      : `Something for you to read in ${place}`,
    text: `${text.join('\n\n')}\n`,
    links: [address],
  }
}

type Told = { readonly place: string; readonly partyName: string }

function toAnswer(link: Link, address: string, { place, partyName }: Told): string[] {
  return [
    `To ${link.post} of ${partyName}`,
    `Something waits for an answer from you in ${place}. Open this link to see what it is and to answer:`,
    address,
    `The link can be answered once, until ${formatFullDate(link.until.toISOString())}. You need no account. ` +
      `Clause ${link.clause} of the agreement of ${place} says that you answer. Keep the link to yourself: ` +
      'whoever has it can answer for you.',
    'If this is no longer your post, give it to whoever holds it now.',
  ]
}

function toRead(link: Link, address: string, { place }: Told): string[] {
  return [
    `Somebody has asked that you can read something in ${place}. Open this link to read it:`,
    address,
    `It can be opened as often as you like, until ${formatFullDate(link.until.toISOString())}, and shows what is so ` +
      'then. You need no account. Keep the link to yourself: whoever has it can read the same.',
    'If you know of nobody who could mean you, do not open it.',
  ]
}

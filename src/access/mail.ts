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
  { place, partyName, origin }: { place: string; partyName: string } & Pick<Settings, 'origin'>,
): Mail {
  const host = new URL(origin).hostname
  const address = `${origin}/link/${token}`
  const text = [
    `To ${link.post} of ${partyName}`,
    `Something waits for an answer from you in ${place}. Open this link to see what it is and to answer:`,
    address,
    `The link can be answered once, until ${formatFullDate(link.until.toISOString())}. You need no account. ` +
      `Clause ${link.clause} of the agreement of ${place} says that you answer. Keep the link to yourself: ` +
      'whoever has it can answer for you.',
    'If this is no longer your post, give it to whoever holds it now.',
    'This mail was sent by software. Nobody reads what is sent back to it.',
  ]
  return {
    messageId: `<link-${link.id}@${host}>`,
    from: { name: `Concordat, ${place}`, address: `no-reply@${host}` },
    to: link.address,
    subject: `Something waits for you in ${place}`,
    text: `${text.join('\n\n')}\n`,
    links: [address],
  }
}

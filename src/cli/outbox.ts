import { readMailbox } from '../access/index.ts'
import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

const SHOWN = 1_000

export const command: CliCommand = {
  words: 'outbox',
  summary: 'the mail of a made-up place',
  usage: `concordat outbox [--to ADDRESS] [--json]

Lists the mail of a made-up place, the newest first, whether a mail server has it or not. A mail says that something
waits and carries a link; a live place shows nobody the links of others.

  --to ADDRESS   only what goes to this address
  --json         {messages: [{id, at, to, subject, text, links: [URL]}]}`,
  options: { to: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    if (settings.mode !== 'made-up') {
      throw new Fault('a live place shows no mail', 'outbox', 'Ask whoever it was sent to.')
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const mails = await readMailbox(place, { to: textOption(values, 'to'), limit: SHOWN })
      const messages = mails.map(({ link, mail: { to, subject, text, links } }) => {
        return { id: link.id, at: link.madeAt.toISOString(), to, subject, text, links }
      })
      if (json) out(JSON.stringify({ messages }))
      for (const { at, to, subject, links } of json ? [] : messages) {
        out(`${at}  ${to}  ${subject}\n  ${links.join('\n  ')}`)
      }
      if (!json && messages.length === 0) out('No mail.')
      return 0
    } finally {
      await place.close()
    }
  },
}

import { z } from 'zod'
import { byCount, isRefusal, plural, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { feedNames, ownFeed } from './answer-late.ts'
import { closeLacked } from './close-daily.ts'
import { dayOf, lacking } from './daily-span.ts'
import { lockSource } from './queries.ts'
import { answerAsked, askedFiles } from './queries-asked.ts'
import { spansAt } from './queries-daily.ts'

export const SAY_MEANT = 'intake.say-meant'

/** Whether a daily file is meant that lacks most of what is open: by the link that was sent, or signed in. */
export const sayMeant = namedCommand({
  name: SAY_MEANT,
  says: 'Says whether a file is meant that would close most of what is open',
  basis: {
    action: SAY_MEANT,
    does: 'say whether a file of a feed of their own is meant that would close most of what is open',
    under: ['feed'],
  },
  input: z.strictObject({
    feed: z.string().max(60).meta({ label: 'Feed', hint: 'One that your organisation gives' }),
    day: z.iso
      .date('is not a day that exists')
      .meta({ label: 'Of which day', hint: 'The day of which the file speaks' }),
    meant: z.enum(['yes', 'no']).meta({
      label: 'Is it meant?',
      hint: 'Yes closes what the file lacks, as of its day. No closes nothing: the next file says what is open.',
    }),
  }),
  choices: (place: Place) => ({
    feed: feedNames(place),
    meant: new Map([
      ['yes', 'Yes, close what it lacks'],
      ['no', 'No, close nothing'],
    ]),
  }),
  refuses: ['no-such-feed', 'not-yours', 'not-asked'],
  label: 'Say whether the file is meant',
  preview: ({ closed }: { closed: number }) =>
    closed === 0
      ? 'Nothing is closed.'
      : `${plural(closed, 'thing')} ${byCount(closed, 'is', 'are')} closed, as of the day of the file.`,
  leads: () => '/intake',
  async run(command, { feed: id, day, meant }, place: Place) {
    const { tx, now, viewer, announce } = command
    const feed = ownFeed(place, viewer, id, 'says what is meant by it')
    if (isRefusal(feed)) return feed
    const { clause } = feed
    await lockSource(tx, feed.id)
    const asked = (await askedFiles(tx)).find(
      ({ source, file }) => source === feed.id && dayOf(file) === day,
    )
    if (asked === undefined) {
      return refuse('not-asked', 'Of no file of that day is anything asked.', { clause })
    }
    const { file, told } = asked
    await answerAsked(tx, asked, meant === 'yes', now)
    let closed = 0
    if (meant === 'yes') {
      const { otherwise, silent } = lacking(file, new Map(told), await spansAt(tx, feed.id, file))
      await closeLacked(command, place, feed.id, file, [...otherwise, ...silent])
      closed = silent.filter(({ row }) => row.type !== 'person').length
    }
    announce('intake.received', feed.id)
    return { result: { closed }, entry: { feed: id, file, meant, closed } }
  },
})

import { issueLink } from '../access/index.ts'
import { DAY_MS, type Errand, refuse, type SourceId, systemActor } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { capital, formatDate } from '../shell/index.ts'
import type { Command } from '../trail/index.ts'
import { feedOf } from './ask-late.ts'
import { ASK_MEANT, shareWords } from './close-daily.ts'
import { dayOf } from './daily-span.ts'
import { type AskedFile, askedFiles } from './queries-asked.ts'
import { SAY_MEANT } from './say-meant.ts'

type Input = { feed: SourceId; file: string }

const ASKER = { actor: systemActor('watch the feeds'), purpose: '' }
const LINK_DAYS = 14

/** A file lacks most of what is open: the post that answers for the feed is written to, once for each file. */
export const askMeant: Errand<Place> = {
  name: ASK_MEANT,
  does: 'ask a partner whether a file is meant that would close most of what is open',
  async run({ tx }, key, place) {
    const [source, file] = JSON.parse(key) as [SourceId, string]
    const feed = feedOf(place, source)
    // Whoever may say it finds it on Today.
    if (feed?.answers === undefined) return undefined
    await place.trail.within(tx, ask(place), {
      viewer: ASKER,
      input: { feed: source, file },
      key: `${ASK_MEANT}:${source}:${file}`,
      under: feed.clause,
    })
    return undefined
  },
}

function ask(place: Place): Command<Input, null, 'nobody-answers' | 'not-asked'> {
  return {
    name: ASK_MEANT,
    basis: { under: ['feed'] },
    async run(context, { feed: id, file }) {
      const { tx, now } = context
      const feed = feedOf(place, id)
      if (feed?.answers === undefined) {
        return refuse('nobody-answers', `No clause says who answers for the feed ${id}.`)
      }
      const asked = (await askedFiles(tx)).find((one) => one.source === id && one.file === file)
      if (asked === undefined) return refuse('not-asked', 'The file has been answered for.')
      const { post, address } = feed.answers
      await issueLink(context, place, {
        party: feed.party,
        post,
        address,
        asks: `${capital(feed.name)}: ${askedWords(asked, now)}. Is that meant?`,
        command: SAY_MEANT,
        input: { feed: id, day: dayOf(file) },
        until: new Date(now.getTime() + LINK_DAYS * DAY_MS),
      })
      return { result: null, entry: { feed: id, file, asked: { party: feed.party, post } } }
    },
  }
}

/** `the file of Tue 3 Mar lacks 40 of the 52 things that are open` */
export function askedWords({ file, leftOut, standing }: AskedFile, now: Date): string {
  return `the file of ${formatDate(dayOf(file), now)} lacks ${shareWords({ leftOut, standing })}`
}

import { z } from 'zod'
import { DAY_MS, refuse } from '../kernel/index.ts'
import { identityOf } from '../people/index.ts'
import type { Place } from '../room.ts'
import { formatFullDate, plural } from '../shell/index.ts'
import { namedCommand } from '../trail/index.ts'
import { keepAct } from './act.ts'
import { ALERTED } from './judge-looks.ts'
import { noSuchPerson } from './note-ground.ts'
import { noteReason, personField } from './note-words.ts'
import { actsAbout, lockAct } from './queries-acts.ts'
import { unusualLookRule } from './unusual-look-kind.ts'

export const WATCH = 'record.watch'
const END_WATCH = 'record.end-watch'
/** Where looks that should be asked about are listed, and watches. */
export const WATCH_PATH = '/watch'

type Watched = { readonly watch: string; readonly until: string }

/** Somebody is in the news: from now on everybody who looks at them is asked why. It ends by itself. */
export const watchPerson = namedCommand({
  name: WATCH,
  says: 'Watches who looks at somebody who is in the news',
  label: 'Watch who looks',
  basis: { action: WATCH, does: 'watch who looks at somebody who is in the news' },
  input: z.strictObject({
    person: personField(),
    reason: noteReason(
      'Why might people look who need not?',
      'As: was in the paper today. The person can ask for it.',
    ),
    days: z.coerce
      .number()
      .int('is not a whole number of days')
      .min(1, 'is less than a day')
      .max(366, 'is longer than a year')
      .optional()
      .meta({ label: 'For how many days?', hint: 'Left empty, for as long as the clause allows' }),
  }),
  refuses: ['no-such-person', 'no-clause', 'too-long', 'watched-already'],
  preview: ({ until }: Watched) =>
    `Everybody who looks is asked about until ${formatFullDate(until)}. The person reads that a watch is kept.`,
  leads: () => `${WATCH_PATH}#watches`,
  async run(context, { person, reason, days }, place: Place) {
    const { tx, now, entryId, announce } = context
    const rule = unusualLookRule(place.agreement.current())
    if (rule === undefined) return refuse('no-clause', 'No clause says that looks are watched.')
    const { clause, watchDays } = rule
    if ((days ?? 1) > watchDays) {
      return refuse('too-long', `The clause allows ${plural(watchDays, 'day')} at most.`, {
        clause,
      })
    }
    const members = await identityOf(tx, person)
    if (members.length === 0) return noSuchPerson()
    const acts = await actsAbout(tx, members, ['watch', 'watch-end'])
    const ended = new Set(acts.flatMap(({ kind, about }) => (kind === 'watch-end' ? about : [])))
    const standing = acts.some(
      ({ kind, id, until }) => kind === 'watch' && until! > now && !ended.has(id),
    )
    if (standing) return refuse('watched-already', 'A watch is kept over this person already.')
    const until = new Date(now.getTime() + (days ?? watchDays) * DAY_MS)
    announce(ALERTED, entryId)
    const result: Watched = { watch: entryId, until: until.toISOString() }
    const whom = { personId: person, members }
    return keepAct(context, { kind: 'watch', ...whom, until, says: { reason } }, result)
  },
})

/** It is over before its day. */
export const endWatch = namedCommand({
  name: END_WATCH,
  says: 'Ends a watch over who looks at somebody',
  label: 'End the watch',
  basis: { action: END_WATCH, does: 'end a watch over who looks at somebody' },
  input: z.strictObject({
    watch: z.uuid('is not the id of a watch').meta({ label: 'Watch', hidden: true }),
    words: noteReason('Why does it end?', 'Whoever reads of the watch reads it.'),
  }),
  refuses: ['no-such-watch', 'over'],
  preview: () => 'Looks from now on are judged as those at anybody are.',
  leads: () => `${WATCH_PATH}#watches`,
  async run(context, { watch, words }, _place: Place) {
    const of = await lockAct(context.tx, watch)
    if (of?.act.kind !== 'watch') return refuse('no-such-watch', 'There is no such watch.')
    const { personId, members, until } = of.act
    if (of.followed.length > 0 || until! <= context.now) return refuse('over', 'It is over.')
    context.announce(ALERTED, watch)
    const given = { kind: 'watch-end' as const, personId, members, about: watch }
    return keepAct(context, { ...given, says: { words } }, { watch })
  },
})

import { z } from 'zod'
import { DAY_MS, type PersonId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import { keepAct } from './act.ts'
import { factsOn, groundOf, noSuchPerson } from './note-ground.ts'
import { noteReason, personField } from './note-words.ts'
import { partyAsked } from './question.ts'
import { questionRule } from './question-kind.ts'
import { sourcesOf } from './sources.ts'

export const CORRECT = 'record.correct'

type Asked = { readonly question: string; readonly due: string }

/** A resident says that something in their record is wrong; whoever told it says what becomes of it. */
export const correct = namedCommand({
  name: CORRECT,
  says: 'Says that something in a record is wrong',
  label: 'This is wrong',
  basis: { action: CORRECT, does: 'say that something in a record is wrong' },
  input: z.strictObject({
    person: personField(),
    source: z
      .string()
      .max(100, 'is longer than 100 characters')
      .meta({ label: 'Who told us?', hint: 'It stands beside each thing on the page' }),
    words: noteReason('What is wrong, and what is right?', 'Whoever told it reads this.'),
  }),
  choices({ agreement }: Place) {
    const current = agreement.current()
    const feeds = current?.table<{ id: string }>('feed') ?? []
    const nameOf = (id: string) => (current === undefined ? id : sourcesOf(current).nameOf(id))
    return { source: new Map(feeds.map(({ id }) => [id, nameOf(id)])) }
  },
  refuses: ['no-such-person', 'no-clause'],
  preview: ({ due }: Asked) => `Whoever told it is asked, and answers by ${due.slice(0, 10)}.`,
  leads: () => '/me#asked',
  async facts({ tx, viewer, now }, { person }, place: Place) {
    return factsOn(await groundOf(tx, place, viewer, person, now))
  },
  run: (context, input, place: Place) => say(context, input, place),
})

async function say(
  context: CommandContext,
  { person, source, words }: { person: PersonId; source: string; words: string },
  place: Place,
) {
  const { tx, viewer, now, entryId } = context
  const agreement = place.agreement.current()
  const rule = questionRule(agreement)
  if (agreement === undefined || rule === undefined) {
    return refuse('no-clause', 'No clause says who answers.')
  }
  const ground = await groundOf(tx, place, viewer, person, now)
  if (ground === undefined) return noSuchPerson()
  const feeds = agreement.table<{ id: string; party: string }>('feed')
  const party = partyAsked(agreement, feeds.find(({ id }) => id === source)?.party ?? '')
  const due = new Date(now.getTime() + rule.days * DAY_MS)
  const says = { of: 'record', source, words }
  const whom = { personId: person, members: ground.identity }
  const result: Asked = { question: entryId, due: due.toISOString() }
  return keepAct(context, { kind: 'question', ...whom, party, due, says }, result)
}

import { z } from 'zod'
import { DAY_MS, type PersonId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import { keepAct } from './act.ts'
import type { DataClass } from './data-class.ts'
import { factsOn, groundOf, noSuchPerson } from './note-ground.ts'
import { personField, shortWords } from './note-words.ts'
import { actsAbout } from './queries-acts.ts'
import { partyAsked } from './question.ts'
import { questionRule } from './question-kind.ts'

export const ASK_ABOUT_LOOK = 'record.ask-about-look'
const NEEDS: readonly DataClass[] = ['looks']
const LOOKS_MAX = 1_000

type Asked = { readonly question: string; readonly person: PersonId; readonly due: string }

/** A resident asks why somebody looked. One tap: they need not say more. */
export const askAboutLook = namedCommand({
  name: ASK_ABOUT_LOOK,
  says: 'Asks why somebody looked at a record',
  label: 'Ask about this look',
  basis: { action: ASK_ABOUT_LOOK, does: 'ask why somebody looked at a record' },
  input: z.strictObject({
    person: personField(),
    look: z.uuid('is not the id of a look').meta({ label: 'Look', hidden: true }),
    words: shortWords('What do you want to know?', 'You need not say anything more.').optional(),
  }),
  refuses: [
    'no-such-person',
    'no-such-look',
    'told-later',
    'own-look',
    'asked-already',
    'no-clause',
  ],
  preview: ({ due }: Asked) => `The side that looked is asked, and answers by ${due.slice(0, 10)}.`,
  leads: () => '/me#asked',
  async facts({ tx, viewer, now }, { person }, place: Place) {
    return factsOn(await groundOf(tx, place, viewer, person, now, NEEDS))
  },
  run: (context, input, place: Place) => ask(context, input, place),
})

async function ask(
  context: CommandContext,
  { person, look: id, words }: { person: PersonId; look: string; words?: string | undefined },
  place: Place,
) {
  const { tx, viewer, now, entryId } = context
  const agreement = place.agreement.current()
  const rule = questionRule(agreement)
  if (agreement === undefined || rule === undefined) {
    return refuse('no-clause', 'No clause says who answers.')
  }
  const ground = await groundOf(tx, place, viewer, person, now, NEEDS)
  if (ground === undefined) return noSuchPerson()
  const steps = await place.trail.lookSteps(ground.identity, LOOKS_MAX)
  const step = steps.find(({ entryId: entry }) => entry === id)
  const [look] = step === undefined ? [] : await place.trail.tellLooks([step])
  if (look === undefined) return refuse('no-such-look', 'There is no such look at this record.')
  if (look.withheldUntil !== undefined) {
    return refuse('told-later', 'This look is told later, and can be asked about then.')
  }
  if (look.actor.id === viewer.actor.id) {
    return refuse('own-look', 'It is your own.')
  }
  const before = await actsAbout(tx, ground.identity, ['question'])
  if (before.some(({ about }) => about === id)) {
    return refuse('asked-already', 'This look has been asked about already.', { at: '/me#asked' })
  }
  const due = new Date(now.getTime() + rule.days * DAY_MS)
  const { name, role, organisation } = look.actor
  const of = { of: 'look', name, role, organisation, at: look.at, purpose: look.purpose }
  const more = { what: look.what, outcome: look.outcome, clause: look.clause }
  const says = { ...of, ...more, ...(words === undefined ? {} : { words }) }
  const party = partyAsked(agreement, organisation)
  const whom = { personId: person, members: ground.identity }
  const result: Asked = { question: entryId, person, due: due.toISOString() }
  return keepAct(context, { kind: 'question', ...whom, about: id, party, due, says }, result)
}

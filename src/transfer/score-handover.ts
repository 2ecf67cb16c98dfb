import { z } from 'zod'
import { isRefusal, newId, nextState, refuse, toPersonId } from '../kernel/index.ts'
import { personsOfEvents } from '../record/index.ts'
import type { Place } from '../room.ts'
import { byCount, capital, plural } from '../shell/index.ts'
import { namedCommand } from '../trail/index.ts'
import { stayField } from './fields.ts'
import { HANDOVER_ITEMS, type HandoverItem, itemField, itemWords } from './handover-item.ts'
import { handoverRule } from './handover-kind.ts'
import { factsOnStay, onStay } from './on-stay.ts'
import { insertScore } from './queries-scores.ts'
import type { KeptScore } from './score.ts'
import { stayCycle } from './stay-cycle.ts'

export const SCORE_HANDOVER = 'transfer.score-handover'

const said = (item: HandoverItem) =>
  z
    .boolean('must be true or false')
    .optional()
    .meta({ label: capital(itemWords(item)) })

export type Scored = {
  readonly score: string
  readonly stay: string
  readonly found: number
  readonly asked: number
}

/** What the agreement does not ask is not counted, whatever is said of it. */
export const scoreHandover = namedCommand({
  name: SCORE_HANDOVER,
  says: 'Says how somebody arrived who has left hospital',
  label: stayCycle.moves['score-handover'].label,
  brief: true,
  basis: { action: SCORE_HANDOVER, does: 'say how somebody arrived who has left hospital' },
  input: z.strictObject({
    stay: stayField(),
    on_time: said('on-time'),
    as_described: said('as-described'),
    letter: said('letter'),
    medicines: said('medicines'),
    equipment: said('equipment'),
    care_started: said('care-started'),
    family_told: said('family-told'),
  }),
  refuses: ['no-such-stay', 'no-clause', 'closed', 'not-yours'],
  preview: ({ found, asked }: Scored) =>
    `Of ${plural(asked, 'thing')} that we ask, ${found} ${byCount(found, 'was', 'were')} so. ` +
    'The hospital and the council read it beside whose each hour was.',
  leads: ({ stay }: Scored) => `/transfer/${stay}`,
  facts: (context, { stay }, place: Place) => factsOnStay(context, { stay }, place),
  async run(context, { stay, ...answers }, place: Place) {
    const on = await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    const { read, agreement } = on
    const rule = handoverRule(agreement)
    if (rule === undefined) {
      return refuse('no-clause', 'No clause says what is asked of whoever receives somebody.')
    }
    const next = nextState(stayCycle, 'score-handover', read.stay.state)
    if (isRefusal(next)) return next
    const { actor } = context.viewer
    if (actor.organisation === read.places.hospital) {
      const sentence = 'Whoever sent somebody home does not say how they arrived.'
      return refuse('not-yours', sentence, { next: 'Ask whoever received them.' })
    }
    const asked = HANDOVER_ITEMS.filter((item) => rule.asked.includes(item))
    const told = new Map(Object.entries(answers))
    const found = asked.filter((item) => told.get(itemField(item)) === true)
    const [anchor] = read.counted.eventIds
    const persons = await personsOfEvents(context.tx, read.members, [anchor!])
    const { name, role, organisation, side, id: actorId } = actor
    const kept: KeptScore = {
      id: newId(context.now.getTime()),
      stay: anchor!,
      asked,
      found,
      clause: rule.clause,
      at: context.now.toISOString(),
      by: { name, role, organisation, side },
      personId: persons.get(anchor!) ?? toPersonId(read.identityId),
      actor: actorId,
    }
    insertScore(context.tx, kept, context.entryId)
    context.announce('transfer.stay', read.identityId)
    return {
      result: {
        score: kept.id,
        stay: read.counted.id,
        found: found.length,
        asked: asked.length,
      },
      entry: { id: kept.id, stay: anchor!, asked, found, clause: rule.clause },
      about: read.members,
    }
  },
})

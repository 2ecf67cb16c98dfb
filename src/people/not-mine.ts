import { z } from 'zod'
import { newId, type PersonId, personIdField, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { THEMSELVES } from './decision.ts'
import { identitiesSignedIn } from './own-identity.ts'
import { lockIdentification } from './queries.ts'
import * as decided from './queries-decisions.ts'
import { followWho, proofOf, putInEffect, reasonField, sidesOf } from './say-who.ts'

export const NOT_MINE = 'people.not-mine'

/**
 * A resident says that a record which is taken for theirs is somebody else's. It holds at once, above what sides say,
 * until they take it back: nobody is kept in a record that they say is not theirs, and whoever made it is asked.
 */
export const notMine = namedCommand({
  name: NOT_MINE,
  says: 'Says that a record is not about themselves',
  label: 'That is not me',
  basis: { action: NOT_MINE, does: 'say that a record is not about themselves' },
  input: z.strictObject({
    record: personIdField().meta({ label: 'Record', hidden: true }),
    reason: reasonField('How do you know that it is somebody else’s?'),
  }),
  refuses: ['not-yours', 'closed'],
  preview: () =>
    'From now on this record is not among yours, and nobody who looks at yours sees it. You can take it back.',
  leads: () => '/me',
  async run(context, { record, reason }, place: Place) {
    const { tx, now, viewer } = context
    await lockIdentification(tx)
    const { id: actor, name, nhsNumber = '', organisation } = viewer.actor
    const found = nhsNumber === '' ? [] : await identitiesSignedIn(tx, { name, nhsNumber })
    const own = found.find((identity) => identity.includes(record))
    if (own === undefined) return refuse('not-yours', 'This record is not among yours.')
    if (own.length === 1) {
      return refuse('closed', 'It is the only record here that is taken for yours.', {
        next: 'Speak with whoever made it, or with the partnership.',
      })
    }
    const others = own.filter((one) => one !== record)
    const pairs = others.map((other) => [record, other].sort() as [PersonId, PersonId])
    const decision = newId()
    const said = { decisionId: decision, pairs, says: 'different' as const, side: THEMSELVES }
    await decided.undoDecisions(tx, pairs, { side: THEMSELVES, actor, at: now })
    await decided.insertDecision(tx, { ...said, actor, organisation, reason }, now)
    await putInEffect(tx, pairs, await sidesOf(tx, place, own), now)
    await followWho(context, own)
    const entry = { decision, says: 'different', record, persons: own, reason: proofOf(reason) }
    return { result: { decision }, entry, about: own }
  },
})

import type { Proof } from '../access/index.ts'
import { DAY_MS, type PersonId } from '../kernel/index.ts'
import type { Tie } from '../room.ts'
import { askingsOf, isOver } from './asking.ts'
import { answerRule } from './notice-kind.ts'
import { undeliveredTo } from './on-asking.ts'
import { factsAskedAbout, staysTold } from './queries-asking.ts'

/** For how long after somebody left whoever took them may still be told of them by what was accepted alone. */
const AFTER_DAYS = 28

/** Whom the organisation is asked to help: until it says no, or has read that nothing is asked any more. */
export const askedHere: Proof = {
  id: 'asked-here',
  what: 'What another party has asked the organisation stands in the log, about a stay that goes on in the feeds',
  beside: 'So does what another party has asked it of them, which stands in the log.',
}

/** Who comes to them: whose offer was accepted. */
export const comingHere: Proof = {
  id: 'coming-here',
  what: 'An offer of the organisation that was accepted stands in the log, about a stay in the feeds',
  beside: 'So does an offer of theirs that was accepted, which stands in the log.',
}

/** By what was said in askings, and by the stays as they are counted: of what is taken back nothing is proved. */
export const askedTies: Tie = {
  ids: [askedHere.id, comingHere.id],
  async prove({ agreement: room }, db, { organisation }, personIds, now) {
    const agreement = room.current()
    const found = new Map<PersonId, (readonly [string, string])[]>()
    if (agreement === undefined || organisation === '') return found
    const facts = await factsAskedAbout(db, organisation, personIds)
    if (facts.length === 0) return found
    const stays = await staysTold(
      db,
      facts.map(({ stay }) => stay),
    )
    const personOf = new Map(facts.map(({ asking, personId }) => [asking, personId]))
    for (const asking of askingsOf(facts, answerRule(agreement))) {
      const stay = stays.find(({ eventIds }) => eventIds.includes(asking.stay))
      if (stay === undefined) continue
      const person = personOf.get(asking.id)!
      const prove = (id: string) =>
        void found.set(person, [...(found.get(person) ?? []), [id, asking.stay]])
      const knows = undeliveredTo(asking, organisation) === undefined
      // Early notice, which the software gives by itself, opens nothing.
      const isAsked = asking.what !== undefined && !(isOver(asking) && knows)
      if (stay.left === undefined && isAsked) prove(askedHere.id)
      const since = now.getTime() - (stay.left ?? now).getTime()
      if (asking.state === 'accepted' && since < AFTER_DAYS * DAY_MS) prove(comingHere.id)
    }
    return found
  },
}

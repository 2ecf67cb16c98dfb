import { breakGlassRule, type Proof, proxyRules } from '../access/index.ts'
import type { PersonId } from '../kernel/index.ts'
import { readPersons } from '../people/index.ts'
import type { Tie } from '../room.ts'
import { isOpenTo } from './act.ts'
import type { HandedProof } from './handed-ties.ts'
import { isOfAge } from './proxy-ends.ts'
import { openAmong } from './queries-acts.ts'
import { revealRule } from './reveal-kind.ts'

/** What is made here, by whom and for how long: none of it rests on a feed. */
export const madeHere: readonly Proof[] = [
  {
    id: 'glass-broken',
    what: 'A glass that the viewer has broken stands in the log, and its time is not over',
    here: 'Whoever breaks the glass makes it themselves, with a reason, for as long as a clause says',
  },
  {
    id: 'at-the-door',
    what: 'A visit of the viewer’s organisation is due today, and the viewer has asked how to get in',
    here: 'Whoever has a visit due today makes it by asking how to get in, for as long as a clause says',
  },
  ...[
    { id: 'carer-for', what: 'That the person lets somebody act as their carer stands in the log' },
    { id: 'attorney-for', what: 'That somebody has a power of attorney stands in the log' },
    { id: 'parent-of', what: 'That somebody answers for a child stands in the log' },
  ].map((one) => ({
    ...one,
    here: 'It is written down here who acts for whom and until when, and either of them ends it',
  })),
]

/** By the acts that hold now. */
export const openedTies: Tie = {
  ids: madeHere.map(({ id }) => id),
  async prove({ agreement }, db, actor, personIds, now) {
    const current = agreement.current()
    const found = new Map<PersonId, HandedProof[]>()
    for (const act of await openAmong(db, personIds, now)) {
      if (!isOpenTo(act, actor)) continue
      const { id, kind, personId, says } = act
      const rule = kind === 'glass' ? breakGlassRule(current) : revealRule(current)
      const made = kind === 'proxy' ? says.as : rule?.relationship
      if (made === undefined) continue
      const proxy =
        kind === 'proxy' ? proxyRules(current).find((one) => one.relationship === made) : undefined
      // Who a child is may be known better by now, and the clause may have another age.
      if (proxy?.untilAge !== undefined && isOfAge(proxy, await readPersons(db, act.members), now))
        continue
      found.set(personId, [...(found.get(personId) ?? []), [made, id, 'here']])
    }
    return found
  },
}

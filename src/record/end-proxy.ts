import { z } from 'zod'
import { refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { keepAct } from './act.ts'
import type { DataClass } from './data-class.ts'
import { groundOf } from './note-ground.ts'
import { lockAct } from './queries-acts.ts'

export const END_PROXY = 'record.end-proxy'
const NEEDS: readonly DataClass[] = ['demographics', 'looks']

/** Either of the two ends it, and whoever may write it down for them. */
export const endProxy = namedCommand({
  name: END_PROXY,
  says: 'Ends that somebody acts for another',
  label: 'End this',
  basis: { action: END_PROXY, does: 'end that somebody acts for another' },
  input: z.strictObject({
    proxy: z
      .uuid('is not the id of somebody who acts for another')
      .meta({ label: 'Who', hidden: true }),
  }),
  refuses: ['no-such-proxy', 'ended-already'],
  preview: () => 'From now on nothing of the record is shown to them.',
  leads: () => '/me#proxies',
  async run(context, { proxy }, place: Place) {
    const { tx, viewer, now } = context
    const of = await lockAct(tx, proxy)
    const none = refuse('no-such-proxy', 'Nobody acts here by this id.')
    if (of?.act.kind !== 'proxy') return none
    const { personId, members, says } = of.act
    const theirs = viewer.actor.nhsNumber !== undefined && viewer.actor.nhsNumber === says.nhsNumber
    const ground = await groundOf(tx, place, viewer, personId, now, NEEDS)
    const mayEnd = ground?.proved.has('is-the-person') === true || viewer.actor.side !== ''
    if (!theirs && (ground === undefined || !mayEnd)) return none
    if (of.followed.length > 0) return refuse('ended-already', 'It has ended already.')
    const given = { kind: 'proxy-end' as const, personId, members, about: proxy }
    return keepAct(context, given, { proxy })
  },
})

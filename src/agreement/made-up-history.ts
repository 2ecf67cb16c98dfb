import type { Actor, Log } from '../kernel/index.ts'
import type { Concern } from '../room.ts'
import { plural } from '../shell/index.ts'
import { MADE_UP_PLACE } from './actor-at.ts'

/** What of its history the made-up place could not say: kept by the process that made it, and said on the log. */
export type MadeUpHistory = {
  /** what was to be done or said, by its name, and why it was not, as a sentence; with the code of a refusal */
  unsaid(what: string, why: string, code?: string): void
  told(): readonly { readonly what: string; readonly why: string }[]
}

export function openMadeUpHistory(log: Pick<Log, 'error'>): MadeUpHistory {
  const kept = new Map<string, { what: string; why: string }>()
  return {
    unsaid(what, why, code = 'not-there') {
      kept.set(`${what} ${why}`, { what, why })
      const event = 'a part of the made-up history could not be said'
      log.error({ event, code: `${what} ${code}` })
    },
    told: () => [...kept.values()],
  }
}

/** Whether it is done by the made-up place, in its own name or in that of somebody in it. */
export function isMadeUpHistory({ name }: Pick<Actor, 'name'>): boolean {
  return name.startsWith(MADE_UP_PLACE) || name === MAKER
}

const MAKER = 'make the made-up place'

export function historyConcerns(told: ReturnType<MadeUpHistory['told']>): Concern[] {
  if (told.length === 0) return []
  return [
    {
      what: `${plural(told.length, 'thing')} of the made-up history could not be said`,
      since: told.map(({ why }) => why).join(' '),
      first: 'waits',
    },
  ]
}

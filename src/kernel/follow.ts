import type { Queryable } from './database.ts'
import { type Asked, insertFollowing, type Told } from './queries-errands.ts'

/**
 * What follows from a change: news for screens, and one errand for each subscriber. It is gathered while the change
 * is made and written with its last statement, so that nobody waits for it longer than a commit takes.
 */
export type Following = {
  /** tells screens, and asks for every errand that waits for this topic, with this key */
  announce(topic: string, key: string): void
  /** asks for an errand by its name: at once, or at a time of the place's clock; the same name and key is one errand */
  ask(name: string, key: string, at?: Date): void
  write(tx: Queryable, now: Date): Promise<void>
}

/** Topic → names of the errands that wait for it. */
export type Subscribers = (topic: string) => readonly string[]

export function openFollowing(subscribers: Subscribers = () => []): Following {
  const told = new Map<string, Told>()
  const asked = new Map<string, Asked>()
  const ask = (name: string, key: string, due?: Date) => {
    asked.set(JSON.stringify([name, key]), { name, key, due })
  }
  return {
    announce(topic, key) {
      told.set(JSON.stringify([topic, key]), { topic, key })
      for (const name of subscribers(topic)) ask(name, key)
    },
    ask,
    async write(tx, now) {
      if (told.size + asked.size === 0) return
      await insertFollowing(tx, [...told.values()], [...asked.values()], now)
    },
  }
}

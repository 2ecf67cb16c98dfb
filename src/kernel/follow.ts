import type { Statement } from './database.ts'
import { type Asked, followingRows, type Told } from './queries-errands.ts'

/**
 * What follows from a change: news for screens, and one errand for each subscriber. It is gathered while the change
 * is made and written with its last statement, so that nobody waits for it longer than a commit takes.
 */
export type Following = {
  /** tells screens, and asks for every errand that waits for this topic, with this key */
  announce(topic: string, key: string): void
  /** asks for every errand that waits for this topic, with each key, and tells no screen */
  follow(topic: string, keys: Iterable<string>): void
  /** asks for an errand by its name: at once, or at a time of the place's clock; the same name and key is one errand */
  ask(name: string, key: string, at?: Date): void
  /** what was told and asked for so far */
  readonly gathered: Gathered
}

export type Gathered = { readonly told: readonly Told[]; readonly asked: readonly Asked[] }

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
    follow(topic, keys) {
      const names = subscribers(topic)
      for (const key of keys) for (const name of names) ask(name, key)
    },
    ask,
    get gathered() {
      return { told: [...told.values()], asked: [...asked.values()] }
    },
  }
}

/**
 * Writes what follows from one change or from several that are committed together; undefined where nothing does. What
 * was asked for at once stays so; otherwise the newer date stands.
 */
export function writeFollowing(all: readonly Gathered[], now: Date): Statement | undefined {
  const told = new Map<string, Told>()
  const asked = new Map<string, Asked>()
  for (const one of all.flatMap((gathered) => gathered.told)) {
    told.set(JSON.stringify([one.topic, one.key]), one)
  }
  for (const one of all.flatMap((gathered) => gathered.asked)) {
    const name = JSON.stringify([one.name, one.key])
    const before = asked.get(name)
    asked.set(name, before === undefined || before.due !== undefined ? one : before)
  }
  if (told.size + asked.size === 0) return undefined
  return followingRows([...told.values()], [...asked.values()], now)
}

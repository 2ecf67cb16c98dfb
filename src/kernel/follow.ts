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

/** One value for each two words. */
class ByTwo<T> {
  readonly #all = new Map<string, Map<string, T>>()

  get(first: string, second: string): T | undefined {
    return this.#all.get(first)?.get(second)
  }

  set(first: string, second: string, value: T): void {
    const under = this.#all.get(first)
    if (under === undefined) this.#all.set(first, new Map([[second, value]]))
    else under.set(second, value)
  }

  values(): T[] {
    return [...this.#all.values()].flatMap((under) => [...under.values()])
  }
}

export function openFollowing(subscribers: Subscribers = () => []): Following {
  const told = new ByTwo<Told>()
  const asked = new ByTwo<Asked>()
  const ask = (name: string, key: string, due?: Date) => asked.set(name, key, { name, key, due })
  return {
    announce(topic, key) {
      told.set(topic, key, { topic, key })
      for (const name of subscribers(topic)) ask(name, key)
    },
    follow(topic, keys) {
      const names = subscribers(topic)
      for (const key of keys) for (const name of names) ask(name, key)
    },
    ask,
    get gathered() {
      return { told: told.values(), asked: asked.values() }
    },
  }
}

/**
 * Writes what follows from one change or from several that are committed together; undefined where nothing does. What
 * was asked for at once stays so; otherwise the newer date stands.
 */
export function writeFollowing(all: readonly Gathered[], now: Date): Statement | undefined {
  const { told, asked } = all.length === 1 ? all[0]! : joined(all)
  return told.length + asked.length === 0 ? undefined : followingRows(told, asked, now)
}

function joined(all: readonly Gathered[]): Gathered {
  const told = new ByTwo<Told>()
  const asked = new ByTwo<Asked>()
  for (const one of all.flatMap((gathered) => gathered.told)) told.set(one.topic, one.key, one)
  for (const one of all.flatMap((gathered) => gathered.asked)) {
    const before = asked.get(one.name, one.key)
    if (before === undefined || before.due !== undefined) asked.set(one.name, one.key, one)
  }
  return { told: told.values(), asked: asked.values() }
}

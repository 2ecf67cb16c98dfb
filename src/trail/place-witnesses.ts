import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, Fault, type Log, type Settings } from '../kernel/index.ts'
import { readFile, replaceFile } from './durable-file.ts'
import { readPublicKey } from './key-file.ts'
import { type KeySettings, openLogKey, witnessFolder } from './place-keys.ts'
import { isWitnessing, startWitness, type Witness, type WitnessSettings } from './serve-witness.ts'

export type PlaceWitnesses = { witnesses: Settings['witnesses']; close(): Promise<void> }

const ADDRESS_MS_MAX = 5_000
const WATCH_MS = 2_000

/**
 * The made-up place's witnesses, one for each side, in this process: to be put into the settings before
 * the trail is opened. In a real place each side runs its own, on a machine that the other cannot touch.
 * Of two servers on one data folder the first runs them and the second asks them; when the first is gone,
 * the second runs them on, at the same address.
 */
export async function startPlaceWitnesses(
  settings: KeySettings,
  sides: readonly string[],
  { clock, log }: { clock: Clock; log: Log },
): Promise<PlaceWitnesses> {
  const logs = [openLogKey(settings).verifier]
  const place = settings.logName.split('/')[0]
  const own = sides.map((side) => {
    const keyFile = join(witnessFolder(settings.dataFolder), `${side}.key`)
    const stateFile = keyFile.replace(/key$/, 'state.json')
    const name = `${side}.${place}/witness`
    return new SharedWitness(side, { port: 0, keyFile, stateFile, logs, name, clock, log })
  })
  for (const one of own) await one.join()
  const watch = setInterval(() => void Promise.all(own.map((one) => one.takeOver())), WATCH_MS)
  watch.unref()
  return {
    witnesses: own.map(({ address }) => address),
    async close() {
      clearInterval(watch)
      await Promise.all(own.map((one) => one.close()))
    },
  }
}

class SharedWitness {
  address: Settings['witnesses'][number] = { vkey: '', url: '' }
  readonly #side: string
  readonly #settings: WitnessSettings
  #running: Witness | undefined
  #busy: Promise<void> | undefined
  #closed = false

  constructor(side: string, settings: WitnessSettings) {
    this.#side = side
    this.#settings = settings
  }

  async join(): Promise<void> {
    const { stateFile } = this.#settings
    if (!isWitnessing(stateFile)) return this.#run(0)
    for (const end = Date.now() + ADDRESS_MS_MAX; Date.now() < end; await sleep(50)) {
      const [vkey, url] = [
        readPublicKey(this.#path('vkey'))?.vkey,
        readFile(this.#path('url'))?.trim(),
      ]
      if (vkey && url) {
        this.address = { vkey, url, side: this.#side }
        return
      }
    }
    throw new Fault(
      'another process runs this witness and does not say where',
      stateFile,
      'Stop that process and start again.',
      1,
    )
  }

  takeOver(): Promise<void> {
    if (this.#running || this.#closed || isWitnessing(this.#settings.stateFile))
      return Promise.resolve()
    this.#busy ??= this.#run(Number(new URL(this.address.url).port))
      // Another process was quicker, or the port is not free yet: the next time.
      .catch(() => {})
      .finally(() => {
        this.#busy = undefined
      })
    return this.#busy
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#busy
    await this.#running?.close()
  }

  async #run(port: number): Promise<void> {
    this.#running = await startWitness({ ...this.#settings, port })
    const { vkey, url } = this.#running
    this.address = { vkey, url, side: this.#side }
    replaceFile(this.#path('url'), `${url}\n`, 0o644)
  }

  #path(ending: string): string {
    return this.#settings.keyFile.replace(/key$/, ending)
  }
}

import { Fault, type Finding, right, type Settings, wanting } from '../kernel/index.ts'
import type { WitnessAddress } from './ask-witnesses.ts'
import { openCheckpoint } from './checkpoint.ts'
import { knownLogKey, readWitnessAddresses } from './place-keys.ts'
import { originHash } from './serve-witness.ts'

const ANSWER_MS_MAX = 5_000
/** Its answer says the second, and took a moment. */
const APART_SECONDS_MAX = 10
const ABOUT = 'witnesses'

/** Each witness: whether it answers, knows this log, and signs with the key that the settings name. */
export async function examineWitnesses(settings: Settings): Promise<readonly Finding[]> {
  if (settings.witnesses.length === 0) {
    return settings.mode === 'live'
      ? []
      : [right(ABOUT, 'the made-up place runs its own while it is started')]
  }
  try {
    const named = readWitnessAddresses(settings)
    const found = await Promise.all(named.map((one) => examineWitness(one, settings)))
    return found.flat()
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return [wanting(ABOUT, error.message, error.remedy)]
  }
}

async function examineWitness(
  { verifier, url, side }: WitnessAddress,
  { dataFolder, logName }: Settings,
): Promise<Finding[]> {
  const named = `${side === undefined ? 'the witness' : `${side}’s witness`} at ${url}`
  const answer = await ask(`${url.replace(/\/$/, '')}/${originHash(logName)}/checkpoint`)
  if (answer === undefined) {
    const how = 'Start it on that side’s machine, and let this one reach it.'
    return [wanting(ABOUT, `${named} does not answer`, how)]
  }
  if (answer.status === 404) {
    const how =
      'Start the place; if this stays, that side gives its witness the key that concordat trail key prints.'
    return [wanting(ABOUT, `${named} answers and has confirmed nothing of this log yet`, how)]
  }
  const key = knownLogKey(dataFolder)
  const opened = key && openCheckpoint(answer.text, key, [verifier])
  if (answer.status === 200 && typeof opened === 'object' && opened.witnesses.length > 0) {
    return [right(ABOUT, `${named} has confirmed ${opened.size} entries`), ...clocks(named, answer)]
  }
  const how = 'Put the key that it prints when it starts into CONCORDAT_WITNESSES.'
  return [wanting(ABOUT, `${named} signs with another key than the one that is named`, how)]
}

/** What a witness signs has its time in it. */
function clocks(named: string, { apartSeconds }: { apartSeconds: number }): Finding[] {
  if (!(apartSeconds > APART_SECONDS_MAX)) return []
  const says = `the clocks of this machine and of ${named} are ${Math.round(apartSeconds)} s apart`
  return [wanting('clock', says, 'Let both be set by a time server: timedatectl set-ntp true.')]
}

type Shown = { status: number; text: string; apartSeconds: number }

async function ask(address: string): Promise<Shown | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX)
    const answer = await fetch(address, { signal, redirect: 'manual' })
    const theirs = Date.parse(answer.headers.get('date') ?? '')
    const apartSeconds = Math.abs(Date.now() - theirs) / 1000
    return { status: answer.status, text: await answer.text(), apartSeconds }
  } catch {
    return undefined
  }
}

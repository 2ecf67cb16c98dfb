import { Fault, type Finding, right, type Settings, wanting } from '../kernel/index.ts'
import type { WitnessAddress } from './ask-witnesses.ts'
import { openCheckpoint } from './checkpoint.ts'
import { knownLogKey, readWitnessAddresses } from './place-keys.ts'
import { originHash } from './serve-witness.ts'

const ANSWER_MS_MAX = 5_000
const ABOUT = 'witnesses'

/** Each witness: whether it answers, knows this log, and signs with the key that the settings name. */
export async function examineWitnesses(settings: Settings): Promise<Finding[]> {
  if (settings.witnesses.length === 0) {
    return settings.mode === 'live'
      ? []
      : [right(ABOUT, 'the made-up place runs its own while it is started')]
  }
  try {
    const named = readWitnessAddresses(settings)
    return await Promise.all(named.map((one) => examineWitness(one, settings)))
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return [wanting(ABOUT, error.message, error.remedy)]
  }
}

async function examineWitness(
  { verifier, url, side }: WitnessAddress,
  { dataFolder, logName }: Settings,
): Promise<Finding> {
  const named = `${side === undefined ? 'the witness' : `${side}’s witness`} at ${url}`
  const answer = await ask(`${url.replace(/\/$/, '')}/${originHash(logName)}/checkpoint`)
  if (answer === undefined) {
    const how = 'Start it on that side’s machine, and let this one reach it.'
    return wanting(ABOUT, `${named} does not answer`, how)
  }
  if (answer.status === 404) {
    const how =
      'Start the place; if this stays, that side gives its witness the key that concordat trail key prints.'
    return wanting(ABOUT, `${named} answers and has confirmed nothing of this log yet`, how)
  }
  const key = knownLogKey(dataFolder)
  const opened = key && openCheckpoint(answer.text, key, [verifier])
  if (answer.status === 200 && typeof opened === 'object' && opened.witnesses.length > 0) {
    return right(ABOUT, `${named} has confirmed ${opened.size} entries`)
  }
  const how = 'Put the key that it prints when it starts into CONCORDAT_WITNESSES.'
  return wanting(ABOUT, `${named} signs with another key than the one that is named`, how)
}

async function ask(address: string): Promise<{ status: number; text: string } | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX)
    const answer = await fetch(address, { signal, redirect: 'manual' })
    return { status: answer.status, text: await answer.text() }
  } catch {
    return undefined
  }
}

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, Fault, type Log, type Settings } from '../kernel/index.ts'
import type { WitnessAddress } from './ask-witnesses.ts'
import { readFile, replaceFile } from './durable-file.ts'
import { openKeyFile, readPublicKey, writePublicKey } from './key-file.ts'
import { readVerifier, type Signer, type Verifier } from './note.ts'
import { startWitness, type Witness } from './serve-witness.ts'

/** Where the keys of the log and of its witnesses come from, and where their public halves are left. */
export type KeySettings = Pick<Settings, 'dataFolder' | 'logName' | 'logKeyFile' | 'witnesses'>

/** The log's own key, made on the first start. Throws Fault where the file or the name cannot be used. */
export function openLogKey({ dataFolder, logName, logKeyFile }: KeySettings): Signer {
  const path = logKeyFile ?? join(dataFolder, 'trail', 'log.key')
  const setting = logKeyFile === undefined ? 'CONCORDAT_LOG_NAME' : 'CONCORDAT_LOG_KEY'
  const signer = openKeyFile(path, logName, 'log', setting)
  writePublicKey(logKeyPath(dataFolder), signer.verifier)
  return signer
}

/** The public key of the log that is kept in this data folder, if there is one. */
export function knownLogKey(dataFolder: string): Verifier | undefined {
  return readPublicKey(logKeyPath(dataFolder))
}

/** The witnesses named in the settings. Throws Fault where a key is not one. */
export function readWitnessAddresses({ witnesses }: KeySettings): WitnessAddress[] {
  return witnesses.map(({ vkey, url }) => {
    const verifier = readVerifier(vkey)
    if (verifier?.kind === 'witness') return { verifier, url }
    throw new Fault(
      `setting CONCORDAT_WITNESSES cannot be used: ${vkey.slice(0, 80)} is not the key of a witness`,
      'CONCORDAT_WITNESSES',
      'Take the key that concordat witness prints when it starts.',
    )
  })
}

export type KnownWitness = { verifier: Verifier; url?: string }

/**
 * The witnesses whose confirmation counts here: those of the settings, and the made-up place's own, which
 * left their keys and addresses in the data folder.
 */
export function knownWitnesses(settings: KeySettings): KnownWitness[] {
  const folder = witnessFolder(settings.dataFolder)
  const names = existsSync(folder) ? readdirSync(folder) : []
  const own = names
    .filter((name) => name.endsWith('.vkey'))
    .flatMap((name) => {
      const verifier = readPublicKey(join(folder, name))
      const url = readFile(join(folder, name.replace(/vkey$/, 'url')))?.trim()
      return verifier === undefined ? [] : [{ verifier, ...(url === undefined ? {} : { url }) }]
    })
  const named = readWitnessAddresses(settings)
  const isNamed = ({ vkey }: Verifier) => named.some(({ verifier }) => verifier.vkey === vkey)
  return [...named, ...own.filter(({ verifier }) => !isNamed(verifier))]
}

export type PlaceWitnesses = { witnesses: Settings['witnesses']; close(): Promise<void> }

/**
 * The made-up place's witnesses, one for each side, in this process: to be put into the settings before
 * the trail is opened. In a real place each side runs its own, on a machine that the other cannot touch.
 */
export async function startPlaceWitnesses(
  settings: KeySettings,
  sides: readonly string[],
  { clock, log }: { clock: Clock; log: Log },
): Promise<PlaceWitnesses> {
  const logs = [openLogKey(settings).verifier]
  const started: Witness[] = []
  for (const side of sides) {
    const keyFile = keyFileOf(settings.dataFolder, side)
    const stateFile = keyFile.replace(/key$/, 'state.json')
    const name = `${side}.${settings.logName.split('/')[0]}/witness`
    const witness = await startWitness({ port: 0, keyFile, stateFile, logs, name, clock, log })
    replaceFile(keyFile.replace(/key$/, 'url'), `${witness.url}\n`, 0o644)
    started.push(witness)
  }
  return {
    witnesses: started.map(({ vkey, url }) => ({ vkey, url })),
    close: async () => void (await Promise.all(started.map((witness) => witness.close()))),
  }
}

function logKeyPath(dataFolder: string): string {
  return join(dataFolder, 'trail', 'log.vkey')
}

function keyFileOf(dataFolder: string, side: string): string {
  return join(witnessFolder(dataFolder), `${side}.key`)
}

function witnessFolder(dataFolder: string): string {
  return join(dataFolder, 'trail', 'witnesses')
}

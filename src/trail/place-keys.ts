import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Fault, type Settings } from '../kernel/index.ts'
import type { WitnessAddress } from './ask-witnesses.ts'
import { readFile } from './durable-file.ts'
import { openKeyFile, readPublicKey, writePublicKey } from './key-file.ts'
import { readVerifier, type Signer, type Verifier } from './note.ts'

/** Where the keys of the log and of its witnesses come from, and where their public halves are left. */
export type KeySettings = Pick<Settings, 'dataFolder' | 'logName' | 'logKeyFile' | 'witnesses'>

/** The log's own key, made on the first start. Throws Fault where the file or the name cannot be used. */
export function openLogKey({ dataFolder, logName, logKeyFile }: KeySettings): Signer {
  const path = logKeyFileOf({ dataFolder, logKeyFile })
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
  return witnesses.map(({ vkey, url, side }) => {
    const verifier = readVerifier(vkey)
    if (verifier?.kind === 'witness') return { verifier, url, ...(side && { side }) }
    throw new Fault(
      `setting CONCORDAT_WITNESSES cannot be used: ${vkey.slice(0, 80)} is not the key of a witness`,
      'CONCORDAT_WITNESSES',
      'Take the key that concordat witness prints when it starts.',
    )
  })
}

/** `side`: who runs it, where the settings say so or it is one of the made-up place's own. */
export type KnownWitness = { verifier: Verifier; url?: string; side?: string }

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
      const side = name.replace(/\.vkey$/, '')
      return verifier === undefined
        ? []
        : [{ verifier, side, ...(url === undefined ? {} : { url }) }]
    })
  const named = readWitnessAddresses(settings)
  const isNamed = ({ vkey }: Verifier) => named.some(({ verifier }) => verifier.vkey === vkey)
  return [...named, ...own.filter(({ verifier }) => !isNamed(verifier))]
}

export function logKeyFileOf({
  dataFolder,
  logKeyFile,
}: Pick<KeySettings, 'dataFolder' | 'logKeyFile'>): string {
  return logKeyFile ?? join(dataFolder, 'trail', 'log.key')
}

function logKeyPath(dataFolder: string): string {
  return join(dataFolder, 'trail', 'log.vkey')
}

export function witnessFolder(dataFolder: string): string {
  return join(dataFolder, 'trail', 'witnesses')
}

import type { Clock, Databases, Settings } from '../kernel/index.ts'
import { Fault } from '../kernel/index.ts'
import { type KeyKind, readVerifier, type Verifier } from './note.ts'
import { knownLogKey, knownWitnesses } from './place-keys.ts'
import type { Trail } from './trail.ts'
import type { Verification } from './verification.ts'
import { verifyBundle } from './verify-bundle.ts'
import { verifyDatabase } from './verify-database.ts'
import { verifyUrl } from './verify-url.ts'

/** The three modes of `trail verify`, with the keys that this computer knows. */
export type Progress = (done: number, total: number) => void

type Place = { trail: Trail; databases: Databases; clock: Clock; settings: Settings }

/**
 * Everything in the database, against what this computer and the witnesses have seen. `asking` false: what
 * witnesses confirmed before counts, but none is told of this place. A place that was restored while its
 * original still runs would otherwise make them confirm one of two logs.
 */
export function verifyPlace(
  { trail, databases, clock, settings }: Place,
  onProgress?: Progress,
  { asking = true } = {},
): Promise<Verification> {
  const witnesses = knownWitnesses(settings)
  return verifyDatabase({
    databases,
    clock,
    dataFolder: settings.dataFolder,
    log: trail.published.keys[0]!,
    witnesses: asking ? witnesses : witnesses.map(({ verifier }) => ({ verifier })),
    sequence: () => trail.sequence(),
    onProgress,
  })
}

/** Keys that the caller gives, as text; what is missing is taken from what this computer knows. */
export type GivenKeys = { log?: string; witnesses: readonly string[] }

/** Throws Fault where no log is published at the address, or a key is not one. */
export function verifyPublished(
  url: string,
  keys: GivenKeys,
  settings: Settings,
  clock: Clock,
  onProgress?: Progress,
): Promise<Verification> {
  const { dataFolder } = settings
  return verifyUrl({ url, dataFolder, ...readKeys(keys, settings), clock, onProgress })
}

/** Throws Fault where the text is not a resident's bundle, or a key is not one. */
export function verifyTakenHome(
  file: { text: string; path: string },
  keys: GivenKeys,
  settings: Settings,
  clock: Clock,
): Verification {
  const known = { ...readKeys(keys, settings) }
  const log = known.log ?? knownLogKey(settings.dataFolder)
  return verifyBundle({ ...file, dataFolder: settings.dataFolder, ...known, log, clock })
}

function readKeys({ log, witnesses }: GivenKeys, settings: Settings) {
  return {
    log: log === undefined ? undefined : readKey(log, 'log', '--log'),
    witnesses: [
      ...witnesses.map((vkey) => readKey(vkey, 'witness', '--witness')),
      ...knownWitnesses(settings).map(({ verifier }) => verifier),
    ],
  }
}

function readKey(vkey: string, kind: KeyKind, option: string): Verifier {
  const verifier = readVerifier(vkey)
  if (verifier?.kind === kind) return verifier
  throw new Fault(
    `this is not the public key of a ${kind}`,
    option,
    'Give it as it is published, name+id+key.',
  )
}

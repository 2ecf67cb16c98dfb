import type { Clock, Database, Databases, Settings } from '../kernel/index.ts'
import type { Consent, HeldTables } from './held-tables.ts'
import { type GivenKeys, givenLogKey, knownPolicy, readKey } from './known-policy.ts'
import type { Verifier } from './note.ts'
import { knownLogKey, knownWitnesses } from './place-keys.ts'
import { policyOf, type QuorumRule } from './quorum.ts'
import type { Trail } from './trail.ts'
import type { Verification } from './verification.ts'
import { verifyBundle } from './verify-bundle.ts'
import { verifyDatabase } from './verify-database.ts'
import { verifyUrl } from './verify-url.ts'

/** The modes of `trail verify`, with the keys that this computer knows. */
export type Progress = (done: number, total: number) => void

type Place = {
  trail: Trail
  databases: Databases
  clock: Clock
  settings: Settings
  agreement?: Consent
  /** the tables of rooms that are held to the log */
  held?(): readonly HeldTables[]
}

export type VerifyOptions = {
  /**
   * false: what witnesses confirmed before counts, but none is told of this place. A place that was restored
   * while its original still runs would otherwise make them confirm one of two logs.
   */
  asking?: boolean
  /** false: what was in order the last time is not read again, unless rows are gone since */
  all?: boolean
}

/** Everything in the database, against what this computer and the witnesses have seen. */
export function verifyPlace(
  { trail, databases, clock, settings, agreement, held }: Place,
  onProgress?: Progress,
  { asking = true, all = true }: VerifyOptions = {},
): Promise<Verification> {
  const witnesses = knownWitnesses(settings)
  const log = trail.published.keys[0]!
  return verifyDatabase({
    db: databases.care,
    clock,
    dataFolder: settings.dataFolder,
    log,
    policy: policyOf(trail.rule(), witnesses, log.vkey),
    witnesses: asking ? witnesses : witnesses.map(({ url: _, ...witness }) => witness),
    ...(asking && { keeper: databases.log, sequence: () => trail.sequence() }),
    consent: agreement,
    tables: held?.() ?? [],
    all,
    onProgress,
  })
}

/**
 * The database as whoever audits it finds it: with a login that only reads and the public key of the log, and
 * without the place's own keys. Nothing is numbered, migrated or written but this computer's own memory.
 */
export function verifyAsAuditor(
  db: Database,
  keys: GivenKeys & { log: string },
  settings: Settings,
  clock: Clock,
  place: { rule?: QuorumRule; consent: Consent },
  { onProgress, all }: { onProgress?: Progress; all?: boolean } = {},
): Promise<Verification> {
  const log = readKey(keys.log, 'log', '--log')
  const { policy, verifiers } = auditorsPolicy(keys, settings, log, place.rule)
  return verifyDatabase({
    db,
    clock,
    dataFolder: settings.dataFolder,
    log,
    policy,
    witnesses: verifiers.map((verifier) => {
      const url = settings.witnesses.find(({ vkey }) => vkey === verifier.vkey)?.url
      return { verifier, ...(url === undefined ? {} : { url }) }
    }),
    consent: place.consent,
    all,
    onProgress,
  })
}

/** The clause of the agreement, with the keys that were given; a policy that was given counts by itself. */
function auditorsPolicy(
  keys: GivenKeys,
  settings: Settings,
  log: Verifier,
  rule: QuorumRule | undefined,
) {
  if (keys.policy !== undefined || rule === undefined) return knownPolicy(keys, settings, log)
  const named = rule.keys.map(({ vkey }) => readKey(vkey, 'witness', 'the agreement'))
  const given = keys.witnesses.map((vkey) => readKey(vkey, 'witness', '--witness'))
  const known = knownWitnesses(settings)
  const witnesses = [...named, ...given].map((verifier) => ({ verifier }))
  const all = witnesses.length > 0 ? witnesses : known
  return {
    policy: policyOf(rule, all, log.vkey),
    verifiers: all.map(({ verifier }) => verifier),
  }
}

/** Throws Fault where no log is published at the address, or a key is not one. */
export async function verifyPublished(
  url: string,
  keys: GivenKeys,
  settings: Settings,
  clock: Clock,
  onProgress?: Progress,
): Promise<Verification> {
  return verifyUrl({
    url,
    dataFolder: settings.dataFolder,
    log: givenLogKey(keys),
    policyFor: (text, log, before) => knownPolicy(keys, settings, log, { text, before }),
    clock,
    onProgress,
  })
}

/** Throws Fault where the text is not a resident's bundle, or a key is not one. */
export async function verifyTakenHome(
  file: { text: string; path: string },
  keys: GivenKeys,
  settings: Settings,
  clock: Clock,
): Promise<Verification> {
  const log = givenLogKey(keys) ?? knownLogKey(settings.dataFolder)
  return verifyBundle({
    ...file,
    dataFolder: settings.dataFolder,
    log,
    policyFor: (text, key, before) => knownPolicy(keys, settings, key, { text, before }),
    clock,
  })
}

import { existsSync, renameSync, rmSync } from 'node:fs'
import { type Database, Fault, newId, type Viewer } from '../kernel/index.ts'
import { describeViewer, writeEntry } from './entry.ts'
import { openKeyFile } from './key-file.ts'
import { Mark } from './mark.ts'
import { type KeySettings, logKeyFileOf, openLogKey } from './place-keys.ts'
import { insertEntry } from './queries.ts'
import { forgetWitnesses, newestCheckpoint } from './queries-log.ts'
import { CLOSE, type Closing } from './succession.ts'
import type { Trail } from './trail.ts'

/**
 * Ends the log and begins its successor. Where the old log can still be signed, the closing entry is its last
 * word; where its database was rolled back, the successor's first entry says what is lost.
 */
export type HandOver = { name: string; reason: string }
export type HandedOver = Closing & { entryId: string; oldKeyFile: string }

export async function handOver(
  {
    owner,
    trail,
    settings,
    now,
  }: { owner: Database; trail: Trail; settings: KeySettings; now: Date },
  viewer: Viewer,
  { name, reason }: HandOver,
): Promise<HandedOver> {
  const keyFile = logKeyFileOf(settings)
  const old = openLogKey(settings).verifier
  const halted = await trail.sequence().then(
    () => false,
    (error) => {
      if (error instanceof Fault) return true
      throw error
    },
  )
  const signed = new Mark(`${keyFile}.mark`, old.name).signed?.size ?? 0
  const left = Number((await newestCheckpoint(owner.short))?.size ?? 0)
  if (halted && signed <= left) {
    throw new Fault(
      'the log cannot be handed over: it was changed, not rolled back',
      'trail.leaf, trail.checkpoint',
      'Run concordat trail verify, then restore a backup.',
      1,
    )
  }
  const nextFile = `${keyFile}.next`
  rmSync(nextFile, { force: true })
  const next = openKeyFile(nextFile, name, 'log', '--name').verifier
  const closing: Closing = {
    closed: { origin: old.name, vkey: old.vkey },
    successor: { origin: next.name, vkey: next.vkey },
    ...(halted ? { lost: { from: left, to: signed } } : {}),
    reason,
  }
  const entryId = newId()
  const content = { ...describeViewer(viewer), command: CLOSE, entry: closing }
  await owner.transaction(async (tx) => {
    await insertEntry(tx, writeEntry('system', now, content, entryId))
    if (halted) await forgetWitnesses(tx, left)
  })
  if (!halted) {
    await trail.sequence()
    await trail.confirm()
  }
  // From here on the new key signs: whoever runs the place says its name in CONCORDAT_LOG_NAME.
  const oldKeyFile = `${keyFile}.${old.id.toString('hex')}`
  for (const ending of ['', '.mark']) {
    if (existsSync(keyFile + ending)) renameSync(keyFile + ending, oldKeyFile + ending)
  }
  renameSync(nextFile, keyFile)
  return { ...closing, entryId, oldKeyFile }
}

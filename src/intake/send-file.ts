import { basename, dirname, join } from 'node:path'
import { Fault, isRefusal, type Refusal, refuse, type Viewer } from '../kernel/index.ts'
import { type KeptUpload, keepUpload, type Upload } from '../shell/index.ts'
import type { Command, RunRefusal } from '../trail/index.ts'
import type { FeedRow } from './feed-kind.ts'
import { feedsToSend, SEND } from './feeds-to-send.ts'
import { type LoadedFile, loadFiles } from './load-files.ts'
import { noteRehearsal } from './note-rehearsal.ts'
import { openBytes } from './open-bytes.ts'
import type { IntakePlace } from './receive-items.ts'
import { type RehearsedFile, rehearse } from './rehearse.ts'

/** What a file is called in refusals: never where it lies on this machine. */
const THE_FILE = 'the file'

export type Sent =
  | { readonly ok: true; readonly name: string; readonly loaded: LoadedFile }
  /** only read, to see how it would be taken; nothing of it is kept */
  | { readonly ok: true; readonly name: string; readonly rehearsed: RehearsedFile }
  /** what is wrong with the file, and what to do; nothing of it was taken */
  | { readonly ok: false; readonly what: string; readonly remedy: string }

/** Why a file of somebody's is not listened to. */
export type SendRefusal = 'not-yours' | RunRefusal

type Said = { feed: string; bytes: number; hash: string }

/**
 * Takes a file from somebody of the feed's own party, as `load` takes it: that it was sent is an entry of theirs, with
 * the hash of its bytes, before anything of it is read. What the file is shows from its content.
 */
export async function sendFile(
  place: IntakePlace,
  viewer: Viewer,
  asked: { feed: string; upload: Upload; key: string; close: boolean; rehearse: boolean },
): Promise<Sent | Refusal<SendRefusal>> {
  const feed = feedsToSend(place, viewer).find(({ id }) => id === asked.feed)
  const folder = join(place.settings!.dataFolder!, 'uploads')
  const max = feed?.uploadBytes ?? 0
  const kept = feed === undefined ? undefined : await keepUpload(asked.upload, folder, max)
  if (kept?.kept === false) return notKept(kept.why, max)
  try {
    if (asked.rehearse && kept !== undefined) return await rehearseKept(place, viewer, asked, kept)
    const said = { feed: asked.feed, bytes: kept?.bytes ?? 0, hash: kept?.hash ?? '' }
    const answer = await place.trail.run(send(place), { viewer, input: said, key: asked.key })
    if (isRefusal(answer)) return answer
    if (kept === undefined) throw new Error('what was not kept was taken')
    const { path, name } = kept
    await refuseSwelling(path, max)
    const { files } = await loadFiles(place, [path], asked.feed, { viewer, close: asked.close })
    const [loaded] = files
    if (loaded?.fault !== undefined && loaded.read === 0) throw loaded.fault
    return { ok: true, name, loaded: loaded! }
  } catch (error) {
    if (!(error instanceof Fault) || error.exitCode === 1) throw error
    return { ok: false, what: inFile(error, kept), remedy: error.remedy }
  } finally {
    if (kept?.kept) await kept.drop()
  }
}

type Kept = Extract<KeptUpload, { kept: true }>

async function rehearseKept(
  place: IntakePlace,
  viewer: Viewer,
  { feed, key }: { feed: string; key: string },
  { path, name, hash }: Kept,
): Promise<Sent | Refusal<SendRefusal>> {
  const [rehearsed] = (await rehearse(place, [path], { source: feed })).files
  const { kind, badge, read, usable, because } = rehearsed!
  const input = { feed, hash, kind, badge, read, usable, because }
  const answer = await place.trail.run(noteRehearsal(place), { viewer, input, key })
  return isRefusal(answer) ? answer : { ok: true, name, rehearsed: rehearsed! }
}

/** That somebody sent a file, and which. What it holds follows in commands of its own. */
function send(place: IntakePlace): Command<Said, Said, 'not-yours'> {
  return {
    name: SEND.name,
    basis: { action: SEND.name, does: SEND.does },
    async run({ viewer }, said) {
      if (feedsToSend(place, viewer).some(({ id }) => id === said.feed)) {
        return { result: said, entry: said }
      }
      const feeds = place.agreement?.current()?.table<FeedRow>('feed') ?? []
      const clause = feeds.find(({ id }) => id === said.feed)?.clause
      return refuse(
        'not-yours',
        'A file is sent in by the party whose feed it is, where its clause says how large it may be.',
        {
          ...(clause === undefined ? {} : { clause }),
          next: 'Choose a feed of your own organisation.',
        },
      )
    },
  }
}

/** What is packed small may be endless: unpacked it keeps to the same size. */
async function refuseSwelling(path: string, max: number): Promise<void> {
  let bytes = 0
  for await (const chunk of openBytes(path)) {
    bytes += chunk.length
    if (bytes > max) {
      const what = `unpacked, ${THE_FILE} is larger than the ${megabytes(max)} that its clause allows`
      throw new Fault(what, '', 'Send it in parts, or ask those who run the place to load it.')
    }
  }
}

function notKept(why: 'empty' | 'too-large' | 'cut-off', max: number): Sent {
  switch (why) {
    case 'empty':
      return { ok: false, what: 'the file is empty', remedy: 'Choose the file again.' }
    case 'too-large':
      return {
        ok: false,
        what: `the file is larger than the ${megabytes(max)} that its clause allows`,
        remedy: 'Send it in parts, or ask those who run the place to load it.',
      }
    case 'cut-off':
      return { ok: false, what: 'the file did not arrive whole', remedy: 'Send it again.' }
  }
}

/** The fault with its place inside the file, without the folder in which it lay. */
function inFile({ message, where }: Fault, kept: KeptUpload | undefined): string {
  const path = kept?.kept ? kept.path : ''
  const inside = where
    .replace(path, '')
    .replace(dirname(path), '')
    .replace(basename(path), '')
    .replace(/^[\s,:/]+/, '')
  return inside === '' ? message : `${message} (${inside})`
}

export function megabytes(bytes: number): string {
  return `${bytes / 1_000_000} MB`
}

import { mkdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { type Clock, Fault, type InTurn, type Log, tryFileLock, turns } from '../kernel/index.ts'
import { readFile } from './durable-file.ts'
import { nameInKeyFile, openKeyFile, writePublicKey } from './key-file.ts'
import {
  type Algorithm,
  joinNote,
  readUtf8,
  type Signer,
  signatureLine,
  type Verifier,
} from './note.ts'
import { sha256 } from './tree.ts'
import { considerCheckpoint, type WitnessAnswer } from './witness.ts'
import { WitnessMemory } from './witness-memory.ts'

/**
 * An independent witness: a small HTTP server with a key and a memory of its own. What it confirms is
 * on the disk before the answer leaves, because a witness that forgets can be made to confirm a fork. One
 * process at a time has the memory.
 */
/** Room for 16 signatures of post-quantum witnesses, at nearly 5 kB each, and the proof. */
const BODY_BYTES_MAX = 128 * 1024
const MONITORED = /^\/([0-9a-f]{64})\/checkpoint$/

export type WitnessSettings = {
  /** 0 takes any free port */
  port: number
  host?: string
  /** made where absent */
  keyFile: string
  stateFile: string
  /** the logs that it answers for */
  logs: readonly Verifier[]
  /** the name of its key, and what it signs with: used only when the key is made */
  name?: string
  algorithm?: Algorithm
  clock: Clock
  log: Log
}

export type Witness = { readonly vkey: string; readonly url: string; close(): Promise<void> }

/** Throws Fault where the key, the memory or the port cannot be used. */
export async function startWitness(settings: WitnessSettings): Promise<Witness> {
  const { keyFile, stateFile } = settings
  const letGo = tryFileLock(lockPath(stateFile))
  if (letGo === undefined) throw memoryTaken(stateFile)
  try {
    // The memory first: a key without one is a witness that has forgotten, if it has ever answered with it.
    const hasAnswered =
      nameInKeyFile(keyFile) !== undefined || readFile(publicKeyPath(keyFile)) !== undefined
    const memory = new WitnessMemory(stateFile, keyFile, !hasAnswered)
    const name = nameInKeyFile(keyFile) ?? settings.name ?? `${hostname()}/witness`
    const signer = openKeyFile(keyFile, name, 'witness', '--key', settings.algorithm)
    writePublicKey(publicKeyPath(keyFile), signer.verifier)
    const serving = { ...settings, signer, memory, inTurn: turns() }
    const server = createServer((request, response) => {
      void serve(request, response, serving)
    })
    await listen(server, settings)
    const { port } = server.address() as { port: number }
    return {
      vkey: signer.verifier.vkey,
      url: `http://${settings.host ?? '127.0.0.1'}:${port}`,
      close: () =>
        new Promise((resolve) => {
          server.close(() => {
            letGo()
            resolve()
          })
          server.closeAllConnections()
        }),
    }
  } catch (error) {
    letGo()
    throw error
  }
}

/** True where a living process answers as the witness of this memory. */
export function isWitnessing(stateFile: string): boolean {
  const letGo = tryFileLock(lockPath(stateFile))
  letGo?.()
  return letGo === undefined
}

function lockPath(stateFile: string): string {
  mkdirSync(dirname(stateFile), { recursive: true, mode: 0o700 })
  return `${stateFile}.lock`
}

function memoryTaken(stateFile: string): Fault {
  return new Fault(
    'another process witnesses with this memory',
    `--state: ${stateFile}`,
    'Stop it first: two that sign from one memory could confirm two histories.',
    1,
  )
}

/** Where the public key of a witness stands: beside its secret one. */
function publicKeyPath(keyFile: string): string {
  return `${keyFile.replace(/\.(key|pem)$/, '')}.vkey`
}

type Serving = WitnessSettings & { signer: Signer; memory: WitnessMemory; inTurn: InTurn }

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  serving: Serving,
): Promise<void> {
  const { log, inTurn } = serving
  const path = request.url?.split('?')[0] ?? ''
  if (MONITORED.test(path)) {
    monitor(request, response, path, serving)
    return
  }
  if (path !== '/add-checkpoint') return reply(response, 404, 'there is nothing at this address\n')
  if (request.method !== 'POST') return reply(response, 405, 'use POST\n')
  const body = await readBody(request)
  if (typeof body !== 'string') return reply(response, 400, `the request ${body.what}\n`)
  try {
    // No second request comes between what the memory is asked and what it is told.
    await inTurn(() => confirm(body, response, serving))
  } catch (error) {
    log.error({ event: 'witness could not remember', room: 'trail', error })
    reply(response, 500, 'the witness cannot write its memory\n')
  }
}

async function confirm(
  body: string,
  response: ServerResponse,
  { signer, memory, logs, clock, log }: Serving,
): Promise<void> {
  const answer = considerCheckpoint(body, logs, (origin) => memory.last(origin))
  if (answer.status !== 200) return refuse(response, answer, log)
  const line = signatureLine(answer.text, signer, clock.now())
  await memory.remember(answer.checkpoint, joinNote(answer.text, [...answer.lines, line]))
  reply(response, 200, line)
}

/** The last checkpoint that it confirmed, with the log's signature and its own: what shows a fork to all. */
function monitor(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { memory, logs }: Serving,
): void {
  const hash = MONITORED.exec(path)![1]
  const origin = logs.find(({ name }) => originHash(name) === hash)?.name
  const note = origin === undefined ? undefined : memory.note(origin)
  if (request.method !== 'GET' && request.method !== 'HEAD') reply(response, 405, 'use GET\n')
  else if (note === undefined) reply(response, 404, 'nothing of this log was confirmed here\n')
  else reply(response, 200, note)
}

/** How a log is named in the address of a witness's monitoring page (C2SP tlog-witness). */
export function originHash(origin: string): string {
  return sha256(Buffer.from(origin)).toString('hex')
}

function refuse(
  response: ServerResponse,
  answer: Exclude<WitnessAnswer, { status: 200 }>,
  log: Log,
) {
  log.warn({ event: 'witness did not confirm', room: 'trail', status: answer.status })
  if (answer.status !== 409) return reply(response, answer.status, `${answer.why}\n`)
  return reply(response, 409, `${answer.size}\n`, 'text/x.tlog.size')
}

function reply(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

async function readBody(request: IncomingMessage): Promise<string | { what: string }> {
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of request) {
      length += part.length
      if (length > BODY_BYTES_MAX) return { what: 'is too long' }
      parts.push(part)
    }
  } catch {
    return { what: 'was broken off' }
  }
  return readUtf8(Buffer.concat(parts)) ?? { what: 'is not UTF-8' }
}

function listen(server: Server, { port, host }: WitnessSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Fault(
          `the witness cannot listen: ${error.code}`,
          `--listen ${port}`,
          'Choose another port.',
        ),
      ),
    )
    server.listen(port, host ?? '127.0.0.1', resolve)
  })
}

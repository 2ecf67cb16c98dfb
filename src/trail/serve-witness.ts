import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import { type Clock, Fault, type Log } from '../kernel/index.ts'
import type { Checkpoint } from './checkpoint.ts'
import { createFile, readFile, replaceFile } from './durable-file.ts'
import { openKeyFile, readKeyFile, writePublicKey } from './key-file.ts'
import { readBase64, type Signer, signatureLine, type Verifier } from './note.ts'
import { considerCheckpoint, type WitnessAnswer } from './witness.ts'

/**
 * An independent witness: a small HTTP server with a key and a memory of its own. What it confirms is
 * on the disk before the answer leaves, because a witness that forgets can be made to confirm a fork.
 */
const BODY_BYTES_MAX = 64 * 1024

export type WitnessSettings = {
  /** 0 takes any free port */
  port: number
  host?: string
  /** made where absent */
  keyFile: string
  stateFile: string
  /** the logs that it answers for */
  logs: readonly Verifier[]
  /** the name of its key, used only when the key is made */
  name?: string
  clock: Clock
  log: Log
}

export type Witness = { readonly vkey: string; readonly url: string; close(): Promise<void> }

/** Throws Fault where the key, the memory or the port cannot be used. */
export async function startWitness(settings: WitnessSettings): Promise<Witness> {
  const { keyFile, stateFile } = settings
  const known = readKeyFile(keyFile, '--key')?.verifier.name
  // The memory first: a key without one is a witness that has forgotten.
  const memory = new Memory(stateFile, known === undefined)
  const name = known ?? settings.name ?? `${hostname()}/witness`
  const signer = openKeyFile(keyFile, name, 'witness', '--key')
  writePublicKey(publicKeyPath(keyFile), signer.verifier)
  const server = createServer((request, response) => {
    void serve(request, response, { ...settings, signer, memory })
  })
  await listen(server, settings)
  const { port } = server.address() as { port: number }
  return {
    vkey: signer.verifier.vkey,
    url: `http://${settings.host ?? '127.0.0.1'}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Where the public key of a witness stands: beside its secret one. */
function publicKeyPath(keyFile: string): string {
  return `${keyFile.replace(/\.key$/, '')}.vkey`
}

type Serving = WitnessSettings & { signer: Signer; memory: Memory }

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { signer, memory, logs, clock, log }: Serving,
): Promise<void> {
  const path = request.url?.split('?')[0]
  if (path !== '/add-checkpoint') return reply(response, 404, 'there is nothing at this address\n')
  if (request.method !== 'POST') return reply(response, 405, 'use POST\n')
  const body = await readBody(request)
  if (body === undefined) return reply(response, 400, 'the request is too long\n')
  // From here to the answer nothing waits, so no second request can come between check and memory.
  try {
    const answer = considerCheckpoint(body, logs, (origin) => memory.last(origin))
    if (answer.status !== 200) return refuse(response, answer, log)
    memory.remember(answer.checkpoint)
    return reply(response, 200, signatureLine(answer.text, signer, clock.now()))
  } catch (error) {
    log.error({ event: 'witness could not remember', room: 'trail', error })
    return reply(response, 500, 'the witness cannot write its memory\n')
  }
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

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of request) {
      length += part.length
      if (length > BODY_BYTES_MAX) return undefined
      parts.push(part)
    }
  } catch {
    return undefined
  }
  return Buffer.concat(parts).toString()
}

/** The last checkpoint confirmed for each log, in one small file that only this process writes. */
class Memory {
  readonly #path: string
  readonly #last: Map<string, Checkpoint>
  #written: string

  constructor(path: string, isNew: boolean) {
    this.#path = path
    const text = readFile(path)
    if (text === undefined && !isNew) {
      throw new Fault(
        'this witness has a key but no memory of what it confirmed with it',
        `--state: ${path}`,
        'Put its state file back, or begin a new witness with a new key.',
      )
    }
    this.#written = text ?? '{}\n'
    this.#last = readMemory(this.#written, path)
    if (text === undefined) createFile(path, this.#written)
  }

  last(origin: string): Checkpoint | undefined {
    return this.#last.get(origin)
  }

  remember(checkpoint: Checkpoint): void {
    const next = new Map(this.#last).set(checkpoint.origin, checkpoint)
    const plain = [...next].map(([origin, { size, root }]) => [
      origin,
      { size, root: root.toString('base64') },
    ])
    const text = `${JSON.stringify(Object.fromEntries(plain))}\n`
    if (text === this.#written) return
    if (readFile(this.#path) !== this.#written)
      throw new Error('another process writes this memory')
    replaceFile(this.#path, text)
    this.#written = text
    this.#last.set(checkpoint.origin, checkpoint)
  }
}

function readMemory(text: string, path: string): Map<string, Checkpoint> {
  try {
    const kept = Object.entries(JSON.parse(text) as Record<string, { size: number; root: string }>)
    return new Map(
      kept.map(([origin, { size, root }]) => {
        const bytes = readBase64(root)
        if (!Number.isSafeInteger(size) || bytes?.length !== 32)
          throw new TypeError('no checkpoint')
        return [origin, { origin, size, root: bytes }]
      }),
    )
  } catch {
    throw new Fault(
      'the memory of this witness cannot be read',
      `--state: ${path}`,
      'Put an undamaged copy of it back, or begin a new witness with a new key.',
    )
  }
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

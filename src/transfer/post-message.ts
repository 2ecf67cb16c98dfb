import { readFileSync } from 'node:fs'
import type { PartnerSystem } from '../kernel/index.ts'
import type { JsonObject } from '../record/index.ts'

const ANSWER_MS_MAX = 10_000
const ANSWER_BYTES_MAX = 256 * 1024
const NUMBER_LENGTH_MAX = 200

/** `number`: what the receiver's system calls it. Without one nothing is proved. `failed`: why not, to follow `: `. */
export type Posted = { readonly number: string } | { readonly failed: string }

/** Sends a document to a party's own system, once. What is no 2xx with a number of its own proves nothing. */
export async function postMessage(system: PartnerSystem, document: JsonObject): Promise<Posted> {
  try {
    const { response, text } = await exchange(system, '', {
      method: 'POST',
      body: JSON.stringify(document),
    })
    if (!response.ok) return { failed: `it answered with status ${response.status}` }
    const number = numberIn(response.headers.get('location') ?? '', text)
    return number === undefined ? { failed: 'it gave no number of its own' } : { number }
  } catch (error) {
    return { failed: error instanceof NoToken ? 'there is no token for it' : 'it did not answer' }
  }
}

/**
 * How far a task has come there, in FHIR's own word, by the number under which we sent it; undefined where it does not
 * say. What it says of a task of another number is not ours.
 */
export async function statusThere(
  system: PartnerSystem,
  number: { readonly system: string; readonly value: string },
): Promise<string | undefined> {
  const query = new URLSearchParams({ identifier: `${number.system}|${number.value}` })
  try {
    const { response, text } = await exchange(system, `Task?${query}`, { method: 'GET' })
    return response.ok ? statusIn(JSON.parse(text), number.value) : undefined
  } catch {
    return undefined
  }
}

class NoToken extends Error {}

/** The token is read each time: whoever changes it need not start the place again. */
async function exchange({ address, tokenFile }: PartnerSystem, path: string, more: RequestInit) {
  const token = tokenFile === undefined ? undefined : tokenIn(tokenFile)
  const response = await fetch(path === '' ? address : `${address.replace(/\/$/, '')}/${path}`, {
    ...more,
    headers: {
      accept: 'application/fhir+json',
      'content-type': 'application/fhir+json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  })
  return { response, text: await textOf(response) }
}

function tokenIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new NoToken()
  }
}

function statusIn(answer: unknown, value: string): string | undefined {
  const { resourceType, entry } = answer as { resourceType?: string; entry?: unknown }
  const resources =
    resourceType === 'Bundle' && Array.isArray(entry)
      ? entry.map(({ resource }: { resource?: unknown }) => resource)
      : [answer]
  const task = resources.find((one) => {
    const { resourceType: type, identifier } = (one ?? {}) as Record<string, unknown>
    const numbers = Array.isArray(identifier) ? (identifier as { value?: unknown }[]) : []
    return type === 'Task' && numbers.some((number) => number?.value === value)
  }) as { status?: unknown } | undefined
  return typeof task?.status === 'string' ? task.status.slice(0, 40) : undefined
}

/** Read only as far as anything is expected in it. */
async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > ANSWER_BYTES_MAX) return ''
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function numberIn(location: string, text: string): string | undefined {
  const found = idIn(text) ?? location.match(/\/([\w.-]+)(?:\/_history\/[\w.-]+)?\/?$/)?.[1]
  return found === undefined || found === '' ? undefined : found.slice(0, NUMBER_LENGTH_MAX)
}

function idIn(text: string): string | undefined {
  try {
    const { id } = JSON.parse(text) as { id?: unknown }
    return typeof id === 'string' && /^[\w.-]+$/.test(id) ? id : undefined
  } catch {
    return undefined
  }
}

import type { JsonObject } from '../record/index.ts'

const ANSWER_MS_MAX = 10_000
const ANSWER_BYTES_MAX = 256 * 1024
const NUMBER_LENGTH_MAX = 200

/** `number`: what the receiver's system calls it. Without one nothing is proved. `failed`: why not, to follow `: `. */
export type Posted = { readonly number: string } | { readonly failed: string }

/** Sends a document to a party's own system, once. What is no 2xx with a number of its own proves nothing. */
export async function postMessage(address: string, document: JsonObject): Promise<Posted> {
  const headers = { 'content-type': 'application/fhir+json', accept: 'application/fhir+json' }
  try {
    const response = await fetch(address, {
      ...{ method: 'POST', headers, body: JSON.stringify(document) },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    })
    const text = await textOf(response)
    if (!response.ok) return { failed: `it answered with status ${response.status}` }
    const number = numberIn(response.headers.get('location') ?? '', text)
    return number === undefined ? { failed: 'it gave no number of its own' } : { number }
  } catch {
    return { failed: 'it did not answer' }
  }
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

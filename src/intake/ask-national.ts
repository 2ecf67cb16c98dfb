import { readFileSync } from 'node:fs'
import { newId } from '../kernel/index.ts'
import type { SourcePerson } from '../people/index.ts'
import type { JsonObject } from '../record/index.ts'
import { type NationalAnswer, readNational } from './national-answer.ts'

const ANSWER_MS_MAX = 10_000
const ANSWER_BYTES_MAX = 1024 * 1024
/** Of a first name so many letters are said, of a postcode so many: the rest may be written otherwise. */
const GIVEN_LETTERS = 3
const POSTCODE_LETTERS = 2

export type NationalService = {
  readonly address: string
  /** a file with the token that is shown; whoever renews it writes it again */
  readonly tokenFile?: string
}

/** Asks for the record of a number. */
export function retrieve(service: NationalService, number: string): Promise<NationalAnswer> {
  return ask(service, `Patient/${encodeURIComponent(number)}`)
}

/**
 * Asks who somebody is: by name, birth date and where they live, and without that where nobody is found by it, because
 * whoever is restricted is found by it never. Undefined where too little is said of them to be asked.
 */
export async function trace(
  service: NationalService,
  person: Pick<SourcePerson, 'family' | 'given' | 'birthDate' | 'address' | 'restricted'>,
): Promise<NationalAnswer | undefined> {
  const { family, given, birthDate, address, restricted = false } = person
  const [first = ''] = given
  if (family === undefined || birthDate?.length !== 10 || first.length < 2) return undefined
  const who: [string, string][] = [
    ['family', family],
    ['given', begins(first, GIVEN_LETTERS)],
    ['birthdate', `eq${birthDate}`],
    ['_history', 'true'],
    ['_max-results', '1'],
  ]
  const postcode = restricted ? '' : (address?.postcode ?? '').replaceAll(' ', '')
  if (postcode.length > POSTCODE_LETTERS) {
    const where: [string, string] = ['address-postalcode', begins(postcode, POSTCODE_LETTERS)]
    const found = await ask(service, `Patient?${new URLSearchParams([...who, where])}`)
    if (found.outcome !== 'none') return found
  }
  return ask(service, `Patient?${new URLSearchParams(who)}`)
}

function begins(text: string, letters: number): string {
  return text.length > letters ? `${text.slice(0, letters)}*` : text
}

async function ask({ address, tokenFile }: NationalService, path: string): Promise<NationalAnswer> {
  try {
    const token = tokenFile === undefined ? undefined : readFileSync(tokenFile, 'utf8').trim()
    const response = await fetch(`${address.replace(/\/$/, '')}/${path}`, {
      headers: {
        accept: 'application/fhir+json',
        'x-request-id': newId(),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    })
    return readNational(response.status, await objectIn(response))
  } catch {
    return { outcome: 'later' }
  }
}

/** Read only as far as an answer can be long. */
async function objectIn(response: Response): Promise<JsonObject | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > ANSWER_BYTES_MAX) return undefined
    parts.push(part)
  }
  try {
    const read: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'))
    const isObject = typeof read === 'object' && read !== null && !Array.isArray(read)
    return isObject ? (read as JsonObject) : undefined
  } catch {
    return undefined
  }
}

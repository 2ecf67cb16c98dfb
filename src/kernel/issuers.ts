import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse, YAMLParseError } from 'yaml'
import { z } from 'zod'
import { Fault } from './fault.ts'

/** Where an ID token says what. */
export type ClaimNames = {
  readonly name: string
  readonly role: string
  readonly organisation: string
  readonly unit: string
  readonly nhsNumber: string
}

/** A sign-in provider that a place trusts, and how what it says is read. */
export type Issuer = {
  readonly id: string
  /** for the button, to follow `Sign in with`: `your hospital account` */
  readonly label: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret?: string
  readonly scope: string
  readonly claims: ClaimNames
  /** everybody whom it vouches for has this role of the agreement, whatever it says */
  readonly role?: string
  /** its words for roles → the agreement's; where given, it can vouch for no others */
  readonly roles?: Readonly<Record<string, string>>
  /** everybody whom it vouches for acts for this party */
  readonly organisation?: string
  /** its words for organisations → the agreement's parties; where given, it can vouch for no others */
  readonly organisations?: Readonly<Record<string, string>>
}

export const CLAIM_NAMES: ClaimNames = {
  name: 'name',
  role: 'role',
  organisation: 'organisation',
  unit: 'unit',
  nhsNumber: 'nhs_number',
}
export const STANDARD_SCOPE = 'openid profile'

const words = z.string().trim().min(1).max(200)
const schema = z.strictObject({
  issuers: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower-case letters, digits and -'),
        label: words,
        issuer: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }),
        clientId: words.default('concordat'),
        clientSecretFile: words.optional(),
        scope: words.default(STANDARD_SCOPE),
        claims: z
          .strictObject({
            name: words.default(CLAIM_NAMES.name),
            role: words.default(CLAIM_NAMES.role),
            organisation: words.default(CLAIM_NAMES.organisation),
            unit: words.default(CLAIM_NAMES.unit),
            nhsNumber: words.default(CLAIM_NAMES.nhsNumber),
          })
          .default(CLAIM_NAMES),
        role: words.optional(),
        roles: z.record(words, words).optional(),
        organisation: words.optional(),
        organisations: z.record(words, words).optional(),
      }),
    )
    .min(1, 'must name at least one'),
})

/**
 * The providers that a file names. Their secrets stand in files of their own, beside it or elsewhere.
 * @throws Fault with the place in the file
 */
export function readIssuers(path: string): Issuer[] {
  const read = schema.safeParse(parsed(path))
  if (!read.success) {
    const { path: where, message } = read.error.issues[0]!
    throw new Fault(
      `setting CONCORDAT_ISSUERS cannot be used: ${where.map(String).join('.')} ${message}`,
      path,
      'Correct the file.',
    )
  }
  const { issuers } = read.data
  const twice = issuers.find(({ id }, at) => issuers.findIndex((one) => one.id === id) !== at)
  if (twice !== undefined) {
    const what = `setting CONCORDAT_ISSUERS cannot be used: two issuers are called ${twice.id}`
    throw new Fault(what, path, 'Give each an id of its own.')
  }
  return issuers.map(({ clientSecretFile, ...issuer }) => ({
    ...issuer,
    ...(clientSecretFile === undefined
      ? {}
      : { clientSecret: readText(resolve(dirname(path), clientSecretFile)).trim() }),
  }))
}

function parsed(path: string): unknown {
  const text = readText(path)
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    const line = error.linePos?.[0].line ?? 1
    throw new Fault(
      'setting CONCORDAT_ISSUERS cannot be used: the file is not valid YAML',
      `${path}, line ${line}`,
      'Correct the file.',
    )
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Fault(
      `setting CONCORDAT_ISSUERS cannot be used: a file cannot be read (${code})`,
      path,
      'Give the path of a file that this program may read.',
    )
  }
}

import { createPrivateKey, type KeyObject } from 'node:crypto'
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
  /** how we prove to it who asks: a secret that both know, or a key of which it knows the public half */
  readonly clientSecret?: string
  readonly clientKey?: ClientKey
  /** the file of either, which nobody else may read */
  readonly secretFile?: string
  readonly scope: string
  /** what else it wants to be asked with, such as how sure it must be */
  readonly parameters?: Readonly<Record<string, string>>
  /** claims that must say exactly this, such as how it has proved who somebody is */
  readonly requires?: Readonly<Record<string, string>>
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

/** `algorithm`: of JOSE, such as `ES256`; `id`: by which the provider finds the public half. */
export type ClientKey = {
  readonly key: KeyObject
  readonly algorithm: ClientAlgorithm
  readonly id?: string
  /** whom the proof is made out to, where that is not the issuer */
  readonly audience?: string
}
const CLIENT_ALGORITHMS = ['ES256', 'ES384', 'RS256', 'RS384', 'RS512', 'PS256'] as const
export type ClientAlgorithm = (typeof CLIENT_ALGORITHMS)[number]

export const CLAIM_NAMES: ClaimNames = {
  name: 'name',
  role: 'role',
  organisation: 'organisation',
  unit: 'unit',
  nhsNumber: 'nhs_number',
}
export const STANDARD_SCOPE = 'openid profile'

/** By its own name: the address of its description would be believed whatever issuer it describes. */
export const issuerAddress = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
  .refine(
    (text) => !text.includes('/.well-known/'),
    'must be the issuer alone, without /.well-known/ and what follows',
  )
const words = z.string().trim().min(1).max(200)
const schema = z.strictObject({
  issuers: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower-case letters, digits and -'),
        label: words,
        issuer: issuerAddress,
        clientId: words.default('concordat'),
        clientSecretFile: words.optional(),
        clientKeyFile: words.optional(),
        clientKeyId: words.optional(),
        clientKeyAlgorithm: z.enum(CLIENT_ALGORITHMS).optional(),
        clientKeyAudience: words.optional(),
        scope: words.default(STANDARD_SCOPE),
        parameters: z.record(words, words).optional(),
        requires: z.record(words, words).optional(),
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
 * The providers that a file names. Their secrets and keys stand in files of their own, beside it or elsewhere.
 * @throws Fault with every place in the file that is wrong
 */
export function readIssuers(path: string): Issuer[] {
  const read = schema.safeParse(parsed(path))
  if (!read.success) {
    const [first, ...others] = read.error.issues.map(
      ({ path: where, message }) =>
        new Fault(
          `setting CONCORDAT_ISSUERS cannot be used: ${where.map(String).join('.')} ${message}`,
          path,
          'Correct the file.',
        ),
    )
    throw Fault.together([first!, ...others])
  }
  const { issuers } = read.data
  const twice = issuers.find(({ id }, at) => issuers.findIndex((one) => one.id === id) !== at)
  if (twice !== undefined) {
    const what = `setting CONCORDAT_ISSUERS cannot be used: two issuers are called ${twice.id}`
    throw new Fault(what, path, 'Give each an id of its own.')
  }
  return issuers.map((issuer) => withSecrets(issuer, path))
}

type Written = z.output<typeof schema>['issuers'][number]

function withSecrets(written: Written, path: string): Issuer {
  const { clientSecretFile, clientKeyFile, clientKeyId, ...more } = written
  const { clientKeyAlgorithm, clientKeyAudience, ...issuer } = more
  const beside = (file: string) => resolve(dirname(path), file)
  if (clientSecretFile !== undefined && clientKeyFile !== undefined) {
    throw new Fault(
      `setting CONCORDAT_ISSUERS cannot be used: ${issuer.id} has both a secret and a key`,
      path,
      'Leave clientSecretFile or clientKeyFile out.',
    )
  }
  if (clientSecretFile !== undefined) {
    const secretFile = beside(clientSecretFile)
    return { ...issuer, secretFile, clientSecret: readText(secretFile).trim() }
  }
  if (clientKeyFile === undefined) return issuer
  const key = readClientKey(beside(clientKeyFile))
  const algorithm = clientKeyAlgorithm ?? usualAlgorithm(key)
  if (!mayUse(key, algorithm)) {
    throw new Fault(
      `setting CONCORDAT_ISSUERS cannot be used: the key of ${issuer.id} cannot sign ${algorithm}`,
      beside(clientKeyFile),
      'Give a key of that kind, or its own algorithm in clientKeyAlgorithm.',
    )
  }
  return {
    ...issuer,
    secretFile: beside(clientKeyFile),
    clientKey: { key, algorithm, id: clientKeyId, audience: clientKeyAudience },
  }
}

/** As openssl writes them: PEM (PKCS #8), RSA or on the curve P-256 or P-384. */
function readClientKey(path: string): KeyObject {
  try {
    return createPrivateKey(readText(path))
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault(
      'setting CONCORDAT_ISSUERS cannot be used: a client’s key is no private key, or needs a passphrase',
      path,
      'Give a PEM file, as openssl genpkey writes it.',
    )
  }
}

function usualAlgorithm({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): ClientAlgorithm {
  if (asymmetricKeyType === 'rsa') return 'RS256'
  return asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'ES384' : 'ES256'
}

function mayUse({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, algorithm: string) {
  if (asymmetricKeyType === 'rsa') return /^[RP]S/.test(algorithm)
  const curve = asymmetricKeyDetails?.namedCurve
  return (
    (curve === 'prime256v1' && algorithm === 'ES256') ||
    (curve === 'secp384r1' && algorithm === 'ES384')
  )
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

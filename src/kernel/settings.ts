import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { Fault } from './fault.ts'
import { CLAIM_NAMES, type Issuer, issuerAddress, readIssuers, STANDARD_SCOPE } from './issuers.ts'

/** Defaults are of this checkout, wherever the command is run from; given paths are the caller's. */
const CHECKOUT = join(import.meta.dirname, '../..')

/** What only the made-up place is called, and where its agreement stands. */
export const MADE_UP_LOG = 'southmere.example/trail'
export const MADE_UP_FOLDER = join(CHECKOUT, 'places/southmere')

/** Digits only: a space would read as 0, and `1e3` as a port that nobody meant. */
const whole = (max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value <= max, `must be at most ${max}`)
const port = whole(65535)
const url = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })

const environment = z.object({
  PORT: port.default(8080),
  CONCORDAT_DATA: z.string().min(1).default(join(CHECKOUT, '.data')),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .optional(),
  CONCORDAT_DATABASE_SECRETS: z.string().min(1).optional(),
  CONCORDAT_PROXIES: z.string().optional(),
  CONCORDAT_PLACE: z.string().min(1).default(MADE_UP_FOLDER),
  CONCORDAT_OIDC_ISSUER: issuerAddress.optional(),
  CONCORDAT_OIDC_CLIENT_ID: z.string().min(1).default('concordat'),
  CONCORDAT_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  CONCORDAT_ISSUERS: z.string().min(1).optional(),
  CONCORDAT_MLLP_PORT: port.optional(),
  CONCORDAT_MLLP_HOST: z.string().min(1).default('localhost'),
  CONCORDAT_ORIGIN: url.optional(),
  CONCORDAT_MODE: z
    .enum(['made-up', 'live'], { error: 'must be made-up or live' })
    .default('made-up'),
  CONCORDAT_LOG_NAME: z
    .string()
    .regex(/^[^\s+]+$/, 'must not hold spaces or +')
    .default(MADE_UP_LOG),
  CONCORDAT_LOG_KEY: z.string().min(1).optional(),
  CONCORDAT_WITNESSES: z.string().optional(),
  CONCORDAT_AGREEMENT: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'must be a hash: sha256: and 64 hex digits')
    .optional(),
  CONCORDAT_NOW: z.iso
    .datetime({ offset: true, error: 'must be a time like 2026-03-10T09:00:00Z' })
    .optional(),
  CONCORDAT_SMTP: z.string().optional(),
  CONCORDAT_DROP: z.string().min(1).optional(),
  CONCORDAT_PDS: url.optional(),
  CONCORDAT_PDS_TOKEN: z.string().min(1).optional(),
  CONCORDAT_PEOPLE: whole(2_000_000).default(10_000),
})

/** Every setting, checked. Secrets are held here and nowhere else; never logged. */
export type Settings = {
  port: number
  /** absolute path; everything that is written is below it */
  dataFolder: string
  databaseUrl?: string
  /** absolute path: a folder with a file for each login of a live place on a given server, its password */
  databaseSecrets: string
  /** addresses, and ranges of them, whose word is taken for who asks through them (`X-Forwarded-…`) */
  proxies: string[]
  /** absolute path: a folder of the agreement, or a place folder that holds `agreement/` */
  placeFolder: string
  /** the sign-in providers that it trusts; none: the embedded one, with the made-up people */
  issuers: Issuer[]
  /** for messages over MLLP; 0: none is opened. Absent: 2575 in a made-up place, none in a live one */
  mllpPort?: number
  /** the address at which that port is opened: this machine alone, unless something in front proves who sends */
  mllpHost: string
  origin: string
  mode: 'made-up' | 'live'
  logName: string
  /** path of a file with the log's signing key; made below the data folder where absent */
  logKeyFile?: string
  /** `vkey url` pairs, separated by commas; the side that runs the witness may stand before them */
  witnesses: { vkey: string; url: string; side?: string }[]
  /** the hash of the first agreement of the place; kept below the data folder where absent */
  firstAgreement?: string
  /** addresses of databases whose views are read, by the source, with their passwords */
  views?: ReadonlyMap<string, string>
  /** where partners' own systems take messages, by the party, with a file with the token that is shown to each */
  systems?: ReadonlyMap<string, PartnerSystem>
  /** the national demographics service, and a file with the token that is shown to it; absent: nobody is traced */
  demographics?: { address: string; tokenFile?: string }
  /** absolute path: a folder with a folder for each source, whose files are taken as they come */
  dropFolder?: string
  /** size of the made-up place on its first start */
  people: number
  /** when the clock of a made-up place begins; absent: it is that of the machine */
  now?: Date
  /** through which mail is sent; without it made-up mail stays in the mailbox, and a live place says so */
  smtp?: MailServer
}

export type PartnerSystem = { address: string; tokenFile?: string }

export type MailServer = {
  host: string
  port: number
  /** encrypted from the first byte; otherwise as soon as the server offers it */
  secure: boolean
  login?: { user: string; password: string }
}

export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const { settings, faults } = inspectSettings(env)
  const [first, ...others] = faults
  if (first === undefined) return settings
  throw Fault.together([first, ...others])
}

/** Every setting that can be used, and what is wrong with each of the others: they stand as if they were not given. */
export function inspectSettings(env: NodeJS.ProcessEnv = process.env): {
  settings: Settings
  faults: readonly Fault[]
} {
  const { read, faults } = readEnvironment(env)
  const usable = <T>(work: () => T, without: T): T => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      faults.push(error)
      return without
    }
  }
  const settings: Settings = {
    port: read.PORT,
    dataFolder: resolve(read.CONCORDAT_DATA),
    databaseUrl: read.DATABASE_URL,
    databaseSecrets: resolve(
      read.CONCORDAT_DATABASE_SECRETS ?? join(read.CONCORDAT_DATA, 'database'),
    ),
    proxies: usable(() => readProxies(read.CONCORDAT_PROXIES), []),
    placeFolder: resolve(read.CONCORDAT_PLACE),
    issuers: usable(() => issuersOf(read), []),
    mllpPort: read.CONCORDAT_MLLP_PORT,
    mllpHost: read.CONCORDAT_MLLP_HOST,
    origin: (read.CONCORDAT_ORIGIN ?? `http://localhost:${read.PORT}`).replace(/\/$/, ''),
    mode: read.CONCORDAT_MODE,
    logName: read.CONCORDAT_LOG_NAME,
    logKeyFile: read.CONCORDAT_LOG_KEY,
    witnesses: usable(() => readWitnesses(read.CONCORDAT_WITNESSES), []),
    firstAgreement: read.CONCORDAT_AGREEMENT,
    people: read.CONCORDAT_PEOPLE,
    ...viewsIn(env, faults),
    ...systemsIn(env, faults),
    ...(read.CONCORDAT_PDS === undefined
      ? {}
      : {
          demographics: {
            address: read.CONCORDAT_PDS,
            ...(read.CONCORDAT_PDS_TOKEN === undefined
              ? {}
              : { tokenFile: resolve(read.CONCORDAT_PDS_TOKEN) }),
          },
        }),
    ...(read.CONCORDAT_DROP === undefined ? {} : { dropFolder: resolve(read.CONCORDAT_DROP) }),
    smtp: usable(() => readMailServer(read.CONCORDAT_SMTP), undefined),
    ...(read.CONCORDAT_NOW === undefined ? {} : { now: new Date(read.CONCORDAT_NOW) }),
  }
  faults.push(...unsafeIn(settings))
  return { settings, faults }
}

/** `CONCORDAT_VIEW_SOUTHMERE_COUNCIL_DAILY`: the database in which that source's view stands. */
const VIEW = /^CONCORDAT_VIEW_([A-Z][A-Z0-9_]{0,59})$/

function viewsIn(env: NodeJS.ProcessEnv, faults: Fault[]): Pick<Settings, 'views'> {
  const views = new Map<string, string>()
  for (const [name, address] of Object.entries(env)) {
    const source = VIEW.exec(name)?.[1]?.toLowerCase().replaceAll('_', '-')
    if (source === undefined || !address) continue
    if (/^postgres(ql)?:\/\//.test(address)) views.set(source, address)
    else {
      const what = `setting ${name} cannot be used: must start with postgres:// or postgresql://`
      faults.push(new Fault(what, name, 'Correct it or unset it.'))
    }
  }
  return views.size === 0 ? {} : { views }
}

/** `CONCORDAT_SYSTEM_THE_LIMES`: where that party's own system takes messages; `…_TOKEN`: a file with its token. */
const SYSTEM = /^CONCORDAT_SYSTEM_([A-Z][A-Z0-9_]{0,59}?)(_TOKEN)?$/

function systemsIn(env: NodeJS.ProcessEnv, faults: Fault[]): Pick<Settings, 'systems'> {
  const told = Object.entries(env).flatMap(([name, value]) => {
    const [, party, isToken] = SYSTEM.exec(name) ?? []
    if (party === undefined || !value) return []
    return [{ name, value, party: party.toLowerCase().replaceAll('_', '-'), isToken: !!isToken }]
  })
  const refuse = (name: string, why: string) =>
    faults.push(
      new Fault(`setting ${name} cannot be used: ${why}`, name, 'Correct it or unset it.'),
    )
  const systems = new Map<string, PartnerSystem>()
  for (const { name, value, party, isToken } of told) {
    if (isToken) continue
    if (isSafeAddress(value)) systems.set(party, { address: value })
    else refuse(name, 'must be an address that begins with https:// and names no login')
  }
  for (const { name, value, party, isToken } of told) {
    const system = systems.get(party)
    if (!isToken) continue
    if (system === undefined) refuse(name, 'there is no address to show it at')
    else systems.set(party, { ...system, tokenFile: resolve(value) })
  }
  return systems.size === 0 ? {} : { systems }
}

/** Over a network it is read by nobody else; on the same machine there is no network. */
function isSafeAddress(text: string): boolean {
  const at = URL.canParse(text) ? new URL(text) : undefined
  if (at === undefined || at.username !== '' || at.password !== '') return false
  if (at.protocol === 'https:') return true
  return at.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(at.hostname)
}

/** What cannot be used is left out, so that the others are read as well. */
function readEnvironment(env: NodeJS.ProcessEnv): {
  read: z.output<typeof environment>
  faults: Fault[]
} {
  const given = Object.fromEntries(
    Object.entries(env).filter(([key, value]) => key in environment.shape && value !== ''),
  )
  const parsed = environment.safeParse(given)
  if (parsed.success) return { read: parsed.data, faults: [] }
  const messages = new Map(
    parsed.error.issues.toReversed().map(({ path, message }) => [String(path[0]), message]),
  )
  const faults = [...messages]
    .reverse()
    .map(
      ([name, message]) =>
        new Fault(`setting ${name} cannot be used: ${message}`, name, 'Correct it or unset it.'),
    )
  const usable = Object.entries(given).filter(([name]) => !messages.has(name))
  return { read: environment.parse(Object.fromEntries(usable)), faults }
}

function readWitnesses(text: string | undefined): Settings['witnesses'] {
  if (text === undefined) return []
  return text.split(',').map((one) => {
    const words = one.trim().split(/\s+/)
    const side = words.length === 3 ? words.shift() : undefined
    const [vkey, address, ...rest] = words
    if (!vkey || !address || rest.length > 0 || !url.safeParse(address).success) {
      throw new Fault(
        'setting CONCORDAT_WITNESSES cannot be used: each witness is a key, a space and an address',
        'CONCORDAT_WITNESSES',
        'Write it as "KEY URL,KEY URL", or "SIDE KEY URL,SIDE KEY URL".',
      )
    }
    return { vkey, url: address, ...(side === undefined ? {} : { side }) }
  })
}

/** `10.0.0.7`, `::1`, `10.0.0.0/8`: nobody is believed whom no setting names. */
function readProxies(text: string | undefined): string[] {
  const words = text?.split(',').map((one) => one.trim()) ?? []
  for (const word of words) {
    const [address, bits, ...rest] = word.split('/')
    const family = isIP(address!)
    const most = family === 6 ? 128 : 32
    const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && +bits > 0 && +bits <= most)
    if (family !== 0 && fits && rest.length === 0) continue
    throw new Fault(
      'setting CONCORDAT_PROXIES cannot be used: each is an address, or a range as 10.0.0.0/8',
      'CONCORDAT_PROXIES',
      'Write it as "ADDRESS,ADDRESS/BITS".',
    )
  }
  return words
}

/** One provider by three settings, which stands by itself; or several by a file. */
function issuersOf(read: z.output<typeof environment>): Issuer[] {
  const { CONCORDAT_ISSUERS: file, CONCORDAT_OIDC_ISSUER: issuer } = read
  if (file !== undefined && issuer !== undefined) {
    throw new Fault(
      'settings CONCORDAT_ISSUERS and CONCORDAT_OIDC_ISSUER cannot both be used',
      'CONCORDAT_ISSUERS',
      'Name every provider in the file, and unset the other.',
    )
  }
  if (file !== undefined) return readIssuers(resolve(file))
  if (issuer === undefined) return []
  const { CONCORDAT_OIDC_CLIENT_ID: clientId, CONCORDAT_OIDC_CLIENT_SECRET: clientSecret } = read
  const standard = { claims: CLAIM_NAMES, scope: STANDARD_SCOPE }
  return [{ id: '', label: 'your own account', issuer, clientId, clientSecret, ...standard }]
}

/** What is wrong is said without what was given: it may hold a password. */
function readMailServer(text: string | undefined): MailServer | undefined {
  if (text === undefined) return undefined
  const wrong = (what: string) =>
    new Fault(
      `setting CONCORDAT_SMTP cannot be used: ${what}`,
      'CONCORDAT_SMTP',
      'Write it as smtp://user:password@host:port, or unset it.',
    )
  const read = URL.parse(text)
  if (read === null || !['smtp:', 'smtps:'].includes(read.protocol)) {
    throw wrong('it is not the address of a mail server')
  }
  if (read.hostname === '') throw wrong('it names no host')
  if (!['', '/'].includes(read.pathname) || read.search !== '' || read.hash !== '') {
    throw wrong('it holds more than a login, a host and a port')
  }
  if ((read.username === '') !== (read.password === '')) {
    throw wrong('it gives a user without a password, or a password without a user')
  }
  const secure = read.protocol === 'smtps:'
  try {
    const [user, password] = [read.username, read.password].map(decodeURIComponent)
    return {
      host: read.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: read.port === '' ? (secure ? 465 : 587) : Number(read.port),
      secure,
      ...(user && password ? { login: { user, password } } : {}),
    }
  } catch {
    throw wrong('its user or password holds a % that stands for nothing')
  }
}

/** Plain http is for where nobody real is at risk, and a clock that was set for a place that is made up. */
function unsafeIn(settings: Settings): Fault[] {
  const faults: Fault[] = []
  const { origin } = new URL(settings.origin)
  if (origin !== settings.origin) {
    faults.push(
      new Fault(
        'setting CONCORDAT_ORIGIN cannot be used: it holds more than a scheme, a host and a port',
        'CONCORDAT_ORIGIN',
        `Write it as ${origin}.`,
      ),
    )
  } else if (!isPrivate(origin)) {
    faults.push(
      new Fault(
        'setting CONCORDAT_ORIGIN cannot be used: plain http is for localhost only',
        'CONCORDAT_ORIGIN',
        'Give an https:// address.',
      ),
    )
  }
  const open = settings.issuers.find(({ issuer }) => !isPrivate(issuer))
  if (open !== undefined) {
    faults.push(
      new Fault(
        `the sign-in provider ${open.issuer} cannot be used: plain http is for localhost only`,
        open.id === '' ? 'CONCORDAT_OIDC_ISSUER' : `CONCORDAT_ISSUERS, ${open.id}`,
        'Give its https:// address.',
      ),
    )
  }
  if (settings.mode === 'live' && settings.now !== undefined) {
    faults.push(
      new Fault(
        'setting CONCORDAT_NOW cannot be used: a live place goes by the clock of its machine',
        'CONCORDAT_NOW',
        'Unset it, or use CONCORDAT_MODE=made-up.',
      ),
    )
  }
  return faults
}

/** What goes there cannot be read on the way. */
export function isPrivate(address: string): boolean {
  const { hostname, protocol } = new URL(address)
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

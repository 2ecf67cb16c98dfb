import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { Fault } from './fault.ts'

const SETTING = 'CONCORDAT_DATABASE_SECRETS'
const BYTES_MAX = 1024
/** What PostgreSQL itself counts. */
const ITERATIONS = 4096

/**
 * The passwords of the database's logins: a folder with one file for each, named as the login, as what keeps secrets
 * for services writes it. What is missing is made here, where the folder can be written.
 */
export type LoginSecrets = {
  readonly folder: string
  /** @throws Fault where there is none and none can be kept, or the file holds no password */
  of(login: string): string
}

export function openLoginSecrets(folder: string): LoginSecrets {
  return {
    folder,
    of: (login) => {
      const path = join(folder, login)
      return read(path) ?? make(path)
    },
  }
}

function read(path: string): string | undefined {
  let text: string
  try {
    if (fs.statSync(path).size > BYTES_MAX) throw unusable(path, 'it is too long for a password')
    text = fs.readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (error instanceof Fault) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw unusable(path, `it cannot be read (${code})`)
  }
  if (/^[\x21-\x7e]+$/.test(text)) return text
  throw unusable(path, 'it is not one line of letters, digits and signs without spaces')
}

function make(path: string): string {
  const made = randomBytes(24).toString('base64url')
  try {
    const whole = `${path}.${process.pid}`
    fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    fs.writeFileSync(whole, `${made}\n`, { mode: 0o600, flush: true })
    try {
      fs.linkSync(whole, path)
    } finally {
      fs.rmSync(whole, { force: true })
    }
    return made
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Two processes that start at once: the first one's counts.
    if (code === 'EEXIST') return read(path)!
    throw unusable(path, `it is not there and cannot be made (${code})`)
  }
}

function unusable(path: string, why: string): Fault {
  return new Fault(
    `the password of a login of the database cannot be used: ${why}`,
    `${SETTING}: ${path}`,
    'Put the password there, or take the file away so that another is made.',
  )
}

/** What the server keeps in the place of a password: a statement that holds it may be read by anybody (RFC 5803). */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256')
  const mac = (text: string) => createHmac('sha256', salted).update(text).digest()
  const stored = createHash('sha256').update(mac('Client Key')).digest('base64')
  const keys = `${stored}:${mac('Server Key').toString('base64')}`
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${keys}`
}

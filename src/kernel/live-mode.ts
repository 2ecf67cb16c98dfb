import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from './fault.ts'
import { MADE_UP_FOLDER, MADE_UP_LOG, type Settings } from './settings.ts'

/** The names of the made-up place's keys end so: `nhs.southmere.example/witness`. */
const MADE_UP_HOST = MADE_UP_LOG.split('/')[0]!

/** Beside what a place keeps: in which mode it was first started. */
const KEPT = 'mode'

/**
 * What only a made-up place may have, and what a live one may not be without: everything at once, for whoever starts
 * it. `known`: what is wrong with single settings. What follows from the text of the agreement is said by those who
 * read it.
 */
export function whyNotLive(settings: Settings, known: readonly Fault[] = []): Fault[] {
  if (settings.mode !== 'live') return whyNotMadeUp(settings)
  // What cannot be used stands as if it were not given: that it is not given need not be said as well.
  return allThatIsMissing(settings).filter(
    ({ where }) => !known.some(({ message }) => message.includes(where.split(':')[0]!)),
  )
}

function allThatIsMissing(settings: Settings): Fault[] {
  const { logName, placeFolder, dataFolder, witnesses, issuers, origin, port } = settings
  const isSouthmere = placeFolder === MADE_UP_FOLDER
  const hasPeople = ['.', '..'].some((at) => existsSync(join(placeFolder, at, 'personas.yaml')))
  const wasMadeUp = keptMode(dataFolder) === 'made-up' || existsSync(join(dataFolder, 'made-up'))
  const wrong: [isWrong: boolean, what: string, where: string, remedy: string][] = [
    [
      issuers.length === 0,
      'a live place has nobody made up to sign in as, and no sign-in provider is named',
      'CONCORDAT_ISSUERS',
      'Name the providers in a file, or one in CONCORDAT_OIDC_ISSUER.',
    ],
    [
      origin === `http://localhost:${port}`,
      'the address that people type is not given',
      'CONCORDAT_ORIGIN',
      'Give the https:// address of the place.',
    ],
    [
      isMadeUpName(logName),
      `${logName} is the log of the made-up place`,
      'CONCORDAT_LOG_NAME',
      'Name the log after an address of yours, like care.example.org/trail; it stays for ever.',
    ],
    [
      isSouthmere,
      'the agreement is that of the made-up place',
      'CONCORDAT_PLACE',
      'Give the folder of your own: copy places/example.',
    ],
    [
      hasPeople && !isSouthmere,
      'the folder of the place holds made-up people (personas.yaml)',
      `CONCORDAT_PLACE: ${placeFolder}`,
      'Take the file out.',
    ],
    [
      wasMadeUp,
      'the data folder is that of a made-up place',
      `CONCORDAT_DATA: ${dataFolder}`,
      'Give a new folder, and a new database with it.',
    ],
  ]
  const faults = wrong
    .filter(([isWrong]) => isWrong)
    .map(([, what, where, remedy]) => new Fault(what, where, remedy))
  return [...faults, ...witnessFaults(witnesses)]
}

/** A setting that was forgotten must not let a county of made-up people into the records of real ones. */
function whyNotMadeUp({ dataFolder }: Settings): Fault[] {
  if (keptMode(dataFolder) !== 'live') return []
  return [
    new Fault(
      'the data folder is that of a live place',
      `CONCORDAT_MODE, CONCORDAT_DATA: ${dataFolder}`,
      'Set CONCORDAT_MODE=live, or give another folder.',
    ),
  ]
}

function keptMode(dataFolder: string): string | undefined {
  try {
    return readFileSync(join(dataFolder, KEPT), 'utf8').trim()
  } catch {
    return undefined
  }
}

/** A place stays what it was when it first started. */
export function keepMode({ dataFolder, mode }: Pick<Settings, 'dataFolder' | 'mode'>): void {
  if (keptMode(dataFolder) !== undefined) return
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const path = join(dataFolder, KEPT)
  writeFileSync(`${path}.${process.pid}`, `${mode}\n`)
  renameSync(`${path}.${process.pid}`, path)
}

function witnessFaults(witnesses: Settings['witnesses']): Fault[] {
  const fault = (what: string, remedy: string) => new Fault(what, 'CONCORDAT_WITNESSES', remedy)
  const write = 'Write it as “SIDE KEY URL,SIDE KEY URL”, with a witness that each side runs.'
  const madeUp = witnesses.filter(({ vkey }) => isMadeUpName(vkey.split('+')[0]!))
  const faults = madeUp.map(({ vkey }) =>
    fault(`${vkey.split('+')[0]} is a witness of the made-up place`, write),
  )
  if (witnesses.length === 0) return [fault('no witness confirms the log', write)]
  if (witnesses.length === 1) faults.push(fault('the log has one witness, of one side', write))
  else if (witnesses.every(({ side }) => side !== undefined && side === witnesses[0]!.side))
    faults.push(fault('all the witnesses are of one side', write))
  if (witnesses.some(({ side }) => side === undefined))
    faults.push(fault('a witness is named without the side that runs it', write))
  return faults
}

function isMadeUpName(name: string): boolean {
  const host = name.split('/')[0]!
  return host === MADE_UP_HOST || host.endsWith(`.${MADE_UP_HOST}`)
}

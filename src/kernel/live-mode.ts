import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from './fault.ts'
import { MADE_UP_FOLDER, MADE_UP_LOG, type Settings } from './settings.ts'

/** The names of the made-up place's keys end so: `nhs.southmere.example/witness`. */
const MADE_UP_HOST = MADE_UP_LOG.split('/')[0]!

/**
 * What only a made-up place may have, and what a live one may not be without: everything at once, for whoever starts
 * it. `known`: what is wrong with single settings. What follows from the text of the agreement is said by those who
 * read it.
 */
export function whyNotLive(settings: Settings, known: readonly Fault[] = []): Fault[] {
  if (settings.mode !== 'live') return []
  // What cannot be used stands as if it were not given: that it is not given need not be said as well.
  return allThatIsMissing(settings).filter(
    ({ where }) => !known.some(({ message }) => message.includes(where.split(':')[0]!)),
  )
}

function allThatIsMissing(settings: Settings): Fault[] {
  const { logName, placeFolder, dataFolder, witnesses, issuers, origin, port } = settings
  const faults: Fault[] = []
  const say = (what: string, where: string, remedy: string) =>
    faults.push(new Fault(what, where, remedy))
  if (issuers.length === 0) {
    say(
      'a live place has nobody made up to sign in as, and no sign-in provider is named',
      'CONCORDAT_ISSUERS',
      'Name the providers in a file, or one in CONCORDAT_OIDC_ISSUER.',
    )
  }
  if (origin === `http://localhost:${port}`) {
    say(
      'the address that people type is not given',
      'CONCORDAT_ORIGIN',
      'Give the https:// address of the place.',
    )
  }
  if (isMadeUpName(logName)) {
    say(
      `${logName} is the log of the made-up place`,
      'CONCORDAT_LOG_NAME',
      'Name the log after an address of yours, like care.example.org/trail; it stays for ever.',
    )
  }
  if (placeFolder === MADE_UP_FOLDER) {
    say(
      'the agreement is that of the made-up place',
      'CONCORDAT_PLACE',
      'Give the folder of your own: copy places/example.',
    )
  } else if (['.', '..'].some((at) => existsSync(join(placeFolder, at, 'personas.yaml')))) {
    say(
      'the folder of the place holds made-up people (personas.yaml)',
      `CONCORDAT_PLACE: ${placeFolder}`,
      'Take the file out.',
    )
  }
  if (existsSync(join(dataFolder, 'made-up'))) {
    say(
      'the data folder is that of a made-up place',
      `CONCORDAT_DATA: ${dataFolder}`,
      'Give a new folder, and a new database with it.',
    )
  }
  return [...faults, ...witnessFaults(witnesses)]
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

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type Agreement,
  faultLine,
  officerOfKey,
  readAgreement,
  signatureFile,
  signText,
} from '../agreement/index.ts'
import { Fault, isRefusal, systemClock } from '../kernel/index.ts'
import { clauseKinds } from '../rooms.ts'
import { formatList } from '../shell/index.ts'
import { type CliCommand, textOption } from './command.ts'

const usage = `concordat agreement sign DIR --key FILE --as PARTNER [--json]

Signs the agreement in DIR for a partner: writes DIR/signatures/OFFICER.yaml with who signed which hash,
when, and an Ed25519 signature over that. The key must be that of an officer whom the agreement itself
lets sign for the partner. Read agreement explain first: it is what the machine will do.

  --key FILE     the officer's Ed25519 private key, PEM (PKCS #8), as openssl genpkey -algorithm ed25519 makes it
  --as PARTNER   the party signed for, by its identifier in the agreement
  --json         {file, officer, party, hash, missing}; missing: sides that have still to sign

Exit code: 0 signed, 1 refused, 2 the folder, the key or the partner cannot be used.`

export const command: CliCommand = {
  words: 'agreement sign',
  summary: 'sign the agreement for a partner, as one of its authorised officers',
  usage,
  options: { key: { type: 'string' }, as: { type: 'string' } },
  async run({ values, positionals, json, out, err }) {
    const [dir, ...more] = positionals
    const [keyFile, partner] = [textOption(values, 'key'), textOption(values, 'as')]
    if (dir === undefined || more.length > 0 || keyFile === undefined || partner === undefined) {
      throw new Fault(
        'a folder, --key and --as are needed',
        'agreement sign DIR --key FILE --as PARTNER',
        'Give all three.',
      )
    }
    const kinds = clauseKinds
    const read = await readAgreement(dir, kinds, systemClock)
    if (read.agreement === undefined) {
      err(
        `concordat: nobody signs a text with faults (${faultLine(read.faults[0]!)}). Run agreement check.`,
      )
      return 1
    }
    const { agreement } = read
    if (!agreement.parties.some(({ id }) => id === partner)) {
      const known = formatList(agreement.parties.map(({ id }) => id))
      throw new Fault(`the agreement has no party ${partner}`, '--as', `It has ${known}.`)
    }
    const officer = officerOfKey(agreement, partner, await readKey(keyFile))
    if (isRefusal(officer)) {
      err(`concordat: ${officer.sentence} (${keyFile}). ${officer.next}`)
      return 1
    }
    const signature = signText(agreement.hash, officer.signatory, officer.key, systemClock.now())
    const file = join(read.folder, signatureFile(signature).path)
    await writeWhole(file, signatureFile(signature).text)
    const { missing } = await readAgreement(dir, kinds, systemClock)
    if (json) {
      const { hash, party } = signature
      out(JSON.stringify({ file, officer: officer.signatory.id, party, hash, missing }))
      return 0
    }
    out(
      `${officer.signatory.name} signed ${agreement.title} for ${partyName(agreement, partner)}: ${file}`,
    )
    out(
      missing.length === 0
        ? 'Both sides have signed it.'
        : `Still to sign: ${sideNames(agreement, missing)}.`,
    )
    return 0
  },
}

async function readKey(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Fault(
      'the key cannot be read',
      `${file}, ${code}`,
      'Give the file of the officer’s key.',
    )
  }
}

/** Beside it first, then in its place: a signature is there whole or not at all. */
async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const part = join(dirname(file), `.${process.pid}.part`)
  await writeFile(part, text)
  await rename(part, file)
}

function partyName(agreement: Agreement, party: string): string {
  return agreement.parties.find(({ id }) => id === party)?.name ?? party
}

function sideNames(agreement: Agreement, sides: readonly string[]): string {
  return formatList(agreement.sides.filter(({ id }) => sides.includes(id)).map(({ name }) => name))
}

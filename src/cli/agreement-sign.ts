import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type Agreement,
  faultLine,
  officerOfKey,
  type ReadAgreement,
  readAgreement,
  type Signatory,
  type Signature,
  signatureFile,
  signMadeUp,
  signText,
} from '../agreement/index.ts'
import { clockOf, Fault, isRefusal } from '../kernel/index.ts'
import { house as standing } from '../rooms.ts'
import { formatList } from '../shell/index.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'

const usage = `concordat agreement sign DIR --key FILE --as PARTNER [--json]
       concordat agreement sign DIR --made-up [--json]

Signs the agreement in DIR for a partner: writes DIR/signatures/OFFICER.yaml with who signed which hash,
when, and an Ed25519 signature over that. The key must be that of an officer whom the agreement itself
lets sign for the partner. Read agreement explain first: it is what the machine will do.

  --key FILE     the officer's Ed25519 private key, PEM (PKCS #8), as openssl genpkey -algorithm ed25519 makes it;
                 - reads it from standard input, so that it may stay encrypted on the disk
  --as PARTNER   the party signed for, by its identifier in the agreement
  --made-up      in a made-up place: signs as every officer who does not exist, so that a changed text can be tried
                 with agreement adopt; live mode takes none of their signatures
  --json         {file, officer, party, hash, missing}; missing: sides that have still to sign; with --made-up
                 {files: [{file, officer, party}], hash, missing}

Exit code: 0 signed, 1 refused, 2 the folder, the key or the partner cannot be used.`

export const command: CliCommand = {
  words: 'agreement sign',
  summary: 'sign the agreement for a partner, as one of its authorised officers',
  usage,
  options: { key: { type: 'string' }, as: { type: 'string' }, 'made-up': { type: 'boolean' } },
  async run(call) {
    const { values, positionals, settings, err } = call
    const [dir] = positionals
    const [keyFile, partner] = [textOption(values, 'key'), textOption(values, 'as')]
    const madeUp = values['made-up'] === true
    const named = keyFile !== undefined && partner !== undefined
    if (dir === undefined || (madeUp ? keyFile || partner : !named)) {
      throw new Fault(
        'a folder is needed, and either --made-up or both --key and --as',
        'agreement sign DIR --key FILE --as PARTNER',
        'Give them.',
      )
    }
    const { clauseKinds } = call.house ?? standing
    const read = await readAgreement(dir, clauseKinds, clockOf(settings))
    if (read.agreement === undefined) {
      const fault = faultLine(read.faults[0]!)
      err(`concordat: nobody signs a text with faults (${fault}). Run agreement check.`)
      return 1
    }
    const text = { ...read, agreement: read.agreement }
    return madeUp ? signAsMadeUp(call, text) : signAs(call, text, keyFile!, partner!)
  },
}

type ReadText = ReadAgreement & { agreement: Agreement; folder: string }

async function signAs(
  { json, out, err, input, settings, house = standing }: CliCall,
  { agreement, folder }: ReadText,
  keyFile: string,
  partner: string,
): Promise<0 | 1> {
  if (!agreement.parties.some(({ id }) => id === partner)) {
    const known = formatList(agreement.parties.map(({ id }) => id))
    throw new Fault(`the agreement has no party ${partner}`, '--as', `It has ${known}.`)
  }
  const pem = keyFile === '-' && input !== undefined ? input() : await readKey(keyFile)
  const officer = officerOfKey(agreement, partner, pem)
  if (isRefusal(officer)) {
    err(`concordat: ${officer.sentence} (${keyFile}). ${officer.next}`)
    return 1
  }
  const signature = signText(
    agreement.hash,
    officer.signatory,
    officer.key,
    clockOf(settings).now(),
  )
  const file = await writeSignature(folder, signature)
  const { missing } = await readAgreement(folder, house.clauseKinds, clockOf(settings))
  if (json) {
    const { hash, party } = signature
    out(JSON.stringify({ file, officer: officer.signatory.id, party, hash, missing }))
    return 0
  }
  out(
    `${officer.signatory.name} signed ${agreement.title} for ${partyName(agreement, partner)}: ${file}`,
  )
  out(stillMissing(agreement, missing))
  return 0
}

async function signAsMadeUp(
  { json, out, err, settings, house = standing }: CliCall,
  { agreement, folder, signatures }: ReadText,
): Promise<0 | 1> {
  if (settings.mode !== 'made-up') {
    const what = 'in a live place officers sign with their own keys'
    err(`concordat: ${what} (--made-up). Give --key and --as.`)
    return 1
  }
  const signatories = agreement.table<Signatory>('signatory', 'all')
  const signed = signMadeUp(
    { hash: agreement.hash, signatories },
    signatures,
    clockOf(settings).now(),
  )
  if (signed.length === 0) {
    err('concordat: none of its officers is made up (--made-up). Sign with --key and --as.')
    return 1
  }
  const files: { file: string; officer: string; party: string }[] = []
  for (const signature of signed) {
    const file = await writeSignature(folder, signature)
    files.push({ file, officer: signature.officer, party: signature.party })
    if (!json) out(`${signature.name} signed ${agreement.title}: ${file}`)
  }
  const { missing } = await readAgreement(folder, house.clauseKinds, clockOf(settings))
  if (json) out(JSON.stringify({ files, hash: agreement.hash, missing }))
  else out(stillMissing(agreement, missing))
  return 0
}

async function writeSignature(folder: string, signature: Signature): Promise<string> {
  const { path, text } = signatureFile(signature)
  await writeWhole(join(folder, path), text)
  return join(folder, path)
}

function stillMissing(agreement: Agreement, missing: readonly string[]): string {
  if (missing.length === 0) return 'Both sides have signed it.'
  return `Still to sign: ${sideNames(agreement, missing)}.`
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

import { CannotGenerate, type Generated, generate } from '../../places/southmere/index.ts'
import { clockOf, dayInLondon, Fault, plural } from '../kernel/index.ts'
import { type CliCommand, textOption } from './command.ts'
import { openProgress } from './progress.ts'

const DEFAULT_PEOPLE = '10000'
const DEFAULT_SEED = '1'

export const command: CliCommand = {
  words: 'generate',
  summary: 'make the extracts of Southmere, the made-up place',
  usage: `concordat generate --out DIR [--people N] [--seed S] [--as-of YYYY-MM-DD] [--years N] [--only FOLDER,…]

Makes Southmere's files: what the hospital, the GP practices and the council would send, and the
truth behind them. Nobody in it exists. The same people, seed and as-of date give the same bytes.

  --people N          how many people, 1 to 2000000 (${DEFAULT_PEOPLE})
  --seed S            any text (${DEFAULT_SEED})
  --out DIR           the folder; one that this command made before is replaced
  --as-of YYYY-MM-DD  the day on whose morning the place stands (today); nothing is dated later
  --years N           how many years back it goes, 1 to 20 (2)
  --only FOLDER,…     only these of hospital, gp, council, care, community, opt-outs, truth, match,
                      reference
  --json              prints {out, people, seed, asOf, years, files: [{path, items, bytes}], items,
                      bytes, seconds}

hospital/adt-NNN.hl7     HL7 v2 messages, a file a month
hospital/record.ndjson   FHIR: patients, emergency attendances, diagnoses, allergies, medicines, wards
gp/record.ndjson         FHIR: patients, conditions, medicines, allergies, next of kin
council/cld-YYYYQn.csv   Client Level Data, Release 2, a file a quarter
council/daily-DATE.csv   what is open with the council on a day, for the last 60 days
council/record.ndjson    FHIR: who holds whose case, teams, workers, carers, providers
care/visits-YYYY-MM.csv  visits of home care: singly for the last 60 days, before that by the week
community/contacts.ndjson FHIR: who is on the community nurses' caseload, and when they came
truth/                   who is who, which records are whose, what is wrong with them, who lies and
                         waits where, on what the sources differ
opt-outs/answer.dat      what the national opt-out service answers: take it with optout import
match/                   the same people as one row each, for the match command
reference/               areas with their deprivation, postcodes, organisations, wards

Load them under the sources mere-general, southmere-gp, southmere-council, home-care-visits (care) and
southmere-community.`,
  options: {
    people: { type: 'string' },
    seed: { type: 'string' },
    out: { type: 'string' },
    'as-of': { type: 'string' },
    years: { type: 'string' },
    only: { type: 'string' },
  },
  async run(call) {
    const out = textOption(call.values, 'out')
    if (out === undefined || out === '')
      throw new Fault('there is no folder to write to', '--out', 'Give --out DIR.')
    const progress = openProgress(call, 'of the people')
    const stop = new AbortController()
    const interrupt = () => stop.abort()
    process.once('SIGINT', interrupt)
    process.once('SIGTERM', interrupt)
    try {
      const made = await generate({
        people: numberGiven(textOption(call.values, 'people') ?? DEFAULT_PEOPLE),
        seed: textOption(call.values, 'seed') ?? DEFAULT_SEED,
        out,
        asOf: textOption(call.values, 'as-of') ?? dayInLondon(clockOf(call.settings).now()),
        years: yearsGiven(textOption(call.values, 'years')),
        only: textOption(call.values, 'only')
          ?.split(',')
          .map((name) => name.trim()),
        onProgress: (done, of) => progress.show(done / of),
        signal: stop.signal,
      })
      progress.end()
      call.out(call.json ? JSON.stringify(made) : sentence(made))
      return 0
    } catch (error) {
      if (error instanceof CannotGenerate) throw new Fault(error.message, error.where, error.remedy)
      if (stop.signal.aborted)
        throw new Fault('stopped; nothing was written', out, 'Run it again.', 1)
      throw error
    } finally {
      progress.end()
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', interrupt)
    }
  },
}

function sentence({ people, asOf, out, items, seconds }: Generated): string {
  const made = `${plural(people, 'person', 'people')} as of ${asOf} in ${out}`
  return `${made}: ${plural(items, 'item')}, ${seconds.toFixed(1)} s`
}

function yearsGiven(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,2}$/.test(text)) return Number(text)
  throw new Fault(
    `${text} is not a number of years`,
    '--years',
    'Give a whole number from 1 to 20.',
  )
}

function numberGiven(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new Fault(`${text} is not a number of people`, '--people', 'Give a whole number.')
  return Number(text)
}

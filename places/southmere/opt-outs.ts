import type { Observation } from '@medplum/fhirtypes'
import { type Day, isoDay } from './calendar.ts'
import { csvRow } from './csv.ts'
import type { View } from './dirt.ts'
import type { ExtractFiles } from './extract-files.ts'
import { SNOMED, subject } from './fhir-terms.ts'
import type { Life } from './life.ts'
import type { World } from './person.ts'
import { randomOf } from './random.ts'
import { STORY_PEOPLE } from './story-people.ts'

/** Of everybody; assumptions, near the one in twenty of the national figure. */
const NATIONAL_RATE = 0.05
const PRACTICE_RATE = 0.02
const DAYS_BACK = 600

/** Type 1 opt-out, as practices code it. */
const DISSENT = {
  code: '827241000000103',
  display: 'Dissent from secondary use of general practitioner patient identifiable data',
}

const OPT_OUT_ANSWER = 'opt-outs/answer.dat'
const TRUTH = 'truth/opt-outs.csv'

export type OptOuts = { national: boolean; practice: boolean }

/** Nobody of the stories has: whoever learns on them finds them in what is counted. */
function optOutsOf({ seed }: Pick<World, 'seed'>, { index }: Life['person']): OptOuts {
  const random = randomOf(seed, 'opt-outs', index)
  const [national, practice] = [random.chance(NATIONAL_RATE), random.chance(PRACTICE_RATE)]
  return index < STORY_PEOPLE ? { national: false, practice: false } : { national, practice }
}

export function beginOptOuts(files: ExtractFiles): void {
  files.begin(OPT_OUT_ANSWER, '')
  files.begin(TRUTH, csvRow(['person_key', 'nhs_number', 'opt_out']))
}

/** The answer of the national service, as if it had been asked about everybody; and who has opted out in truth. */
export function writeOptOuts(world: World, { person, gp }: Life, files: ExtractFiles): void {
  const { national, practice } = optOutsOf(world, person)
  answerAgain(world, { person }, files)
  const say = (optOut: string) => files.write(TRUTH, csvRow([person.key, person.nhsNumber, optOut]))
  if (national) say('national')
  if (practice && gp !== undefined) say('type-1')
}

/** The service is asked again on a later day, about everybody, and answers in the order in which it was asked. */
export function answerAgain(
  world: World,
  { person }: Pick<Life, 'person'>,
  files: ExtractFiles,
): void {
  if (!optOutsOf(world, person).national) files.write(OPT_OUT_ANSWER, `${person.nhsNumber},\n`)
}

/** In the practice's record, under the code that takes somebody's record out of every count. */
export function dissent(world: World, view: View, { person }: Life, until: Day) {
  if (!optOutsOf(world, person).practice) return undefined
  const random = randomOf(world.seed, 'dissent', person.index)
  const day = Math.max(until - random.below(DAYS_BACK), person.birth)
  return {
    resourceType: 'Observation',
    id: `${view.id}-d1`,
    status: 'final',
    code: { coding: [{ system: SNOMED, ...DISSENT }], text: DISSENT.display },
    subject: subject(view),
    effectiveDateTime: isoDay(day),
  } satisfies Observation & { id: string }
}

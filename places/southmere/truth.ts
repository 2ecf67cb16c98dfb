import { isoDay } from './calendar.ts'
import { csvRow } from './csv.ts'
import type { View } from './dirt.ts'
import type { ExtractFiles } from './extract-files.ts'
import type { Life } from './life.ts'
import type { World } from './person.ts'
import type { Feed } from './rates.ts'
import { beginTruthNow, writeTruthNow } from './truth-now.ts'

const PEOPLE = [
  'person_key',
  'nhs_number',
  'family_name',
  'given_name',
  'other_names',
  'birth_family_name',
  'known_as',
  'sex',
  'date_of_birth',
  'date_of_death',
  'ethnicity',
  'household',
  'address_line_1',
  'address_line_2',
  'city',
  'postcode',
  'lsoa',
  'district',
  'deprivation_decile',
  'gp_practice',
  'story',
]
/** The columns of interface.md, "Matching". */
const MATCH = [
  'id',
  'nhs_number',
  'given_name',
  'family_name',
  'other_names',
  'date_of_birth',
  'sex',
  'postcode',
  'address_line_1',
  'address_line_2',
  'city',
  'phone',
  'email',
  'gp_practice',
]
const PAIRS = [
  'southmere-gp--mere-general',
  'southmere-gp--southmere-council',
  'mere-general--southmere-council',
  'mere-general',
] as const

export function beginTruth(files: ExtractFiles): void {
  files.begin('truth/people.csv', csvRow(PEOPLE))
  files.begin('truth/links.csv', csvRow(['source', 'source_id', 'person_key']))
  files.begin('truth/dirt.csv', csvRow(['source', 'source_id', 'kind']))
  beginTruthNow(files)
  for (const pair of PAIRS) files.begin(`truth/pairs-${pair}.csv`, csvRow(['left_id', 'right_id']))
  for (const feed of ['southmere-gp', 'mere-general', 'southmere-council'] satisfies Feed[]) {
    files.begin(`match/${feed}.csv`, csvRow(MATCH))
  }
}

/**
 * Who somebody really is, under which ids the feeds know them, and what is wrong with what they
 * know.
 */
export function writeTruth(
  world: World,
  life: Life,
  story: string | undefined,
  files: ExtractFiles,
): void {
  const { person } = life
  const [line1, ...rest] = person.address.lines
  files.write(
    'truth/people.csv',
    csvRow([
      person.key,
      person.nhsNumber,
      person.family,
      person.given,
      person.middle,
      person.birthFamily,
      person.knownAs,
      person.sex,
      isoDay(person.birth),
      person.death === undefined ? '' : isoDay(person.death),
      person.ethnicity.council,
      person.household,
      line1,
      rest.join(', '),
      person.address.city,
      person.address.postcode,
      person.address.area.lsoa,
      person.address.area.district,
      person.address.area.deprivationDecile,
      person.away === true ? '' : person.practice.code,
      story,
    ]),
  )
  const { gp, hospital, council } = life
  for (const view of [gp, ...hospital, council?.view])
    if (view !== undefined) writeView(view, files)
  const pair = (name: (typeof PAIRS)[number], left: View | undefined, right: View | undefined) => {
    if (left && right) files.write(`truth/pairs-${name}.csv`, csvRow([left.id, right.id]))
  }
  for (const view of hospital) {
    pair('southmere-gp--mere-general', gp, view)
    pair('mere-general--southmere-council', view, council?.view)
  }
  pair('southmere-gp--southmere-council', gp, council?.view)
  pair('mere-general', hospital[0], hospital[1])
  writeTruthNow(world, life, files)
}

function writeView(view: View, files: ExtractFiles): void {
  files.write('truth/links.csv', csvRow([view.feed, view.id, view.personKey]))
  for (const kind of view.dirt) files.write('truth/dirt.csv', csvRow([view.feed, view.id, kind]))
  const [line1, ...rest] = view.address.lines
  // The council's feed carries no address lines (exchange-standards section 1.1).
  const lines =
    view.feed === 'southmere-council' ? ['', '', ''] : [line1, rest.join(', '), view.address.city]
  files.write(
    `match/${view.feed}.csv`,
    csvRow([
      view.id,
      view.nhsNumber,
      view.given,
      view.family,
      view.middle,
      isoDay(view.birth),
      view.sex,
      view.address.postcode,
      ...lines,
      view.mobile ?? view.landline,
      view.email,
      view.practice?.code,
    ]),
  )
}

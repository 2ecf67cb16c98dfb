import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { familyName, givenName, nicknameOf, type Sex } from '../../places/southmere/names.ts'
import { type Random, randomOf, seedOf } from '../../places/southmere/random.ts'

/** Of the rows of each file so many are of people who are in both. */
const IN_BOTH = 0.35

const OWN = seedOf('own')

type Person = {
  id: number
  nhs: string
  given: string
  family: string
  born: string
  sex: Sex
  home: number
}

const HEADINGS =
  'id,nhs_number,given_name,family_name,date_of_birth,sex,postcode,address_line_1,city,phone'

/**
 * Two made-up tables of so many rows, a third and a little more of the people in both, as two organisations would hold
 * them: in households, with twins, moves, marriages, slips, and what is missing; and which rows are one person.
 */
export async function writeTwoFiles(folder: string, rows: number, seed: string) {
  const random = randomOf(seedOf(seed), 'people', 0)
  const both = Math.round(rows * IN_BOTH)
  const people = madePeople(random, rows * 2 - both)
  const paths = ['left', 'right', 'truth'].map((name) => join(folder, `${name}-${rows}.csv`))
  const [left, right, truth] = paths as [string, string, string]
  const dirt = randomOf(seedOf(seed), 'dirt', 0)
  await write(left, HEADINGS, people.slice(0, rows), (one) => lineOf(one, 'L', undefined))
  await write(right, HEADINGS, people.slice(rows - both), (one) => lineOf(one, 'R', dirt))
  await write(
    truth,
    'left_id,right_id',
    people.slice(rows - both, rows),
    ({ id }) => `L${id},R${id}`,
  )
  return { left, right, truth }
}

/** Shuffled, so that a household is in one file and in the other as it comes. */
function madePeople(random: Random, count: number): Person[] {
  const people: Person[] = []
  for (let home = 0; people.length < count; home += 1) {
    const size = random.pick([1, 1, 2, 2, 2, 3, 4])
    const family = surname(random)
    const first = random.between(1_930, 2_000)
    for (let one = 0; one < size && people.length < count; one += 1) {
      const sex = random.chance(0.5) ? 'female' : 'male'
      const year = Math.min(
        2_024,
        one < 2 ? first + random.between(-4, 4) : first + random.between(22, 38),
      )
      const before = people.at(-1)
      const twin = one > 2 && random.chance(0.03)
      const month = String(random.between(1, 12)).padStart(2, '0')
      const born = twin
        ? before!.born
        : `${year}-${month}-${String(random.between(1, 28)).padStart(2, '0')}`
      const id = people.length + 1
      const given = givenName(random, 'british', sex, year).toLowerCase()
      people.push({
        id,
        nhs: nhsOf(id),
        given,
        family: one === 1 && random.chance(0.3) ? surname(random) : family,
        born,
        sex,
        home,
      })
    }
  }
  for (let at = people.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1)
    const kept = people[at]!
    people[at] = people[other]!
    people[other] = kept
  }
  return people
}

const SYLLABLES = [
  'ban',
  'cor',
  'del',
  'far',
  'gri',
  'hal',
  'ken',
  'lin',
  'mar',
  'nor',
  'pel',
  'ros',
  'sto',
  'tre',
  'war',
  'wick',
  'ham',
  'ley',
  'ton',
  'son',
  'field',
  'by',
  'worth',
  'den',
  'er',
]

/** Half have one of the common names, the others one of a long tail. */
function surname(random: Random): string {
  if (random.chance(0.5)) return familyName(random, 'british').toLowerCase()
  const parts = 2 + random.below(2)
  return Array.from({ length: parts }, () => random.pick(SYLLABLES)).join('')
}

function nhsOf(id: number): string {
  const nine = String(900_000_000 + id * 83).slice(0, 9)
  const sum = [...nine].reduce((all, digit, at) => all + Number(digit) * (10 - at), 0)
  const check = (11 - (sum % 11)) % 11
  return check === 10 ? nhsOf(id + 5_000_000) : `${nine}${check}`
}

/** @param dirt undefined for the file that is right but for what it lacks */
function lineOf(person: Person, file: string, dirt: Random | undefined): string {
  const own = randomOf(OWN, file, person.id)
  const moved = dirt?.chance(0.1) ? person.home + 50_000_000 : person.home
  const home = randomOf(OWN, 'home', moved)
  const road = home.pick(['road', 'street', 'close', 'avenue'])
  const street = `${home.between(1, 180)} ${home.pick(SYLLABLES)}${home.pick(SYLLABLES)} ${road}`
  const letter = () => String.fromCharCode(65 + home.below(26))
  const town = home.below(60)
  const postcode = `S${town + 1} ${home.below(9) + 1}${letter()}${letter()}`
  const phone = `07${String(home.below(1_000_000_000)).padStart(9, '0')}`
  const cells = [
    `${file}${person.id}`,
    own.chance(0.15) ? '' : slip(person.nhs, dirt, 0.02),
    slip(
      dirt?.chance(0.04) ? (nicknameOf(dirt, person.given) ?? person.given) : person.given,
      dirt,
      0.03,
    ),
    person.sex === 'female' && dirt?.chance(0.03) ? surname(dirt) : slip(person.family, dirt, 0.03),
    bornSlip(person.born, dirt),
    person.sex,
    own.chance(0.04) ? '' : slip(postcode, dirt, 0.02),
    own.chance(0.05) ? '' : slip(street, dirt, 0.05),
    TOWNS[town]!,
    own.chance(0.4) ? '' : phone,
  ]
  return cells.join()
}

const TOWNS = Array.from(
  { length: 60 },
  (_, town) => `${SYLLABLES[town % 16]}${SYLLABLES[16 + (town % 9)]}`,
)

function bornSlip(born: string, dirt: Random | undefined): string {
  if (dirt?.chance(0.01)) return `${born.slice(0, 4)}-01-01`
  if (!dirt?.chance(0.02)) return born
  const [year, month, day] = born.split('-') as [string, string, string]
  if (dirt.chance(0.4) && Number(day) <= 12) return `${year}-${day}-${month}`
  return `${year}-${month}-${String((Number(day) % 28) + 1).padStart(2, '0')}`
}

/** A letter changed, left out, doubled or swapped with the next. */
function slip(text: string, dirt: Random | undefined, chance: number): string {
  if (!dirt?.chance(chance) || text.length < 3) return text
  const at = 1 + dirt.below(text.length - 2)
  const [before, letter, next, after] = [
    text.slice(0, at),
    text[at]!,
    text[at + 1] ?? '',
    text.slice(at + 2),
  ]
  return dirt.pick([
    before + next + after,
    before + letter + letter + next + after,
    before + next + letter + after,
    `${before}${/\d/.test(letter) ? (Number(letter) + 3) % 10 : 'e'}${next}${after}`,
  ])
}

async function write<T>(
  path: string,
  headings: string,
  rows: readonly T[],
  lineOf: (row: T) => string,
) {
  const text = function* () {
    yield `${headings}\n`
    for (let at = 0; at < rows.length; at += 2_000) {
      yield `${rows
        .slice(at, at + 2_000)
        .map(lineOf)
        .join('\n')}\n`
    }
  }
  await pipeline(Readable.from(text()), createWriteStream(path))
}

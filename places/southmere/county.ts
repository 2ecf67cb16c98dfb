import { randomOf, type Seed, scatter } from './random.ts'

export type Area = {
  /**
   * lower-layer super output area: E01 is England's prefix for them; 99xxxx has never been given
   * out
   */
  lsoa: string
  name: string
  district: string
  districtCode: string
  town: string
  /** 1 is the most deprived tenth, as in the English indices of deprivation */
  deprivationDecile: number
  /** neither for what lies outside the county */
  side?: string
  /** on a map of squares, from the left and from above */
  square?: { x: number; y: number }
}

export type Address = { lines: string[]; city: string; postcode: string; area: Area }

export type PlacedPostcode = { postcode: string; area: Area }

export type County = {
  areas: readonly Area[]
  /** the address of the n-th household, different for each up to `capacity` */
  home(slot: number): Address
  capacity: number
  postcodes(): Iterable<PlacedPostcode>
}

export const COUNTY_NAME = 'Southmere'
export const COUNCIL_CODE = 'E10000099'

type District = {
  code: string
  name: string
  towns: readonly string[]
  side: 'east' | 'west'
  /** its block on the map, in halves of a block from the left and from above */
  block: readonly [x: number, y: number]
}

/** E07 is England's prefix for districts; 99xxxx has never been given out. */
const DISTRICTS: readonly District[] = [
  {
    code: 'E07990001',
    name: 'Mere',
    towns: ['Mere', 'Mere Quay', 'Castle Hill'],
    side: 'east',
    block: [2, 2],
  },
  {
    code: 'E07990002',
    name: 'Southmere East',
    towns: ['Eastmere', 'Thornby', 'Wick St Anne'],
    side: 'east',
    block: [4, 2],
  },
  {
    code: 'E07990003',
    name: 'Saltmarsh',
    towns: ['Saltmarsh', 'Gull Point', 'Withernmouth'],
    side: 'east',
    block: [3, 4],
  },
  {
    code: 'E07990004',
    name: 'Wendle Valley',
    towns: ['Wendlebury', 'Upper Wendle', 'Millbeck'],
    side: 'west',
    block: [0, 2],
  },
  {
    code: 'E07990005',
    name: 'North Moor',
    towns: ['Moorgate', 'Harrowdale', 'Stonecross'],
    side: 'west',
    block: [1, 0],
  },
]

const STREET_NAMES = `
    Mill Church Station School Garden Orchard Victoria Albert Park Chapel Castle Bridge Meadow
    Market Quay Harbour Lime Elm Ash Oak Beech Willow Hawthorn Holly Rowan Heron Kestrel Curlew
    Lark Swallow Foundry Weavers Tanners Coopers Ropewalk Granary Priory Abbey Manor Grange Kings
    Queens Jubilee Coronation Nelson Wellington Gordon Cromwell Tennyson Wordsworth Bronte
    Nightingale Seacole Nightshade Saltpan Fen Moor Heath Hill Spring Well
  `
  .trim()
  .split(/\s+/)
const STREET_KINDS = [
  'Road',
  'Street',
  'Lane',
  'Avenue',
  'Close',
  'Drive',
  'Way',
  'Court',
  'Terrace',
  'Gardens',
  'Crescent',
  'Row',
  'Walk',
  'Place',
]

const HOMES_PER_POSTCODE = 17
const PEOPLE_PER_AREA = 1600
const FEWEST_AREAS = 50
/** Letters that the second half of a postcode may hold. */
const UNIT_LETTERS = 'ABDEFGHJLNPQRSTUWXYZ'
const UNITS_PER_OUTWARD = 4000
const OUTWARDS_PER_DISTRICT = 4

/**
 * The county at a size. Nothing of it is stored but the areas: a home is worked out from its
 * number. Every tenth of deprivation has as many areas as every other, spread over the districts.
 */
export function southmereCounty(seed: Seed, people: number): County {
  const areas = makeAreas(Math.max(FEWEST_AREAS, Math.ceil(people / PEOPLE_PER_AREA)))
  // People per home is above 2 (households.ts); a tenth is left over so that a home is never given
  // twice.
  const perArea = Math.ceil(people / 1.8 / areas.length / HOMES_PER_POSTCODE)
  const capacity = areas.length * perArea * HOMES_PER_POSTCODE
  return {
    areas,
    capacity,
    home: (slot) => {
      const place = scatter(slot, capacity, seed)
      const number = Math.floor(place / HOMES_PER_POSTCODE)
      return homeAt(seed, areas, number, place % HOMES_PER_POSTCODE)
    },
    *postcodes() {
      for (let number = 0; number < areas.length * perArea; number += 1) {
        yield { postcode: postcodeAt(areas.length, number), area: areas[number % areas.length]! }
      }
    },
  }
}

function makeAreas(count: number): Area[] {
  return Array.from({ length: count }, (_, index) => {
    const district = DISTRICTS[index % DISTRICTS.length]!
    const number = Math.floor(index / DISTRICTS.length)
    const letter = 'ABCDE'[number % 5]
    return {
      lsoa: `E01${990_001 + index}`,
      name: `${district.name} ${String(Math.floor(number / 5) + 1).padStart(3, '0')}${letter}`,
      district: district.name,
      districtCode: district.code,
      town: district.towns[number % district.towns.length]!,
      deprivationDecile: (Math.floor(index / DISTRICTS.length) % 10) + 1,
      side: district.side,
      square: squareOf(district, number, Math.ceil(count / DISTRICTS.length)),
    }
  })
}

/** Districts are blocks of so many squares side by side. */
function squareOf({ block: [x, y] }: District, number: number, many: number) {
  const wide = Math.ceil(Math.sqrt(many))
  const high = Math.ceil(many / wide)
  return {
    x: Math.floor((x * wide) / 2) + (number % wide),
    y: Math.floor((y * high) / 2) + Math.floor(number / wide),
  }
}

/**
 * Postcodes begin with ZM: Royal Mail has no such area, though the letters are of the allowed form,
 * so that they pass every check of form and can belong to nobody. ZM1 is kept for what is named by
 * hand: hospital, council, story people.
 */
function postcodeAt(areas: number, number: number): string {
  const area = number % areas
  const district = area % DISTRICTS.length
  const within =
    Math.floor(number / areas) * Math.ceil(areas / DISTRICTS.length) +
    Math.floor(area / DISTRICTS.length)
  const outward =
    2 +
    district * OUTWARDS_PER_DISTRICT +
    (Math.floor(within / UNITS_PER_OUTWARD) % OUTWARDS_PER_DISTRICT)
  const unit = ((within % UNITS_PER_OUTWARD) * 1237 + 411) % UNITS_PER_OUTWARD
  const letters = `${UNIT_LETTERS[Math.floor((unit % 400) / 20)]}${UNIT_LETTERS[unit % 20]}`
  return `ZM${outward} ${Math.floor(unit / 400)}${letters}`
}

function homeAt(seed: Seed, areas: readonly Area[], number: number, home: number): Address {
  const area = areas[number % areas.length]!
  const random = randomOf(seed, 'street', number)
  const street = `${random.pick(STREET_NAMES)} ${random.pick(STREET_KINDS)}`
  const first = random.below(60)
  const flats = random.chance(0.18)
  const lines = flats
    ? [`Flat ${home + 1}`, `${first + 1} ${street}`]
    : [`${first + 1 + home * 2} ${street}`]
  return { lines, city: area.town, postcode: postcodeAt(areas.length, number), area }
}

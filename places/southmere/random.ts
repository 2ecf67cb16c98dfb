/** Two 32-bit words made from the text of a seed. */
export type Seed = readonly [number, number]

/**
 * A stream of pseudo-random numbers (sfc32, Chris Doty-Humphrey's small fast counter, public
 * domain). Each household and each side of a person's life has a stream of its own, so that a
 * change in one part of the place does not move every other part, and so that nothing has to be
 * kept between households.
 */
export type Random = {
  /** a number in [0, 1) */
  next(): number
  /** a whole number in [0, limit) */
  below(limit: number): number
  /** a whole number from low to high, both included */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** the bell curve with mean 0 and deviation 1 */
  normal(): number
  /** how many, where `mean` are to be expected */
  poisson(mean: number): number
  /** a wait, where `mean` is to be expected */
  exponential(mean: number): number
}

const labelHashes = new Map<string, number>()

export function seedOf(text: string): Seed {
  return [hashOf(text, 0x9e3779b9), hashOf(text, 0x85ebca6b)]
}

/**
 * The stream for one thing: `randomOf(seed, 'hospital', 17)` is the same whenever and wherever it
 * is asked for.
 */
export function randomOf(seed: Seed, what: string, index: number): Random {
  let label = labelHashes.get(what)
  if (label === undefined) {
    label = hashOf(what, 0x27d4eb2f)
    labelHashes.set(what, label)
  }
  return new Stream(
    sfc32(
      mix(seed[0] ^ label),
      mix(seed[1] ^ index),
      mix(Math.imul(index + 1, 0x9e3779b1) ^ label),
      1,
    ),
  )
}

/** A class, because several streams are begun for each person and methods are made once. */
class Stream implements Random {
  readonly next: () => number

  constructor(next: () => number) {
    this.next = next
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
  }

  poisson(mean: number): number {
    return poisson(this.next, mean)
  }

  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean
  }
}

/** Draws from a table of things and weights. */
export function chooser<T>(
  table: readonly (readonly [T, number])[],
): (random: Pick<Random, 'next'>) => T {
  const ends: number[] = []
  let total = 0
  for (const [, weight] of table) {
    total += weight
    ends.push(total)
  }
  return (random) => {
    const at = random.next() * total
    let low = 0
    let high = ends.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (ends[middle]! > at) high = middle
      else low = middle + 1
    }
    return table[low]![0]
  }
}

/**
 * Sends 0..size-1 onto 0..size-1, each once, in an order that looks like none: numbers that must be
 * unique without a list of those already given.
 */
export function scatter(index: number, size: number, seed: Seed): number {
  const start = (seed[0] >>> 0) % size
  return ((index % size) * stepFor(size) + start) % size
}

/**
 * A step that shares no factor with the size; small enough for exact arithmetic up to two million.
 */
function stepFor(size: number): number {
  let step = Math.max(1, Math.floor(size * 0.6180339) % 1_000_000_007)
  while (greatestCommonDivisor(step, size) !== 1) step += 1
  return step
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right)
}

function sfc32(a: number, b: number, c: number, counter: number): () => number {
  const next = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  for (let round = 0; round < 12; round += 1) next()
  return next
}

function poisson(next: () => number, mean: number): number {
  const floor = Math.exp(-mean)
  let count = 0
  for (let product = next(); product > floor; product *= next()) count += 1
  return count
}

/** FNV-1a over the UTF-16 units, then mixed. */
function hashOf(text: string, basis: number): number {
  let hash = basis
  for (let place = 0; place < text.length; place += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193)
  }
  return mix(hash)
}

/** The finishing steps of MurmurHash3: every bit in moves every bit out. */
function mix(word: number): number {
  let hash = word ^ (word >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

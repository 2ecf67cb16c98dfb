import type { BenchResult } from '../run.ts'

/** How figures are taken: so many callers at once for so long, and the slowest hundredth. */
export const CALLERS = 32
const SECONDS_EACH = 4

export type Figure = BenchResult['figures'][number]

/** How many a second, and how long the slowest hundredth took. */
export async function timed(what: string, once: () => Promise<void>): Promise<Figure[]> {
  await together(CALLERS, once, 500)
  const took: number[] = []
  const began = performance.now()
  await together(CALLERS, async () => {
    const start = performance.now()
    await once()
    took.push(performance.now() - start)
  })
  const figure = perSecond(what, took.length, performance.now() - began)
  return [figure, { what: `${what}: 99 of 100 within`, value: quantile(took, 0.99), unit: 'ms' }]
}

export async function together(
  callers: number,
  once: (caller: number) => Promise<void>,
  milliseconds = SECONDS_EACH * 1000,
): Promise<void> {
  const until = performance.now() + milliseconds
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (performance.now() < until) await once(caller)
    }),
  )
}

export function perSecond(what: string, count: number, milliseconds: number): Figure {
  return { what, value: (count / milliseconds) * 1000, unit: '1/s' }
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}

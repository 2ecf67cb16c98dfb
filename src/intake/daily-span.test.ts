import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PersonId } from '../kernel/index.ts'
import type { DailyRow } from './daily-row.ts'
import {
  closed,
  type DailyFile,
  lacking,
  opened,
  type Span,
  type SpanChanges,
} from './daily-span.ts'

const THINGS = ['x', 'y', 'z']

/** A file of a day: of each thing which of its rows it has, none where it lacks it. */
type Told = { file: string; rows: readonly (string | undefined)[] }

function take(
  state: { files: DailyFile[]; spans: readonly Span[] },
  { file, rows }: Told,
): { files: DailyFile[]; spans: readonly Span[] } {
  const told = new Map<string, string[]>()
  for (const [at, hash] of rows.entries()) if (hash !== undefined) told.set(THINGS[at]!, [hash])
  const files = [...state.files]
  if (!files.some(({ submission }) => submission === file))
    files.push({ submission: file, whole: false })
  let { spans } = state
  for (const [thing, [hash]] of told) {
    const row = { personId: 'p' as PersonId, thing, hash: hash!, row: {} as DailyRow }
    spans = applied(spans, opened(row, file, files, spans))
  }
  const { otherwise, silent } = lacking(file, told, spans)
  for (const span of [...otherwise, ...silent]) spans = applied(spans, closed(span, file, files))
  const whole = files.map((one) => (one.submission === file ? { ...one, whole: true } : one))
  return { files: whole, spans }
}

function applied(spans: readonly Span[], { changed, added }: SpanChanges): Span[] {
  const after = new Map(changed.map((one) => [one.before, one.after]))
  return [...spans.map((span) => after.get(span) ?? span), ...added]
}

/** What the files say, worked out without spans: the runs of files in order that have a row. */
function evaluated(all: readonly Told[]): string[] {
  const files = [...new Map(all.map((one) => [one.file, one])).values()].sort((a, b) =>
    a.file < b.file ? -1 : 1,
  )
  const found: string[] = []
  for (const at of THINGS.keys()) {
    let since: Told | undefined
    for (const one of [...files, undefined]) {
      const same = one !== undefined && since?.rows[at] === one.rows[at]
      if (same) continue
      if (since?.rows[at] !== undefined)
        found.push(`${THINGS[at]} ${since.rows[at]} ${since.file} ${one?.file ?? '-'}`)
      since = one
    }
  }
  return found.sort()
}

test('spans are the same whatever the order of files, and however often each comes', () => {
  const rows = fc.array(fc.constantFrom('a', 'b', undefined), { minLength: 3, maxLength: 3 })
  fc.assert(
    fc.property(
      fc.array(rows, { minLength: 1, maxLength: 20 }),
      fc.array(fc.nat(), { maxLength: 30 }),
      fc.infiniteStream(fc.nat()),
      (days, again, order) => {
        const all = days.map((own, at) => ({ file: `2026-01-${10 + at}~at`, rows: own }))
        const twice = [...all, ...again.map((pick) => all[pick % all.length]!)]
        const turns = twice.map((one) => ({ one, turn: order.next().value as number }))
        const shuffled = turns.sort((a, b) => a.turn - b.turn).map(({ one }) => one)
        let state: Parameters<typeof take>[0] = { files: [], spans: [] }
        for (const one of shuffled) state = take(state, one)
        const told = state.spans.map(
          ({ thing, hash, since, until = '-' }) => `${thing} ${hash} ${since} ${until}`,
        )
        assert.deepEqual(told.sort(), evaluated(all))
      },
    ),
    { numRuns: 500 },
  )
})

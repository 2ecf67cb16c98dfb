import { z } from 'zod'
import { derivedId, isDay, mayBeDay, plural, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { penceField, supplierField } from './fields.ts'
import { lockBooks } from './queries.ts'
import { insertLines, invoicesOf, type KeptLine, keptLines, saidLine } from './queries-lines.ts'
import { rulesOf } from './rules.ts'

export const IMPORT = 'fund.import'
/** So many lines are one command. */
export const LINES_AT_ONCE = 1_000

const line = z.strictObject({
  id: z.uuid('is not the id of a line').toLowerCase(),
  day: z.string().refine(isDay, 'is not a day, like 2026-03-10'),
  pence: z
    .string()
    .regex(/^-?\d{1,15}$/, 'must be whole pence as text')
    .transform(BigInt),
  said: z.record(z.string().max(60), z.string().max(2_000)),
  row: z.int().min(1),
})
type Line = z.output<typeof line>

const KIND_WORDS = {
  invoice: 'An invoice',
  bank: 'A line of a bank statement',
  ledger: 'A line of a ledger',
  spend: 'A payment that was published',
}

function text(label: string) {
  return z.string().trim().max(300, 'is longer than 300 characters').optional().meta({ label })
}

type One = {
  readonly day?: string | undefined
  readonly pence?: bigint | undefined
  readonly supplier?: string | undefined
  readonly reference?: string | undefined
}

/** A line that somebody writes down; undefined where it is not said what it is. */
function oneLine(kind: string, { day, pence, supplier, reference }: One): Line | undefined {
  if (!day || pence === undefined || !supplier || !reference) return undefined
  const said = { supplier, [kind === 'invoice' ? 'invoice_number' : 'reference']: reference }
  const id = derivedId('fund.line', JSON.stringify([kind, day, String(pence), said]), '1')
  return { id, day, pence, said, row: 1 }
}

export type Imported = {
  readonly new: number
  readonly unchanged: number
  /** invoices that say the same as an earlier one under another number */
  readonly like: readonly { readonly row: number; readonly line: string; readonly as: string }[]
}

/** Keeps what others' books say, line by line. A line that came before changes nothing; nothing is posted. */
export const importLines = namedCommand({
  name: IMPORT,
  says: 'Keeps the lines of a ledger, a bank, an invoice or a spend file',
  label: 'Take in a file',
  basis: { action: IMPORT, does: 'take in files about money', under: ['fund'] },
  input: z.strictObject({
    kind: z
      .enum(['invoice', 'bank', 'ledger', 'spend'], 'must be invoice, bank, ledger or spend')
      .meta({ label: 'What is it?', words: KIND_WORDS }),
    day: mayBeDay('On which day?', 'As it stands there'),
    pence: penceField().optional(),
    supplier: supplierField(),
    reference: text('Its number'),
    file: text('Where it stands'),
    lines: z
      .array(line)
      .min(1)
      .max(LINES_AT_ONCE)
      .optional()
      .meta({ label: 'Lines', hidden: true }),
  }),
  refuses: ['no-clause', 'no-such-line'],
  preview: (imported: Imported) => `${plural(imported.new, 'line')} would be kept.`,
  async run(
    { tx, now, entryId, announce },
    { kind, file = '', lines: many, ...one },
    { agreement }: Place,
  ) {
    if (rulesOf(agreement.current()).funds.size === 0)
      return refuse('no-clause', 'No clause makes a fund.')
    const lines = many ?? [oneLine(kind, one)].filter((each) => each !== undefined)
    if (lines.length === 0) {
      return refuse('no-such-line', 'Say the day, the amount, who is paid and its number.')
    }
    lockBooks(tx)
    const known = await keptLines(
      tx,
      lines.map(({ id }) => id),
    )
    const fresh = lines.filter(({ id }) => !known.has(id))
    const before = kind === 'invoice' ? await earlier(tx, fresh) : []
    const kept: KeptLine[] = []
    for (const one of fresh) {
      const as = kind === 'invoice' ? likeOne(one, [...before, ...kept]) : undefined
      const like = as === undefined ? {} : { like: as.id }
      kept.push({ ...one, kind, file, learntAt: now.toISOString(), ...like })
    }
    insertLines(tx, kept, entryId)
    if (kept.length > 0) announce('fund.line', kind)
    const result: Imported = {
      new: kept.length,
      unchanged: lines.length - kept.length,
      like: kept.flatMap(({ row, id, like }) =>
        like === undefined ? [] : [{ row, line: id, as: like }],
      ),
    }
    return { result, entry: kept.length === 0 ? { already: true } : { lines: kept.map(saidLine) } }
  },
})

async function earlier(
  tx: Parameters<typeof invoicesOf>[0],
  lines: readonly Line[],
): Promise<KeptLine[]> {
  if (lines.length === 0) return []
  return invoicesOf(
    tx,
    [...new Set(lines.map(({ pence }) => pence))],
    [...new Set(lines.map(({ day }) => day))],
  )
}

/** The same supplier, day, sum and what it is for, under another number. */
function likeOne(one: Line, others: readonly KeptLine[]): KeptLine | undefined {
  return others.find(
    (other) =>
      other.pence === one.pence &&
      other.day === one.day &&
      word(other, 'invoice_number') !== word(one, 'invoice_number') &&
      ['supplier', 'person_reference', 'week_start', 'line'].every(
        (name) => word(other, name) === word(one, name),
      ),
  )
}

function word({ said }: { said: Readonly<Record<string, string>> }, name: string): string {
  return (Object.hasOwn(said, name) ? said[name]! : '').toLowerCase().replaceAll(/\s+/g, ' ')
}

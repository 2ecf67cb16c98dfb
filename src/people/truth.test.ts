import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { generate } from '../../places/southmere/index.ts'
import type { DoubtReason } from './doubt.ts'
import { type Partition, partition } from './identify.ts'
import { tableOfPersons } from './match-few.ts'
import { FIELDS } from './match-field.ts'
import { pairOf } from './match-saved.ts'
import { FieldValues } from './match-table.ts'
import { matchTables } from './match-tables.ts'
import { readNhsNumber } from './nhs-number.ts'
import type { Pair } from './pair.ts'
import type { SourcePerson } from './person.ts'
import { testPerson } from './testing.ts'

const SOURCES = ['mere-general', 'southmere-gp', 'southmere-council']

type Row = Record<string, string>

test('measured against the made-up place’s truth: nobody is joined to another, few are missed', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'southmere-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const out = join(folder, 'place')
  await generate({ people: 10_000, seed: 'truth', asOf: '2026-03-03', out })
  const persons = SOURCES.flatMap((source) =>
    readCsv(join(out, 'match', `${source}.csv`)).map((row) => toPerson(source, row)),
  )
  const truth = new Map(
    readCsv(join(out, 'truth', 'links.csv')).map((row) => [
      `${row.source} ${row.source_id}`,
      row.person_key!,
    ]),
  )
  const keyOf = new Map(
    persons.map((one) => [one.personId, truth.get(`${one.source} ${one.sourceId}`)!]),
  )
  // What an old list has was made to be hard: rules alone are not held to it.
  const old = new Set(
    readCsv(join(out, 'truth', 'dirt.csv')).flatMap((row) =>
      row.kind === 'oldList' ? [`${row.source} ${row.source_id}`] : [],
    ),
  )
  const plain = persons.filter(({ source, sourceId }) => !old.has(`${source} ${sourceId}`))
  const begun = performance.now()
  const found = partition(plain)
  const seconds = (performance.now() - begun) / 1000
  const { right, made, wanted } = measure(
    found,
    new Map(plain.map(({ personId }) => [personId, keyOf.get(personId)!])),
  )
  const [precision, recall] = [right / made, right / wanted]
  const joined = `${plain.length} source persons, ${found.identities.length} identities`
  const scores = `precision ${precision.toFixed(5)}, recall ${recall.toFixed(5)}`
  t.diagnostic(`${joined} in ${seconds.toFixed(2)} s: ${scores}, ${found.doubts.length} doubts`)
  assert.ok(precision > 0.9995, `precision ${precision}`)
  assert.ok(recall > 0.98, `recall ${recall}`)
  const judged = partition(persons, { pairs: await alike(persons) })
  const matched = measure(judged, keyOf)
  const [wrong, missed] = [1 - matched.right / matched.made, 1 - matched.right / matched.wanted]
  const unsure = judged.doubts.filter(({ reason }) => HARD.includes(reason)).length
  t.diagnostic(
    `with an old list, matched: wrong ${wrong.toFixed(5)}, missed ${missed.toFixed(5)}, ${unsure} unsure`,
  )
  // The national link of hospital records: 0.002 and 0.041.
  assert.ok(wrong < 0.0005, `wrong ${wrong}`)
  assert.ok(missed < 0.041, `missed ${missed}`)
  assert.ok(unsure > 120 && unsure < 300, `${unsure} pairs for people to decide`)
})

/** What people decide because it is hard: alike and not sure, or alike and not all can be so. */
const HARD: readonly DoubtReason[] = ['may-be-one', 'contradicted', 'ambiguous']

/** Who is likely to be one with whom, by what is learnt from themselves and the thresholds of Southmere. */
async function alike(persons: readonly SourcePerson[]): Promise<Pair[]> {
  const fields = FIELDS.map((field) => new FieldValues(field))
  const left = tableOfPersons(persons, fields)
  const asked = { fields, left, right: undefined, rules: [], rounds: undefined, threads: 1 }
  const { scored } = await matchTables({ ...asked, version: undefined, least: -7 })
  const thresholds = { link: Math.log2(0.99 / 0.01), review: Math.log2(0.01 / 0.99) }
  const idAt = (row: number) => persons[row]!.personId
  return Array.from(scored.weight, (weight, at) =>
    pairOf([idAt(scored.left[at]!), idAt(scored.right[at]!)], weight, thresholds),
  ).flat()
}

/** Pairs of source persons: joined rightly, joined at all, and those that are one person. */
function measure({ identities }: Partition, keyOf: ReadonlyMap<string, string>) {
  let right = 0
  let made = 0
  for (const { personIds } of identities) {
    for (const [at, a] of personIds.entries()) {
      for (const b of personIds.slice(at + 1)) {
        made += 1
        if (keyOf.get(a) === keyOf.get(b)) right += 1
      }
    }
  }
  const sizes = new Map<string, number>()
  for (const key of keyOf.values()) sizes.set(key, (sizes.get(key) ?? 0) + 1)
  const wanted = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
  return { right, made, wanted }
}

function readCsv(path: string): Row[] {
  return parse(readFileSync(path, 'utf8'), { columns: true, bom: true }) as Row[]
}

function toPerson(source: string, row: Row): SourcePerson {
  const number = readNhsNumber(row.nhs_number ?? '')
  return testPerson(
    row.id!,
    {
      nhsNumber: number.ok ? number.number : undefined,
      family: row.family_name || undefined,
      given: [row.given_name, row.other_names].filter((name) => name).map((name) => name!),
      birthDate: row.date_of_birth || undefined,
      sex: row.sex === 'female' || row.sex === 'male' ? row.sex : undefined,
      phones: row.phone ? [row.phone] : [],
      address: {
        lines: [row.address_line_1, row.address_line_2].filter((line) => line !== undefined),
        city: row.city,
        postcode: row.postcode || undefined,
      },
    },
    source,
  )
}

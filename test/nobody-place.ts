import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { generate } from '../places/southmere/index.ts'
import { loadFiles } from '../src/intake/index.ts'
import type { PersonId } from '../src/kernel/index.ts'
import { personIdOf, readNhsNumber } from '../src/people/index.ts'
import { Visitor } from '../src/shell/testing.ts'
import { openTestPlace } from './open-place.ts'

/** Whom one may ask about: by the id in an address, by number, or by name and birth date. */
export type Asked = { id: PersonId; number: string; family: string; born: string }

/** A small county, somebody in it who sees almost nobody, and people who are there or not. */
export async function openNobodyPlace(t: TestContext, people: number) {
  const out = mkdtempSync(join(tmpdir(), 'concordat-nobody-'))
  t.after(() => rmSync(out, { recursive: true, force: true }))
  await generate({ people, seed: 'nobody', out, asOf: '2026-03-10' })
  const { place, listen, settle, clock } = await openTestPlace(t)
  for (const [folder, source] of [
    ['hospital', 'mere-general'],
    ['gp', 'southmere-gp'],
    ['council', 'southmere-council'],
  ] as const) {
    const paths = readdirSync(join(out, folder))
      .sort()
      .map((name) => join(out, folder, name))
    await loadFiles(place, paths, source)
    await settle()
  }
  await listen()
  const visitor = new Visitor(place.settings.origin)
  await visitor.signIn('tom.ellis')
  const notTheirs = await foreign(place.databases.care.short)
  return { place, clock, visitor, notTheirs }
}

type Said = { family?: string; birthDate?: string }

/** Those whom one source alone knows and no hospital has, the one with most on their record first. */
async function foreign(db: { query<R>(text: string): Promise<{ rows: R[] }> }): Promise<Asked[]> {
  const { rows } = await db.query<{ person_id: PersonId; number: string | null; said: Said }>(
    `select p.person_id, p.nhs_number as number, p.said from people.person p
     join people.link l on l.person_id = p.person_id
     where cardinality(l.members) = 1 and not exists (
       select from record.event e where e.person_id = any(l.members) and e.kind = 'stay')
     order by (select count(*) from record.resource r where r.person_id = p.person_id) desc, 1`,
  )
  return rows.flatMap(({ person_id: id, number, said: { family, birthDate: born } }) =>
    number && family && born ? [{ id, number, family, born }] : [],
  )
}

/** Somebody whom nobody is, another for each `n`. */
export function nobodyAtAll(n: number): Asked {
  const id = personIdOf('nowhere', String(n))
  return { id, number: unusedNumber(n), family: `Qvist${'abcdefghij'[n % 10]}`, born: '1931-02-03' }
}

/** A valid number of a range that the made-up county never uses. */
function unusedNumber(n: number): string {
  for (let last = 0; ; last++) {
    const digits = `99988${String(n).padStart(4, '0')}${last % 10}`
    if (readNhsNumber(digits).ok) return digits
    if (last === 9) return unusedNumber(n + 5_000)
  }
}

import { type Agreement, faultLine, readAgreement } from '../agreement/index.ts'
import { clockOf, dayInLondon, fixedClock } from '../kernel/index.ts'
import { house as standing } from '../rooms.ts'
import type { CliCall } from './command.ts'

/** A text as it is when all of its clauses have taken effect; undefined, with its faults told, where it has any. */
export async function readDraft(
  { settings, err, house = standing }: CliCall,
  folder: string,
): Promise<Agreement | undefined> {
  const clock = clockOf(settings)
  const { agreement, faults } = await readAgreement(folder, house.clauseKinds, clock)
  for (const fault of faults) err(faultLine(fault))
  const last =
    agreement?.clauses
      .map(({ takesEffect }) => takesEffect)
      .sort()
      .at(-1) ?? ''
  if (agreement === undefined || last <= dayInLondon(clock.now())) return agreement
  const later = fixedClock(`${last}T12:00:00Z`)
  return (await readAgreement(folder, house.clauseKinds, later)).agreement
}

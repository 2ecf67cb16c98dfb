import { disclosedWords, discloseTable, disclosureRule } from '../../src/record/index.ts'
import type { Place } from '../../src/room.ts'
import { remindersCounted } from './queries.ts'

/** Of how many people reminders are open, and done: counted under the login that sees nobody, told by the clause. */
export async function countReminders({ databases, agreement }: Place): Promise<string[]> {
  const rule = disclosureRule(agreement.current())
  if (rule === undefined) return []
  const counted = await remindersCounted(databases.planning.short)
  const { whole } = discloseTable(rule, {
    lines: ['open', 'done'],
    whole: [{ people: counted.open }, { people: counted.done }],
  })
  return whole.map(disclosedWords)
}

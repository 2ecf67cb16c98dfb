import type { Concern, Place } from '../room.ts'
import { transferRule } from './clock-kind.ts'
import { noticeRule } from './notice-kind.ts'

/** What whoever watches over the place must put right: systems that a clause names and no setting, or the reverse. */
export function transferConcerns({
  agreement: room,
  settings,
}: Pick<Place, 'agreement' | 'settings'>): Concern[] {
  const agreement = room.current()
  const [rule, notices] = [transferRule(agreement), noticeRule(agreement)]
  const byMachine = notices?.byMachine ?? []
  const told = [...(settings.systems?.keys() ?? [])]
  const nameOf = (party: string) => rule?.nameOf(party) ?? party
  return [
    ...byMachine
      .filter((party) => !told.includes(party))
      .map((party): Concern => {
        const since = `Clause ${notices!.clause} says that it does, and no setting says where it is.`
        return { what: `The system of ${nameOf(party)} takes no messages`, since, first: 'waits' }
      }),
    ...told
      .filter((party) => !byMachine.includes(party))
      .map((party): Concern => {
        const since = 'A setting says where its system is, and no clause that it takes messages.'
        return { what: `Nothing is sent to the system of ${nameOf(party)}`, since, first: 'waits' }
      }),
  ]
}

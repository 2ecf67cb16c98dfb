import type { Agreement } from '../agreement/index.ts'
import type { Board } from './board.ts'
import type { BodyFields } from './body-kind.ts'
import type { ActionToDo } from './item.ts'
import type { Body, Member, Publicity } from './member.ts'

const remembered = new WeakMap<
  Agreement,
  { readonly day: string; readonly bodies: readonly Body[] }
>()

/** The bodies that the agreement makes, in the order of their clauses. */
export function bodiesOf(agreement: Agreement | undefined): readonly Body[] {
  if (agreement === undefined) return []
  const day = agreement.today()
  const known = remembered.get(agreement)
  if (known?.day === day) return known.bodies
  const rows = agreement.table<BodyFields & { clause: string }>('body')
  const publicities = agreement.table<Publicity>('publicity')
  const bodies = rows.flatMap((row): Body[] => {
    const publicity = publicities.find(({ id }) => id === row.publicity)
    if (publicity === undefined) return []
    const members = row.members.map((one): Member => {
      const side = agreement.parties.find(({ id }) => id === one.party)?.side ?? ''
      return { ...one, side }
    })
    return [{ ...row, members, publicity }]
  })
  remembered.set(agreement, { day, bodies })
  return bodies
}

export function bodyNamed(agreement: Agreement | undefined, id: string): Body | undefined {
  return bodiesOf(agreement).find((one) => one.id === id)
}

/** What somebody has taken on of an item and has not done, with its body; undefined where there is nothing. */
export function actionToDo(
  board: Board,
  agreement: Agreement | undefined,
  id: string,
): { action: ActionToDo; body: Body } | undefined {
  const action = board.actions.get(id)
  const item = board.items.get(action?.item ?? '')
  const body = item && bodyNamed(agreement, item.body)
  if (action === undefined || action.done !== undefined || body === undefined) return undefined
  return { action, body }
}

export function sidesOf(agreement: Agreement | undefined): string[] {
  return agreement?.sides.map(({ id }) => id) ?? []
}

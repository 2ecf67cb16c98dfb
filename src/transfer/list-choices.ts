import type { Viewer } from '../kernel/index.ts'
import { type ListAddress, listAddress } from '../shell/index.ts'
import { THEIR_FAMILY, type TransferRule } from './clock-kind.ts'
import { type ListFilter, NONE, ORDERS, WAITS_DAYS, WAYS } from './list-filter.ts'
import { TASK_KINDS } from './task-kind.ts'

/** Whatever the viewer’s own organisation holds: so that one address serves everybody. */
export const OURS = 'ours'
export const DUE = 'due'

/** What may be chosen in the address; a ward is any that is named, so that an empty one shows nobody. */
function choicesOf(rule: TransferRule | undefined, query: unknown) {
  const ward = String(new Map(Object.entries((query ?? {}) as object)).get('ward') ?? '').trim()
  const parties = rule?.parties ?? []
  return {
    show: ['ready', 'waiting'],
    ward: ward === '' || ward.length > 100 ? [] : [ward],
    holder: [OURS, NONE, THEIR_FAMILY, ...parties],
    pathway: WAYS,
    council: [...(rule?.councils ?? []), NONE],
    task: TASK_KINDS,
    waits: WAITS_DAYS,
    reviewed: [DUE],
    order: ORDERS,
  } as const
}

export type LeavingAddress = ListAddress<ReturnType<typeof choicesOf>>

/** How somebody looks at the list, as its address has it. */
export function leavingAddress(
  path: string,
  rule: TransferRule | undefined,
  query: unknown,
): LeavingAddress {
  return listAddress(path, choicesOf(rule, query), query)
}

export function filterOf(address: LeavingAddress, { actor }: Viewer): ListFilter {
  const holder = address.chosen('holder')
  const waits = address.chosen('waits')
  return {
    state: address.chosen('show') ?? 'all',
    ward: address.chosen('ward'),
    holder: holder === OURS ? actor.organisation : holder,
    pathway: address.chosen('pathway'),
    council: address.chosen('council'),
    task: address.chosen('task'),
    waits: waits === undefined ? undefined : Number(waits),
    unreviewed: address.chosen('reviewed') === DUE,
    order: address.chosen('order'),
  }
}

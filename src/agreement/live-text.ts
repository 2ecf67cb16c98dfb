import { Fault, formatList, type Settings } from '../kernel/index.ts'
import type { Agreement } from './agreement.ts'
import { isMadeUpKey } from './made-up-keys.ts'
import type { Signatory } from './party-kinds.ts'

/** What a live place may not have by its text: officers who do not exist, a side without a witness of its own. */
export function whyNotLiveUnder(
  agreement: Agreement,
  { mode, witnesses, placeFolder }: Pick<Settings, 'mode' | 'witnesses' | 'placeFolder'>,
): Fault[] {
  if (mode !== 'live') return []
  const madeUp = agreement
    .table<Signatory>('signatory', 'all')
    .filter(({ key }) => isMadeUpKey(key))
  const names = formatList(madeUp.map(({ name }) => name))
  const sides = agreement.sides
  const without = sides.filter(({ id }) => !witnesses.some(({ side }) => side === id))
  const strange = witnesses.filter(({ side }) => side && !sides.some(({ id }) => id === side))
  const fault = (what: string, remedy: string) => new Fault(what, 'CONCORDAT_WITNESSES', remedy)
  return [
    ...(madeUp.length === 0
      ? []
      : [
          new Fault(
            `the keys of ${names} are those of the made-up place`,
            placeFolder,
            'Put keys that real officers have made in their places, and sign the text.',
          ),
        ]),
    // Without any witness all of it is said already.
    ...(witnesses.length === 0 ? [] : without).map(({ id, name }) =>
      fault(
        `no witness of ${name} confirms the log`,
        `Put ${id} before the key of the witness that it runs.`,
      ),
    ),
    ...strange.map(({ side }) =>
      fault(
        `${side} is no side of the agreement`,
        `Its sides are ${formatList(sides.map(({ id }) => id))}.`,
      ),
    ),
  ]
}

import { z } from 'zod'
import type { ReadAgreement, TextFile } from '../agreement/index.ts'
import { type Errand, isRefusal, refuse, systemActor } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { readDraft } from './draft.ts'
import { idField, textField } from './fields.ts'
import type { Item } from './item.ts'
import { BOARD_REFUSALS, mayAct, openItem } from './open-board.ts'
import { readBoardIn } from './read-board.ts'

export const SIGN_CHANGE = 'board.sign-change'
const ADOPT = 'board.adopt-change'
const ADOPTER = { actor: systemActor('put into effect what both sides signed'), purpose: '' }

type Signed = { readonly item: string; readonly waits: readonly string[] }

/**
 * What an officer has signed of a change that was carried: the file that `concordat agreement sign` makes. When
 * officers of both sides have signed the very same text, it takes effect by itself.
 */
export const signChange = namedCommand({
  name: SIGN_CHANGE,
  says: 'Brings in the signature of an officer under a change of the agreement',
  label: 'Bring it in',
  basis: { action: SIGN_CHANGE, does: 'bring in signatures under a change of the agreement' },
  input: z.strictObject({
    item: idField('Item'),
    file: textField('The signature', 4_000, {
      hint: 'What concordat agreement sign has written',
      rows: 9,
    }),
  }),
  refuses: [...BOARD_REFUSALS, 'not-carried', 'not-signed', 'stale'],
  preview: ({ waits }: Signed) =>
    waits.length === 0
      ? 'Both sides have signed it then, and it takes effect.'
      : 'It waits for the other side then.',
  leads: ({ item }: Signed) => `/board/items/${item}/draft`,
  async run(context, { item: id, file }, place: Place) {
    const opened = await openItem(context, place, id)
    if (isRefusal(opened)) return opened
    const may = mayAct(opened, 'sign')
    if (isRefusal(may)) return may
    const { item, agreement } = opened
    const last = item.drafts.at(-1)
    if (last === undefined || item.decision?.outcome !== 'carried') {
      return refuse(
        'not-carried',
        'Only a change of the agreement that was carried on both sides is signed.',
      )
    }
    if (last.base !== agreement?.hash) {
      return refuse('stale', 'The agreement has changed since this was drafted.')
    }
    const files = [
      ...item.signed.map(fileOf),
      { path: `signatures/${item.signed.length}.yaml`, text: file },
    ]
    const read = await readDraft(place, context.tx, draftsOf(item), last.base, files)
    if ('fault' in read) return refuse('not-signed', read.fault)
    const held = read.signatures.at(-1)
    if (held === undefined || held.problem !== undefined || held.other) {
      const why = held === undefined ? 'cannot be read' : (held.problem ?? 'is of another text')
      return refuse('not-signed', `That signature ${why}. What is signed is ${read.hash}.`)
    }
    if (read.missing.length === 0) context.ask(ADOPT, id)
    const says = { officer: held.officer, side: held.side, hash: read.hash, file }
    const { meeting } = item
    return opened.say({ item: id, waits: read.missing }, [
      { act: 'signed', item: id, ...(meeting && { meeting }), says },
    ])
  },
})

/** The last draft of each clause, of the text that it was written for. */
export function draftsOf({ drafts }: Pick<Item, 'drafts'>): Item['drafts'] {
  const last = drafts.at(-1)
  const own = drafts.filter(({ base }) => base === last?.base)
  return [...new Map(own.map((one) => [one.clause, one])).values()]
}

function fileOf({ file }: Item['signed'][number], at: number): TextFile {
  return { path: `signatures/${at}.yaml`, text: file }
}

/** In effect without anybody starting anything again: the agreement's own command asks the signatures. */
export const adoptChange: Errand<Place> = {
  name: ADOPT,
  does: 'put into effect what both sides decided and signed',
  async run({ tx }, id, place) {
    const item = (await readBoardIn(place.databases, tx)).items.get(id)
    const last = item?.drafts.at(-1)
    if (item === undefined || last === undefined) return undefined
    const read = await readDraft(place, tx, draftsOf(item), last.base, item.signed.map(fileOf))
    if ('fault' in read) return undefined
    await adopt(place, read, id)
    return undefined
  },
}

/** @throws Error where it is refused, so that it is among what was not done */
async function adopt(
  place: Place,
  { files, signatureFiles }: ReadAgreement,
  id: string,
): Promise<void> {
  const input = { files, signatures: signatureFiles }
  const answer = await place.agreement.adopt(ADOPTER, input, `${ADOPT}:${id}`)
  if (isRefusal(answer) && answer.code !== 'key-used') throw new Error(answer.code)
}

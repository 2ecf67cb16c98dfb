import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { loadFiles } from '../src/intake/index.ts'
import { newId, type Viewer } from '../src/kernel/index.ts'
import { type OpenedPlace, openTestPlace } from './open-place.ts'

/** Southmere with nobody in it but whom a test lets the hospital tell of, by its own messages. */
export const NOW = '2026-03-10T09:00:00Z'

export type Patient = {
  readonly id: string
  readonly name: string
  readonly nhs?: string
  readonly ward?: string
}
export const GEORGE: Patient = {
  id: 'H1',
  name: 'Whitfield^George',
  nhs: '9990131015',
  ward: 'Ward 6',
}
export const WREN: Patient = { id: 'H2', name: 'Wren^Barbara', ward: 'Ward 3' }

/** One message of the hospital: `at` is when it says that it was, `ready` and `expected` are London's time. */
export type Message = {
  readonly code: string
  readonly of: Patient
  readonly at: string
  readonly came: string
  readonly left?: string
  /** where they went, by the NHS data dictionary */
  readonly went?: string
  readonly expected?: string
  readonly ready?: string
  readonly pathway?: string
  readonly reason?: string
  /** what a review found: `Y` where they still need to be in hospital */
  readonly criteria?: 'Y' | 'N'
  readonly visit?: string
}

export function hl7(one: Message): string {
  const {
    code,
    of,
    at,
    came,
    left = '',
    went = '',
    expected = '',
    ready,
    pathway = '',
    reason = '',
  } = one
  const { id, name, nhs, ward = 'Ward 6' } = of
  const number = nhs === undefined ? '' : `~${nhs}^^^NHS^NH`
  const visit = one.visit ?? `V${id}`
  // How they left and where to: PV1-36 and 37.
  const home = `${'|'.repeat(17)}${went === '' ? '' : '1'}|${went}${'|'.repeat(7)}`
  return [
    `MSH|^~\\&|MEREPAS|RXS|ROUTE|SOUTHMERE|${stamp(at)}00||ADT^${code}|${code}${id}${stamp(at)}|P|2.4`,
    `EVN|${code}|${stamp(at)}||||${stamp(at)}`,
    `PID|1||${id}^^^RXS^MR${number}||${name}||19460921|M|||1 High Street^^Mere^^ZM4 2AB`,
    `PV1|1|I|${ward}^Bay 2^Bed 4^RXS||||||||||||||||${visit}${home}${stamp(came)}|${stamp(left)}`,
    ...(expected === '' ? [] : [`PV2|||||||||${stamp(expected)}`]),
    ...(ready === undefined && pathway === ''
      ? []
      : [`ZU1|1|${stamp(ready ?? '')}|${pathway}|${reason}`]),
    ...(one.criteria === undefined ? [] : [`ZU1|1||||${one.criteria}`]),
  ].join('\r')
}

/** `2026-03-03 10:00` of London as the hospital writes it. */
function stamp(at: string): string {
  return at.replace(/[^\d]/g, '')
}

export type TransferPlace = OpenedPlace & {
  /** the hospital's messages come, and all that follows is done */
  tell(...messages: readonly Message[]): Promise<void>
  /** a file of a partner's own comes */
  load(source: string, lines: readonly string[], name?: string): Promise<void>
  does(
    who: Viewer,
    name: string,
    input: object,
  ): Promise<{ ok: true; result: never } | { ok: false; code: string; sentence: string }>
}

export async function openTransferPlace(
  t: TestContext,
  more: Parameters<typeof openTestPlace>[1] = {},
): Promise<TransferPlace> {
  const opened = await openTestPlace(t, { at: NOW, ...more })
  const { place, settle, dataFolder } = opened
  let files = 0
  const load = async (source: string, name: string, text: string) => {
    const path = join(dataFolder, `${files++}-${name}`)
    writeFileSync(path, text)
    const { files: loaded } = await loadFiles(place, [path], source)
    const wrong = loaded.filter(({ quarantined }) => quarantined > 0)
    if (wrong.length > 0) throw new Error(`not read: ${JSON.stringify(wrong)}`)
    await settle()
  }
  return {
    ...opened,
    load: (source, lines, name = 'tasks.csv') => load(source, name, lines.join('\n')),
    tell: (...messages) => load('mere-general', 'adt.hl7', messages.map(hl7).join('\n')),
    async does(who, name, input) {
      const answer = await place.call(name, { viewer: who, input, key: newId() })
      await settle()
      if (answer.ok) return { ok: true, result: answer.result as never }
      if ('refusal' in answer) return { ok: false, ...answer.refusal }
      return { ok: false, code: 'faults', sentence: JSON.stringify(answer.faults) }
    },
  }
}

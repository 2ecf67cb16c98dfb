import type { TestContext } from 'node:test'
import { newId, type Viewer } from '../src/kernel/index.ts'
import { type OpenedPlace, openTestPlace } from './open-place.ts'
import { hl7, type Message, type Patient } from './transfer-message.ts'

export { hl7, type Message, type Patient } from './transfer-message.ts'

/** Southmere with nobody in it but whom a test lets the hospital tell of, by its own messages. */
export const NOW = '2026-03-10T09:00:00Z'

export const GEORGE: Patient = {
  id: 'H1',
  name: 'Whitfield^George',
  nhs: '9990131015',
  ward: 'Ward 6',
}
export const WREN: Patient = { id: 'H2', name: 'Wren^Barbara', ward: 'Ward 3' }

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
  const { place, settle, arrives: load } = opened
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

import { z } from 'zod'
import { instantsInLondon, isDay } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { capital } from '../shell/index.ts'
import { THEIR_FAMILY } from './clock-kind.ts'
import { REASON_CHOICES, REASON_IDS } from './need.ts'
import { OFFERED_KINDS, taskWords } from './task-kind.ts'

/** Which stay: a page fills it in. Any of what sources tell of it leads to it. */
export function stayField() {
  return z.uuid('is not the id of a stay').toLowerCase().meta({ label: 'Stay', hidden: true })
}

export function taskField() {
  return z.uuid('is not the id of a task').toLowerCase().meta({ label: 'Task', hidden: true })
}

/** Which asking: a page fills it in. */
export function askingField() {
  return z
    .uuid('is not the id of something that was asked')
    .toLowerCase()
    .meta({ label: 'What was asked', hidden: true })
}

export function reasonField() {
  return z
    .enum(REASON_IDS, 'is not a reason that is known here')
    .meta({ label: 'Why?', words: REASON_CHOICES })
}

/** The fact that was wrong: what is said stands in its place. */
export function insteadField() {
  return z
    .uuid('is not the id of something that was said')
    .toLowerCase()
    .optional()
    .meta({ label: 'What it puts right', hidden: true })
}

const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2})?)?$/
/** As people here write it: 10/3/2026 14:30. */
const WRITTEN = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:,? +(\d{1,2}:\d{2}))?$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})$/

/** When it was true, ISO. With no zone it is London's time; a day alone is its first minute. */
export function timeField(label: string, hint: string) {
  return z
    .string()
    .trim()
    .refine(
      (text) => text === '' || instantIn(text) !== undefined,
      'is not a time like 10/3/2026 14:30',
    )
    .transform((text) => instantIn(text)?.toISOString())
    .optional()
    .meta({ label, hint })
}

function instantIn(said: string): Date | undefined {
  const text = said.replace(WRITTEN, (_, day, month, year, time = '00:00') => {
    const [dayOfYear, hours] = [[year, month, day], time.split(':')].map((parts) =>
      (parts as string[]).map((part) => part.padStart(2, '0')),
    )
    return `${dayOfYear!.join('-')} ${hours!.join(':')}`
  })
  if (!isDay(text.slice(0, 10))) return undefined
  if (INSTANT.test(text)) {
    const at = new Date(text)
    return Number.isNaN(at.getTime()) ? undefined : at
  }
  const [, day, time] = TIME.exec(text) ?? []
  if (day === undefined) return undefined
  const wall = Date.parse(`${day}T${time ?? '00:00'}:00Z`)
  return Number.isNaN(wall) ? undefined : new Date(instantsInLondon(wall)[0])
}

export function kindField() {
  return z.enum(OFFERED_KINDS, 'is not a task that is known here').meta({
    label: 'What must happen?',
    words: Object.fromEntries(OFFERED_KINDS.map((kind) => [kind, capital(taskWords(kind))])),
  })
}

/** Parties of the agreement in effect, and the family. */
export function holderChoices({ agreement }: Pick<Place, 'agreement'>): Map<string, string> {
  const parties = agreement.current()?.parties ?? []
  return new Map([
    ...parties.map(({ id, name }) => [id, name] as const),
    [THEIR_FAMILY, 'Their family'],
  ])
}

export function holderField(label: string, hint: string) {
  return z.string().max(100, 'is longer than 100 characters').meta({ label, hint })
}

import type { JsonObject } from '../record/index.ts'
import { objectOf, objectsOf, textIn } from './json-value.ts'

/** v3 Confidentiality above normal, and what the Personal Demographics Service says instead of it. */
const RESTRICTED = /^(?:R|V|S|RESTRICTED|VERY[- ]?RESTRICTED|REDACTED|SENSITIVE)$/i

/** Its source labels it as something that hardly anybody may see: of a Patient, where they are. */
export function isConfidential({ meta }: JsonObject): boolean {
  const security = meta === undefined ? undefined : objectOf(meta)?.security
  if (security === undefined) return false
  return objectsOf(security).some(
    ({ code, display }) =>
      RESTRICTED.test(textIn(code) ?? '') || RESTRICTED.test(textIn(display) ?? ''),
  )
}

/** v3 RefrainPolicy: what must not be done with it, as `NOPAT`, to show it to the patient. None is carried out. */
const REFRAIN = new Set(
  `NOAUTH NOCOLLECT NODSCLCD NODSCLCDS NOINTEGRATE NOLIST NOMOU NOORGPOL NOPAT NOPERSISTP NORDSCLCD NORDSCLCDS
  NORDSCLW NORELINK NOREUSE NOVIP`.split(/\s+/),
)

/** Its source asks that something be left undone with it, which nobody here heeds: it is named as passed over. */
export function asksToRefrain({ meta }: JsonObject): boolean {
  const security = meta === undefined ? undefined : objectOf(meta)?.security
  if (security === undefined) return false
  return objectsOf(security).some(({ code }) => REFRAIN.has(textIn(code)?.toUpperCase() ?? ''))
}

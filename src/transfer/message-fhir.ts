import { derivedId } from '../kernel/index.ts'
import type { SourcePerson } from '../people/index.ts'
import type { JsonObject } from '../record/index.ts'
import { capital } from '../shell/index.ts'
import type { Asking, Message } from './asking.ts'
import type { TransferRule } from './clock-kind.ts'
import { MESSAGES, type MessageKind } from './message-kind.ts'
import { needOf, reasonWords, signWords } from './need.ts'
import { taskWords } from './task-kind.ts'
import { wayWords } from './way-words.ts'

const NHS_NUMBER = 'https://fhir.nhs.uk/Id/nhs-number'
const ODS_CODE = 'https://fhir.nhs.uk/Id/ods-organization-code'

/** How far the thing asked has come, in FHIR's own words. */
const STATUS: Readonly<Record<MessageKind, string>> = {
  'early-notice': 'requested',
  pack: 'requested',
  referral: 'requested',
  assessment: 'in-progress',
  'trusted-assessment': 'in-progress',
  offer: 'in-progress',
  acceptance: 'accepted',
  refusal: 'rejected',
  withdrawal: 'cancelled',
}

type Told = {
  readonly asking: Asking
  readonly message: Message
  readonly rule: TransferRule
  /** of a party: a code by which feeds name it */
  codeOf(party: string): string | undefined
  /** who it is, where the receiver may know; absent: nobody is named */
  readonly who?: SourcePerson
  /** of this place, as its pages are addressed */
  readonly origin: string
  readonly endpoint: string
}

/** A message as R4: a message bundle of what was asked, of whom and by whom, and of the person as far as may be. */
export function messageBundle(told: Told): JsonObject {
  const { asking, message, who, origin } = told
  const patient = patientOf(asking, who)
  const [asker, asked] = [asking.asker, asking.asked].map((party) => organisationOf(told, party))
  const task = taskResource(told)
  const header = {
    resourceType: 'MessageHeader',
    id: message.id,
    eventCoding: {
      system: `${origin}/fhir/message-kind`,
      code: message.kind,
      display: capital(MESSAGES[message.kind].words),
    },
    source: { name: told.rule.nameOf(message.from), endpoint: `${origin}/transfer/asked` },
    destination: [{ name: told.rule.nameOf(message.to), endpoint: told.endpoint }],
    focus: [{ reference: urn(task.id) }],
    ...responseOf(asking, message),
  }
  const resources = [header, task, patient, asker!, asked!]
  return {
    resourceType: 'Bundle',
    id: message.id,
    type: 'message',
    timestamp: message.sentAt,
    entry: resources.map((resource) => ({ fullUrl: urn(resource.id), resource })),
  }
}

function urn(id: string): string {
  return `urn:uuid:${id}`
}

function responseOf({ messages }: Asking, { id }: Message): JsonObject {
  const at = messages.findIndex((one) => one.id === id)
  const before = messages[at - 1]
  return before === undefined ? {} : { response: { identifier: before.id, code: 'ok' } }
}

/** By which the receiver's system is asked how far it has come. */
export function taskNumber(asking: string, origin: string): { system: string; value: string } {
  return { system: `${origin}/transfer/asked`, value: asking }
}

type Resource = JsonObject & { readonly id: string }

function taskResource(told: Told): Resource {
  const { asking, message } = told
  const { says } = message
  const first = asking.messages[0]!
  const input = [
    ...asking.needs.map((need) => ({ type: { text: 'Needs' }, valueString: needOf(need) })),
    ...(first.says.signs ?? []).map((sign) => {
      return { type: { text: 'The record shows' }, valueString: signWords(sign) }
    }),
    ...when('Asked for', first.says.on),
  ]
  const way = wayWords(says.pathway)
  const output = [
    ...(way === undefined ? [] : [{ type: { text: 'Way home' }, valueString: way }]),
    ...(message === first ? [] : when('From', says.on)),
  ]
  return {
    resourceType: 'Task',
    id: idOf(asking, 'task'),
    identifier: [taskNumber(asking.id, told.origin)],
    status: STATUS[message.kind],
    ...(says.reason === undefined ? {} : { statusReason: { text: reasonWords(says.reason) } }),
    businessStatus: { text: capital(MESSAGES[message.kind].words) },
    intent: message.kind === 'early-notice' ? 'plan' : 'order',
    code: {
      text: asking.what === undefined ? MESSAGES[first.kind].words : taskWords(asking.what),
    },
    for: { reference: urn(idOf(asking, 'patient')) },
    authoredOn: first.sentAt,
    lastModified: message.sentAt,
    requester: { reference: urn(idOf(asking, asking.asker)) },
    owner: { reference: urn(idOf(asking, asking.asked)) },
    ...(input.length === 0 ? {} : { input }),
    ...(output.length === 0 ? {} : { output }),
  }
}

function when(words: string, on: string | undefined): JsonObject[] {
  return on === undefined ? [] : [{ type: { text: words }, valueDateTime: on }]
}

/** Who nobody may be told of is somebody of whom only the asking is known. */
function patientOf(asking: Asking, who: SourcePerson | undefined): Resource {
  const { family, given = [], nhsNumber, birthDate } = who ?? {}
  const named = family !== undefined || given.length > 0
  const name = { ...(family === undefined ? {} : { family }), given: [...given] }
  const number = { system: NHS_NUMBER, value: nhsNumber ?? '' }
  return {
    resourceType: 'Patient',
    id: idOf(asking, 'patient'),
    ...(nhsNumber === undefined ? {} : { identifier: [number] }),
    ...(named ? { name: [given.length === 0 ? { family: family! } : name] } : {}),
    ...(birthDate === undefined ? {} : { birthDate }),
  }
}

function organisationOf({ asking, rule, codeOf }: Told, party: string): Resource {
  const code = codeOf(party)
  return {
    resourceType: 'Organization',
    id: idOf(asking, party),
    ...(code === undefined ? {} : { identifier: [{ system: ODS_CODE, value: code }] }),
    name: rule.nameOf(party),
  }
}

function idOf({ id }: Asking, what: string): string {
  return derivedId('in a message of', id, what)
}

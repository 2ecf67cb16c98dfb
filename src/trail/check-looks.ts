import { fromBase64, type OpenedHead, openHead, sameBytes } from './check-note.ts'
import { type Confirmation, confirmationWords } from './confirmation.ts'
import type { LooksEntry, LooksFile, LooksStep } from './looks-file.ts'
import { missingFrom, type Policy, quorumAt, witnessesOf } from './policy.ts'

/**
 * What a resident took home, checked without the place: every look is in the signed log, its text is what was
 * written, the numbers run without a hole up to the last one that was counted at the export, and whatever is
 * withheld or erased is so by an entry that says it. Runs in browsers as it stands.
 */
export type LooksFault = { entry: string; what: string }
export type CheckedLooks = {
  head: OpenedHead | undefined
  faults: LooksFault[]
  confirmation: Confirmation
  says: string
  /** how many looks each person has, as counted at the export */
  counted: Record<string, number>
  /** withheld and erased ones, in the words of their own entries */
  told: string[]
}

export type CheckLooks = {
  logVkey: string
  policy: Policy
  /** the last number of each person that was seen here before */
  remembered: Readonly<Record<string, number>>
  now: Date
  hash(bytes: Uint8Array<ArrayBuffer>): Uint8Array | Promise<Uint8Array>
}

type TextOfEntry = {
  id?: string
  at?: string
  kind?: string
  command?: string
  people?: { person: string; number: number; previous: string | null }[]
  list?: { size: number; root: string }
  entry?: {
    people?: { person: string; looks: number; last: string | null }[]
    look?: string
    data?: string
    clause?: string
    until?: string
    erased?: string[]
    reason?: string
  }
}

/** The count is written, numbered and confirmed at once; a later head would hide what came between. */
const COUNTED_SECONDS_MAX = 3600
const SIZE_MAX = Number.MAX_SAFE_INTEGER
/** A notice is written with its look: nothing else can come between in any number. */
const NOTICE_REACH = 1000

export async function checkLooks(file: LooksFile, given: CheckLooks): Promise<CheckedLooks> {
  const witnesses = witnessesOf(given.policy.quorum).map(({ vkey }) => vkey)
  const head = await openHead(file.checkpoint, given.logVkey, witnesses)
  if (typeof head === 'string') {
    const confirmation = { size: 0, missing: [], nobodyNeeded: true, withinSeconds: SIZE_MAX }
    const faults = [{ entry: '', what: `The checkpoint ${head}.` }]
    return { head: undefined, faults, confirmation, says: '', counted: {}, told: [] }
  }
  const proved = await proveEntries(file.entries, head, given)
  const listed = await proveListed(file, proved, given)
  const count = countOf(file, proved, head)
  const faults = [
    ...proved.faults,
    ...file.people.flatMap((person) => chainFaultsOf(person, proved, listed)),
    ...file.entries.flatMap((entry) => absenceFaults(entry, file, proved, given.now)),
    ...count.faults,
    ...file.people.flatMap(({ person, looks }) => endFaults(person, looks, count.counted, given)),
  ]
  const confirmation = confirmationOf(head, given)
  return {
    head,
    faults,
    confirmation,
    says: confirmationWords(confirmation, given.now),
    counted: Object.fromEntries([...count.counted].map(([person, { looks }]) => [person, looks])),
    told: [
      ...file.entries.flatMap((entry) => absenceWords(entry, proved)),
      ...file.people.flatMap(({ looks }) => looks.flatMap((look) => erasedWords(look, proved))),
    ],
  }
}

/** A file holds as at the moment at which it was confirmed, however long ago that is. */
function confirmationOf(head: OpenedHead, { policy, now }: CheckLooks): Confirmation {
  const latest = now.getTime() + 600_000
  const inTime = new Map([...head.signedAt].filter(([, at]) => at.getTime() <= latest))
  const at = policy.quorum && quorumAt(policy.quorum, inTime)
  return {
    size: head.size,
    ...(at && { confirmed: { size: head.size, at } }),
    missing: missingFrom(policy.quorum, inTime),
    ...(policy.quorum === undefined && { nobodyNeeded: true }),
    withinSeconds: SIZE_MAX,
    ...(policy.clause !== undefined && { clause: policy.clause }),
  }
}

type Proved = {
  faults: LooksFault[]
  byId: Map<string, LooksEntry>
  /** what each entry says whose text and place in the log were proved */
  told: Map<string, TextOfEntry>
}

async function proveEntries(
  entries: readonly LooksEntry[],
  head: OpenedHead,
  { hash }: CheckLooks,
): Promise<Proved> {
  const proved: Proved = { faults: [], byId: new Map(), told: new Map() }
  for (const [at, entry] of entries.entries()) {
    const { id, index, text, salt } = entry
    const tell = (what: string) => proved.faults.push({ entry: id, what })
    if (proved.byId.has(id)) tell('It stands twice in this file.')
    proved.byId.set(id, entry)
    const data = fromBase64(entry.data)!
    const inLog = await isIncluded(entry, data, head, hash)
    if (!inLog) {
      tell(`It is not in the log at number ${index}: its proof does not lead to the signed root.`)
    }
    if (text === undefined || salt === undefined) continue
    const salted = joinBytes(fromBase64(salt) ?? new Uint8Array(), new TextEncoder().encode(text))
    if (!sameBytes(await hash(salted), data)) {
      tell(`Its text was changed: it is not what was recorded as number ${index}.`)
      continue
    }
    const told = textOf(text)
    if (told?.id !== id) tell('It stands under another id than the one in its text.')
    else if (inLog) proved.told.set(id, told)
    // A page stays alive while it checks thousands.
    if (at % 200 === 199) await new Promise((resolve) => setTimeout(resolve, 0))
  }
  return proved
}

/**
 * Looks that were a list: the part of this person is in the tree whose root the entry's text holds, and is what the
 * next look follows on.
 */
async function proveListed(
  { people }: LooksFile,
  { told }: Proved,
  { hash }: CheckLooks,
): Promise<Set<LooksStep>> {
  const proved = new Set<LooksStep>()
  for (const { person, looks } of people) {
    for (const look of looks) {
      const { number, previous, part } = look
      const list = told.get(look.entry)?.list
      const salt = fromBase64(part?.salt ?? '')
      const root = fromBase64(list?.root ?? '')
      if (!part || !list || !salt || !root) continue
      const because = part.because === undefined ? '' : `"because":${JSON.stringify(part.because)},`
      const chained = `"person":${JSON.stringify(person)},"previous":${JSON.stringify(previous)}`
      const text = `{${because}"number":${number},${chained}}`
      const salted = joinBytes(salt, new TextEncoder().encode(text))
      const head = { size: list.size, root }
      const data = fromBase64(look.data)
      if (!data || !sameBytes(await hash(salted), data)) continue
      if (await isIncluded({ index: part.place, proof: part.proof }, salted, head, hash))
        proved.add(look)
    }
  }
  return proved
}

/** RFC 9162, 2.1.3.2 */
async function isIncluded(
  { index, proof }: Pick<LooksEntry, 'index' | 'proof'>,
  data: Uint8Array,
  { size, root }: Pick<OpenedHead, 'size' | 'root'>,
  hash: CheckLooks['hash'],
): Promise<boolean> {
  if (index >= size) return false
  let [leaf, last] = [index, size - 1]
  let node = await hash(joinBytes(Uint8Array.of(0), data))
  for (const text of proof) {
    const sibling = fromBase64(text)!
    if (last === 0) return false
    if (leaf % 2 === 1 || leaf === last) {
      node = await hash(joinBytes(Uint8Array.of(1), sibling, node))
      while (leaf % 2 === 0 && leaf !== 0) [leaf, last] = [leaf / 2, Math.floor(last / 2)]
    } else {
      node = await hash(joinBytes(Uint8Array.of(1), node, sibling))
    }
    ;[leaf, last] = [Math.floor(leaf / 2), Math.floor(last / 2)]
  }
  return last === 0 && sameBytes(node, root)
}

function chainFaultsOf(
  { person, looks }: LooksFile['people'][number],
  proved: Proved,
  listed: ReadonlySet<LooksStep>,
): LooksFault[] {
  const { byId, told } = proved
  const sorted = looks.toSorted((a, b) => a.number - b.number)
  return sorted.flatMap((look, at) => {
    const last = sorted[at - 1]
    const faults: string[] = []
    const expected = (last?.number ?? 0) + 1
    if (look.number !== expected) {
      faults.push(
        `Look ${expected} at person ${person} is missing: the next is look ${look.number}.`,
      )
    } else if (look.previous !== (last?.data ?? null)) {
      faults.push(`Look ${look.number} at person ${person} does not follow on the one before it.`)
    }
    const entry = byId.get(look.entry)
    const says = told.get(look.entry)
    const place = says?.people?.find((one) => one.person === person)
    const said = place?.number === look.number && place.previous === look.previous
    const own = entry?.data === look.data && (entry.text === undefined || !says || said)
    if (!own && !listed.has(look) && erasureOf(look, proved) === undefined) {
      faults.push(`Look ${look.number} at person ${person} is not what its entry says.`)
    }
    return faults.map((what) => ({ entry: look.entry, what }))
  })
}

/** A text that is not there must be withheld or erased by an entry that says so, and by nothing else. */
function absenceFaults(
  entry: LooksEntry,
  { people }: LooksFile,
  { byId, told }: Proved,
  now: Date,
): LooksFault[] {
  if (entry.text !== undefined && entry.salt !== undefined) return []
  const steps = people.flatMap(({ person, looks }) =>
    looks.filter((look) => look.entry === entry.id).map(({ number }) => ({ person, number })),
  )
  const which = steps.map(({ person, number }) => `look ${number} at person ${person}`).join(', ')
  const tell = (what: string) => [{ entry: entry.id, what: `${what} (${which}).` }]
  const erasure = told.get(entry.erased ?? '')
  const erasedAt = byId.get(entry.erased ?? '')?.index ?? -1
  if (erasure !== undefined) {
    const lists = erasure.command === 'trail.erase' && erasure.entry?.erased?.includes(entry.id)
    if (lists && erasedAt > entry.index) return []
  }
  if (entry.erased !== undefined)
    return tell('It is said to be erased, and no entry of the log says so')
  const notice = told.get(entry.withheld ?? '')
  const noticeAt = byId.get(entry.withheld ?? '')?.index ?? -1
  const says =
    notice?.kind === 'system' && notice.command === 'trail.withhold' ? notice.entry : undefined
  const reach = Math.abs(noticeAt - entry.index) <= NOTICE_REACH
  const same = says?.look === entry.id && says.data === entry.data && reach
  if (!same || !says.clause || !says.until) {
    if (entry.withheld !== undefined)
      return tell('It is said to be withheld, and no entry of the log says so')
    return tell('Its text is missing, and nothing says that it is withheld or was erased')
  }
  if (new Date(says.until) > now) return []
  return tell(
    `It was withheld until ${says.until.slice(0, 10)}: ask for a new file, which holds it`,
  )
}

/** The entry that says that a look in a list was erased: it names what the next look follows on. */
function erasureOf({ entry, data }: LooksStep, { told }: Proved): TextOfEntry | undefined {
  const says = told.get(entry)
  if (says?.command !== 'trail.erase' || says.kind !== 'command') return undefined
  return says.entry?.erased?.includes(data) ? says : undefined
}

function erasedWords(look: LooksStep, proved: Proved): string[] {
  const erasure = erasureOf(look, proved)
  if (erasure === undefined) return []
  return [`What one look said was erased on ${erasure.at?.slice(0, 10)}: ${erasure.entry?.reason}.`]
}

function absenceWords({ id, withheld, erased, text }: LooksEntry, { told }: Proved): string[] {
  if (text !== undefined) return []
  const notice = told.get(withheld ?? '')?.entry
  if (notice?.look === id) {
    return [
      `One look is withheld under clause ${notice.clause} until ${notice.until?.slice(0, 10)}.`,
    ]
  }
  const erasure = told.get(erased ?? '')
  if (!erasure?.entry?.erased?.includes(id)) return []
  return [`What one look said was erased on ${erasure.at?.slice(0, 10)}: ${erasure.entry.reason}.`]
}

type Count = { faults: LooksFault[]; counted: Map<string, { looks: number; last: string | null }> }

/** The entry that says how many looks each person has: in the log, and of the time of the checkpoint. */
function countOf({ count, people }: LooksFile, { told }: Proved, head: OpenedHead): Count {
  const counted: Count['counted'] = new Map()
  const says = told.get(count)
  const listed =
    says?.kind === 'system' && says.command === 'trail.count' ? says.entry?.people : undefined
  if (listed === undefined) {
    const what = 'How many looks there are is not proved: the newest ones may have been left out.'
    return { faults: [{ entry: count, what }], counted }
  }
  for (const { person, looks, last } of listed) counted.set(person, { looks, last })
  const faults: LooksFault[] = []
  const at = new Date(says!.at ?? '')
  const signed = [...head.signedAt.values()].sort((a, b) => a.getTime() - b.getTime())[0]
  const apart = signed === undefined ? 0 : Math.abs(signed.getTime() - at.getTime()) / 1000
  if (!(apart <= COUNTED_SECONDS_MAX)) {
    const what =
      `The looks were counted on ${says!.at?.slice(0, 16)}, and the log was confirmed on ` +
      `${signed?.toISOString().slice(0, 16)}: those between may have been left out.`
    faults.push({ entry: count, what })
  }
  for (const { person, looks } of listed) {
    if (people.some((one) => one.person === person)) continue
    const what = `Everything about person ${person} was left out: ${looks} looks were counted.`
    faults.push({ entry: count, what })
  }
  return { faults, counted }
}

function endFaults(
  person: string,
  looks: readonly LooksStep[],
  counted: Count['counted'],
  { remembered }: CheckLooks,
): LooksFault[] {
  const faults: LooksFault[] = []
  const tell = (entry: string, what: string) => faults.push({ entry, what })
  const known = counted.get(person)
  const last = looks.toSorted((a, b) => b.number - a.number)[0]
  const number = last?.number ?? 0
  if (known === undefined) {
    if (counted.size > 0) tell('', `How many looks person ${person} has was not counted.`)
  } else if (number < known.looks) {
    const missing = known.looks - number
    const which = missing === 1 ? `look ${known.looks}` : `looks ${number + 1} to ${known.looks}`
    tell('', `The newest at person ${person} were left out: ${which} of ${known.looks}.`)
  } else if (number > known.looks || (last?.data ?? null) !== known.last) {
    const what = `Look ${number} at person ${person} is not the last one that was counted.`
    tell(last?.entry ?? '', what)
  }
  const before = Object.hasOwn(remembered, person) ? remembered[person]! : 0
  if ((known?.looks ?? number) < before) {
    tell('', `A file that was checked here before held ${before} looks at person ${person}.`)
  }
  return faults
}

function textOf(text: string): TextOfEntry | undefined {
  try {
    return JSON.parse(text) as TextOfEntry
  } catch {
    return undefined
  }
}

function joinBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/**
 * Which witnesses must have confirmed a checkpoint before it counts (C2SP tlog-policy). Public keys stand
 * here as text, so that the page that runs in a resident's browser can use this file as it is.
 */
export type PolicyNode =
  | { readonly name: string; readonly vkey: string; readonly url?: string }
  | { readonly name: string; readonly needed: number; readonly members: readonly PolicyNode[] }

export type Policy = {
  readonly logs: readonly { readonly vkey: string; readonly url?: string }[]
  /** undefined: nobody has to confirm (`quorum none`) */
  readonly quorum: PolicyNode | undefined
  /** how old the newest confirmation by a quorum may be */
  readonly withinSeconds: number
  /** the clause of the agreement that says so */
  readonly clause?: string
}

export const WITHIN_SECONDS = 15 * 60
const TERMS = '# concordat:'
const KEY = /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/

/** When the quorum was reached: each witness by its last signature. Undefined where it was not. */
export function quorumAt(node: PolicyNode, signedAt: ReadonlyMap<string, Date>): Date | undefined {
  if ('vkey' in node) return signedAt.get(node.vkey)
  const times = node.members
    .map((member) => quorumAt(member, signedAt))
    .filter((at): at is Date => at !== undefined)
    .sort((a, b) => b.getTime() - a.getTime())
  return times[node.needed - 1]
}

/** Those of the members right below the top whose confirmation is missing: for a place, its sides. */
export function missingFrom(
  quorum: PolicyNode | undefined,
  signedAt: ReadonlyMap<string, Date>,
): string[] {
  if (quorum === undefined || quorumAt(quorum, signedAt) !== undefined) return []
  if ('vkey' in quorum) return [quorum.name]
  return quorum.members
    .filter((member) => quorumAt(member, signedAt) === undefined)
    .map(({ name }) => name)
}

export function witnessesOf(node: PolicyNode | undefined): { name: string; vkey: string }[] {
  if (node === undefined) return []
  return 'vkey' in node ? [node] : node.members.flatMap(witnessesOf)
}

/** One witness alone, or several of one side, are no quorum of two sides. */
export function hasTwoSides(quorum: PolicyNode | undefined): boolean {
  return quorum !== undefined && 'members' in quorum && quorum.needed > 1
}

/** The text that other verifiers read. Undefined where a group has no member: it could not be written. */
export function writePolicy({ logs, quorum, withinSeconds, clause }: Policy): string | undefined {
  const lines = logs.map(({ vkey, url }) => ['log', vkey, url].filter(Boolean).join(' '))
  const names = new Map<PolicyNode, string>()
  const taken = new Set(['none'])
  const define = (node: PolicyNode): boolean => {
    const plain = spaceless(node.name)
    const name = taken.has(plain) ? `${plain}-${names.size}` : plain
    taken.add(name)
    if ('vkey' in node) {
      lines.push(['witness', name, node.vkey, node.url].filter(Boolean).join(' '))
    } else {
      if (node.members.length < node.needed || !node.members.every(define)) return false
      const members = node.members.map((member) => names.get(member))
      lines.push(`group ${name} ${node.needed} ${members.join(' ')}`)
    }
    names.set(node, name)
    return true
  }
  if (quorum !== undefined && !define(quorum)) return undefined
  lines.push(`quorum ${quorum === undefined ? 'none' : names.get(quorum)}`)
  const terms = [`within-seconds ${withinSeconds}`, ...(clause ? [`clause ${clause}`] : [])]
  return [...lines, ...terms.map((term) => `${TERMS} ${term}`), ''].join('\n')
}

/** Reads a policy, or says in words what is wrong with it. */
export function readPolicy(text: string): Policy | string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the standard forbids exactly these
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) return 'it holds a control character'
  const reader = { logs: [] as Policy['logs'][number][], nodes: new Map<string, PolicyNode>() }
  const used = new Set<string>()
  let quorum: { node: PolicyNode | undefined } | undefined
  const terms = new Map<string, string>()
  for (const [at, line] of text.split('\n').entries()) {
    const [word, ...rest] = line.split(/[ \t]+/).filter(Boolean)
    if (line.startsWith(TERMS)) terms.set(rest[1] ?? '', rest[2] ?? '')
    if (word === undefined || word.startsWith('#')) continue
    const wrong = (what: string) => `line ${at + 1}: ${what}`
    if (word === 'quorum') {
      if (quorum !== undefined) return wrong('a second quorum')
      const [name, ...more] = rest
      const node = reader.nodes.get(name ?? '')
      if (more.length > 0 || (node === undefined && name !== 'none'))
        return wrong('the quorum names nobody who is defined before')
      quorum = { node: name === 'none' ? undefined : node }
    } else {
      const fault = define(word, rest, reader, used)
      if (fault !== undefined) return wrong(fault)
    }
  }
  if (quorum === undefined) return 'it has no quorum line'
  const seconds = Number(terms.get('within-seconds') ?? WITHIN_SECONDS)
  const withinSeconds = Number.isSafeInteger(seconds) && seconds > 0 ? seconds : WITHIN_SECONDS
  return { logs: reader.logs, quorum: quorum.node, withinSeconds, clause: terms.get('clause') }
}

type Reader = { logs: Policy['logs'][number][]; nodes: Map<string, PolicyNode> }

/** Takes one line of a log, a witness or a group in; the answer is what is wrong with it. */
function define(
  word: string,
  rest: readonly string[],
  { logs, nodes }: Reader,
  used: Set<string>,
): string | undefined {
  if (word === 'log') {
    const [vkey, url, ...more] = rest
    if (vkey === undefined || !KEY.test(vkey) || more.length > 0) return 'not a log'
    if (logs.some((log) => keyOf(log.vkey) === keyOf(vkey))) return 'the same log twice'
    logs.push({ vkey, url })
    return undefined
  }
  const [name, second, ...more] = rest
  if (name === undefined || second === undefined) return 'a name or a key is missing'
  if (name === 'none' || nodes.has(name)) return `the name ${name} is taken`
  if (word === 'witness') {
    if (!KEY.test(second) || more.length > 1) return 'not a witness'
    const twice = [...nodes.values()].some(
      (one) => 'vkey' in one && keyOf(one.vkey) === keyOf(second),
    )
    if (twice) return 'the same witness twice'
    nodes.set(name, { name, vkey: second, url: more[0] })
    return undefined
  }
  if (word !== 'group') return `nobody knows the word ${word}`
  const members: PolicyNode[] = []
  for (const member of more) {
    const node = nodes.get(member)
    if (node === undefined) return `${member} is not defined before`
    if (used.has(member)) return `${member} is in a group already`
    used.add(member)
    members.push(node)
  }
  const needed = second === 'all' ? members.length : second === 'any' ? 1 : wholeNumber(second)
  if (needed < 1 || needed > members.length)
    return `a group of ${members.length} cannot need ${second}`
  nodes.set(name, { name, needed, members })
  return undefined
}

/** The name of a key is no part of the key. */
function keyOf(vkey: string): string {
  return vkey.slice(vkey.indexOf('+', vkey.indexOf('+') + 1) + 1)
}

function wholeNumber(digits: string): number {
  return /^[1-9]\d{0,5}$/.test(digits) ? Number(digits) : 0
}

function spaceless(name: string): string {
  return name.replaceAll(/[\s#]+/g, '-')
}

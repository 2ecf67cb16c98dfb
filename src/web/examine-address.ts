import { connect } from 'node:tls'
import {
  DAY_MS,
  type Finding,
  isPrivate,
  plural,
  right,
  type Settings,
  wanting,
} from '../kernel/index.ts'

const ANSWER_MS_MAX = 5_000
const CERTIFICATE_DAYS_MIN = 14
const ABOUT = 'address'

/** The address that people type: whether the place answers there, by a certificate that holds, and is ready. */
export async function examineAddress({ origin, proxies }: Settings, now: Date): Promise<Finding[]> {
  const unknown = origin.startsWith('https:') && proxies.length === 0 ? [noProxy()] : []
  const answer = await ask(`${origin}/readyz`)
  if (typeof answer === 'string') {
    const how = `Start the place, and the proxy before it. What was wrong: ${answer}.`
    return [...unknown, wanting(ABOUT, `${origin} does not answer`, how)]
  }
  return [...unknown, ...answer, ...(await examineCertificate(origin, now))]
}

function noProxy(): Finding {
  const how =
    'Name the address of the proxy in CONCORDAT_PROXIES; on this machine it is 127.0.0.1,::1.'
  return wanting(ABOUT, 'no proxy is believed, so that everybody seems to come from it', how)
}

async function ask(address: string): Promise<Finding[] | string> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX)
    const answer = await fetch(address, { signal, redirect: 'manual' })
    const { ready, checks } = (await answer.json()) as {
      ready?: unknown
      checks?: Record<string, boolean>
    }
    const failed = Object.entries(checks ?? {}).flatMap(([name, held]) => (held ? [] : [name]))
    if (ready === true)
      return [right(ABOUT, `the place answers at ${new URL(address).origin}, ready`)]
    const how = 'Read what the service logs; docs/operate.md says what each of them means.'
    return [wanting(ABOUT, `the place answers and is not ready: ${failed.join(', ')}`, how)]
  } catch (error) {
    const { code, cause } = error as { code?: string; cause?: { code?: string } }
    return cause?.code ?? code ?? 'it is not this place that answers'
  }
}

async function examineCertificate(origin: string, now: Date): Promise<Finding[]> {
  const { protocol, hostname, port } = new URL(origin)
  if (protocol !== 'https:') {
    return isPrivate(origin) ? [right(ABOUT, 'only this machine can reach it: plain http')] : []
  }
  const until = await certificateEnds(hostname, Number(port || 443))
  if (until === undefined) return []
  const days = Math.floor((until.getTime() - now.getTime()) / DAY_MS)
  const says = `its certificate holds for ${plural(days, 'more day')}`
  if (days >= CERTIFICATE_DAYS_MIN) return [right(ABOUT, says)]
  return [wanting(ABOUT, says, 'Renew it, and see that it is renewed by itself.')]
}

function certificateEnds(host: string, port: number): Promise<Date | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, servername: host, timeout: ANSWER_MS_MAX }, () => {
      const until = new Date(socket.getPeerCertificate().valid_to)
      socket.end()
      resolve(Number.isNaN(until.getTime()) ? undefined : until)
    })
    for (const event of ['error', 'timeout'] as const) {
      socket.once(event, () => {
        socket.destroy()
        resolve(undefined)
      })
    }
  })
}

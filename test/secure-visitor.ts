import { type IncomingMessage, request as plain } from 'node:http'
import { request as secure } from 'node:https'

export type Answer = { status: number; url: URL; location?: string; text: string }

/** A browser without script that trusts one certificate of its own, with the cookies of each host. */
export class SecureVisitor {
  readonly #certificate: string
  readonly #jars = new Map<string, Map<string, string>>()

  constructor(certificate: string) {
    this.#certificate = certificate
  }

  /** goes there and on, wherever it is sent */
  async go(address: string, form?: Record<string, string>): Promise<Answer> {
    let answer = await this.#once(new URL(address), form)
    for (let hops = 0; answer.location !== undefined; hops++) {
      if (hops > 20) throw new Error(`${answer.url} leads round in a circle`)
      answer = await this.#once(new URL(answer.location, answer.url))
    }
    return answer
  }

  #once(url: URL, form?: Record<string, string>): Promise<Answer> {
    const jar = this.#jars.get(url.host) ?? new Map<string, string>()
    this.#jars.set(url.host, jar)
    const body = form && new URLSearchParams(form).toString()
    const headers = {
      accept: 'text/html',
      cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    }
    const options = { method: body === undefined ? 'GET' : 'POST', headers, agent: false } as const
    return new Promise((resolve, reject) => {
      const take = (response: IncomingMessage) => {
        keep(jar, response.headers['set-cookie'] ?? [])
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part) => {
          text += part
        })
        response.on('end', () => {
          const { statusCode: status = 0, headers: said } = response
          resolve({ status, url, text, ...(said.location && { location: said.location }) })
        })
      }
      const asked =
        url.protocol === 'https:'
          ? secure(url, { ...options, ca: this.#certificate }, take)
          : plain(url, options, take)
      asked.on('error', reject)
      asked.end(body)
    })
  }
}

function keep(jar: Map<string, string>, lines: readonly string[]): void {
  for (const line of lines) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
    if (value === '') jar.delete(name!)
    else jar.set(name!, value!)
  }
}

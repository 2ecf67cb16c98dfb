/** For tests: a browser without script. It keeps cookies and follows what it is told. */
export class Visitor {
  readonly jar = new Map<string, string>()
  readonly origin: string

  constructor(origin: string) {
    this.origin = origin
  }

  async go(
    path: string,
    form?: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await fetch(new URL(path, this.origin), {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        ...headers,
        accept: 'text/html',
        cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      body: form && new URLSearchParams(form),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(';')
      const [name, value] = [
        pair!.slice(0, pair!.indexOf('=')),
        pair!.slice(pair!.indexOf('=') + 1),
      ]
      if (value === '') this.jar.delete(name)
      else this.jar.set(name, value)
    }
    return response
  }

  async follow(first: Response): Promise<Response> {
    let response = first
    while (response.status >= 300 && response.status < 400) {
      response = await this.go(response.headers.get('location')!)
    }
    return response
  }

  async token(path: string): Promise<string> {
    return tokenIn(await (await this.go(path)).text())
  }

  async signIn(person: string, returnTo = '/who'): Promise<Response> {
    const _csrf = await this.token('/sign-in')
    return this.follow(await this.go('/sign-in', { person, return: returnTo, _csrf }))
  }
}

export function tokenIn(html: string): string {
  return /name="_csrf" value="([^"]+)"/.exec(html)![1]!
}

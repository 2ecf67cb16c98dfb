/** Signs in as a browser without script would; returns the cookies of the session. */
export async function signIn(origin: string, person: string): Promise<string> {
  const jar = new Map<string, string>()
  const go = async (path: string, form?: Record<string, string>) => {
    const answer = await fetch(new URL(path, origin), {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: cookies(jar) },
      body: form && new URLSearchParams(form),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (value === '') jar.delete(name!)
      else jar.set(name!, value!)
    }
    return answer
  }
  const page = await (await go('/sign-in')).text()
  const token = /name="_csrf" value="([^"]+)"/.exec(page)![1]!
  let answer = await go('/sign-in', { person, return: '/', _csrf: token })
  while (answer.status >= 300 && answer.status < 400) {
    answer = await go(answer.headers.get('location')!)
  }
  if (answer.status !== 200) throw new Error(`${person} could not sign in: ${answer.status}`)
  return cookies(jar)
}

function cookies(jar: ReadonlyMap<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
}

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { tokenIn, Visitor } from '../src/shell/testing.ts'
import { openTestPlace } from './open-place.ts'

/** Where somebody is signed in, how a session ends, and what is left of what they had typed. */
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
const START = '2026-03-10T09:00:00Z'
const WORDS = 'Ormerod 3/4/1941'

async function openSessions(t: TestContext) {
  const opened = await openTestPlace(t, { at: START })
  const app = await opened.listen()
  const visitor = () => new Visitor(opened.place.settings.origin)
  const later = (minutes: number) =>
    opened.clock.set(new Date(Date.parse(START) + minutes * 60_000).toISOString())
  return { ...opened, app, visitor, later, db: opened.place.databases.care.short }
}

test('a page of my sessions: where, since when, last used, which is this one; one is ended from another', async (t) => {
  const { visitor, later } = await openSessions(t)
  const [ward, home] = [visitor(), visitor()]
  await ward.go('/', undefined, { 'user-agent': FIREFOX })
  await signIn(ward, 'priya.shah', FIREFOX)
  later(5)
  await signIn(home, 'priya.shah')
  const page = await text(home, '/sessions')
  const rows = [...page.matchAll(/<tr[^>]*>.*?<\/tr>/gs)].map(([row]) =>
    row!.replaceAll(/<[^>]+>/g, ' '),
  )
  assert.match(
    rows[1]!,
    /A browser.*This one.*from (127\.0\.0\.1|::1).*Ward coordinator.*10 Mar 09:05.*just now/s,
  )
  assert.match(rows[2]!, /Firefox on Windows.*10 Mar 09:00.*5 minutes ago.*Sign out there/s)
  const session = sessionIn(page)
  const ended = await home.go('/sessions/end', { session, _csrf: tokenIn(page) })
  assert.equal(ended.headers.get('location'), '/sessions')
  assert.equal((await ward.go('/')).headers.get('location'), '/sign-in?return=%2F')
  assert.match(await text(ward, '/sign-in'), /At 09:05 you signed this browser out from another/)
  assert.equal((await home.go('/')).status, 200)
})

test('nobody ends a session of somebody else, and signing out everywhere ends all of one’s own', async (t) => {
  const { visitor } = await openSessions(t)
  const [one, two, tom] = [visitor(), visitor(), visitor()]
  for (const each of [one, two]) await signIn(each, 'priya.shah')
  await signIn(tom, 'tom.ellis')
  const page = await text(one, '/sessions')
  const session = sessionIn(page)
  await tom.go('/sessions/end', { session, _csrf: await tom.token('/sessions') })
  assert.equal((await two.go('/')).status, 200)
  const all = await one.go('/sessions/end', { all: 'yes', _csrf: tokenIn(page) })
  assert.match(await text(one, all.headers.get('location')!), /You have signed out everywhere/)
  for (const each of [one, two]) assert.equal((await each.go('/')).status, 303)
  assert.equal((await tom.go('/')).status, 200)
})

test('an officer ends a session: by a clause, in the log, and it is told by whom and why', async (t) => {
  const { visitor, place } = await openSessions(t)
  const [priya, david] = [visitor(), visitor()]
  await signIn(priya, 'priya.shah')
  await signIn(david, 'david.osei')
  assert.equal((await priya.go('/signed-in')).status, 403)
  const martha = visitor()
  await signIn(martha, 'martha.okello', undefined, '/me')
  const all = await text(david, '/signed-in')
  assert.match(all, /Priya Shah/)
  assert.match(all, /Somebody for themselves/)
  assert.doesNotMatch(all, /Martha Okello|999 ?012 ?3454/, 'a resident is not named')
  const form = '/do/access.end-sessions?who=priya.shah&then=/signed-in'
  const input = { who: 'priya.shah', reason: 'A card was left on Ward 6' }
  const page = await text(david, form)
  const filled = { ...input, _csrf: tokenIn(page), _key: keyIn(page) }
  const preview = await (await david.go(form, { ...filled, _step: 'preview' })).text()
  assert.match(preview, /signed out of 1 session at once/)
  await david.go(form, { ...filled, _step: 'do' })
  await priya.go('/')
  const told = await text(priya, '/sign-in')
  assert.match(told, /ended by David Osei, governance lead.*A card was left on Ward 6/s)
  const { rows } = await place.databases.care.short.query<{ text: string }>(
    `select text from trail.entry where text like '%access.end-sessions%'`,
  )
  const [entry] = rows.map((row) => JSON.parse(row.text))
  assert.equal(rows.length, 1)
  assert.equal(entry.clause, '12.25')
  assert.deepEqual(entry.entry, { ...input, sessions: 1 })
  const refused = await visitorCommand(david, 'access.end-sessions', input)
  assert.match(refused, /Nobody with this account is signed in/)
  await signIn(priya, 'priya.shah')
  assert.match(await visitorCommand(priya, 'access.end-sessions', input), /no-power/)
})

/** What a search answers with an error. */
const WRONG = 'Ormerod 31/2/1944'

test('after half an hour what was typed is there again, for the same person in the same browser', async (t) => {
  const { visitor, later, db } = await openSessions(t)
  const priya = visitor()
  await signIn(priya, 'priya.shah')
  const page = await text(priya, '/people')
  later(31)
  const sent = await priya.go('/people', { words: WRONG, _csrf: tokenIn(page) })
  assert.equal(sent.headers.get('location'), '/sign-in?return=/held')
  const why = await text(priya, '/sign-in?return=/held')
  assert.match(why, /nothing had been asked for here for 30 minutes.*is kept for you/s)
  assert.doesNotMatch(why, /Ormerod/)
  const { rows } = await db.query<{ sealed: Buffer }>('select sealed from shell.held_form')
  assert.equal(rows.length, 1)
  assert.ok(!rows[0]!.sealed.toString('latin1').includes('Ormerod'), 'sealed')

  const other = await signIn(priya, 'tom.ellis', undefined, '/held')
  assert.doesNotMatch(await other.text(), /Ormerod/, 'not another’s')
  const elsewhere = visitor()
  const away = await signIn(elsewhere, 'priya.shah', undefined, '/held')
  assert.doesNotMatch(await away.text(), /Ormerod/, 'not in another browser')

  const back = await signIn(priya, 'priya.shah', undefined, '/held')
  const held = await back.text()
  assert.match(held, /What you had typed.*Ormerod/s)
  const form = hiddenIn(held, '/people')
  const again = await priya.follow(await priya.go('/people', form))
  assert.equal(again.status, 422, 'it is asked as it was typed, and its error is said now')
  assert.match(await again.text(), /value="Ormerod 31\/2\/1944"/)
  assert.equal((await priya.go('/held')).headers.get('location'), '/')
  assert.equal((await db.query('select from shell.held_form')).rowCount, 0)
})

test('a note that was typed before is looked at again before it is written, and may be thrown away', async (t) => {
  const { visitor, later } = await openSessions(t)
  const david = visitor()
  await signIn(david, 'david.osei')
  const form = '/do/access.end-sessions'
  const page = await text(david, form)
  later(40)
  const typed = { who: 'nobody.here', reason: 'Lost card', _key: keyIn(page), _step: 'do' }
  await david.go(form, { ...typed, _csrf: tokenIn(page) })
  const held = await (await signIn(david, 'david.osei', undefined, '/held')).text()
  const hidden = hiddenIn(held, form)
  assert.equal(hidden._key, typed._key)
  assert.equal(hidden._step, undefined, 'nothing is done unseen')
  const { _held, _csrf } = hidden
  await david.go('/held', { _held: _held!, _csrf: _csrf! })
  assert.equal((await david.go('/held')).headers.get('location'), '/')
})

test('a form of an earlier person is not sent as the new one, and is kept for the earlier', async (t) => {
  const { visitor, db } = await openSessions(t)
  const browser = visitor()
  await signIn(browser, 'priya.shah')
  const page = await text(browser, '/people')
  await signIn(browser, 'tom.ellis')
  const sent = await browser.go('/people', { words: WORDS, _csrf: tokenIn(page) })
  const said = await sent.text()
  assert.equal(sent.status, 409)
  assert.match(said, /Somebody else opened that page.*Nothing was changed/s)
  assert.doesNotMatch(said, /Ormerod|Priya/)
  const looks = await db.query(`select from trail.entry where text like '%search result%'`)
  assert.equal(looks.rowCount, 0, 'nothing was asked in the name of the new one')
  assert.equal((await browser.go('/held')).headers.get('location'), '/')
  const back = await signIn(browser, 'priya.shah', undefined, '/agreement')
  assert.match(await back.text(), /Ormerod.*href="\/agreement">Go on to where you were/s)
  const anew = await text(browser, '/people')
  await signIn(browser, 'priya.shah')
  const own = await browser.go('/people', { words: 'Whitlock 3/4/1941', _csrf: tokenIn(anew) })
  assert.equal(own.headers.get('location'), '/held', 'their own is shown to them at once')
})

test('no more is kept than five of a person, and of what is no page’s form, nothing', async (t) => {
  const { app, visitor, later, db } = await openSessions(t)
  const priya = visitor()
  await signIn(priya, 'priya.shah')
  const _csrf = await priya.token('/people')
  later(31)
  await priya.go('/people', { words: 'x'.repeat(100_000), _csrf })
  assert.equal((await db.query('select from shell.held_form')).rowCount, 0, 'too long to be kept')
  for (let n = 0; n < 8; n++) await priya.go('/people', { words: `Ormerod ${n}`, _csrf })
  assert.equal((await db.query('select from shell.held_form')).rowCount, 5)
  const strange = await priya.go('/people', { words: WORDS, _csrf: 'x'.repeat(43) })
  assert.equal(strange.status, 403)
  assert.match(await visitorCommand(priya, 'record.note', {}, _csrf), /opened before you signed in/)
  const nowhere = await app.inject({
    method: 'POST',
    url: '//elsewhere.example/x',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ words: WORDS, _csrf }).toString(),
  })
  assert.equal(nowhere.statusCode, 403)
  assert.equal((await db.query('select from shell.held_form')).rowCount, 5)
  const back = await (await signIn(priya, 'priya.shah', undefined, '/held')).text()
  assert.match(back, /Ormerod 7/)
  assert.doesNotMatch(back, /Ormerod 2/)
})

async function signIn(visitor: Visitor, person: string, agent?: string, returnTo = '/') {
  if (agent === undefined) return visitor.signIn(person, returnTo)
  const _csrf = await visitor.token('/sign-in')
  let answer = await visitor.go('/sign-in', { person, return: returnTo, _csrf })
  while (answer.status >= 300 && answer.status < 400) {
    answer = await visitor.go(answer.headers.get('location')!, undefined, { 'user-agent': agent })
  }
  return answer
}

async function text(visitor: Visitor, path: string): Promise<string> {
  return (await visitor.go(path)).text()
}

function sessionIn(html: string): string {
  const [button] = /<button[^>]*name="session"[^>]*>/.exec(html)!
  return /value="([^"]+)"/.exec(button)![1]!
}

function keyIn(html: string): string {
  return /name="_key" value="([^"]+)"/.exec(html)![1]!
}

/** The hidden fields of the form that sends what was held to a path. */
function hiddenIn(html: string, path: string): Record<string, string> {
  const form = [...html.matchAll(/<form[^>]*action="([^"]+)"[^>]*>(.*?)<\/form>/gs)].find(
    ([, to, inside]) => to === path && inside!.includes('name="_held"'),
  )!
  return Object.fromEntries(
    [...form[2]!.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name!,
      value!,
    ]),
  )
}

async function visitorCommand(
  visitor: Visitor,
  name: string,
  input: unknown,
  csrf?: string,
): Promise<string> {
  const token = csrf ?? (await visitor.token('/sessions'))
  const cookie = [...visitor.jar].map(([one, value]) => `${one}=${value}`).join('; ')
  const answer = await fetch(new URL(`/commands/${name}`, visitor.origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, 'x-csrf': token, accept: 'text/plain' },
    body: JSON.stringify(input),
  })
  return answer.text()
}

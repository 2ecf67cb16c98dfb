import assert from 'node:assert/strict'
import { parseHTML } from 'linkedom'
import { signIn } from './sign-in.ts'

/**
 * Somebody at a screen: follows links and presses buttons that are on the page and in sight, types into fields by their
 * labels, and every click, field and key is counted. Without `hands` the screen has no script; with them all of it is
 * done in a real browser.
 */
export type Effort = { clicks: number; fields: number; keys: number }

/** What of a parsed page is asked for. */
export type Element = {
  readonly nodeType: number
  readonly tagName: string
  readonly textContent: string | null
  readonly childNodes: Iterable<Element>
  readonly parentElement: Element | null
  getAttribute(name: string): string | null
  hasAttribute(name: string): boolean
  matches(selector: string): boolean
  closest(selector: string): Element | null
  querySelector(selector: string): Element | null
  querySelectorAll(selector: string): Iterable<Element>
}
export type Document = Pick<Element, 'querySelector' | 'querySelectorAll'> & {
  getElementById(id: string): Element | null
}

/** What is done in a browser, to the how manieth of what a selector finds there; each answers what is shown then. */
export type Hands = {
  open(path: string): Promise<Shown>
  click(selector: string, place: number): Promise<Shown>
  /** opens or marks something, and the page stays */
  touch(selector: string, place: number): Promise<void>
  type(selector: string, place: number, value: string): Promise<void>
}
export type Shown = { readonly path: string; readonly status: number; readonly html: string }

const FIELDS = 'input, textarea, select'
const BUTTONS = 'button, input[type=submit]'

type Fields = Map<string, string[]>
type Name = string | RegExp

export class Visitor {
  readonly effort: Effort = { clicks: 0, fields: 0, keys: 0 }
  path = ''
  status = 0
  document!: Document
  readonly #origin: string
  readonly #cookie: string
  readonly #hands: Hands | undefined
  #typed = new Map<Element, Fields>()
  #open = new Set<Element>()
  /** what hands have to do before the next click */
  #todo: (() => Promise<void>)[] = []

  private constructor(origin: string, cookie: string, hands?: Hands) {
    this.#origin = origin
    this.#cookie = cookie
    this.#hands = hands
  }

  /** At their first page, before the first click. */
  static async signIn(origin: string, persona: string): Promise<Visitor> {
    const visitor = new Visitor(origin, await signIn(origin, persona))
    await visitor.open('/')
    return visitor
  }

  /** In a browser in which they have signed in. */
  static async inBrowser(origin: string, hands: Hands): Promise<Visitor> {
    const visitor = new Visitor(origin, '', hands)
    await visitor.open('/')
    return visitor
  }

  /** As from a bookmark: no click. */
  async open(path: string): Promise<void> {
    if (this.#hands === undefined) await this.#load(path)
    else this.#show(await this.#hands.open(path))
  }

  /** What can be read without opening anything, in `main`, one space between words. */
  get text(): string {
    return wordsOf(this.document.querySelector('main')!, (element) => this.#isSeen(element))
  }

  /** The same of the whole page, its head and foot as well. */
  get whole(): string {
    return wordsOf(this.document.querySelector('body')!, (element) => this.#isSeen(element))
  }

  /** Types into the search box that every page of whoever may find people has. */
  search(value: string): void {
    const field = this.document.querySelector('.cc-header__search input[type=search]')
    assert.ok(field, `${this.path} has no search box`)
    this.#put(field, value)
  }

  sees(what: RegExp): void {
    assert.match(this.text, what, `on ${this.path}`)
  }

  /** Follows a link by its words, the first that is in sight; inside what `within` selects, where it is given. */
  async follow(name: Name, within = 'body'): Promise<void> {
    const link = this.#one('a[href]', name, within)
    this.effort.clicks += 1
    const href = link.getAttribute('href')!
    // By where it leads: rows that came meanwhile have links too.
    if (this.#hands === undefined) await this.#load(href)
    else await this.#click(this.#hands, `a[href=${JSON.stringify(href)}]`, link)
  }

  /** Opens what is folded. */
  unfold(name: Name): void {
    const summary = this.#one('summary', name, 'main')
    this.effort.clicks += 1
    this.#open.add(summary.parentElement!)
    const place = this.#placeOf('summary', summary)
    this.#todo.push(async () => this.#hands?.touch('summary', place))
  }

  /** Types into the field that a label names. */
  type(label: Name, value: string): void {
    this.#put(this.#labelled(label, FIELDS), value)
  }

  #put(field: Element, value: string): void {
    this.effort.fields += 1
    this.effort.keys += value.length
    const place = this.#placeOf(FIELDS, field)
    this.#todo.push(async () => this.#hands?.type(FIELDS, place, value))
    this.#of(field).set(field.getAttribute('name')!, [value])
  }

  /** Marks one of several that a label names. */
  choose(label: Name): void {
    const field = this.#labelled(label, 'input[type=radio], input[type=checkbox]')
    this.effort.clicks += 1
    this.effort.fields += 1
    const place = this.#placeOf(FIELDS, field)
    this.#todo.push(async () => this.#hands?.touch(FIELDS, place))
    this.#of(field).set(field.getAttribute('name')!, [field.getAttribute('value') ?? 'on'])
  }

  async press(name: Name, within = 'body'): Promise<void> {
    const button = this.#one(BUTTONS, name, within)
    this.effort.clicks += 1
    if (this.#hands !== undefined) return this.#click(this.#hands, BUTTONS, button)
    const form = button.closest('form')!
    const sent = new URLSearchParams()
    const typed = this.#typed.get(form)
    const fields = this.#fieldsOf(form)
    for (const field of fields) {
      const own = field.getAttribute('name')
      if (own === null || sent.has(own)) continue
      for (const value of typed?.get(own) ?? standing(fields, own)) sent.append(own, value)
    }
    const pressed = button.getAttribute('name')
    if (pressed !== null) sent.set(pressed, button.getAttribute('value') ?? '')
    const action = button.getAttribute('formaction') ?? form.getAttribute('action')
    const to = (action ?? this.path).split('#')[0]!
    if ((form.getAttribute('method') ?? 'get').toLowerCase() === 'post') await this.#load(to, sent)
    else await this.#load(`${to.split('?')[0]}?${sent}`)
  }

  #placeOf(selector: string, element: Element): number {
    return [...this.document.querySelectorAll(selector)].indexOf(element)
  }

  async #click(hands: Hands, selector: string, element: Element): Promise<void> {
    const place = this.#placeOf(selector, element)
    for (const first of this.#todo) await first()
    this.#show(await hands.click(selector, place))
  }

  #show({ path, status, html }: Shown): void {
    this.status = status
    this.path = path
    this.document = parseHTML(html).document as unknown as Document
    this.#typed = new Map()
    this.#open = new Set()
    this.#todo = []
  }

  /** Those within it, and those elsewhere on the page that say that they belong to it. */
  #fieldsOf(form: Element): Element[] {
    const id = form.getAttribute('id')
    const elsewhere = id ? [...this.document.querySelectorAll(`[form="${id}"]`)] : []
    return [...form.querySelectorAll(FIELDS), ...elsewhere]
  }

  #one(selector: string, name: Name, within: string): Element {
    const all = [...this.document.querySelectorAll(within)].flatMap((part) => [
      ...part.querySelectorAll(selector),
    ])
    const seen = all.filter((element) => this.#isSeen(element))
    const found = seen.find((element) => isNamed(element, name))
    const there = seen.map((element) => nameOf(element)).join(' | ')
    assert.ok(found, `${this.path} has no ${selector} called ${name} in sight: ${there}`)
    return found
  }

  #labelled(label: Name, selector: string): Element {
    const labels = [...this.document.querySelectorAll('label')].filter((one) => isNamed(one, label))
    const fields = labels.flatMap((one) => {
      const field = this.document.getElementById(one.getAttribute('for') ?? '')
      return field?.matches(selector) && this.#isSeen(field) ? [field] : []
    })
    assert.ok(fields[0], `${this.path} has no field called ${label} in sight`)
    return fields[0]
  }

  #of(field: Element): Fields {
    const form = field.closest('form')!
    const typed = this.#typed.get(form) ?? new Map()
    this.#typed.set(form, typed)
    return typed
  }

  #isSeen(element: Element): boolean {
    if (element.closest('[hidden], input[type=hidden], template') !== null) return false
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const folder: Element | null = at.parentElement
      const folded = folder?.tagName === 'DETAILS' && at.tagName !== 'SUMMARY'
      if (folded && !folder.hasAttribute('open') && !this.#open.has(folder)) return false
    }
    return true
  }

  async #load(path: string, sent?: URLSearchParams): Promise<void> {
    const address = new URL(path, new URL(this.path, this.#origin))
    assert.equal(address.origin, this.#origin, `${path} leads out of the place`)
    if (sent === undefined && address.hash !== '' && this.#isHere(address)) return
    let next = { url: address, body: sent }
    for (;;) {
      const answer = await fetch(next.url, {
        method: next.body === undefined ? 'GET' : 'POST',
        body: next.body,
        redirect: 'manual',
        headers: { accept: 'text/html', cookie: this.#cookie },
      })
      const location = answer.headers.get('location')
      if (location !== null) {
        next = { url: new URL(location, next.url), body: undefined }
        await answer.body?.cancel()
        continue
      }
      const path = next.url.pathname + next.url.search
      return this.#show({ path, status: answer.status, html: await answer.text() })
    }
  }

  /** A place on this page: one click, and nothing is fetched. */
  #isHere(address: URL): boolean {
    if (address.pathname + address.search !== this.path) return false
    const target = this.document.getElementById(decodeURIComponent(address.hash.slice(1)))
    assert.ok(target, `${this.path} has no place called ${address.hash}`)
    return true
  }
}

const INLINE = new Set(['SPAN', 'STRONG', 'B', 'EM', 'A'])

/** The words of an element, without those that `isSeen` leaves out. */
export function wordsOf(element: Element, isSeen: (element: Element) => boolean): string {
  const parts: string[] = []
  const walk = (one: Element) => {
    if (!isSeen(one) || ['SCRIPT', 'STYLE', 'svg'].includes(one.tagName)) return
    // What has a class of ours stands on a line of its own, or at least apart.
    const isLine = !INLINE.has(one.tagName) || /\bcc-/.test(one.getAttribute('class') ?? '')
    if (isLine) parts.push('\n')
    let before = 0
    for (const child of one.childNodes) {
      // Two elements side by side stand apart, whatever they are.
      if (child.nodeType === 1 && before === 1) parts.push(' ')
      if (child.nodeType === 3) parts.push(child.textContent ?? '')
      else if (child.nodeType === 1) walk(child)
      before = child.nodeType
    }
    if (isLine) parts.push('\n')
  }
  walk(element)
  return parts
    .join('')
    .replaceAll(/[ \t\u00a0]+/g, ' ')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trim()
}

function nameOf(element: Element): string {
  const own = element.getAttribute('aria-label') ?? element.textContent ?? ''
  return own.replaceAll(/\s+/g, ' ').trim()
}

function isNamed(element: Element, name: Name): boolean {
  const own = nameOf(element)
  return typeof name === 'string' ? own === name : name.test(own)
}

/** What a form sends for a field that nobody touched. */
function standing(fields: readonly Element[], name: string): string[] {
  return fields.flatMap((field) => {
    if (field.getAttribute('name') !== name) return []
    if (field.tagName === 'SELECT') {
      const chosen = field.querySelector('option[selected]') ?? field.querySelector('option')
      return [chosen?.getAttribute('value') ?? chosen?.textContent ?? '']
    }
    if (field.tagName === 'TEXTAREA') return [field.textContent ?? '']
    const marked = /^(?:radio|checkbox)$/.test(field.getAttribute('type') ?? '')
    if (marked && !field.hasAttribute('checked')) return []
    return [field.getAttribute('value') ?? '']
  })
}

import type { ReactNode } from 'react'

/**
 * Draws the elements of a page as HTML: what React's own drawing for servers gives, byte for byte
 * (`draw-markup.test.tsx` holds it to that). Pages have no state and answer at once, so that a component is a function
 * that is called. What is said is escaped, wherever it stands.
 */
export function drawMarkup(node: ReactNode): string {
  const before = drawn
  drawn = ''
  try {
    draw(node)
    return drawn
  } finally {
    drawn = before
  }
}

let drawn = ''

type Props = Readonly<Record<string, unknown>> & { readonly children?: ReactNode }
type Drawable = { readonly $$typeof?: symbol; readonly type: unknown; readonly props: Props }

const ELEMENT = Symbol.for('react.transitional.element')
const FRAGMENT = Symbol.for('react.fragment')
const EMPTY = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))

function draw(node: unknown, chosen?: unknown): void {
  if (typeof node === 'string') {
    drawn += escaped(node)
  } else if (typeof node === 'number' || typeof node === 'bigint') {
    drawn += node
  } else if (Array.isArray(node)) {
    for (const one of node) draw(one, chosen)
  } else if (typeof node === 'object' && node !== null) {
    const { $$typeof, type, props } = node as Drawable
    if ($$typeof !== ELEMENT) {
      if (!(Symbol.iterator in node)) throw new TypeError('this cannot be drawn: it is no element')
      for (const one of node as Iterable<unknown>) draw(one, chosen)
    } else if (typeof type === 'string') drawTag(type, props, chosen)
    else if (typeof type === 'function') draw(type(props), chosen)
    else if (type === FRAGMENT) draw(props.children, chosen)
    else throw new TypeError('this cannot be drawn: it is no component')
  }
}

/** @param chosen what is chosen of the list in which it stands */
function drawTag(tag: string, props: Props, chosen: unknown): void {
  drawn += `<${tag}`
  const late = LATE.get(tag)
  if (late === undefined) for (const name in props) drawAttribute(name, props[name])
  else drawLate(props, late)
  if (tag === 'option' && isChosen(props, chosen)) drawn += ' selected=""'
  if (EMPTY.has(tag)) {
    drawn += '/>'
    return
  }
  drawn += '>'
  const { children } = props
  if (typeof children === 'string' && tag !== 'pre') drawn += escaped(children)
  else drawInside(tag, props, chosen)
  drawn += `</${tag}>`
}

function drawLate(props: Props, late: readonly string[]): void {
  for (const name in props) if (!late.includes(name)) drawAttribute(name, props[name])
  for (const name of late) {
    if (name === HELD) return
    const checked = name === 'checked' ? (props.checked ?? props.defaultChecked) : props[name]
    drawAttribute(name, name === 'value' ? (props.value ?? props.defaultValue) : checked)
  }
}

function drawInside(tag: string, props: Props, chosen: unknown): void {
  const { children, value, defaultValue, dangerouslySetInnerHTML: html } = props
  if (tag === 'textarea') drawText(value ?? defaultValue ?? children)
  else if (tag === 'pre') drawText(children)
  else if (tag === 'select') draw(children, value ?? defaultValue)
  else if (html === undefined) draw(children, chosen)
  else drawn += (html as { __html: string }).__html
}

/** A new line right behind the tag is not one of the text: there one more stands before it. */
function drawText(text: unknown): void {
  if (typeof text === 'string' && text.startsWith('\n')) drawn += '\n'
  draw(text)
}

function isChosen({ value, children }: Props, chosen: unknown): boolean {
  return chosen !== undefined && chosen !== null && String(value ?? children) === String(chosen)
}

/** What stands inside, and not in the tag. */
const HELD = ' held'
/** What stands behind the others, in this order. */
const LATE: ReadonlyMap<string, readonly string[]> = new Map([
  ['form', ['action', 'encType', 'method', 'target']],
  ['input', ['name', 'checked', 'value']],
  ['button', ['name']],
  ['textarea', [HELD, 'value']],
  ['select', [HELD, 'value']],
])

/** Of what is called otherwise in HTML. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['className', 'class'],
  ['htmlFor', 'for'],
  ['tabIndex', 'tabindex'],
  ['autoFocus', 'autofocus'],
  ['httpEquiv', 'http-equiv'],
  ['fontFamily', 'font-family'],
  ['fontSize', 'font-size'],
  ['fontWeight', 'font-weight'],
  ['strokeDasharray', 'stroke-dasharray'],
  ['strokeLinecap', 'stroke-linecap'],
  ['strokeWidth', 'stroke-width'],
  ['textAnchor', 'text-anchor'],
])
/** True or not, and there or not. */
const FLAGS = new Set(
  'async autoFocus checked defer disabled hidden multiple noValidate open readOnly required'.split(
    ' ',
  ),
)
const SAID_OF_TRUTH = /^(?:data-|aria-)|^(?:spellCheck|draggable|value)$/
const ADDRESSES = new Set(['href', 'src', 'action', 'formAction'])
const NOT_DRAWN = new Set(
  'children dangerouslySetInnerHTML defaultChecked defaultValue key ref'.split(' '),
)
/** How an attribute is drawn: worked out once for each name. */
type How = 'not' | 'flag' | 'address' | 'of truth' | 'text'
type Attribute = { readonly how: How; readonly opens: string }
const attributes = new Map<string, Attribute>()

function attributeOf(name: string): Attribute {
  const before = attributes.get(name)
  if (before !== undefined) return before
  const attribute = { how: howOf(name), opens: ` ${NAMES.get(name) ?? name}="` }
  attributes.set(name, attribute)
  return attribute
}

function howOf(name: string): How {
  if (NOT_DRAWN.has(name)) return 'not'
  if (FLAGS.has(name)) return 'flag'
  if (ADDRESSES.has(name)) return 'address'
  return SAID_OF_TRUTH.test(name) ? 'of truth' : 'text'
}

function drawAttribute(name: string, value: unknown): void {
  if (value === undefined || value === null) return
  const { how, opens } = attributeOf(name)
  if (how === 'not') return
  if (how === 'flag') {
    if (value) drawn += `${opens}"`
    return
  }
  const kind = typeof value
  if (kind === 'function' || kind === 'symbol' || (kind === 'boolean' && how !== 'of truth')) return
  const text = String(value)
  if (how === 'address' && runs(text)) return
  drawn += `${opens}${escaped(text)}"`
}

/** `javascript:`, however it is written: no page of ours leads there, whoever gave the address. */
function runs(address: string): boolean {
  const end = address.indexOf(':')
  if (end < 0) return false
  const scheme = [...address.slice(0, end)].filter((sign) => sign > ' ')
  return scheme.join('').toLowerCase() === 'javascript'
}

const SPECIAL = /["'&<>]/
const ALL_SPECIAL = /["'&<>]/g
const WRITTEN: ReadonlyMap<string, string> = new Map([
  ['"', '&quot;'],
  ["'", '&#x27;'],
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
])

function escaped(text: string): string {
  if (!SPECIAL.test(text)) return text
  return text.replace(ALL_SPECIAL, (sign) => WRITTEN.get(sign)!)
}

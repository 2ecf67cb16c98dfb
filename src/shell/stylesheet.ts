import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * The NHS components that pages use: a rule that styles another component is left out. Add the name of
 * a component here when a page first needs it (`shell.test.tsx` says so).
 */
export const COMPONENTS = [
  'back-link',
  'button',
  'checkboxes',
  'date-input',
  'details',
  'error-message',
  'error-summary',
  'fieldset',
  'form-group',
  'heading-s',
  'hint',
  'input',
  'input-wrapper',
  'label',
  'link',
  'list',
  'radios',
  'select',
  'skip-link',
  'summary-list',
  'tag',
  'textarea',
  'u-visually-hidden',
]

/** Licensed to NHS bodies and fetched from elsewhere: never used here. */
const NHS_FONT = /font-family:\s*"?Frutiger W01"?[^;}]*/g
const SYSTEM_FONT =
  'font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",' +
  '"Liberation Sans",Arial,sans-serif'

export type Asset = { path: string; type: string; body: Buffer }

/** The one stylesheet, with its content's hash in its name so that it can be cached for ever. */
export function buildStylesheet(): Asset {
  const frontend = createRequire(import.meta.url).resolve(
    'nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css',
  )
  const base = cutStylesheet(readFileSync(frontend, 'utf8'), COMPONENTS)
  const own = readFileSync(join(import.meta.dirname, 'concordat.css'), 'utf8')
  return hashedAsset('concordat', 'css', 'text/css; charset=utf-8', base + squeezed(own))
}

export function hashedAsset(name: string, ending: string, type: string, text: string): Asset {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12)
  return { path: `/assets/${name}.${hash}.${ending}`, type, body: Buffer.from(text) }
}

/** Keeps the rules of plain elements and of the named components; drops fonts and all else. */
export function cutStylesheet(css: string, components: readonly string[]): string {
  const kept = new Set(components.map((component) => `nhsuk-${component}`))
  const text = css.replace(/\/\*[\s\S]*?\*\//g, '').replace(NHS_FONT, SYSTEM_FONT)
  return keptRules(text, kept)
}

function keptRules(css: string, kept: ReadonlySet<string>): string {
  let out = ''
  let at = 0
  while (at < css.length) {
    const open = css.indexOf('{', at)
    if (open === -1) break
    const close = closingBrace(css, open)
    // A statement such as @charset ends before the rule that follows it.
    const start = Math.max(at, css.lastIndexOf(';', open) + 1)
    const prelude = css.slice(start, open)
    out += keptRule(prelude.trim(), css.slice(open + 1, close), kept)
    at = close + 1
  }
  return out
}

function keptRule(prelude: string, body: string, kept: ReadonlySet<string>): string {
  if (prelude.startsWith('@font-face') || prelude.startsWith(':root')) return ''
  if (/^@(media|supports|container)/.test(prelude)) {
    const inner = keptRules(body, kept)
    return inner === '' ? '' : `${prelude}{${inner}}`
  }
  // A picture would be one more thing to fetch, and the icons of the package are not served.
  if (body.includes('url(')) return ''
  const selectors = splitSelectors(prelude).filter((selector) => isKept(selector, kept))
  return selectors.length === 0 ? '' : `${selectors.join(',')}{${body}}`
}

/** A selector stays when every component that it names is in use. */
function isKept(selector: string, kept: ReadonlySet<string>): boolean {
  const outsideNot = selector.replace(/:not\([^)]*\)/g, '')
  const named = outsideNot.match(/\.nhsuk-[a-z0-9]+(?:-[a-z0-9]+)*/g) ?? []
  return named.every((name) => kept.has(name.slice(1))) && !outsideNot.includes('[class^=nhsuk')
}

/** Commas inside `:is(…)` and `:not(…)` do not separate selectors. */
function splitSelectors(prelude: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < prelude.length; at++) {
    if (prelude[at] === '(') depth++
    else if (prelude[at] === ')') depth--
    else if (prelude[at] === ',' && depth === 0) {
      parts.push(prelude.slice(start, at))
      start = at + 1
    }
  }
  return [...parts, prelude.slice(start)]
}

function closingBrace(css: string, open: number): number {
  let depth = 0
  for (let at = open; at < css.length; at++) {
    if (css[at] === '{') depth++
    else if (css[at] === '}' && --depth === 0) return at
  }
  return css.length
}

function squeezed(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/;}/g, '}')
    .trim()
}

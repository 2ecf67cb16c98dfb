import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ComponentProps, createElement, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { drawMarkup } from './draw-markup.ts'
import { Sampler } from './sampler.tsx'

const text = fc.oneof(
  fc.constantFrom('', '\n', '\nfirst', 'A & B', '<b>', `"it's"`, 'Zoë', '\u{1f3e5}'),
  fc.string({ unit: 'binary', maxLength: 8 }).map((some) => some.toWellFormed()),
)
const inside = fc.oneof(text, fc.integer(), fc.constantFrom(null, undefined, true, false, 0, 7n))
const words = fc.record(
  {
    id: text,
    className: text,
    title: text,
    lang: text,
    role: text,
    tabIndex: fc.integer(),
    hidden: fc.boolean(),
    spellCheck: fc.boolean(),
    'aria-hidden': fc.boolean(),
    'aria-label': text,
    'data-live': fc.oneof(text, fc.boolean()),
  },
  { requiredKeys: [] },
)
const field = fc.record(
  {
    name: text,
    value: text,
    disabled: fc.boolean(),
    required: fc.boolean(),
    autoFocus: fc.boolean(),
    autoComplete: text,
    inputMode: fc.constantFrom('numeric', 'text'),
    type: fc.constantFrom('text', 'checkbox', 'hidden'),
  },
  { requiredKeys: [] },
)
const form = fc.record(
  {
    action: fc.constantFrom('/people', '/a?b=1&c=2'),
    method: fc.constant('post'),
    encType: fc.constant('multipart/form-data'),
    noValidate: fc.boolean(),
    className: text,
  },
  { requiredKeys: [] },
)
const address = fc.constantFrom('/people', 'https://example.org/?a=1&b=2', '#main', undefined)

const BUTTON = 'button'
const PICTURE = (
  <svg viewBox="0 0 1 1" preserveAspectRatio="none" height={4}>
    <title>a & b</title>
    <line strokeWidth={2} strokeDasharray="1 2" x1={0.5} />
    <text textAnchor="middle" fontSize="3" fontFamily="sans" fontWeight="bold" />
  </svg>
)

const { tree } = fc.letrec<{ tree: ReactNode; many: ReactNode[] }>((tie) => ({
  many: fc.array(tie('tree'), { maxLength: 4 }),
  tree: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'tree' },
    inside,
    fc.tuple(words, tie('many')).map(([own, all]) => createElement('p', own, ...all)),
    fc.tuple(words, tie('many')).map(([own, all]) => createElement('ul', own, all.map(keyed))),
    fc.tuple(words, tie('many')).map(([own, all]) => createElement(Panel, own, ...all)),
    fc.tuple(address, inside).map(([href, said]) => createElement('a', { href }, said)),
    fc.tuple(form, tie('many')).map(([own, all]) => createElement('form', own, ...all)),
    field.map((own) => createElement('input', { ...own, onChange: nothing })),
    fc.tuple(field, fc.boolean()).map(([{ value, ...own }, defaultChecked]) => {
      return createElement('input', { ...own, defaultValue: value, defaultChecked })
    }),
    fc.tuple(field, inside).map(([own, said]) => createElement<object>(BUTTON, own, said)),
    text.map((defaultValue) => createElement('textarea', { name: 'words', defaultValue })),
    text.map((said) => createElement('pre', {}, said)),
    fc.tuple(fc.constantFrom('a', 'b', undefined), text).map(([defaultValue, said]) => {
      const options = [
        createElement('option', { value: 'a' }, said),
        createElement('option', {}, 'b'),
      ]
      return createElement('select', { name: 'choice', defaultValue }, ...options)
    }),
    fc.constant(PICTURE),
  ),
}))

function Panel({ children, ...own }: ComponentProps<'section'>): ReactNode {
  return (
    <>
      <section {...own}>{children}</section>
      <hr />
    </>
  )
}

function keyed(one: ReactNode, at: number): ReactNode {
  return <li key={at}>{one}</li>
}

function nothing(): void {}

test('what is drawn is what React draws, byte for byte', () => {
  fc.assert(
    fc.property(tree, (node) => {
      assert.equal(drawMarkup(node), renderToStaticMarkup(node))
    }),
    { numRuns: 500 },
  )
})

test('of every component of the shell too', () => {
  const sampler = <Sampler />
  assert.equal(drawMarkup(sampler), renderToStaticMarkup(sampler))
})

test('no address runs anything, and what cannot be drawn is a fault', () => {
  for (const address of ['javascript:alert(1)', ' java\nscript:x', '\u0001JavaScript:x'])
    assert.equal(drawMarkup(<a href={address}>x</a>), '<a>x</a>')
  assert.throws(() => drawMarkup({ said: 'an object' } as never), /no element/)
  assert.equal(drawMarkup(<i>after</i>), '<i>after</i>', 'what was drawn before it is gone')
})

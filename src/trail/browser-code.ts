import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

/**
 * What checks a resident's file in their browser: the very files that the command line runs, without their
 * types, one after the other in one closure. There is no other copy of it.
 */
const FILES = ['policy.ts', 'confirmation.ts', 'check-note.ts', 'looks-file.ts', 'check-looks.ts']
const PAGE = 'scripts/check-page.js'

/** One script that needs nothing else. */
export function checkScript(): string {
  const parts = FILES.map((file) => withoutModules(stripTypeScriptTypes(readText(file))))
  return `'use strict';(() => {\n${[...parts, readText(PAGE)].join('\n')}\n})()\n`
}

/** Nothing is imported at run time: all of it stands in the same closure. Throws where something does not. */
function withoutModules(code: string): string {
  return code
    .replaceAll(/^import\b[\s\S]*?\bfrom\s*'([^']+)'\s*$/gm, (_, path: string) => {
      if (FILES.includes(path.replace('./', ''))) return ''
      throw new Error(`what runs in a resident’s browser imports ${path}, which is not there`)
    })
    .replaceAll(/^export (?=(async )?(function|const|class)\b)/gm, '')
    .replaceAll(/^export\s*$/gm, '')
}

function readText(file: string): string {
  return readFileSync(join(import.meta.dirname, file), 'utf8')
}

const STYLE = `body{font:19px/1.5 system-ui,sans-serif;max-width:44em;margin:2em auto;padding:0 1em;color:#212b32}
textarea{width:100%;font:14px/1.4 monospace}label{display:block;font-weight:600;margin-top:1em}
button{font:inherit;font-weight:600;margin:1em 0;padding:.5em 1em;background:#007f3b;color:#fff;border:0}
button:focus,input:focus,textarea:focus{outline:4px solid #ffb81c;outline-offset:0}
.cc-good{color:#007f3b}.cc-flag--alert{color:#d5281b}li,p{overflow-wrap:anywhere}`

/** The page that a resident keeps: one file that works without this place and without a network. */
export function standAlonePage({ place, policy }: { place: string; policy: string }): string {
  const script = checkScript()
  const rules = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(STYLE)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${rules}">
<title>Check who has looked</title><style>${STYLE}</style></head>
<body><main><h1>Check who has looked</h1>
<p>This page is yours. It checks the file of looks that you downloaded from ${escaped(place)}, on this computer
alone: it sends nothing and asks nobody.</p>
<form data-check><label for="file">The file of looks</label>
<input id="file" name="file" type="file" accept=".json,application/json">
<label for="policy">Whose signatures count</label>
<p id="policy-hint">As ${escaped(place)} said when you saved this page. Compare it with what each side publishes
itself: it is what the check rests on.</p>
<textarea id="policy" name="policy" rows="9" spellcheck="false"
aria-describedby="policy-hint">${escaped(policy)}</textarea>
<button>Check the file</button></form>
<div id="result" role="status"></div></main><script>${script}</script></body></html>
`
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

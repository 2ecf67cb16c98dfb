/** In the order in which they claim to be each other: whoever comes first says what it is. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const MACHINES: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'an iPhone'],
  [/\biPad\b/, 'an iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'a Mac'],
  [/\bCrOS\b/, 'a Chromebook'],
  [/\bLinux\b/, 'Linux'],
]

/** What a browser says it is, as people say it: 'Firefox on Windows'. Nobody checks what it says. */
export function browserWords(userAgent: string | undefined): string {
  const said = (userAgent ?? '').slice(0, 500)
  const named = (list: typeof BROWSERS) => list.find(([form]) => form.test(said))?.[1]
  const machine = named(MACHINES)
  return `${named(BROWSERS) ?? 'A browser'}${machine === undefined ? '' : ` on ${machine}`}`
}

/** `G.W.` of `George Whitfield`: enough for whoever knows the ward, and for nobody else. */
export function initialsOf(name: string): string {
  const letters = [...new Intl.Segmenter('en', { granularity: 'word' }).segment(name)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => [...segment][0]!.toLocaleUpperCase('en'))
  const kept = letters.length > 3 ? [letters[0]!, letters.at(-1)!] : letters
  return kept.map((letter) => `${letter}.`).join('')
}

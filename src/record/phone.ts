/** How numbers of eleven digits are read: `020 7946 0018`, `0300 123 4567`, else `01632 960144`. */
const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^(02\d)(\d{4})(\d{4})$/, '$1 $2 $3'],
  [/^(0[38]\d\d)(\d{3})(\d{4})$/, '$1 $2 $3'],
  [/^(0\d{4})(\d{6})$/, '$1 $2'],
]

/** In the groups in which it is read out; what is no number of eleven digits is given back as it came. */
export function phoneWords(phone: string | undefined): string | undefined {
  const [pattern, groups] = GROUPS.find(([one]) => one.test(phone ?? '')) ?? []
  return pattern === undefined ? phone : phone!.replace(pattern, groups!)
}

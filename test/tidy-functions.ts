/**
 * Functions longer than `max` lines, found by indentation: the formatter closes what a line opened at
 * the same column.
 */
export function longFunctions(lines: string[], max: number): { at: number; length: number }[] {
  const long: { at: number; length: number }[] = []
  lines.forEach((line, start) => {
    // A signature ends its line by opening its arguments or its body; SQL inside a string does not.
    if (!/[({]$/.test(line) || !OPENING.test(line) || NOT_A_FUNCTION.test(line)) return
    const indent = /^\s*/.exec(line)![0]
    const end = lines.findIndex(
      (later, at) =>
        at > start && later.startsWith(`${indent}}`) && !later.startsWith(`${indent}} ,`),
    )
    // The signature of a function over several lines closes with `): Type {` at the same column.
    const last = end === -1 ? lines.length - 1 : end
    if (last - start + 1 > max) long.push({ at: start + 1, length: last - start + 1 })
  })
  return long
}

const OPENING =
  /^\s*((export )?(async )?function\b|(static |async |get |set |#)*[\w#]+\(|(export )?const \w+ = (async )?\()/
const NOT_A_FUNCTION =
  /^\s*(if|for|while|switch|return|await|test|describe|assert)\b|[;,)]$|^[^{(]*\([^)]*\)[^{]*$/

/** One row of RFC 4180 CSV: CRLF, and quotes only where a field needs them. */
export function csvRow(fields: readonly (string | number | undefined)[]): string {
  return `${fields.map(quoted).join(',')}\r\n`
}

function quoted(field: string | number | undefined): string {
  if (field === undefined) return ''
  const text = String(field)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

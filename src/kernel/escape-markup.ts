/** Text as it stands between the tags of HTML or XML; in the value of an attribute a quote has to be written too. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/**
 * Cuts the text of a JSON array into the texts of its elements. The text must be valid JSON and hold an element.
 * It does not recurse, so it can hand over an element that is nested too deeply to be written out again.
 */
export function elementTexts(json: string): readonly string[] {
  const elements: string[] = [];
  let start = json.indexOf('[') + 1;
  let depth = 1;
  for (let index = start; depth > 0 && index < json.length; index += 1) {
    const character = json[index] ?? '';
    if (character === '"') index = endOfString(json, index);
    else if ('[{'.includes(character)) depth += 1;
    else if (']}'.includes(character)) depth -= 1;
    if (depth === 0 || (depth === 1 && character === ',')) {
      elements.push(json.slice(start, index).trim());
      start = index + 1;
    }
  }
  return elements;
}

/** Index of the quote that closes the string opened at `start`. */
function endOfString(json: string, start: number): number {
  let index = start + 1;
  while (index < json.length && json[index] !== '"') {
    index += json[index] === '\\' ? 2 : 1;
  }
  return index;
}

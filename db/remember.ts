/**
 * Makes something of a text once, for texts that come again and again. Once it remembers `most` of them it forgets all,
 * which costs less than knowing the oldest.
 */
export function remember<Made>(most: number, make: (text: string) => Made): (text: string) => Made {
  const made = new Map<string, Made>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    if (made.size >= most) made.clear();
    const one = make(text);
    made.set(text, one);
    return one;
  };
}

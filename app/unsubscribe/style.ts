/**
 * The look of pages that work without a script and without any other file. The colours are those of `globals.css`, and a test
 * holds them to it.
 */
export const style = `
:root {
  color-scheme: light dark;
  --canvas: light-dark(oklch(0.984 0.003 205), oklch(0.166 0.012 222));
  --surface: light-dark(oklch(1 0 0), oklch(0.198 0.013 222));
  --hover: light-dark(oklch(0.958 0.007 205), oklch(0.236 0.015 222));
  --line-strong: light-dark(oklch(0.84 0.01 210), oklch(0.36 0.016 222));
  --ink: light-dark(oklch(0.225 0.02 225), oklch(0.95 0.006 205));
  --ink-soft: light-dark(oklch(0.415 0.02 224), oklch(0.78 0.012 212));
  --accent: light-dark(oklch(0.475 0.088 207), oklch(0.8 0.1 196));
  --solid: light-dark(oklch(0.255 0.03 222), oklch(0.94 0.012 200));
  --solid-hover: light-dark(oklch(0.335 0.04 218), oklch(1 0 0));
  --on-solid: light-dark(oklch(0.99 0.003 205), oklch(0.2 0.02 222));
  --good: light-dark(oklch(0.455 0.105 155), oklch(0.81 0.13 157));
  --good-soft: light-dark(oklch(0.952 0.035 158), oklch(0.265 0.042 160));
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--canvas);
  color: var(--ink);
  font: 0.9375rem/1.5 ui-sans-serif, system-ui, sans-serif;
  -webkit-font-smoothing: antialiased;
  overflow-wrap: anywhere;
}
main {
  display: grid;
  align-content: center;
  gap: 1.5rem;
  width: 100%;
  max-width: 25rem;
  min-height: 100dvh;
  margin-inline: auto;
  padding: 3rem 1.25rem;
}
.mark { display: flex; gap: 0.5rem; align-items: center; font-weight: 600; letter-spacing: -0.015em; }
.mark svg { width: 1.5rem; height: 1.5rem; fill: none; stroke-width: 2.2; stroke-linecap: round; }
.source { fill: var(--accent); }
.near { stroke: var(--accent); }
.far { stroke: var(--ink); }
.said { display: grid; gap: 0.5rem; }
.done { display: grid; place-items: center; width: 2.25rem; height: 2.25rem; border-radius: 50%; background: var(--good-soft); color: var(--good); }
.done svg { width: 1.25rem; height: 1.25rem; fill: none; stroke: currentColor; stroke-width: 2.2; stroke-linecap: round; stroke-linejoin: round; }
h1 { margin: 0; font-size: 1.375rem; line-height: 1.75rem; letter-spacing: -0.02em; text-wrap: balance; }
p { margin: 0; color: var(--ink-soft); text-wrap: pretty; }
form { display: grid; }
button {
  min-height: 2.75rem;
  padding: 0.5rem 1rem;
  border: 1px solid transparent;
  border-radius: 7px;
  background: var(--solid);
  color: var(--on-solid);
  font: inherit;
  font-weight: 500;
  cursor: pointer;
}
button:hover { background: var(--solid-hover); }
button.second { border-color: var(--line-strong); background: var(--surface); color: var(--ink); }
button.second:hover { background: var(--hover); }
a { display: inline-block; padding-block: 0.25rem; color: var(--accent); text-underline-offset: 0.2em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (forced-colors: active) { button { border-color: ButtonText; } }
`;

/** The look of the file, which has to carry it along. */
export const fileStyle = `
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body {
  margin: 0;
  background: light-dark(#f7fafb, #0d1417);
  color: light-dark(#14242b, #e8eef0);
  font: 1rem/1.6 ui-sans-serif, system-ui, sans-serif;
  overflow-wrap: anywhere;
}
main { max-width: 44rem; margin-inline: auto; padding: 2.5rem 1.25rem 4rem; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.25; letter-spacing: -0.02em; text-wrap: balance; }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.25rem; letter-spacing: -0.015em; }
h3 { margin: 0; font-size: 1rem; }
p { margin: 0.25rem 0; }
.lead, small, footer { color: light-dark(#4d5c63, #a9b7bd); }
small { font-size: 0.875rem; }
article {
  margin: 0 0 0.75rem;
  padding: 1rem 1.25rem;
  border: 1px solid light-dark(#dde5e8, #253238);
  border-radius: 10px;
  background: light-dark(#fff, #131d21);
}
.said { margin: 0.75rem 0; white-space: pre-line; }
ul { margin: 0.75rem 0; padding-inline-start: 1.25rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1.5rem; }
dd { margin: 0; font-weight: 500; }
footer { margin-top: 2.5rem; border-top: 1px solid light-dark(#dde5e8, #253238); padding-top: 1rem; }
@media print { article { break-inside: avoid; } }
`;

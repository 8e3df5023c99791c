import { parseSync, Visitor } from 'oxc-parser';

/** One place where a file names another module. */
export interface Import {
  /** As written; null when it is computed and so cannot be checked. */
  readonly specifier: string | null;
  readonly line: number;
  /** `type` leaves no trace in the emitted code; `dynamic` is loaded later. */
  readonly kind: 'value' | 'type' | 'dynamic';
}

export interface ParsedSource {
  readonly imports: readonly Import[];
  /** The directives at the top, such as `use client`. */
  readonly directives: readonly string[];
  /** Every string and template, its placeholders replaced by `?`. */
  readonly texts: readonly { readonly text: string; readonly line: number }[];
}

/** Parses one TypeScript file. Throws, naming the file, when it cannot be parsed. */
export function parseSource(file: string, source: string): ParsedSource {
  const result = parseSync(file, source);
  const problem = result.errors.find((error) => error.severity === 'Error');
  if (problem) throw new Error(`${file} cannot be parsed: ${problem.message}`);

  const imports: Import[] = [];
  const texts: { text: string; line: number }[] = [];
  const lineOf = (offset: number) => source.slice(0, offset).split('\n').length;
  const add = (kind: Import['kind'], specifier: string | null, offset: number) => {
    imports.push({ specifier, kind, line: lineOf(offset) });
  };
  const kindOf = (word: 'type' | 'value' | undefined) => (word === 'type' ? 'type' : 'value');
  const visitor = new Visitor({
    ImportDeclaration: (node) => add(kindOf(node.importKind), node.source.value, node.start),
    ExportAllDeclaration: (node) => add(kindOf(node.exportKind), node.source.value, node.start),
    ExportNamedDeclaration: (node) => {
      if (node.source) add(kindOf(node.exportKind), node.source.value, node.start);
    },
    ImportExpression: (node) => add('dynamic', literalText(node.source), node.start),
    TSImportType: (node) => add('type', literalText(node.source), node.start),
    CallExpression: (node) => {
      const [first] = node.arguments;
      const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require';
      if (isRequire && first) add('dynamic', literalText(first), node.start);
    },
    Literal: (node) => {
      if (typeof node.value === 'string') texts.push({ text: node.value, line: lineOf(node.start) });
    },
    TemplateLiteral: (node) => {
      const text = node.quasis.map((quasi) => quasi.value.raw).join('?');
      texts.push({ text, line: lineOf(node.start) });
    },
  });
  visitor.visit(result.program);
  const directives = result.program.body.flatMap((node) =>
    'directive' in node && typeof node.directive === 'string' ? [node.directive] : [],
  );
  return { imports, directives, texts };
}

function literalText(node: { type: string; value?: unknown }): string | null {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}

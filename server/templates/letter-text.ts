import type { Block, Letter, WaysOut } from './letter.ts';

/** The plain text of a mail: all that its HTML says, links written out. */
export function letterText({ heading, blocks }: Letter, waysOut: WaysOut | null): string {
  const parts = [heading, ...blocks.map(blockText)];
  if (waysOut !== null) {
    parts.push(`--\nYou do not want such mails any more?\n${waysOut.url}`);
    if (waysOut.manageUrl !== null) parts.push(`Choose what we write to you about:\n${waysOut.manageUrl}`);
  }
  return `${parts.join('\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'text':
    case 'note':
      return block.text;
    case 'button':
      return `${block.label}:\n${block.url}`;
    case 'facts':
      return block.rows.map(([label, value]) => `${label}: ${value}`).join('\n');
    case 'code':
      return block.code;
    case 'item':
      return [`* ${block.title}`, block.text, ...(block.url === null ? [] : [block.url])].join('\n');
  }
}

/** A fenced block of a page. */
export interface FencedBlock {
  /** What stands behind the opening fence: `bash`, `text`, … */
  language: string;
  /** Without the fences; ends with a line break unless it is empty. */
  text: string;
  /** Line of the opening fence, from 1. */
  line: number;
}

/** The fenced blocks of a Markdown page, in order; fences are three backticks at the start of a line. */
export function fencedBlocks(markdown: string): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  for (const match of markdown.matchAll(/^```(\w*)\n([^]*?)^```$/gm)) {
    const [, language = '', text = ''] = match;
    blocks.push({ language, text, line: markdown.slice(0, match.index).split('\n').length });
  }
  return blocks;
}

/** A command block, and what the page shows that it prints: the block of language `text` right behind it. */
export interface CommandBlock {
  commands: string;
  printed: string;
  line: number;
}

/** The blocks of language `bash` with what is shown beneath them; no such block beneath means that nothing is printed. */
export function commandBlocks(markdown: string): CommandBlock[] {
  const blocks = fencedBlocks(markdown);
  return blocks.flatMap(({ language, text, line }, index) => {
    if (language !== 'bash') return [];
    const next = blocks[index + 1];
    const printed = next?.language === 'text' ? next.text : '';
    return [{ commands: text, printed, line }];
  });
}

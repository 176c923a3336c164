import type { Output } from "../io.ts";

/** A block at the bottom of a terminal that is drawn again in place. */
export interface LiveBlock {
  /** Replaces what the block shows. */
  draw(lines: readonly string[]): void;
  /** Leaves the last picture standing; what follows is written below it. */
  end(): void;
}

/** Starts a block. If it is higher than the terminal, its middle is left out until the end. */
export function liveBlock(output: Output): LiveBlock {
  let height = 0;
  let last: readonly string[] = [];
  const show = (lines: readonly string[], isEnd: boolean): void => {
    const rows = output.size().rows - 1;
    const shown = isEnd || lines.length <= rows ? lines : cutMiddle(lines, rows);
    // Back to the block's first line, then everything below is cleared: one write, so that nothing flickers.
    const up = height > 0 ? `\u001b[${height}A\r` : "";
    output.write(`${up}\u001b[J${shown.map((line) => `${line}\n`).join("")}`);
    height = shown.length;
  };
  output.write("\u001b[?25l");
  return {
    draw(lines) {
      last = lines;
      show(lines, false);
    },
    end() {
      show(last, true);
      height = 0;
      output.write("\u001b[?25h");
    },
  };
}

function cutMiddle(lines: readonly string[], rows: number): string[] {
  const tail = Math.max(1, Math.floor(rows * 0.7));
  const head = Math.max(1, rows - tail - 1);
  return [
    ...lines.slice(0, head),
    `  … ${lines.length - head - tail} more lines`,
    ...lines.slice(-tail),
  ];
}

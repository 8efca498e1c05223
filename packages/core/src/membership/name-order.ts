const pieces = /\d+|\D+/g;

/**
 * Order of names in which runs of digits count as numbers: "worker-2" before "worker-10". Total, and the same on every machine
 * (no locale): names that are equal as numbers ("w-1", "w-01") are told apart by their code units.
 */
export function compareNames(a: string, b: string): number {
  const left = a.match(pieces) ?? [];
  const right = b.match(pieces) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const order = comparePieces(left[i] ?? "", right[i] ?? "");
    if (order !== 0) return order;
  }
  return left.length - right.length || compareText(a, b);
}

function comparePieces(a: string, b: string): number {
  if (!isNumber(a) || !isNumber(b)) return compareText(a, b);
  const left = a.replace(/^0+(?=\d)/, "");
  const right = b.replace(/^0+(?=\d)/, "");
  return left.length - right.length || compareText(left, right);
}

const isNumber = (piece: string): boolean => /^\d/.test(piece);

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

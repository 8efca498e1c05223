/** Elements [start, end) of P that parameter server `range` holds. */
export interface ParameterRangeBounds {
  readonly range: number;
  readonly start: number;
  readonly end: number;
}

/** Elements [start, end) of P, inside one range, that rank `owner` reduces in this generation. May be empty (start = end). */
export interface Slice {
  readonly start: number;
  readonly end: number;
  readonly range: number;
  readonly owner: number;
}

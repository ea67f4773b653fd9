/** Says how far a step is. `done` and `total` are in the same unit (bytes, packages) and may be missing. */
export type Progress = (what: string, done?: number, total?: number) => void;

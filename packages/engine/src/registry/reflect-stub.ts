// tsyringe refuses to be imported without Reflect.getMetadata, which only its decorators use; providers here name their tokens.
const reflect = Reflect as {getMetadata?: () => undefined};
const stub = () => undefined;
reflect.getMetadata ??= stub;

/** Takes the stub away again: a plugin may bring the real thing, which old versions put there only if nothing is there. */
export function removeReflectStub(): void {
  if (reflect.getMetadata === stub) delete reflect.getMetadata;
}

// tsyringe refuses to be imported without Reflect.getMetadata, which only its decorators use; providers here name their tokens.
const reflect = Reflect as {getMetadata?: () => undefined};
reflect.getMetadata ??= () => undefined;
